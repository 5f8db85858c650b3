//! The commands that the guides show are commands that there are.

use clap::Parser as _;

use crate::Arguments;

const GUIDES: [&str; 2] =
    [include_str!("../../docs/testing.md"), include_str!("../../docs/contributing.md")];

#[test]
fn every_command_of_a_guide_is_understood() {
    let mut seen = 0;
    for guide in GUIDES {
        let lines = guide.lines().filter_map(|line| line.strip_prefix("cargo xtask "));
        for line in lines {
            let command = line.split('#').next().unwrap_or_default();
            let words = std::iter::once("xtask").chain(command.split_whitespace());
            if let Err(error) = Arguments::try_parse_from(words) {
                panic!("cargo xtask {line}: {error}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 8, "only {seen} commands were found");
}
