//! Times as whole seconds since the epoch, which is how tokens and records count.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Whole seconds since the epoch, rounded down; negative before it.
pub(crate) fn from_time(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(error) => {
            let before = error.duration();
            let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
            let part = i64::from(before.subsec_nanos() > 0);
            (-seconds).saturating_sub(part)
        }
    }
}

/// The time, or `None` where the platform cannot express it.
pub(crate) fn to_time(seconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds >= 0 { UNIX_EPOCH.checked_add(distance) } else { UNIX_EPOCH.checked_sub(distance) }
}

/// The time without its fraction of a second.
pub(crate) fn floor(time: SystemTime) -> SystemTime {
    to_time(from_time(time)).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_down_on_both_sides_of_the_epoch() {
        let half = Duration::from_millis(500);
        assert_eq!(from_time(UNIX_EPOCH + half), 0);
        assert_eq!(from_time(UNIX_EPOCH - half), -1);
        assert_eq!(floor(UNIX_EPOCH - half), UNIX_EPOCH - Duration::from_secs(1));
        assert_eq!(from_time(UNIX_EPOCH - Duration::from_secs(7)), -7);
    }

    #[test]
    fn the_ends_of_the_range_do_not_overflow() {
        for seconds in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX] {
            if let Some(time) = to_time(seconds) {
                assert_eq!(from_time(time), seconds.max(-i64::MAX));
            }
        }
    }
}
