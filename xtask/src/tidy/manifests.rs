//! Every crate inherits from the workspace what there should be only one of.

use toml::{Table, Value};

use super::Findings;
use super::tree::Tree;

/// The keys of `[package]` that come from `[workspace.package]`.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license"];

const KINDS: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

pub(super) fn check(tree: &Tree, findings: &mut Findings) {
    for (path, text) in tree.ending("/Cargo.toml") {
        match text.parse::<Table>() {
            Ok(manifest) => check_manifest(path, &manifest, findings),
            Err(error) => findings.file(path, format!("is not TOML: {}", error.message())),
        }
    }
}

fn check_manifest(path: &str, manifest: &Table, findings: &mut Findings) {
    for key in INHERITED {
        let value = manifest.get("package").and_then(|package| package.get(key));
        if !value.is_some_and(is_inherited) {
            findings.file(path, format!("`{key}` is inherited: `{key}.workspace = true`"));
        }
    }
    if !manifest.get("lints").is_some_and(is_inherited) {
        findings.file(path, "lints are inherited: `[lints]` with `workspace = true`");
    }
    check_dependencies(path, manifest, findings);
    let targets = manifest.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flat_map(Table::values).filter_map(Value::as_table) {
        check_dependencies(path, target, findings);
    }
}

fn check_dependencies(path: &str, holder: &Table, findings: &mut Findings) {
    for kind in KINDS {
        let dependencies = holder.get(*kind).and_then(Value::as_table);
        for (name, dependency) in dependencies.into_iter().flatten() {
            if !is_inherited(dependency) {
                findings.file(
                    path,
                    format!("{name} in [{kind}] is inherited: `{name}.workspace = true`"),
                );
            }
        }
    }
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::errors_of;

    const GOOD: &str = "\
[package]
name = \"a\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
[lints]
workspace = true
[dependencies]
http.workspace = true
tokio = { workspace = true, features = [\"rt\"] }
";

    #[track_caller]
    fn assert_errors(manifest: &str, expected: &[&str]) {
        let errors = errors_of(check, &[("crates/a/Cargo.toml", manifest)]);
        let expected: Vec<_> =
            expected.iter().map(|error| format!("crates/a/Cargo.toml: {error}")).collect();
        assert_eq!(errors, expected);
    }

    #[test]
    fn a_manifest_that_inherits_passes() {
        assert_errors(GOOD, &[]);
    }

    #[test]
    fn a_version_of_its_own_fails() {
        assert_errors(
            &GOOD.replace("version.workspace = true\nedition", "version = \"1.0.0\"\nedition"),
            &["`version` is inherited: `version.workspace = true`"],
        );
    }

    #[test]
    fn forgotten_lints_fail() {
        assert_errors(
            &GOOD.replace("[lints]\nworkspace = true\n", ""),
            &["lints are inherited: `[lints]` with `workspace = true`"],
        );
    }

    #[test]
    fn a_dependency_with_a_version_fails_in_every_table() {
        for table in ["dev-dependencies", "build-dependencies", "target.'cfg(unix)'.dependencies"] {
            let kind = table.rsplit('.').next().unwrap();
            assert_errors(
                &format!("{GOOD}[{table}]\nbytes = \"1\"\n"),
                &[&format!("bytes in [{kind}] is inherited: `bytes.workspace = true`")],
            );
        }
    }

    #[test]
    fn something_else_than_toml_fails() {
        let errors = errors_of(check, &[("crates/a/Cargo.toml", "[package")]);
        assert!(errors[0].starts_with("crates/a/Cargo.toml: is not TOML"), "{errors:?}");
    }
}
