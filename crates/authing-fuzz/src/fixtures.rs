//! The fixtures of the workspace, as seeds.

use std::path::PathBuf;
use std::{fs, io};

use authing_testkit::fixture::{Body, Fixture, Labels};

use crate::CANARY;

/// The text of every fixture, in the order of their paths.
pub(crate) fn texts() -> Vec<Vec<u8>> {
    let read = || -> io::Result<Vec<Vec<u8>>> {
        let mut paths = Vec::new();
        for folder in fs::read_dir(directory())? {
            let folder = folder?.path();
            if folder.is_dir() {
                for file in fs::read_dir(folder)? {
                    paths.push(file?.path());
                }
            }
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        paths.into_iter().map(fs::read).collect()
    };
    read().unwrap_or_else(|error| panic!("the fixtures of the workspace: {error}"))
}

/// Every fixture.
pub(crate) fn all() -> Vec<Fixture> {
    Fixture::load_all(directory()).unwrap_or_else(|error| panic!("{error}"))
}

/// Status and body of every answer in the fixtures, with the canary for all tokens.
pub(crate) fn answers() -> Vec<(u16, Vec<u8>)> {
    const TOKENS: &[&str] = &["token", "mfa_token", "id_token", "access_token", "refresh_token"];
    let mut answers = Vec::new();
    for fixture in all() {
        let mut labels = Labels::of(&fixture);
        for kind in TOKENS {
            for number in 1..=2 {
                // A fixture need not have such a label.
                let _ = labels.set(&format!("{kind}:{number}"), CANARY);
            }
        }
        for exchange in &fixture.exchanges {
            if !matches!(exchange.response.body, Some(Body::Json(_))) {
                continue;
            }
            if let Ok(answer) = exchange.response.to_http(&mut labels) {
                answers.push((answer.status().as_u16(), answer.into_body().to_vec()));
            }
        }
    }
    answers
}

fn directory() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures"))
}
