//! The examples of docs/testing.md.

mod many_users;
mod offline;
mod own_stack;
mod recorded;

const GUIDE: &str = include_str!("../../../../docs/testing.md");

const SHOWN: [&str; 5] = [
    include_str!("../../examples/reqwest_transport.rs"),
    include_str!("guide/many_users.rs"),
    include_str!("guide/offline.rs"),
    include_str!("guide/own_stack.rs"),
    include_str!("guide/recorded.rs"),
];

#[test]
fn the_guide_shows_what_is_tested() {
    let blocks: Vec<_> = GUIDE
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split_once("```\n").expect("the end of a block").0)
        .collect();
    for block in &blocks {
        let is_tested = SHOWN.iter().any(|file| file.contains(block));
        assert!(is_tested, "this is in no test:\n{block}");
    }
    for file in SHOWN {
        let is_shown = blocks.iter().any(|block| file.contains(block));
        assert!(is_shown, "nothing of this is in the guide:\n{file}");
    }
}
