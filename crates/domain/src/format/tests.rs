//! Tables of formats and what they write.

use super::*;
use crate::{
    parameter::Parameter,
    value::{Phone, Time},
};

fn write(format: &str, value: &Value) -> String {
    format.parse::<Format>().unwrap().apply(value)
}

fn example(name: &str) -> Value {
    Parameter::find(name).unwrap().example()
}

#[test]
fn a_phone_is_written_in_every_spelling() {
    let phone = example("caller_number");
    for (format, expected) in [
        ("phone:e164", "+380501112233"),
        ("phone:digits", "380501112233"),
        ("phone:national", "0501112233"),
        ("phone:national_spaced", "050 111 2233"),
        ("phone:international", "+380 50 111 2233"),
        ("phone:last:9", "501112233"),
        ("phone:last:255", "380501112233"),
    ] {
        assert_eq!(write(format, &phone), expected, "{format}");
    }
}

fn unread(raw: &str) -> Value {
    Value::Phone(Phone {
        raw: raw.to_owned(),
        e164: None,
        national: None,
        international: None,
        country: None,
    })
}

#[test]
fn a_number_that_could_not_be_read_stays_as_it_came() {
    let phone = unread("shop_manager");
    for format in Format::choices(Kind::Phone) {
        let expected = match *format {
            "phone:digits" | "phone:last:9" => "",
            _ => "shop_manager",
        };
        assert_eq!(write(format, &phone), expected, "{format}");
    }
}

#[test]
fn the_digits_of_a_number_are_neither_its_extension_nor_its_host() {
    for (raw, digits) in [
        ("+79261234567;ext=5", "79261234567"),
        ("+1 212 555 0100 x34", "12125550100"),
        ("8 (926) 123-45-67, 5", "89261234567"),
        ("+7 926 1234567 доб. 5", "79261234567"),
        ("sip:101@10.0.0.5", "101"),
        ("sip:a@b", ""),
    ] {
        let phone = unread(raw);
        assert_eq!(write("phone:digits", &phone), digits, "{raw}");
        assert_eq!(write("digits", &phone), digits, "{raw}");
        let end = last(digits, 4);
        assert_eq!(write("phone:last:4", &phone), end, "{raw}");
        assert_eq!(write("last:4", &phone), end, "{raw}");
    }
    assert_eq!(
        write("phone:national", &unread("+79261234567;ext=5")),
        "79261234567"
    );
    assert_eq!(write("phone:e164", &unread("sip:a@b")), "sip:a@b");
}

#[test]
fn a_time_is_written_in_the_zone_of_the_tenant_or_in_utc() {
    let time = example("call_started_at");
    for (format, expected) in [
        ("time:rfc3339", "2026-03-07T10:20:01+02:00"),
        ("time:rfc3339;utc", "2026-03-07T08:20:01Z"),
        ("time:sql", "2026-03-07 10:20:01"),
        ("time:sql;utc;shift=-30", "2026-03-07 07:50:01"),
        ("time:sql;shift=1440", "2026-03-08 10:20:01"),
        ("time:unix", "1772871601"),
        ("time:unix;shift=1", "1772871661"),
        ("time:unix_ms", "1772871601000"),
        ("time:DD.MM.YYYY HH:mm", "07.03.2026 10:20"),
        (
            "time:YY-MM-DD[T]HH:mm:ss.SSSZ",
            "26-03-07T10:20:01.000+02:00",
        ),
        ("time:HH [o'clock MM] ZZ", "10 o'clock MM +0200"),
    ] {
        assert_eq!(write(format, &time), expected, "{format}");
    }
}

#[test]
fn a_day_is_right_in_leap_years_and_before_1970() {
    let day = |at_ms| write("time:sql;utc", &Value::Time(Time { at_ms, offset_s: 0 }));
    assert_eq!(day(951_782_400_000), "2000-02-29 00:00:00");
    assert_eq!(day(4_107_542_400_000), "2100-03-01 00:00:00");
    assert_eq!(day(-1), "1969-12-31 23:59:59");
    assert_eq!(day(-11_644_473_600_000), "1601-01-01 00:00:00");
}

#[test]
fn the_widest_times_do_not_overflow() {
    for at_ms in [i64::MIN, i64::MAX] {
        for offset_s in [i32::MIN, i32::MAX] {
            let value = Value::Time(Time { at_ms, offset_s });
            for format in Format::choices(Kind::Time) {
                assert!(!write(format, &value).is_empty());
                assert!(!write(&format!("{format};shift=-999"), &value).is_empty());
            }
        }
    }
}

#[test]
fn a_duration_is_written_in_seconds_or_as_a_clock() {
    let seconds = |format, value| write(format, &Value::Integer(value));
    assert_eq!(seconds("duration:s", 184), "184");
    assert_eq!(seconds("duration:ms", 184), "184000");
    assert_eq!(seconds("duration:mm:ss", 184), "03:04");
    assert_eq!(seconds("duration:mm:ss", 3_700), "61:40");
    assert_eq!(seconds("duration:hh:mm:ss", 3_700), "01:01:40");
    assert_eq!(seconds("duration:mm:ss", -61), "-01:01");
}

#[test]
fn a_map_sends_its_text_or_the_other_or_the_value() {
    let spec = |json: &str| Format::of(&serde_json::from_str(json).unwrap()).unwrap();
    let map = spec(r#"{"map":{"answered":"200"},"else":"0"}"#);
    assert_eq!(map.apply(&Value::text("answered")), "200");
    assert_eq!(map.apply(&Value::text("busy")), "0");
    let open = spec(r#"{"map":{"true":"Y"}}"#);
    assert_eq!(open.apply(&Value::Boolean(true)), "Y");
    assert_eq!(open.apply(&Value::Boolean(false)), "false");
}

#[test]
fn texts_and_lists_are_changed_by_characters_not_bytes() {
    assert_eq!(write("upper", &Value::text("Київ")), "КИЇВ");
    assert_eq!(write("last:2", &Value::text("Київ")), "їв");
    assert_eq!(write("first:3", &Value::text("Київ")), "Киї");
    assert_eq!(write("digits", &Value::text("a1b2")), "12");
    assert_eq!(write("list:semicolon", &example("tags")), "vip;tyres");
    assert_eq!(write("list:first", &example("tags")), "vip");
}

#[test]
fn every_choice_is_a_format_that_fits_and_prints_as_it_reads() {
    for parameter in Parameter::ALL {
        for choice in Format::choices(parameter.kind) {
            let format: Format = choice.parse().unwrap();
            assert!(format.fits(parameter.kind), "{choice} {}", parameter.name);
            assert_eq!(format.to_string(), *choice);
        }
    }
}

#[test]
fn what_is_no_format_is_refused() {
    for text in [
        "",
        "phone",
        "phone:",
        "phone:last:0",
        "phone:last:x",
        "time:",
        "time:soon",
        "time:sql;later",
        "time:sql;shift=x",
        "time:sql;shift=9999999",
        "duration:h",
        "last:",
        "last:-1",
        "list:",
        "upper:1",
        "shout",
    ] {
        assert!(text.parse::<Format>().is_err(), "{text}");
    }
}

#[test]
fn a_value_that_does_not_fit_is_written_as_it_is() {
    assert_eq!(write("phone:digits", &Value::text("a1")), "a1");
    assert_eq!(write("duration:ms", &Value::text("soon")), "soon");
}
