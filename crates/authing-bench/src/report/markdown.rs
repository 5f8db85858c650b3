use super::{Row, Section, show_ratio};

/// The page of all sections.
pub(crate) fn page(sections: &[Section], surroundings: &[(&str, String)]) -> String {
    let mut page = HEAD.to_owned();
    page += "## Where\n\n| | |\n| --- | --- |\n";
    for (what, value) in surroundings {
        page += &format!("| {what} | {value} |\n");
    }
    for section in sections {
        page += &format!("\n## {}\n\n", section.title);
        page += &format!("`cargo xtask bench --only {}`. {}\n\n", section.name, section.method);
        page += &table(&section.rows);
        for note in &section.notes {
            page += &format!("\n{note}\n");
        }
    }
    page + PROFILE
}

/// What profiles showed, which nobody can measure by a program.
const PROFILE: &str = include_str!("profile.md");

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench --write`. `cargo xtask bench` measures again and prints, `--quick` in less than a
minute and with more noise, `--only NAME` one section, `--json` for programs. What counts is the ratio: both sides
are measured in turns in one run, round by round, and the ratio of each round is taken before the median. Shown
are medians, and in brackets the first and third quartile of the rounds. *To hold* is what the project set itself.

";

fn table(rows: &[Row]) -> String {
    let mut table = "| What | Ours | Against | Ratio | To hold | |\n".to_owned();
    table += "| --- | --- | --- | --- | --- | --- |\n";
    for row in rows {
        let floor = row.floor.as_ref();
        let floor = floor.map(|(name, spread)| format!("{name}: {}", row.unit.show(*spread)));
        table += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            row.what,
            row.unit.show(row.ours),
            floor.unwrap_or_default(),
            row.ratio.map(show_ratio).unwrap_or_default(),
            row.threshold.map(|threshold| threshold.show(row.unit)).unwrap_or_default(),
            match row.is_held() {
                Some(true) => "held",
                Some(false) => "**not held**",
                None => "",
            },
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::report::{Section, Threshold, Unit};

    #[test]
    fn a_page_names_its_sections_figures_and_what_is_not_held() {
        let mut section = Section::new("calls", "Calls", "Over loopback.");
        let raw = ("raw", &[10.0, 10.0][..]);
        section.compared(
            "read",
            Unit::Microseconds,
            &[15.0, 15.0],
            raw,
            Some(Threshold::RatioAtMost(1.2)),
        );
        section.notes.push("Nothing was left out.".into());
        let page = page(&[section], &[("Processor", "one".into())]);
        assert!(page.contains("| Processor | one |"), "{page}");
        assert!(page.contains("## Calls\n\n`cargo xtask bench --only calls`. Over loopback."));
        assert!(page.contains("| read | 15 µs | raw: 10 µs | 1.50 | ratio ≤ 1.2 | **not held** |"));
        assert!(page.contains("\nNothing was left out.\n"));
        assert!(page.contains("## Where the time goes"));
    }
}
