//! Which requests may leave at all.

use std::net::IpAddr;

use http::{Method, Request, uri::Scheme};

/// Why a request is refused before anything is sent. Names the host, never path or query.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the URI of the request has no scheme and host")]
    NotAbsolute,
    #[error("the URI of the request holds a user name or password")]
    UserInfo,
    #[error("the scheme {0:?} is neither https nor http")]
    Scheme(String),
    #[error(
        "plain http to {0:?} is refused: without TLS only loopback addresses and the name \
         localhost are allowed"
    )]
    PlainHttp(String),
    #[error("the method CONNECT asks for a tunnel, not for an answer")]
    Connect,
}

/// Refuses what cannot be sent, and plain http to other hosts unless that is allowed.
pub(crate) fn check<B>(request: &Request<B>, allow_plain_http: bool) -> Result<(), Refusal> {
    let uri = request.uri();
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(Refusal::NotAbsolute);
    };
    if authority.as_str().contains('@') {
        return Err(Refusal::UserInfo);
    }
    if authority.host().is_empty() {
        return Err(Refusal::NotAbsolute);
    }
    if request.method() == Method::CONNECT {
        return Err(Refusal::Connect);
    }
    if *scheme == Scheme::HTTPS {
        Ok(())
    } else if *scheme != Scheme::HTTP {
        Err(Refusal::Scheme(scheme.to_string()))
    } else if allow_plain_http || is_loopback(authority.host()) {
        Ok(())
    } else {
        Err(Refusal::PlainHttp(authority.host().to_owned()))
    }
}

/// 127.0.0.0/8, ::1, and `localhost` by its name, wherever the system's resolver may send it.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host);
    match address.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_uri(uri: &str, allow_plain_http: bool) -> Result<(), Refusal> {
        check(&Request::get(uri).body(()).unwrap(), allow_plain_http)
    }

    #[test]
    fn https_goes_anywhere() {
        for uri in ["https://example.com/", "https://192.0.2.1:8443/a?b=c", "HTTPS://[::1]/"] {
            assert_eq!(check_uri(uri, false), Ok(()), "{uri}");
        }
    }

    #[test]
    fn plain_http_goes_to_loopback_only() {
        for host in ["127.0.0.1", "127.255.0.9:8080", "[::1]:80", "localhost", "LocalHost:3000"] {
            assert_eq!(check_uri(&format!("http://{host}/"), false), Ok(()), "{host}");
        }
        for host in [
            "example.com",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::2]",
            "[::ffff:127.0.0.1]",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "notlocalhost",
            "127.1",
        ] {
            let uri = format!("http://{host}/");
            assert_eq!(check_uri(&uri, false), Err(Refusal::PlainHttp(host.to_owned())), "{host}");
            assert_eq!(check_uri(&uri, true), Ok(()), "{host}");
        }
    }

    #[test]
    fn what_is_no_request_to_a_server_is_refused() {
        for (uri, refusal) in [
            ("/path", Refusal::NotAbsolute),
            ("example.com:80", Refusal::NotAbsolute),
            ("*", Refusal::NotAbsolute),
            ("https://ann:secret@example.com/", Refusal::UserInfo),
            ("http://ann@127.0.0.1/", Refusal::UserInfo),
            ("ftp://127.0.0.1/", Refusal::Scheme("ftp".to_owned())),
        ] {
            assert_eq!(check_uri(uri, true), Err(refusal), "{uri}");
        }
        let tunnel = Request::connect("https://example.com/").body(()).unwrap();
        assert_eq!(check(&tunnel, true), Err(Refusal::Connect));
    }
}
