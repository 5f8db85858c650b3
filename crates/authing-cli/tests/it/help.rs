//! What the program says about itself.

use std::process::Stdio;

use authing::operations;

use crate::support::Shell;

#[test]
fn every_operation_has_a_command_with_help() {
    let shell = Shell::new();
    let overview = shell.run(&["--help"]);
    assert_eq!(overview.exit, 0);
    for info in operations::ALL {
        let name = info.name.replace('_', "-");
        let line = overview.stdout.lines().find(|line| line.trim_start().starts_with(&name));
        let line = line.unwrap_or_else(|| panic!("{name} is not in the overview"));
        assert!(line.to_lowercase().contains(&info.summary.to_lowercase()), "{line}");
        let help = shell.run(&[&name, "--help"]);
        assert_eq!(help.exit, 0);
        assert!(help.stdout.contains(info.path), "{}", help.stdout);
        assert!(!help.stdout.contains("The arguments of"), "{}", help.stdout);
    }
    for composite in authing::COMPOSITES {
        let name = composite.name.replace('_', "-");
        assert!(overview.stdout.contains(&format!("{name} ")), "{name} is not in the overview");
        let help = shell.run(&[&name, "--help"]);
        assert!(help.stdout.contains("--redirect-uri"), "{}", help.stdout);
        assert!(help.stdout.contains(&composite.first.replace('_', "-")), "{}", help.stdout);
    }
    for word in ["sandbox", "demo", "completions", "Examples:", "Exit codes:"] {
        assert!(overview.stdout.contains(word), "{word}");
    }
}

#[test]
fn the_sandbox_tells_of_its_outbox_and_clock() {
    let help = Shell::new().run(&["sandbox", "--help"]).stdout;
    assert!(help.contains("/_sandbox/outbox") && help.contains("/_sandbox/clock"), "{help}");
    assert!(help.contains("--dangerous-allow-beyond-loopback"), "{help}");
}

#[test]
fn no_line_is_wider_than_a_page_and_no_secret_of_the_environment_is_shown() {
    let shell = Shell::new()
        .variable("AUTHING_PASSWORD", "canary")
        .variable("AUTHING_PUBLIC_KEY", "canary")
        .variable("COLUMNS", "100");
    for command in ["--help", "help", "-h"] {
        let run = shell.run(&[command]);
        assert_eq!(run.exit, 0, "{run:?}");
        assert!(!run.stdout.contains("canary"), "{}", run.stdout);
        let widest = run.stdout.lines().map(|line| line.chars().count()).max();
        assert!(widest.unwrap() <= 100, "{}", run.stdout);
    }
}

#[test]
fn no_command_is_2_and_shows_the_overview() {
    let run = Shell::new().run(&[]);
    assert_eq!(run.exit, 2);
    assert!(run.stderr.contains("Usage: authing"), "{run:?}");
}

#[test]
fn shells_get_their_completions() {
    for shell in ["bash", "zsh", "fish"] {
        let run = Shell::new().run(&["completions", shell]);
        assert_eq!(run.exit, 0, "{run:?}");
        for word in ["register-by-phone-code", "phone-country-code", "completions"] {
            assert!(run.stdout.contains(word), "{shell}: {word}");
        }
    }
}

/// The reader is gone before the program writes.
#[test]
fn a_closed_pipe_is_no_panic() {
    for arguments in [&["demo"][..], &["--help"], &["completions", "bash"], &["logout", "--json"]] {
        let mut child = Shell::new()
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code().is_some(), "{arguments:?}: {}", output.status);
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    }
}
