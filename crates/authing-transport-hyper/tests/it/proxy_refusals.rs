//! Proxies that open no tunnel: nothing was sent to the server, and everybody can know.

use std::net::TcpListener;

use authing_transport::{Transport, TransportError, TransportErrorKind};
use authing_transport_hyper::{HyperTransport, HyperTransportBuilder};

use crate::support::{
    SHORT, Server, builder, chain, failure, get,
    proxy::{Behaviour, Proxy},
};

const URL: &str = "https://auth.example.com/";

/// What a request through this proxy fails with. It must be a failed connection.
async fn refusal(builder: HyperTransportBuilder, proxy: &Proxy, url: &str) -> TransportError {
    refusal_of_kind(TransportErrorKind::Connect, builder, proxy, url).await
}

async fn refusal_of_kind(
    kind: TransportErrorKind,
    builder: HyperTransportBuilder,
    proxy: &Proxy,
    url: &str,
) -> TransportError {
    let builder = builder.dangerous_allow_plain_http();
    let error = failure(&builder.build().unwrap(), url, &[kind]).await;
    assert!(!error.may_have_acted());
    let text = chain(&error);
    assert!(text.contains(&format!("through the proxy http://{}", proxy.address)), "{text}");
    error
}

fn last(error: &TransportError) -> String {
    let text = chain(error);
    let (_, last) = text.split_once(": no tunnel through the proxy http://127.0.0.1:").unwrap();
    last.split_once(": ").unwrap().1.to_owned()
}

#[tokio::test]
async fn wrong_and_missing_credentials_are_told_apart_and_not_shown() {
    let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let proxy = Proxy::start(Behaviour::OpenFor("Basic others")).await;
    let url = format!("http://auth.example.com:{}/", server.address.port());
    let through = builder().proxy(&proxy.url());
    // Not to be repeated, which wrong credentials would be as a failed connection.
    let kind = TransportErrorKind::InvalidRequest;
    let none = refusal_of_kind(kind, through.clone(), &proxy, &url).await;
    assert_eq!(last(&none), "the proxy wants credentials (status 407), and none are configured");

    let with_wrong = through.proxy_credentials("canary", "canary");
    let wrong = refusal_of_kind(kind, with_wrong.clone(), &proxy, &url).await;
    assert_eq!(last(&wrong), "the proxy wants other credentials (status 407)");
    let transport = with_wrong.clone().build().unwrap();
    let text = format!("{wrong:?} {with_wrong:?} {transport:?}");
    for secret in ["canary", "Y2FuYXJ5OmNhbmFyeQ=="] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(proxy.heads()[1].contains("Basic Y2FuYXJ5OmNhbmFyeQ=="));
    assert_eq!((proxy.accepted(), server.accepted()), (2, 0), "nothing is repeated");
}

#[tokio::test]
async fn a_refused_tunnel_is_a_failed_connection_with_its_status() {
    for (answer, status) in [
        ("HTTP/1.1 403 Forbidden\r\ncontent-length: 6\r\n\r\ncanary", "403 Forbidden"),
        ("HTTP/1.1 302 Found\r\nlocation: http://canary/\r\n\r\n", "302 Found"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\ncanary", "502 Bad Gateway"),
        ("HTTP/1.0 503 Service Unavailable\r\n\r\n", "503 Service Unavailable"),
        ("HTTP/1.1 504 Gateway Timeout\r\n\r\n", "504 Gateway Timeout"),
    ] {
        let proxy = Proxy::start(Behaviour::Answer(answer)).await;
        for url in [URL, "http://auth.example.com/"] {
            let error = refusal(builder().proxy(&proxy.url()), &proxy, url).await;
            assert_eq!(last(&error), format!("the proxy refused the tunnel with status {status}"));
        }
        assert_eq!(proxy.accepted(), 2, "nothing is repeated");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_or_no_http_is_a_failed_connection() {
    let endless: &str = format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(1 << 20)).leak();
    for answer in ["", "HTTP/1.1 200 Conn", "SSH-2.0-OpenSSH_9.6\r\n", endless] {
        let proxy = Proxy::start(Behaviour::Answer(answer)).await;
        let error = refusal(builder().proxy(&proxy.url()), &proxy, URL).await;
        let text = last(&error);
        let start = "the proxy gave no answer of HTTP to the request for a tunnel: ";
        assert!(text.starts_with(start), "{text}");
    }
}

#[tokio::test]
async fn a_tunnel_that_ends_before_the_handshake_is_a_failed_connection() {
    let proxy = Proxy::start(Behaviour::Answer("HTTP/1.1 200 OK\r\n\r\n")).await;
    let client = builder().proxy(&proxy.url()).dangerous_allow_plain_http().build().unwrap();
    let error = failure(&client, URL, &[TransportErrorKind::Connect]).await;
    assert!(!error.may_have_acted());
    // Without TLS the request may be on its way by then.
    let kinds = [TransportErrorKind::Connect, TransportErrorKind::Interrupted];
    failure(&client, "http://auth.example.com/", &kinds).await;
    assert_eq!(proxy.accepted(), 2, "nothing is repeated");
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_a_failed_connection_in_time() {
    let proxy = Proxy::start(Behaviour::Silent).await;
    let builder = builder().proxy(&proxy.url()).connect_timeout(SHORT);
    let text = chain(&refusal(builder, &proxy, URL).await);
    let end = format!("no connection through the proxy {} within 50ms", proxy.url());
    assert!(text.ends_with(&end), "{text}");
    proxy.one_is_over().await;
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_a_failed_connection() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = builder().proxy(&address.to_string()).build().unwrap();
    let text = chain(&failure(&client, URL, &[TransportErrorKind::Connect]).await);
    let start = format!("no tunnel through the proxy http://{address}: ");
    assert!(text.contains(&start) && text.contains("refused"), "{text}");
}

#[tokio::test]
async fn dropping_the_call_closes_the_connection_to_the_proxy() {
    let proxy = Proxy::start(Behaviour::Silent).await;
    let client = builder().proxy(&proxy.url()).build().unwrap();
    let call = tokio::spawn(async move { client.send(get(URL)).await });
    proxy.asked().await;
    call.abort();
    proxy.one_is_over().await;
}

#[tokio::test]
async fn a_server_that_the_proxy_cannot_reach_is_a_failed_connection() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = Proxy::start(Behaviour::Open).await;
    let url = format!("https://auth.example.com:{}/", address.port());
    let error = refusal(builder().proxy(&proxy.url()), &proxy, &url).await;
    assert!(last(&error).ends_with("502 Bad Gateway"), "{error:?}");
}

#[test]
fn settings_that_make_no_sense_are_refused_by_the_builder() {
    let error = |builder: HyperTransportBuilder| chain(&builder.build().unwrap_err());
    let proxied = |url: &str| error(HyperTransport::builder().proxy(url));
    for url in ["", "canary canary", "http://", "http://p:port", "http://p/path"] {
        let text = proxied(url);
        assert!(text.starts_with("the URL of the proxy is of no use: it is not of"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
    assert_eq!(
        proxied("socks5://ann:canary@p:1"),
        "the URL of the proxy is of no use: the scheme \"socks5\" is neither http nor https"
    );
    assert_eq!(
        error(builder().proxy("p").proxy_credentials("canary:", "canary")),
        "the user name for the proxy has a colon, which nothing can express"
    );
    assert_eq!(
        error(builder().proxy("p").no_proxy("a.com, 10.0.0.0/99")),
        "\"10.0.0.0/99\" in the list of hosts without proxy is neither a host, an address nor a \
         network"
    );
}
