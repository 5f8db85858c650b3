//! Building requests and reading replies, in-process.

use std::collections::BTreeMap;
use std::process::Command;

use authing_bench::Error;
use authing_bench::cases::{self, BUILD, BUILD_FLOOR, Case, DECODE, DECODE_FLOOR};

use super::Extent;
use crate::report::{Section, Threshold, Unit};
use crate::spread::Spread;
use crate::stopwatch;

const METHOD: &str = "\
The floor of building is `http::Request::builder` with header values that are ready, the floor of reading is \
`serde_json` into a derived struct with plain fields. Times are CPU time of one thread. Allocations and bytes are counted by a program of its own, and \
are the same on every run. Operations that encrypt a password are left out: see *Encryption*.";

pub(crate) fn measure(extent: Extent) -> Result<Section, Error> {
    let mut section = Section::new("building", "Building and reading", METHOD);
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut cases = cases::of_client()?;
    for _ in 0..extent.pick(41, 11) {
        for case in &mut cases {
            times.entry(case.name.clone()).or_default().push(nanoseconds(case, extent));
        }
    }
    let counts = counts()?;
    let sum = |names: [&str; 2]| -> Vec<f64> {
        times[names[0]].iter().zip(&times[names[1]]).map(|(a, b)| a + b).collect()
    };
    let threshold = Some(Threshold::RatioAtMost(1.3));
    let what = "`current_user`: building and reading 1.5 KB";
    let (ours, floor) = (sum([BUILD, DECODE]), sum([BUILD_FLOOR, DECODE_FLOOR]));
    section.compared(what, Unit::Nanoseconds, &ours, ("by hand", &floor), threshold);
    for (unit, figure) in [(Unit::Count, 0), (Unit::Bytes, 1)] {
        let sum = |names: [&str; 2]| names.map(|name| counts[name][figure]).iter().sum::<f64>();
        let (ours, floor) = (sum([BUILD, DECODE]), sum([BUILD_FLOOR, DECODE_FLOOR]));
        let what = format!("{what}: {}", if figure == 0 { "allocations" } else { "allocated" });
        let threshold = threshold.filter(|_| figure == 0);
        section.compared(what, unit, &[ours], ("by hand", &[floor]), threshold);
    }
    for (ours, floor) in [(BUILD, BUILD_FLOOR), (DECODE, DECODE_FLOOR)] {
        let floor = ("by hand", &times[floor][..]);
        section.compared(ours, Unit::Nanoseconds, &times[ours], floor, None);
    }
    for case in cases.iter().filter(|case| !case.is_floor) {
        let spread = Spread::of(times[&case.name].iter().copied());
        let [allocations, bytes] = counts[case.name.as_str()];
        let what = format!("{} ({allocations} allocations, {bytes} bytes)", case.name);
        section.value(what, Unit::Nanoseconds, spread, None);
    }
    Ok(section)
}

/// The CPU time of one run.
fn nanoseconds(case: &mut Case, extent: Extent) -> f64 {
    let times = extent.pick(2_000, 500);
    case.run(times / 10);
    let start = stopwatch::thread_cpu();
    case.run(times);
    (stopwatch::thread_cpu() - start).as_nanos() as f64 / times as f64
}

/// Allocations and bytes of each case, as the program beside this one counts them.
fn counts() -> Result<BTreeMap<String, [f64; 2]>, Error> {
    let program = std::env::current_exe()?.with_file_name("count-allocations");
    let output = Command::new(&program).output()?;
    if !output.status.success() {
        return Err(format!("{} failed", program.display()).into());
    }
    let mut counts = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let [name, allocations, bytes] = columns[..] else {
            return Err(format!("{} printed {line}", program.display()).into());
        };
        counts.insert(name.to_owned(), [allocations.parse()?, bytes.parse()?]);
    }
    Ok(counts)
}
