use std::process::Command;

/// Where it was measured: the class of the machine and the versions of what took part.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor
        .lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split(':').nth(1))
        .map_or("unknown", str::trim)
        .to_owned();
    vec![
        ("Machine", format!("{}, {cores} cores, {processor}", std::env::consts::ARCH)),
        ("System", first_line("uname", &["-s"])),
        ("Compiler", first_line("rustc", &["--version"])),
        (
            "Profile",
            "`measured`: as `release` is for users of the SDK, without link-time optimisation"
                .to_owned(),
        ),
        ("OpenSSL", first_line("openssl", &["version"])),
    ]
}

/// The first line that a program prints, or that it is not there.
fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let line = text.ok().and_then(|text| text.lines().next().map(str::to_owned));
    line.unwrap_or_else(|| "not installed".to_owned())
}
