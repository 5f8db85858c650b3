//! `docs/operations.md`: the table of operations, and what proves each of its claims.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use authing_api::{Auth, Base, COMPOSITES, LOCAL, OperationInfo, Retry, operations};

use crate::error::Error;
use crate::workspace::Workspace;

/// What the tree holds that proves something about an operation.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// The tests of raw requests, by the operation's name: where each stands.
    requests: Vec<(String, String)>,
    /// The fixtures: `operation/case`.
    fixtures: BTreeSet<String>,
}

impl Evidence {
    /// Looks for tests and fixtures among the files of the tree.
    pub(super) fn read(workspace: &Workspace, files: &[String]) -> Result<Self, Error> {
        let mut evidence = Self::default();
        for file in files {
            if let Some(case) = file.strip_prefix("fixtures/").and_then(|f| f.strip_suffix(".json"))
            {
                evidence.fixtures.insert(case.to_owned());
            }
            if file.starts_with("crates/authing-api/tests/it/wire") && file.ends_with(".rs") {
                let path = workspace.root().join(file);
                let source = fs::read_to_string(&path).map_err(|source| Error::File {
                    action: "read",
                    path,
                    source,
                })?;
                let module = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
                evidence.add_tests(module, &source);
            }
        }
        Ok(evidence)
    }

    fn add_tests(&mut self, module: &str, source: &str) {
        let mut lines = source.lines();
        while let Some(line) = lines.next() {
            if line.trim() != "#[test]" {
                continue;
            }
            let name = lines.next().and_then(|line| line.trim().strip_prefix("fn "));
            if let Some((name, _)) = name.and_then(|rest| rest.split_once('(')) {
                self.requests.push((name.to_owned(), format!("{module}::{name}")));
            }
        }
    }

    fn request_test(&self, operation: &str) -> Option<&str> {
        let mut found = self.requests.iter().filter(|(name, _)| name == operation);
        found.next().map(|(_, test)| test.as_str())
    }

