//! Times as text, judged by the crate `time`.

use std::time::{Duration, SystemTime};

use authing_types::Timestamp;
use proptest::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

fn ours(text: &str) -> Option<SystemTime> {
    Timestamp::new(text).to_system_time()
}

fn theirs(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(SystemTime::from)
}

#[test]
fn every_day_of_a_whole_cycle_of_the_calendar_reads_as_it_should() {
    let first = time::Date::from_calendar_date(1800, time::Month::January, 1).unwrap();
    for date in std::iter::successors(Some(first), |date| date.next_day()).take(146_097 + 1) {
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        let text = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
        let expected = SystemTime::from(date.midnight().assume_utc());
        assert_eq!(ours(&text), Some(expected), "{text}");
        if expected >= SystemTime::UNIX_EPOCH {
            let written = Timestamp::from(expected);
            assert_eq!(written.as_str(), format!("{year:04}-{month:02}-{day:02}T00:00:00.000Z"));
        }
    }
}

#[test]
fn times_out_of_range_are_written_as_its_ends() {
    let hour = Duration::from_secs(3600);
    let written = |time| Timestamp::from(time).as_str().to_owned();
    assert_eq!(written(SystemTime::UNIX_EPOCH - hour), "1970-01-01T00:00:00.000Z");
    let last = theirs("9999-12-31T23:59:59.999Z").unwrap();
    assert_eq!(written(last), "9999-12-31T23:59:59.999Z");
    assert_eq!(written(last + hour), "9999-12-31T23:59:59.999Z");
}

#[test]
fn leap_seconds_stand_only_where_they_are_inserted() {
    for (text, is_time) in [
        ("2016-12-31T23:59:60Z", true),
        ("2016-12-31T23:59:60.5Z", true),
        ("2017-01-01T07:59:60+08:00", true),
        ("2016-12-31T23:59:60+01:00", false),
        ("2016-12-30T23:59:60Z", false),
        ("2016-12-31T23:58:60Z", false),
        ("2016-12-31T23:59:61Z", false),
    ] {
        assert_eq!(ours(text), theirs(text), "{text}");
        assert_eq!(ours(text).is_some(), is_time, "{text}");
    }
}

#[test]
fn what_is_no_time_reads_as_none() {
    for text in [
        "",
        "2021",
        "2021-02-19",
        "2021-02-19T11:30Z",
        "2021-02-19T11:30:13",
        "2021-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2021-04-31T00:00:00Z",
        "2021-13-01T00:00:00Z",
        "2021-00-01T00:00:00Z",
        "2021-01-00T00:00:00Z",
        "2021-01-01T24:00:00Z",
        "2021-01-01T00:60:00Z",
        "2021-01-01T00:00:00.Z",
        "2021-01-01T00:00:00Z ",
        "2021-01-01T00:00:00+24:00",
        "2021-01-01T00:00:00+08:60",
        "2021-01-01T00:00:00+0800",
        "+021-01-01T00:00:00Z",
        "2021-01-01T00:00:0\u{661}Z",
        " 2021-01-01T00:00:00Z",
    ] {
        assert_eq!(theirs(text), None, "{text}");
        assert_eq!(ours(text), None, "{text}");
    }
    assert!(ours("2000-02-29 00:00:00z").is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_text_like_a_time_reads_as_the_crate_time_reads_it(
        text in "[0-9]{3}[0-9]-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,12})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])?",
    ) {
        prop_assert_eq!(ours(&text), theirs(&text));
    }

    #[test]
    fn any_time_is_written_as_the_crate_time_writes_it(
        seconds in 0_u64..253_402_300_800, nanos in 0_u32..1_000_000_000,
    ) {
        let time = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos);
        let millis = Duration::from_millis(u64::from(nanos) / 1_000_000);
        let cut = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + millis;
        let written = Timestamp::from(time);
        prop_assert_eq!(written.as_str().len(), "2021-02-19T11:30:13.927Z".len());
        prop_assert_eq!(theirs(written.as_str()), Some(cut));
    }
}
