//! The figures of a run, and its verdict.

use std::fmt::Write as _;
use std::time::Duration;

use crate::ledger::Entries;
use crate::level::{Levels, Margin};
use crate::process::ProcessUsage;

/// What was watched, in which process, and what it may do.
type Watched<'a> = (&'a str, &'a [ProcessUsage], fn(&ProcessUsage) -> u64, Margin);

/// The figures as text, and what must not be.
pub(crate) fn report(calls: u64, took: Duration, entries: &Entries) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut line = |args: std::fmt::Arguments<'_>| {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "{args}");
    };
    line(format_args!("{calls} calls in {:.1} s", took.as_secs_f64()));
    line(format_args!("slowest call    {:.3} s", entries.slowest.as_secs_f64()));
    for (outcome, count) in &entries.outcomes {
        line(format_args!("{outcome:<36}{count:>9}"));
    }
    for (reason, count) in &entries.endings {
        line(format_args!("session ended: {reason:<21}{count:>9}"));
    }
    line(format_args!("{:<36}{:>9}", "refresh tokens sent", entries.refreshes));
    for (before, count) in &entries.dead_refresh_tokens {
        line(format_args!("of them dead, {before:<22}{count:>9}"));
    }
    let mut wrong = entries.violations.clone();
    let watched: [Watched<'_>; 3] = [
        ("memory of the client, KiB", &entries.client, |held| held.memory, Margin::MEMORY),
        ("open files of the client", &entries.client, |held| held.files, Margin::FILES),
        ("open files of the sandbox", &entries.server, |held| held.files, Margin::FILES),
    ];
    for (what, held, figure, margin) in watched {
        let samples: Vec<_> = held.iter().map(figure).collect();
        let levels = Levels::of(&samples);
        let Levels { second, last } = levels;
        line(format_args!("{what:<36}{second:>9} -> {last}"));
        if !levels.is_flat(margin) {
            wrong.push(format!("{what}: {second} in the second quarter, {last} in the last"));
        }
    }
    (text, wrong)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::report;
    use crate::ledger::Entries;
    use crate::process::ProcessUsage;

    #[test]
    fn what_grows_is_named() {
        let growing = |step: u64| ProcessUsage { memory: 20_000 + step * 100, files: 10 + step };
        let client: Vec<_> = (0..100).map(growing).collect();
        let server = vec![ProcessUsage { memory: 1, files: 1 }; 100];
        let entries = Entries { client, server, ..Entries::default() };
        let (text, wrong) = report(1, Duration::from_secs(1), &entries);
        assert!(text.contains("memory of the client, KiB               23700 -> 28700"), "{text}");
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }
}
