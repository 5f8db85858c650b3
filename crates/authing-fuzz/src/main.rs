//! The program that libFuzzer drives: one program for all targets, the target by its environment.
//!
//! `cargo xtask fuzz` builds it with the flag `fuzzing` and starts it. Built as usual it runs inputs
//! once, without libFuzzer, to look at one that failed in a debugger:
//!
//! ```text
//! cargo run -p authing-fuzz -- qr_code target/fuzz/qr_code/crash-…
//! ```

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    static TARGET: std::sync::OnceLock<&authing_fuzz::Target> = std::sync::OnceLock::new();
    let target = TARGET.get_or_init(|| {
        let name = std::env::var("AUTHING_FUZZ_TARGET").unwrap_or_default();
        authing_fuzz::find(&name).expect("AUTHING_FUZZ_TARGET names a target")
    });
    target.run(input);
});

#[cfg(not(fuzzing))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("usage: authing-fuzz TARGET FILE...")?;
    let target = authing_fuzz::find(&name).ok_or_else(|| {
        let names: Vec<_> = authing_fuzz::ALL.iter().map(|target| target.name).collect();
        format!("there is no target {name:?}; there are {}", names.join(", "))
    })?;
    for path in arguments {
        target.run(&std::fs::read(path)?);
    }
    Ok(())
}
