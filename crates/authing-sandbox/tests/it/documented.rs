//! The examples of `docs/sandbox.md` are replayed, in their order, so that they stay true.

use serde_json::Value;

use authing_sandbox::{Sandbox, Seed};

use crate::support::{request, send};

const PAGE: &str = include_str!("../../../../docs/sandbox.md");

/// A request of the page, with what the page says comes back.
struct Example<'a> {
    method: &'a str,
    path: &'a str,
    body: &'a str,
    reply: Value,
}

/// Each `http` block is a request, and the `json` block after it the reply.
fn examples() -> Vec<Example<'static>> {
    examples_in(PAGE.split_once(SEED).unwrap().0)
}

/// Where the chapter begins whose examples are those of a sandbox of its own.
const SEED: &str = "\n## Seed\n";

fn examples_in(text: &'static str) -> Vec<Example<'static>> {
    let block = |text: &'static str| text.split_once("\n```").unwrap().0;
    let mut examples = Vec::new();
    for part in text.split("```http\n").skip(1) {
        let asked = block(part);
        let (line, body) = asked.split_once("\n\n").unwrap_or((asked, ""));
        let (method, path) = line.split_once(' ').unwrap();
        let reply = part.split_once("```json\n").unwrap().1;
        let reply = serde_json::from_str(block(reply)).unwrap();
        examples.push(Example { method, path, body, reply });
    }
    examples
}

/// Whether a reply is what the page says, where `…` stands for any text, and as a key for more.
fn is_like(actual: &Value, shown: &Value) -> bool {
    match (actual, shown) {
        (Value::String(_), Value::String(shown)) if shown == "…" => true,
        (Value::Array(actual), Value::Array(shown)) => {
            actual.len() == shown.len() && actual.iter().zip(shown).all(|(a, s)| is_like(a, s))
        }
        (Value::Object(actual), Value::Object(shown)) => {
            let has_more = shown.contains_key("…");
            let is_shown = |key: &String, a| match shown.get(key) {
                Some(s) => is_like(a, s),
                None => has_more,
            };
            actual.len() >= shown.len() - usize::from(has_more)
                && shown.keys().all(|key| key == "…" || actual.contains_key(key))
                && actual.iter().all(|(key, a)| is_shown(key, a))
        }
        _ => actual == shown,
    }
}

#[tokio::test]
async fn the_page_shows_what_happens() {
    let sandbox = Sandbox::new();
    for Example { method, path, body, reply } in examples() {
        let (_, actual) = send(&sandbox, request(method, path, None, body)).await;
        assert!(is_like(&actual, &reply), "{method} {path} gives\n{actual:#}");
    }
}

#[tokio::test]
async fn every_command_is_on_the_page() {
    let sandbox = Sandbox::new();
    let reply = send(&sandbox, request("GET", "/_sandbox/?", None, "")).await.1;
    let supported = reply["data"]["supported"].as_array().unwrap();
    assert!(supported.len() > 15, "{supported:?}");
    for command in supported {
        let (method, path) = command.as_str().unwrap().split_once(' ').unwrap();
        let is_shown = examples().iter().any(|example| {
            let actual = example.path.split('?').next().unwrap();
            example.method == method
                && actual.split('/').count() == path.split('/').count()
                && actual.split('/').zip(path.split('/')).all(|(a, p)| a == p || p.starts_with('{'))
        });
        assert!(is_shown, "docs/sandbox.md has no example of {command}");
    }
}

/// The seed of the page: the first JSON of its chapter.
pub(crate) fn documented_seed() -> &'static str {
    let chapter = PAGE.split_once(SEED).unwrap().1;
    chapter.split_once("```json\n").unwrap().1.split_once("\n```").unwrap().0
}

#[tokio::test]
async fn the_seed_of_the_page_does_what_the_page_shows() {
    let seed = Seed::from_json(documented_seed().as_bytes()).unwrap();
    let sandbox = Sandbox::builder().seed_file(seed).build().unwrap();
    let examples = examples_in(PAGE.split_once(SEED).unwrap().1);
    assert!(examples.len() >= 3);
    for Example { method, path, body, reply } in examples {
        let (_, actual) = send(&sandbox, request(method, path, None, body)).await;
        assert!(is_like(&actual, &reply), "{method} {path} gives\n{actual:#}");
    }
}
