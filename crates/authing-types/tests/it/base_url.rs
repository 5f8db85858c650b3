//! Base URLs, judged by the crate `fluent-uri`.

use authing_types::BaseUrl;
use fluent_uri::Uri;
use fluent_uri::component::Host;
use proptest::prelude::*;

/// What `fluent-uri` makes of a base URL: whether it is https and loopback, host and port.
fn theirs(text: &str) -> Option<(bool, bool, String, Option<u16>)> {
    let uri = Uri::parse(text).ok()?;
    let is_https = match uri.scheme().as_str().to_ascii_lowercase().as_str() {
        "https" => true,
        "http" => false,
        _ => return None,
    };
    let authority = uri.authority()?;
    if authority.has_userinfo() || authority.host().is_empty() {
        return None;
    }
    if uri.has_query() || uri.has_fragment() {
        return None;
    }
    let is_loopback = match authority.host_parsed() {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::RegName(name) => name.as_str().eq_ignore_ascii_case("localhost"),
        // Addresses of a future version of IP.
        _ => return None,
    };
    let port = authority.port_to_u16().ok()?;
    Some((is_https, is_loopback, authority.host().to_owned(), port))
}

fn ours(text: &str) -> Option<(bool, bool, String, Option<u16>)> {
    let url = BaseUrl::parse(text).ok()?;
    Some((url.is_https(), url.is_loopback(), url.host().to_owned(), url.port()))
}

#[test]
fn the_edges_are_where_the_standard_has_them() {
    for (text, is_url) in [
        ("http://host", true),
        ("http://host:", true),
        ("http://host:0080/", true),
        ("http://host:65535", true),
        ("http://host:65536", false),
        ("http://host:+1", false),
        ("http://host:1:2", false),
        ("http://a%6Cb/%c3%a9", true),
        ("http://a%6", false),
        ("http://host/%zz", false),
        ("http://host/a b", false),
        ("http://h\u{f6}st", false),
        ("http://host/a:b@c//d", true),
        ("http://host/a\\b", false),
        ("http://[::1]:1/x", true),
        ("http://[::1", false),
        ("http://::1", false),
        ("http://[::1]x", false),
        ("http://[127.0.0.1]", false),
        ("http://[::ffff:127.0.0.1]", true),
        ("http://[fe80::1%25eth0]", false),
        ("http://127.1", true),
        ("http://host]", false),
        ("http://us@er@host", false),
        ("http:///path", false),
        ("http://:80", false),
        ("h ttp://host", false),
        ("://host", false),
        ("http://host\n", false),
        (" http://host", false),
    ] {
        assert_eq!(ours(text), theirs(text), "{text}");
        assert_eq!(ours(text).is_some(), is_url, "{text}");
    }
    // What looks like an address of this machine and is none to the standard is none to us.
    for name in ["http://127.1", "http://0177.0.0.1", "http://2130706433", "http://127.0.0.01"] {
        assert!(!BaseUrl::parse(name).unwrap().is_loopback(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_text_like_a_base_url_reads_as_fluent_uri_reads_it(
        text in prop_oneof![
            "(https?|HTTP|ftp)://[a-z0-9.:\\[\\]/@?#%-]{0,20}",
            "http://\\[[0-9a-f:.]{2,20}\\](:[0-9]{0,6})?",
            "http://[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(:[0-9]{0,6})?(/[ -~]{0,8})?",
            "http://[ -~]{1,12}",
            "http://\\PC{1,8}",
        ],
    ) {
        prop_assert_eq!(ours(&text), theirs(&text));
    }
}
