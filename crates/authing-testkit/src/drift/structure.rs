//! The structure of a JSON value, and what differs between two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::change::{Change, Finding, Side};

/// The types of a value; of the elements of a list, of all of them together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Structure {
    types: BTreeSet<&'static str>,
    is_null: bool,
    fields: BTreeMap<String, Field>,
    /// `None` for no list, and for an empty one.
    element: Option<Box<Structure>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    structure: Structure,
    /// Whether it is in some of the merged objects only.
    is_optional: bool,
}

impl Structure {
    pub(super) fn of(value: &Value) -> Self {
        let mut structure = Self::default();
        let name = match value {
            Value::Null => {
                structure.is_null = true;
                return structure;
            }
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(items) => {
                let elements = items.iter().map(Self::of);
                structure.element = elements.reduce(Self::merged).map(Box::new);
                "list"
            }
            Value::Object(fields) => {
                let field = |value| Field { structure: Self::of(value), is_optional: false };
                let fields = fields.iter().map(|(key, value)| (key.clone(), field(value)));
                structure.fields = fields.collect();
                "object"
            }
        };
        structure.types.insert(name);
        structure
    }

    fn merged(mut self, other: Self) -> Self {
        let both_are_objects = self.types.contains("object") && other.types.contains("object");
        if both_are_objects {
            for (key, field) in &mut self.fields {
                field.is_optional |= !other.fields.contains_key(key);
            }
        }
        for (key, mut field) in other.fields {
            match self.fields.remove(&key) {
                Some(known) => {
                    field.is_optional |= known.is_optional;
                    field.structure = known.structure.merged(field.structure);
                }
                None => field.is_optional |= both_are_objects,
            }
            self.fields.insert(key, field);
        }
        self.element = match (self.element, other.element) {
            (Some(own), Some(other)) => Some(Box::new(own.merged(*other))),
            (own, other) => own.or(other),
        };
        self.types.extend(other.types);
        self.is_null |= other.is_null;
        self
    }

    fn types(&self) -> String {
        self.types.iter().copied().collect::<Vec<_>>().join(" or ")
    }

    /// Tells what of `self` is otherwise in `actual`.
    pub(super) fn compare(&self, actual: &Self, side: Side, place: &str, found: &mut Vec<Finding>) {
        let mut tell = |change| found.push(Finding::new(side, place, change));
        if actual.is_null && !self.is_null {
            tell(Change::BecameNull);
        }
        if actual.types.is_empty() {
            return;
        }
        if self.types.is_empty() {
            return tell(Change::NoLongerNull);
        }
        if self.types != actual.types {
            return tell(Change::TypeChanged { from: self.types(), to: actual.types() });
        }
        match (&self.element, &actual.element) {
            (Some(expected), Some(actual)) => {
                expected.compare(actual, side, &format!("{place}[]"), found);
            }
            (Some(_), None) => tell(Change::NothingToCompare),
            (None, _) => {}
        }
        self.compare_fields(actual, side, place, found);
    }

    fn compare_fields(&self, actual: &Self, side: Side, place: &str, found: &mut Vec<Finding>) {
        let mut new: BTreeMap<&String, &Field> =
            actual.fields.iter().filter(|(key, _)| !self.fields.contains_key(*key)).collect();
        let gone = |key: &String| !actual.fields.contains_key(key);
        let count_of_gone = self.fields.keys().filter(|key| gone(key)).count();
        let is_alone = count_of_gone == 1 && new.len() == 1;
        for (key, expected) in &self.fields {
            let at = format!("{place}.{key}");
            match actual.fields.get(key) {
                Some(field) => {
                    if field.is_optional && !expected.is_optional {
                        found.push(Finding::new(side, &at, Change::SometimesMissing));
                    }
                    expected.structure.compare(&field.structure, side, &at, found);
                }
                None => {
                    let change = match renamed(key, expected, &new, is_alone) {
                        Some(to) => {
                            new.remove(&to);
                            Change::FieldRenamed { to }
                        }
                        None if expected.is_optional => Change::SometimesMissing,
                        None => Change::FieldRemoved,
                    };
                    found.push(Finding::new(side, &at, change));
                }
            }
        }
        for key in new.keys() {
            found.push(Finding::new(side, format!("{place}.{key}"), Change::FieldAdded));
        }
    }
}

/// The new field that a field became: the one of the same structure with the likest name. Where
/// one field went and one came, their names do not matter.
fn renamed(
    key: &str,
    field: &Field,
    new: &BTreeMap<&String, &Field>,
    is_alone: bool,
) -> Option<String> {
    let likeness = |name: &str| strsim::jaro_winkler(&plain(key), &plain(name));
    let same = new.iter().filter(|(_, other)| other.structure == field.structure);
    let (name, likeness) = same
        .map(|(name, _)| (*name, likeness(name)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    (is_alone || likeness >= ALIKE).then(|| name.clone())
}

/// How like two names must be, 1 for the same: `loginsCount` and `logins_count` are,
/// `signedUp` and `updatedAt` are not.
const ALIKE: f64 = 0.85;

/// A name without its spelling: `tokenExpiredAt` and `token_expired_at` are the same.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}
