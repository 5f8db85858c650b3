//! Sign-up and sign-in by phone, with the codes of the outbox.

use crate::support::{PASSWORD, PHONE, Served, Shell};

#[test]
fn a_phone_registers_and_signs_in_by_code() {
    let served = Served::start(&[]);
    let shell = Shell::at(&served.url);
    assert_eq!(shell.run(&["send-sms", PHONE]).exit, 0);

    let soon = shell.run(&["send-sms", PHONE, "--json"]);
    assert_eq!((soon.exit, soon.json()["error"]["code"].as_i64()), (1, Some(2080)));

    let code = served.last_code();
    let run = shell.run(&["register-by-phone-code", PHONE, &code, "--json"]);
    assert_eq!(run.exit, 0, "{run:?}");
    assert_eq!(run.json()["data"]["phone"], PHONE);

    served.control("POST /_sandbox/clock", "{\"advanceSeconds\": 60}");
    assert_eq!(shell.run(&["send-sms", PHONE]).exit, 0);
    let code = served.last_code();
    served.control("POST /_sandbox/clock", "{\"advanceSeconds\": 61}");
    let late = shell.run(&["login-by-phone-code", PHONE, &code, "--json"]);
    assert_eq!((late.exit, late.json()["error"]["code"].as_i64()), (1, Some(2300)));

    assert_eq!(shell.run(&["send-sms", PHONE]).exit, 0);
    let login = shell.run(&["login-by-phone-code", PHONE, &served.last_code()]);
    assert_eq!(login.exit, 0, "{login:?}");
}

#[test]
fn a_number_abroad_takes_its_calling_code_as_a_flag() {
    let served = Served::start(&["--fixed-code", "1234", "--rng-seed", "7"]);
    let shell = Shell::at(&served.url).with(&["--json"]);
    let abroad = ["--phone-country-code", "+1"];
    let run = |arguments: &[&str]| shell.run(&[arguments, &abroad].concat());
    assert_eq!(run(&["send-sms", "2025550123"]).exit, 0);
    let user = run(&["login-by-phone-code", "2025550123", "1234", "--auto-register"]);
    assert_eq!(user.exit, 0, "{user:?}");
    assert_eq!(user.json()["data"]["phoneCountryCode"], "+1");
}

#[test]
fn a_password_is_set_only_where_asked_for() {
    let served = Served::start(&["--fixed-code", "1234"]);
    let shell = Shell::at(&served.url).variable("AUTHING_PASSWORD", PASSWORD);
    for (phone, flags, can_use_it) in
        [("18812340001", &[][..], 1), ("18812340002", &["--password"], 0)]
    {
        assert_eq!(shell.run(&["send-sms", phone]).exit, 0);
        let register = [&["register-by-phone-code", phone, "1234"], flags].concat();
        assert_eq!(shell.run(&register).exit, 0);
        assert_eq!(shell.run(&["login-by-account", phone]).exit, can_use_it);
    }
}
