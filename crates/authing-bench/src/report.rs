//! What benchmarks give: rows of figures, each with what it is held against.

mod markdown;

use serde::Serialize;

use crate::spread::Spread;

pub(crate) use markdown::page;

/// One benchmark's rows.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    /// The name that `--only` takes.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// How it was measured, in a paragraph.
    pub(crate) method: &'static str,
    pub(crate) rows: Vec<Row>,
    /// What was left out, and why.
    pub(crate) notes: Vec<String>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) unit: Unit,
    pub(crate) ours: Spread,
    /// What it is compared with: its name and its figure.
    pub(crate) floor: Option<(String, Spread)>,
    /// Ours by theirs, round by round.
    pub(crate) ratio: Option<Spread>,
    pub(crate) threshold: Option<Threshold>,
}

/// A figure that is to be held.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) enum Threshold {
    /// The ratio is at most this.
    RatioAtMost(f64),
    /// The ratio is at least this.
    RatioAtLeast(f64),
    /// The value is at most this.
    AtMost(f64),
    /// The value is at least this.
    AtLeast(f64),
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) enum Unit {
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    PerSecond,
    Count,
    Bytes,
    Megabytes,
}

impl Section {
    pub(crate) fn new(name: &'static str, title: &'static str, method: &'static str) -> Self {
        Self { name, title, method, rows: Vec::new(), notes: Vec::new() }
    }

    /// Adds a figure without comparison.
    pub(crate) fn value(
        &mut self,
        what: impl Into<String>,
        unit: Unit,
        ours: Spread,
        threshold: Option<Threshold>,
    ) {
        let what = what.into();
        self.push(Row { what, unit, ours, floor: None, ratio: None, threshold });
    }

    /// Adds a figure beside another one that was measured in the same rounds.
    pub(crate) fn compared(
        &mut self,
        what: impl Into<String>,
        unit: Unit,
        ours: &[f64],
        (name, theirs): (&str, &[f64]),
        threshold: Option<Threshold>,
    ) {
        self.push(Row {
            what: what.into(),
            unit,
            ours: Spread::of(ours.iter().copied()),
            floor: Some((name.to_owned(), Spread::of(theirs.iter().copied()))),
            ratio: Some(Spread::of_ratios(ours, theirs)),
            threshold,
        });
    }

    /// Adds a row, and shows it to whoever waits.
    fn push(&mut self, row: Row) {
        #[expect(clippy::print_stderr, reason = "a program that runs for minutes shows progress")]
        {
            eprintln!("{}: {}", self.name, row.line());
        }
        self.rows.push(row);
    }
}

impl Row {
    /// Whether the figure is held, where there is a threshold.
    pub(crate) fn is_held(&self) -> Option<bool> {
        let ratio = self.ratio.map_or(f64::NAN, |ratio| ratio.median);
        let value = self.ours.median;
        self.threshold.map(|threshold| match threshold {
            Threshold::RatioAtMost(limit) => ratio <= limit,
            Threshold::RatioAtLeast(limit) => ratio >= limit,
            Threshold::AtMost(limit) => value <= limit,
            Threshold::AtLeast(limit) => value >= limit,
        })
    }

    /// The row as one line of text.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("{}: {}", self.what, self.unit.show(self.ours));
        if let Some((name, floor)) = &self.floor {
            line += &format!("; {name}: {}", self.unit.show(*floor));
        }
        if let Some(ratio) = self.ratio {
            line += &format!("; ratio {}", show_ratio(ratio));
        }
        if let (Some(threshold), Some(is_held)) = (self.threshold, self.is_held()) {
            line += &format!(
                "; {} {}",
                threshold.show(self.unit),
                if is_held { "held" } else { "NOT HELD" }
            );
        }
        line
    }
}

impl Threshold {
    fn show(self, unit: Unit) -> String {
        match self {
            Self::RatioAtMost(limit) => format!("ratio ≤ {limit}"),
            Self::RatioAtLeast(limit) => format!("ratio ≥ {limit}"),
            Self::AtMost(limit) => format!("≤ {}", unit.show_one(limit)),
            Self::AtLeast(limit) => format!("≥ {}", unit.show_one(limit)),
        }
    }
}

fn show_ratio(ratio: Spread) -> String {
    if ratio.low == ratio.high {
        return format!("{:.2}", ratio.median);
    }
    format!("{:.2} ({:.2}–{:.2})", ratio.median, ratio.low, ratio.high)
}

impl Unit {
    fn symbol(self) -> &'static str {
        match self {
            Self::Nanoseconds => " ns",
            Self::Microseconds => " µs",
            Self::Milliseconds => " ms",
            Self::Seconds => " s",
            Self::PerSecond => " /s",
            Self::Count => "",
            Self::Bytes => " B",
            Self::Megabytes => " MB",
        }
    }

    fn show_one(self, value: f64) -> String {
        format!("{}{}", number(value), self.symbol())
    }

    fn show(self, spread: Spread) -> String {
        let median = number(spread.median);
        if spread.low == spread.high {
            return format!("{median}{}", self.symbol());
        }
        format!("{median} ({}–{}){}", number(spread.low), number(spread.high), self.symbol())
    }
}

/// Three digits that count, or all of a whole number.
fn number(value: f64) -> String {
    match value.abs() {
        _ if value.fract() == 0.0 => format!("{value}"),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Threshold, Unit};
    use crate::spread::Spread;

    fn row(threshold: Threshold) -> Row {
        Row {
            what: "a call".into(),
            unit: Unit::Microseconds,
            ours: Spread { low: 9.0, median: 12.0, high: 13.25 },
            floor: Some(("raw".into(), Spread::exact(10.0))),
            ratio: Some(Spread::exact(1.2)),
            threshold: Some(threshold),
        }
    }

    #[test]
    fn a_threshold_is_about_the_ratio_or_the_value() {
        for (threshold, is_held) in [
            (Threshold::RatioAtMost(1.2), true),
            (Threshold::RatioAtMost(1.15), false),
            (Threshold::RatioAtLeast(1.3), false),
            (Threshold::AtMost(12.0), true),
            (Threshold::AtMost(11.9), false),
            (Threshold::AtLeast(12.1), false),
        ] {
            assert_eq!(row(threshold).is_held(), Some(is_held), "{threshold:?}");
        }
        assert_eq!(Row { threshold: None, ..row(Threshold::AtMost(1.0)) }.is_held(), None);
    }

    #[test]
    fn what_was_not_compared_holds_no_ratio() {
        let alone = Row { ratio: None, ..row(Threshold::RatioAtMost(9.0)) };
        assert_eq!(alone.is_held(), Some(false));
    }

    #[test]
    fn a_line_says_what_is_not_held() {
        assert_eq!(
            row(Threshold::AtMost(5.0)).line(),
            "a call: 12 (9–13.2) µs; raw: 10 µs; ratio 1.20; ≤ 5 µs NOT HELD"
        );
    }
}
