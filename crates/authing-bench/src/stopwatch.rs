//! Clocks and meters: wall time, CPU time, resident memory.

use std::time::{Duration, Instant};

use authing_bench::Error;
use rustix::time::{ClockId, clock_gettime};

/// The wall clock, by which a benchmark measures.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// How long a piece of work takes by the wall clock.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = now();
    let result = work();
    (result, start.elapsed())
}

/// How much CPU time a piece of work takes on this thread.
pub(crate) fn cpu_time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = thread_cpu();
    let result = work();
    (result, thread_cpu() - start)
}

/// The CPU time that the calling thread has used, in the kernel and outside.
pub(crate) fn thread_cpu() -> Duration {
    to_duration(clock_gettime(ClockId::ThreadCPUTime))
}

fn to_duration(time: rustix::time::Timespec) -> Duration {
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The CPU time of all processes that this one started and that have ended, to a hundredth of a
/// second.
pub(crate) fn children_cpu() -> Result<Duration, Error> {
    const TICK: Duration = Duration::from_millis(10);
    let text = std::fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold anything; the fields behind it do not. The 14th and 15th of
    // these are the times of the children in user and kernel mode.
    let (_, fields) = text.rsplit_once(')').ok_or("the system tells no times")?;
    let ticks = fields.split_ascii_whitespace().skip(13).take(2).map(str::parse::<u32>);
    Ok(TICK * ticks.sum::<Result<u32, _>>()?)
}
