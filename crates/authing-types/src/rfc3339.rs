//! Points in time as RFC 3339 text.

use std::time::{Duration, SystemTime};

const DAY: i64 = 24 * 60 * 60;

/// Writes UTC with milliseconds. Times outside 1970 to 9999 become the nearest end of that range.
pub(crate) fn write(time: SystemTime) -> String {
    /// The last second of the year 9999, after the epoch.
    const LAST: u64 = 253_402_300_799;
    let mut since_epoch = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    if since_epoch.as_secs() > LAST {
        since_epoch = Duration::new(LAST, 999_999_999);
    }
    let seconds = since_epoch.as_secs() as i64;
    let (year, month, day) = date_of(seconds / DAY);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let millis = since_epoch.subsec_millis();
    let mut text = String::with_capacity("1970-01-01T00:00:00.000Z".len());
    for (number, digits, after) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (hour, 2, ':'),
        (minute, 2, ':'),
        (second, 2, '.'),
        (i64::from(millis), 3, 'Z'),
    ] {
        push_digits(&mut text, number.unsigned_abs(), digits);
        text.push(after);
    }
    text
}

/// Adds the last digits of a number. A reply of the sandbox holds several times, and `format!` would
/// take four times as long.
fn push_digits(text: &mut String, number: u64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_u64.pow(place) % 10;
        text.push(char::from(b'0' + digit as u8));
    }
}

/// Reads a `date-time` (RFC 3339, 5.6), with a space in place of the `T` too. Digits of a fraction
/// below the nanosecond are cut off; a leap second is the last nanosecond of the second before it.
pub(crate) fn read(text: &str) -> Option<SystemTime> {
    let mut rest = text.as_bytes();
    let year = number(&mut rest, 4)?;
    expect(&mut rest, b"-")?;
    let month = number(&mut rest, 2)?;
    expect(&mut rest, b"-")?;
    let day = number(&mut rest, 2)?;
    expect(&mut rest, b"Tt ")?;
    let hour = number(&mut rest, 2)?;
    expect(&mut rest, b":")?;
    let minute = number(&mut rest, 2)?;
    expect(&mut rest, b":")?;
    let second = number(&mut rest, 2)?;
    let mut nanos = fraction(&mut rest)?;
    let offset = offset(&mut rest)?;
    let is_real = rest.is_empty()
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !is_real {
        return None;
    }
    let is_leap = second == 60;
    if is_leap {
        nanos = 999_999_999;
    }
    let second = if is_leap { 59 } else { second };
    let days = days_before(year, month, day);
    let seconds = days * DAY + hour * 3600 + minute * 60 + second - offset;
    if is_leap && !ends_a_month(seconds) {
        return None;
    }
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let time = if seconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(whole)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(whole)
    };
    time?.checked_add(Duration::from_nanos(nanos))
}

/// Leap seconds are inserted at the end of a month of UTC.
fn ends_a_month(seconds: i64) -> bool {
    let next = seconds + 1;
    next.rem_euclid(DAY) == 0 && date_of(next.div_euclid(DAY)).2 == 1
}

/// Takes exactly this many digits.
fn number(input: &mut &[u8], digits: usize) -> Option<i64> {
    let (taken, rest) = input.split_at_checked(digits)?;
    *input = rest;
    taken.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// Takes one of these bytes.
fn expect(input: &mut &[u8], one_of: &[u8]) -> Option<u8> {
    let (&byte, rest) = input.split_first()?;
    *input = rest;
    one_of.contains(&byte).then_some(byte)
}

/// Takes a point and digits, if there is a point: nanoseconds.
fn fraction(input: &mut &[u8]) -> Option<u64> {
    let [b'.', rest @ ..] = *input else {
        return Some(0);
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at(length);
    *input = rest;
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    let nanos = padded.fold(0, |number, byte| number * 10 + u64::from(byte - b'0'));
    (length > 0).then_some(nanos)
}

/// Takes what a time is ahead of UTC: seconds.
fn offset(input: &mut &[u8]) -> Option<i64> {
    let sign = match expect(input, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = number(input, 2)?;
    expect(input, b":")?;
    let minutes = number(input, 2)?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years begin in March here, so that
/// the leap day is their last one (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - EPOCH
}

/// Year, month and day of the date that many days after 1970-01-01: the inverse of
/// [`days_before`].
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year_of_era = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}
