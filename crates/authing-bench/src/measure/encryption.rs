//! Encrypting a password.

use std::hint::black_box;
use std::process::Command;

use authing::PublicKey;
use authing_bench::Error;
use authing_types::Password;
use rsa_0_9::pkcs8::DecodePublicKey as _;
use rsa_0_9::{Pkcs1v15Encrypt, RsaPublicKey};

use super::Extent;
use crate::report::{Section, Threshold, Unit};
use crate::stopwatch;

const METHOD: &str = "\
RSA with PKCS #1 v1.5 padding and the service's own key of 1024 bits, CPU time of one thread. `rsa` 0.9 is the stable \
release of the crate; OpenSSL is what `openssl speed rsa1024` says of a verification, which is the same exponentiation \
without padding and base64. It is the program of the machine and not a crate, which this workspace does not allow.";

pub(crate) fn measure(extent: Extent) -> Result<Section, Error> {
    let mut section = Section::new("encryption", "Encryption", METHOD);
    let password = Password::parse("1234@Abcd")?;
    let clear = password.expose_secret().as_bytes();
    let key = PublicKey::service();
    let pem = pem(PublicKey::SERVICE);
    let old_key = RsaPublicKey::from_public_key_pem(&pem)?;
    let mut random = rsa_0_9::rand_core::OsRng;

    let (mut ours, mut old, mut parsing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..extent.pick(31, 9) {
        ours.push(microseconds(|| Ok(key.encrypt(black_box(&password))?))?);
        old.push(microseconds(|| {
            Ok(old_key.encrypt(&mut random, Pkcs1v15Encrypt, black_box(clear))?)
        })?);
        parsing.push(microseconds(|| Ok(PublicKey::parse(black_box(PublicKey::SERVICE))?))?);
    }
    let threshold = Some(Threshold::AtMost(20.0));
    let what = "a password with a parsed key";
    section.compared(what, Unit::Microseconds, &ours, ("`rsa` 0.9", &old), threshold);
    match openssl() {
        Ok(openssl) => {
            let openssl = vec![openssl; ours.len()];
            section.compared(what, Unit::Microseconds, &ours, ("OpenSSL", &openssl), None);
        }
        Err(error) => section.notes.push(format!("OpenSSL was left out: {error}.")),
    }
    let parsing = crate::spread::Spread::of(parsing);
    section.value("parsing the key, once", Unit::Microseconds, parsing, None);
    Ok(section)
}

fn microseconds<T>(mut work: impl FnMut() -> Result<T, Error>) -> Result<f64, Error> {
    const TIMES: u32 = 200;
    let start = stopwatch::thread_cpu();
    for _ in 0..TIMES {
        black_box(work()?);
    }
    Ok((stopwatch::thread_cpu() - start).as_secs_f64() * 1e6 / f64::from(TIMES))
}

fn pem(base64: &str) -> String {
    let mut pem = "-----BEGIN PUBLIC KEY-----\n".to_owned();
    for (index, character) in base64.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem + "\n-----END PUBLIC KEY-----\n"
}

/// What OpenSSL needs for one verification, in microseconds.
fn openssl() -> Result<f64, Error> {
    let output =
        Command::new("openssl").args(["speed", "-mr", "-seconds", "1", "rsa1024"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    // `+F2`, number, bits, signatures a second, verifications a second.
    let line = text.lines().find(|line| line.starts_with("+F2:"));
    let rate = line.and_then(|line| line.split(':').nth(4));
    let rate: f64 = rate.ok_or("`openssl speed` prints another form")?.parse()?;
    // Versions before 3 print the seconds of one.
    Ok(if rate > 1.0 { 1e6 / rate } else { rate * 1e6 })
}
