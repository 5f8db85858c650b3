//! The main job: every documented outcome, offline.

use std::collections::BTreeSet;

use authing::operations;

use crate::support::Shell;

/// Every operation with success and with each code that its section names; those that send nothing
/// succeed.
fn documented() -> BTreeSet<(String, i64)> {
    let mut pairs = BTreeSet::new();
    for operation in operations::ALL {
        pairs.insert((operation.name.to_owned(), 200));
        for code in operation.codes() {
            pairs.insert((operation.name.to_owned(), code.number()));
        }
    }
    pairs.extend(authing::LOCAL.iter().map(|local| (local.name.to_owned(), 200)));
    for composite in authing::COMPOSITES {
        pairs.extend([(composite.name.to_owned(), 200), (composite.name.to_owned(), 1636)]);
    }
    pairs
}

#[test]
fn the_table_has_every_documented_outcome() {
    let run = Shell::new().run(&["demo"]);
    assert_eq!(run.exit, 0, "{run:?}");
    assert!(run.stdout.lines().last().unwrap().ends_with("all as documented"), "{}", run.stdout);
    for (operation, code) in documented() {
        let has_row = run.stdout.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(&operation) && words.next() == Some(&code.to_string())
        });
        assert!(has_row, "{operation} {code}");
    }
}

#[test]
fn no_fault_makes_a_call_hang_repeat_in_vain_or_lose_a_session() {
    let run = Shell::new().run(&["demo", "--faults", "--json"]);
    assert_eq!(run.exit, 0, "{run:?}");
    let json = run.json();
    let rows = json["data"]["rows"].as_array().unwrap();
    let named: BTreeSet<_> = rows.iter().map(|row| row["operation"].as_str().unwrap()).collect();
    assert_eq!(named, operations::ALL.iter().map(|info| info.name).collect());
    let end = |operation, fault, stays| {
        let found = rows.iter().find(|row| {
            (row["operation"].as_str(), row["fault"].as_str(), row["stays"].as_bool())
                == (Some(operation), Some(fault), Some(stays))
        });
        let row = found.unwrap();
        (row["end"].as_str().unwrap(), row["attempts"].as_u64().unwrap())
    };
    assert_eq!(end("current_user", "lost after", false), ("done", 2));
    assert_eq!(end("current_user", "lost after", true), ("unknown", 3));
    assert_eq!(end("send_sms", "lost after", false), ("unknown", 1));
    assert_eq!(end("send_sms", "429", false), ("done", 2));
    assert_eq!(end("send_sms", "delay 60 s", false), ("unknown", 1));
}

#[test]
fn json_has_the_same_rows() {
    let run = Shell::new().run(&["demo", "--json"]);
    assert_eq!(run.exit, 0, "{run:?}");
    let json = run.json();
    let rows = json["data"]["rows"].as_array().unwrap();
    let shown: BTreeSet<_> = rows
        .iter()
        .inspect(|row| assert!(row["fault"].is_null(), "{row}"))
        .map(|row| (row["operation"].as_str().unwrap().to_owned(), row["code"].as_i64().unwrap()))
        .collect();
    assert_eq!(shown, documented());
}
