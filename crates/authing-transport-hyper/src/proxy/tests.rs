use std::error::Error;

use super::*;

/// The choice that these variables make for a target: the proxy, `direct`, or the error.
fn choose(variables: &[(&str, &str)], target: &str) -> String {
    choose_with(&ProxySettings::default(), variables, target)
}

fn choose_with(settings: &ProxySettings, variables: &[(&str, &str)], target: &str) -> String {
    let proxies = settings.resolve(environment(variables)).unwrap();
    match proxies.proxy_for(&target.parse().unwrap()) {
        Ok(Some(proxy)) => proxy.to_string(),
        Ok(None) => "direct".to_owned(),
        Err(error) => format!("{error}: {}", error.source().unwrap()),
    }
}

fn environment(variables: &[(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
    move |name| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| value.into())
}

const HTTPS: &str = "https://auth.example.com/";
const HTTP: &str = "http://auth.example.com/";

#[test]
fn the_environment_names_a_proxy_for_each_scheme() {
    for (variables, https, http) in [
        (&[][..], "direct", "direct"),
        (&[("HTTPS_PROXY", "http://s:1")], "http://s:1", "direct"),
        (&[("HTTP_PROXY", "http://h:1")], "direct", "http://h:1"),
        (&[("ALL_PROXY", "http://a:1")], "http://a:1", "http://a:1"),
        (&[("all_proxy", "a:1"), ("https_proxy", "s:1")], "http://s:1", "http://a:1"),
        (&[("HTTPS_PROXY", "upper:1"), ("https_proxy", "lower:1")], "http://lower:1", "direct"),
        (&[("HTTP_PROXY", "upper:1"), ("http_proxy", "lower:1")], "direct", "http://lower:1"),
        // Blank is not set.
        (&[("https_proxy", " "), ("HTTPS_PROXY", ""), ("ALL_PROXY", "a")], "http://a", "http://a"),
    ] {
        assert_eq!(choose(variables, HTTPS), https, "{variables:?}");
        assert_eq!(choose(variables, HTTP), http, "{variables:?}");
    }
}

#[test]
fn a_cgi_program_does_not_take_a_header_of_a_request_for_its_proxy() {
    let cgi = ("REQUEST_METHOD", "GET");
    for name in ["HTTP_PROXY", "http_proxy"] {
        assert_eq!(choose(&[cgi, (name, "http://evil:1")], HTTP), "direct", "{name}");
    }
    let variables = [cgi, ("HTTP_PROXY", "http://evil:1"), ("ALL_PROXY", "http://good:1")];
    assert_eq!(choose(&variables, HTTP), "http://good:1");
    assert_eq!(choose(&[cgi, ("HTTPS_PROXY", "http://good:1")], HTTPS), "http://good:1");
}

#[test]
fn a_variable_that_names_no_proxy_stops_only_what_would_need_it() {
    let variables = [("HTTPS_PROXY", "socks5://canary@p:1"), ("NO_PROXY", "other.example.com")];
    let text = choose(&variables, HTTPS);
    assert_eq!(
        text,
        "the environment variable HTTPS_PROXY does not hold the address of a proxy: the scheme \
         \"socks5\" is neither http nor https"
    );
    assert_eq!(choose(&variables, HTTP), "direct");
    assert_eq!(choose(&variables, "https://127.0.0.1/"), "direct");
    assert_eq!(choose(&variables, "https://other.example.com/"), "direct");

    let text = choose(&[("HTTPS_PROXY", "canary canary")], HTTPS);
    assert!(text.contains("HTTPS_PROXY") && !text.contains("canary"), "{text}");
}

#[test]
fn settings_of_a_program_come_before_those_of_the_environment() {
    let variables = [("ALL_PROXY", "http://env:1"), ("NO_PROXY", "auth.example.com")];
    let with = |source: Source, no_proxy: Option<&str>| ProxySettings {
        source,
        no_proxy: no_proxy.map(str::to_owned),
        ..ProxySettings::default()
    };
    let own = || Source::Url("http://own:1".to_owned());
    for (settings, chosen) in [
        (with(Source::Environment, None), "direct"),
        (with(Source::Environment, Some("")), "http://env:1"),
        (with(own(), None), "http://own:1"),
        (with(own(), Some("*.example.com")), "direct"),
        (with(Source::Nowhere, Some("")), "direct"),
    ] {
        assert_eq!(choose_with(&settings, &variables, HTTPS), chosen, "{settings:?}");
    }
}

#[test]
fn this_machine_is_always_reached_directly() {
    let variables = [("ALL_PROXY", "http://p:1")];
    for host in ["127.0.0.1", "127.9.9.9:8080", "[::1]:1", "localhost", "LOCALHOST:3000"] {
        for scheme in ["http", "https"] {
            let target = format!("{scheme}://{host}/");
            assert_eq!(choose(&variables, &target), "direct", "{target}");
        }
    }
    assert_eq!(choose(&variables, "http://localhost.example.com/"), "http://p:1");
}

#[test]
fn no_proxy_names_hosts_networks_and_ports() {
    for (list, direct, proxied) in [
        ("*", &["https://a/", "https://192.0.2.1/", "https://[2001:db8::1]/"][..], &[][..]),
        (
            "example.com",
            &["https://example.com/", "https://a.b.EXAMPLE.com/", "https://example.com.:8443/"],
            &["https://notexample.com/", "https://example.com.evil/", "https://com/"],
        ),
        (".example.com", &["https://example.com/", "https://a.example.com/"], &["https://a.com/"]),
        ("*.Example.com,other", &["https://a.example.com/", "https://other/"], &["https://o/"]),
        ("a.com:8443", &["https://a.com:8443/", "https://b.a.com:8443/"], &["https://a.com/"]),
        ("a.com:443 *:80", &["https://a.com/", "http://b.com/"], &["https://b.com/"]),
        (
            "192.0.2.1",
            &["https://192.0.2.1/", "https://[::ffff:192.0.2.1]/"],
            &["https://192.0.2.2/"],
        ),
        (
            " 10.0.0.0/8 ,\t172.16.0.0/12",
            &["https://10.255.0.1/", "https://172.31.0.1/"],
            &["https://11.0.0.1/", "https://172.32.0.1/", "https://10.example.com/"],
        ),
        ("0.0.0.0/0", &["https://192.0.2.1/"], &["https://[2001:db8::1]/", "https://a/"]),
        ("2001:db8::/33", &["https://[2001:db8:1::]/"], &["https://[2001:db8:8000::]/"]),
        ("[2001:db8::1]:8443", &["https://[2001:db8::1]:8443/"], &["https://[2001:db8::1]/"]),
        (
            "192.0.2.1:80,2001:db8::1",
            &["http://192.0.2.1/", "https://[2001:db8::1]/"],
            &["https://192.0.2.1/"],
        ),
        ("", &[], &["https://a/"]),
        // The malformed is passed over, the rest counts.
        ("10.0.0.0/33, http://a/, :80, a:b, ., b.com", &["https://b.com/"], &["https://10.0.0.1/"]),
    ] {
        let variables = [("ALL_PROXY", "http://p:1"), ("no_proxy", list)];
        for target in direct {
            assert_eq!(choose(&variables, target), "direct", "{list:?} {target}");
        }
        for target in proxied {
            assert_eq!(choose(&variables, target), "http://p:1", "{list:?} {target}");
        }
    }
}

#[test]
fn a_list_of_the_program_has_no_malformed_entries() {
    for (list, entry) in [
        ("a.com, 10.0.0.0/33", "10.0.0.0/33"),
        ("http://a.com/", "http://a.com/"),
        ("a.com:port", "a.com:port"),
        ("a*.com", "a*.com"),
    ] {
        assert_eq!(NoProxy::parse(list), Err(entry), "{list}");
    }
}

#[test]
fn an_address_is_read_with_its_credentials() {
    for (text, proxy, credentials) in [
        ("http://proxy:3128", "http://proxy:3128", None),
        ("proxy", "http://proxy", None),
        (" PROXY.example.com:3128/ ", "http://PROXY.example.com:3128", None),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443", None),
        ("http://ann:secret@proxy:1", "http://proxy:1", Some("Basic YW5uOnNlY3JldA==")),
        ("ann@proxy:1", "http://proxy:1", Some("Basic YW5uOg==")),
        ("http://ann:s%40c%2Fr:t@p:1", "http://p:1", Some("Basic YW5uOnNAYy9yOnQ=")),
    ] {
        let found = Proxy::parse(text).unwrap();
        assert_eq!(found.to_string(), proxy, "{text}");
        let header = found.authorization();
        assert_eq!(header.map(|it| it.to_str().unwrap()), credentials, "{text}");
        assert!(header.is_none_or(http::HeaderValue::is_sensitive), "{text}");
    }
}

#[test]
fn what_is_no_address_is_told_without_its_text() {
    for text in [
        "",
        "/canary",
        "http://",
        "http://canary:secret@",
        "http://p:0",
        "http://p:99999",
        "http://p:1/canary",
        "http://p:1?canary",
        "http://p:port",
        "http://a b",
        "ca%3Anary:x@p:1",
        "ftp://canary",
        "socks5://canary:secret@p:1",
        "http://canary:1:secret#@p:1",
    ] {
        let error = Proxy::parse(text).expect_err(text);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary") && !shown.contains("secret"), "{shown}");
    }
}

#[test]
fn credentials_are_not_shown() {
    let settings = ProxySettings {
        source: Source::Url("http://canary:secret@proxy:1".to_owned()),
        credentials: Some(Credentials { user: "canary".into(), password: "secret".into() }),
        no_proxy: None,
    };
    let proxies = settings.resolve(environment(&[])).unwrap();
    let encoded = "Y2FuYXJ5OnNlY3JldA==";
    let Ok(Some(proxy)) = &proxies.https else { panic!("{proxies:?}") };
    assert_eq!(proxy.authorization().unwrap().as_bytes(), format!("Basic {encoded}").as_bytes());
    let text = format!("{settings:?} {proxies:?} {proxy}");
    for secret in ["canary", "secret", encoded] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn credentials_of_the_program_go_to_the_proxy_of_the_environment_too() {
    let settings = ProxySettings {
        credentials: Some(Credentials { user: "ann".into(), password: "secret".into() }),
        ..ProxySettings::default()
    };
    let proxies = settings.resolve(environment(&[("ALL_PROXY", "http://bob:x@p:1")])).unwrap();
    let proxy = proxies.proxy_for(&HTTPS.parse().unwrap()).unwrap().unwrap();
    assert_eq!(proxy.authorization().unwrap(), "Basic YW5uOnNlY3JldA==");
}
