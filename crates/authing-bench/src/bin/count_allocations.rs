//! Counts what each case allocates: lines of its name, allocations and bytes, parted by tabs.
//!
//! The numbers are of one run of the case after a first one that fills what is filled once.

use std::alloc::System;

use authing_bench::{Error, cases};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Error> {
    for mut case in cases::all()? {
        case.run(1);
        let region = Region::new(ALLOCATOR);
        case.run(1);
        let change = region.change();
        let allocations = change.allocations + change.reallocations;
        line(&case.name, allocations, change.bytes_allocated);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the counts are what the program is for")]
fn line(name: &str, allocations: usize, bytes: usize) {
    println!("{name}\t{allocations}\t{bytes}");
}