    fn fixtures_of(&self, operation: &str, outcome: &str) -> Vec<&str> {
        let prefix = format!("{operation}/{outcome}");
        let belongs = |case: &&String| {
            case.strip_prefix(&prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        self.fixtures.iter().filter(belongs).map(String::as_str).collect()
    }
}

/// The page; or the holes, where a claim has no proof.
pub(super) fn text(evidence: &Evidence) -> Result<String, Error> {
    let mut holes = Vec::new();
    let mut text = String::from(
        "# Operations\n\n\
         Generated from the code by `cargo xtask docs`; do not edit.\n\n\
         Sections are those of the protocol reference. A call may be repeated freely when it *reads* or is \
         *idempotent*; one marked *never* is not repeated when the service may have acted.\n\n\
         | Operation | Section | Request | Token | Repeat | What it does |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for info in operations::ALL {
        let _ = writeln!(
            text,
            "| [`{0}`](#{0}) | {1} | `{2} {3}` | {4} | {5} | {6} |",
            info.name,
            info.section,
            info.method,
            info.path,
            token(info.auth),
            repeat(info.retry),
            info.summary,
        );
    }
    text.push_str(
        "\n## Without a request\n\n\
         | Operation | Section | What it does |\n\
         | --- | --- | --- |\n",
    );
    for local in LOCAL {
        let _ = writeln!(text, "| `{}` | {} | {} |", local.name, local.section, local.summary);
    }
    text.push_str(
        "\n## Made of two\n\n\
         Each runs the operation that it begins with and, where that is complete, `auth_by_token`. Whatever \
         else the first gives, 1636 included, is given back as it is.\n\n\
         | Operation | Section | Begins with | What it does |\n\
         | --- | --- | --- | --- |\n",
    );
    for composite in COMPOSITES {
        let _ = writeln!(
            text,
            "| `{}` | {} | [`{3}`](#{3}) | {2} |",
            composite.name, composite.section, composite.summary, composite.first,
        );
    }
    text.push_str(
        "\n# Proofs\n\n\
         The raw request is judged by a test of `authing-api` that does not use our decoder. Each outcome has a \
         fixture: the test `snapshot_of_every_fixture` of `authing-testkit` plays it against the operation, and \
         `the_sandbox_answers_as_the_fixtures_say` against the sandbox. A hole in these tables fails \
         `cargo xtask docs --check`.\n",
    );
    for info in operations::ALL {
        section(&mut text, info, evidence, &mut holes);
    }
    if holes.is_empty() {
        return Ok(text);
    }
    Err(Error::Found(format!("nothing proves:\n  {}", holes.join("\n  "))))
}

fn section(text: &mut String, info: &OperationInfo, evidence: &Evidence, holes: &mut Vec<String>) {
    let name = info.name;
    let _ = writeln!(text, "\n## {name}\n\nOf section {}: {}.\n", info.section, info.summary);
    if !info.also_at.is_empty() {
        let paths: Vec<_> = info.also_at.iter().map(|path| format!("`{path}`")).collect();
        let _ = writeln!(text, "Also at {}.\n", paths.join(" and "));
    }
    if info.base != Base::Rest {
        let _ = writeln!(text, "On a host of its own: {}.\n", host(info.base));
    }
    text.push_str("| Outcome | Proof |\n| --- | --- |\n");
    match evidence.request_test(name) {
        Some(test) => {
            let _ = writeln!(text, "| the request | `{test}` |");
        }
        None => holes.push(format!("{name}: the request (a test `{name}` in wire.rs)")),
    }
    let mut outcome = |label: String, case: &str| {
        let fixtures = evidence.fixtures_of(name, case);
        if fixtures.is_empty() {
            holes.push(format!("{name}: {label} (a fixture `{name}/{case}….json`)"));
        }
        let links: Vec<_> = fixtures
            .iter()
            .map(|case| format!("[{}](../fixtures/{case}.json)", last_part(case)))
            .collect();
        let _ = writeln!(text, "| {label} | {} |", links.join(", "));
    };
    outcome("success".to_owned(), "success");
    for code in info.codes() {
        let label = format!("{code} `{}`", code.name().unwrap_or("unknown"));
        outcome(label, &code.to_string());
    }
}

fn last_part(case: &str) -> &str {
    case.rsplit('/').next().unwrap_or(case)
}

fn token(auth: Auth) -> &'static str {
    match auth {
        Auth::None => "none",
        Auth::User => "id token",
        Auth::Mfa => "MFA token",
        Auth::AccessToken => "access token",
        _ => "unknown",
    }
}

fn repeat(retry: Retry) -> &'static str {
    match retry {
        Retry::Read => "reads",
        Retry::Idempotent => "idempotent",
        Retry::Never => "never",
        _ => "unknown",
    }
}

fn host(base: Base) -> &'static str {
    match base {
        Base::Rest => "the base URL",
        Base::Oidc => "the application's host for OIDC",
        Base::AdConnector => "the connector of the Active Directory",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Evidence {
        let mut evidence = Evidence::default();
        for info in operations::ALL {
            evidence.add_tests("wire", &format!("#[test]\nfn {}() {{\n", info.name));
            evidence.fixtures.insert(format!("{}/success", info.name));
            let cases = info.codes();
            evidence.fixtures.extend(cases.iter().map(|code| format!("{}/{code}_x", info.name)));
        }
        evidence
    }

    #[test]
    fn what_is_proved_has_a_row() {
        let text = text(&complete()).unwrap();
        assert!(text.contains("| 2333 `wrong_account_or_password` | [2333_x]"));
        assert!(text.contains("| the request | `wire::login_by_account` |"));
        assert!(text.contains("| `compute_password_security_level` | A26 |"));
    }

    #[test]
    fn a_missing_fixture_or_test_is_a_hole() {
        let mut evidence = complete();
        evidence.fixtures.remove("login_by_account/2333_x");
        evidence.requests.retain(|(name, _)| name != "logout");
        let holes = text(&evidence).unwrap_err().to_string();
        assert!(holes.contains("login_by_account: 2333"), "{holes}");
        assert!(holes.contains("logout: the request"), "{holes}");
        assert_eq!(holes.lines().count(), 3);
    }

    #[test]
    fn a_code_is_not_taken_for_a_longer_one() {
        let mut evidence = Evidence::default();
        evidence.fixtures.insert("a/2001_x".to_owned());
        assert!(evidence.fixtures_of("a", "200").is_empty());
        assert_eq!(evidence.fixtures_of("a", "2001"), ["a/2001_x"]);
    }
}
