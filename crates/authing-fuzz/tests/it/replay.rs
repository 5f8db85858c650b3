//! Every target holds for its seeds and for what once failed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;

use authing_fuzz::{ALL, Target};

fn replay(name: &str) {
    let target = authing_fuzz::find(name).expect("a target");
    let seeds = target.seeds();
    assert!(seeds.len() > 10, "{} seeds", seeds.len());
    assert_eq!(target.seeds(), seeds, "the seeds are the same each time");
    for seed in &seeds {
        target.run(seed);
        // Cut short, as by a full disk.
        target.run(&seed[..seed.len() / 2]);
    }
    for (name, input) in target.regressions().expect("the corpus can be read") {
        // So that a failure says which it was.
        let _ = writeln!(std::io::stderr(), "{name}");
        target.run(&input);
    }
}

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })*

        #[test]
        fn each_target_has_a_test() {
            let tested = BTreeSet::from([$(stringify!($name)),*]);
            assert_eq!(ALL.iter().map(|target| target.name).collect::<BTreeSet<_>>(), tested);
        }
    };
}

targets! {
    envelope, fixture, har, id_token, jwks, qr_code, seed, session_file, session_record, state,
}

#[test]
fn each_directory_of_the_corpus_is_of_a_target() {
    let corpus = authing_fuzz::find("envelope").unwrap().corpus_directory();
    for entry in fs::read_dir(corpus.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let is_there = |target: &Target| target.corpus_directory() == path;
            assert!(ALL.iter().any(is_there), "{}", path.display());
        }
    }
}
