//! The values that must not be written, and their labels.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Number;

use crate::fixture::{Label, RecordedToken, odd_shape};

use super::encodings;

/// The labels of a scenario, by the values that they stand for.
#[derive(Default)]
pub(super) struct Vault {
    labels: BTreeMap<String, Label>,
    /// Those of numbers, which stand for JSON numbers.
    numbers: BTreeMap<String, Label>,
    counts: BTreeMap<&'static str, usize>,
    /// All forms of the values that are long enough to be looked for inside other texts.
    forms: Vec<String>,
    /// What tokens hold, by their labels.
    pub(super) tokens: BTreeMap<String, RecordedToken>,
}

/// Shorter values are found by chance, and so only where they stand alone.
const SHORTEST_PART: usize = 5;

impl Vault {
    pub(super) fn new(inputs: &[(Label, String)]) -> Self {
        let mut vault = Self::default();
        for (label, value) in inputs {
            let number: usize = label.name().parse().unwrap_or_default();
            let count = vault.counts.entry(label.kind()).or_default();
            *count = number.max(*count);
            vault.labels.insert(value.clone(), label.clone());
        }
        vault
    }

    /// From now on values are also looked for inside of texts that are kept.
    pub(super) fn begin_to_write(&mut self) {
        let all = self.labels.keys().chain(self.numbers.keys());
        let long = all.filter(|value| value.len() >= SHORTEST_PART);
        self.forms = long.flat_map(|value| encodings(value)).collect();
    }

    /// The label of a value that has one.
    pub(super) fn known(&self, value: &str) -> Option<&Label> {
        self.labels.get(value)
    }

    /// The label of a value, a new one of this kind if it has none.
    pub(super) fn label(&mut self, kind: &str, value: &str) -> Label {
        if let Some(label) = self.labels.get(value) {
            return label.clone();
        }
        let label = self.next(kind);
        self.labels.insert(value.to_owned(), label.clone());
        label
    }

    /// Whether a number is one of the texts that have a label, and long enough not to be so by
    /// chance.
    pub(super) fn is_also_a_text(&self, number: &Number) -> bool {
        let text = number.to_string();
        text.len() >= SHORTEST_PART && self.labels.contains_key(&text)
    }

    /// The label of a number.
    pub(super) fn number(&mut self, value: &str) -> Label {
        if let Some(label) = self.numbers.get(value) {
            return label.clone();
        }
        let label = self.next("number");
        self.numbers.insert(value.to_owned(), label.clone());
        label
    }

    /// A known phone number after a country code: the code, and the label.
    pub(super) fn phone_in<'t>(&self, text: &'t str) -> Option<(&'t str, &Label)> {
        let phones = self.labels.iter().filter(|(_, label)| label.kind() == "phone");
        phones.into_iter().find_map(|(phone, label)| {
            let code = text.strip_suffix(phone.as_str())?;
            let digits = code.trim_end_matches([' ', '-']).strip_prefix('+')?;
            let is_code =
                (1..=3).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
            is_code.then_some((code, label))
        })
    }

    fn next(&mut self, kind: &str) -> Label {
        let kind = Label::parse(&format!("{kind}:0")).expect("the tables name known kinds").kind();
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        Label::parse(&format!("{kind}:{count}")).expect("the kind is known")
    }

    /// Whether a text holds a value in whatever form.
    pub(super) fn occurs_in(&self, text: &str) -> bool {
        self.forms.iter().any(|form| text.contains(form))
    }

    /// A text for people, without the values.
    pub(super) fn hide(&self, text: &str) -> String {
        let mut values: Vec<_> =
            self.labels.iter().filter(|(value, _)| value.len() >= SHORTEST_PART).collect();
        values.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        let hidden = values.into_iter().fold(text.to_owned(), |text, (value, label)| {
            text.replace(value.as_str(), &label.to_string())
        });
        if self.occurs_in(&hidden) { "[redacted]".to_owned() } else { hidden }
    }

    /// The shapes that a fixture must tell.
    pub(super) fn shapes(&self) -> BTreeMap<String, String> {
        self.labels
            .iter()
            .chain(&self.numbers)
            .filter_map(|(value, label)| {
                let key = format!("{}:{}", label.kind(), label.name());
                Some((key, odd_shape(label.kind(), value)?))
            })
            .collect()
    }

    pub(super) fn into_seen(self) -> Seen {
        let name = |label: Label| format!("{}:{}", label.kind(), label.name());
        let all = self.numbers.into_iter().chain(self.labels);
        Seen(all.map(|(value, label)| (value, name(label))).collect())
    }
}

/// Values that were seen while recording, each with its label. Its `Debug` shows the labels.
#[derive(Clone, Default)]
pub struct Seen(BTreeMap<String, String>);

impl Seen {
    /// Nothing was seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value and what to call it.
    pub fn insert(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.0.insert(value.into(), label.into());
    }

    /// Label and value of each, in the order of the values.
    pub fn expose_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(value, label)| (label.as_str(), value.as_str()))
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.values()).finish()
    }
}
