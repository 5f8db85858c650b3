//! Through a proxy to the server.

use authing_transport::{Transport, TransportErrorKind};
use authing_transport_hyper::HyperTransportBuilder;
use http::Version;

use crate::{
    support::{
        Server, builder, failure, get,
        proxy::{Behaviour, Proxy},
        text,
    },
    tls::{self, Ca, ca, leaf},
};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// A builder that trusts this CA and goes through this proxy.
fn through(proxy: &Proxy, ca: &Ca) -> HyperTransportBuilder {
    builder().proxy(&proxy.url()).add_root_certificate_pem(ca.pem().as_bytes())
}

fn url(server: &Server) -> String {
    // No resolver knows this name; the proxy takes every name for this machine.
    format!("https://auth.example.com:{}/a", server.address.port())
}

#[tokio::test]
async fn tls_goes_through_a_tunnel_which_is_kept() {
    let ca = ca();
    for (alpn, version) in
        [(&["h2", "http/1.1"][..], Version::HTTP_2), (&["http/1.1"], Version::HTTP_11)]
    {
        let server = tls::start(&ca, leaf("auth.example.com"), alpn).await;
        let proxy = Proxy::start(Behaviour::Open).await;
        let client = through(&proxy, &ca).build().unwrap();
        for _ in 0..3 {
            let response = client.send(get(&url(&server))).await.unwrap();
            assert_eq!(response.version(), version);
            assert_eq!(text(&response), format!("{version:?} GET /a 0 bytes"));
        }
        // All that the proxy gets to see.
        let host = format!("auth.example.com:{}", server.address.port());
        assert_eq!(proxy.heads(), [format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n\r\n")]);
        assert_eq!((proxy.accepted(), server.accepted()), (1, 1));
    }
}

#[tokio::test]
async fn credentials_go_to_the_proxy_and_nowhere_else() {
    let server = Server::answering(OK).await;
    let proxy = Proxy::start(Behaviour::OpenFor("Basic YW5uOnNAY3JldA==")).await;
    let with_user = format!("http://ann:s%40cret@{}", proxy.address);
    let url = format!("http://auth.example.com:{}/", server.address.port());
    for builder in [
        builder().proxy(&with_user),
        builder().proxy(&proxy.url()).proxy_credentials("ann", "s@cret"),
        builder().proxy_credentials("ann", "s@cret").proxy(&with_user.replace("s%40cret", "old")),
    ] {
        let client = builder.dangerous_allow_plain_http().build().unwrap();
        assert_eq!(text(&client.send(get(&url)).await.unwrap()), "ok");
    }
    assert_eq!(proxy.accepted(), 3);
}

#[tokio::test]
async fn plain_http_goes_through_a_tunnel_too() {
    let server = Server::start(|mut stream| async move {
        let head = crate::support::read_request(&mut stream).await.unwrap();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{head}", head.len());
        crate::support::write(&mut stream, answer.as_bytes()).await;
    })
    .await;
    let proxy = Proxy::start(Behaviour::Open).await;
    let host = format!("auth.example.com:{}", server.address.port());
    let client = builder().proxy(&proxy.url()).dangerous_allow_plain_http().build().unwrap();
    let response = client.send(get(&format!("http://{host}/a?b"))).await.unwrap();
    let seen =
        format!("GET /a?b HTTP/1.1\r\nauthorization: Bearer canary-token\r\nhost: {host}\r\n\r\n");
    assert_eq!(text(&response), seen);
    assert_eq!(proxy.heads(), [format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n\r\n")]);
}

#[tokio::test]
async fn a_proxy_does_not_make_plain_http_allowed() {
    let proxy = Proxy::start(Behaviour::Open).await;
    let client = builder().proxy(&proxy.url()).build().unwrap();
    failure(&client, "http://auth.example.com/", &[TransportErrorKind::InvalidRequest]).await;
    assert_eq!(proxy.accepted(), 0);
}

#[tokio::test]
async fn the_default_port_is_told_to_the_proxy() {
    let proxy = Proxy::start(Behaviour::Answer("HTTP/1.1 403 No\r\n\r\n")).await;
    let client = builder().proxy(&proxy.url()).dangerous_allow_plain_http().build().unwrap();
    for (url, host) in [
        ("https://auth.example.com/", "auth.example.com:443"),
        ("http://auth.example.com/", "auth.example.com:80"),
        ("https://[2001:db8::1]/", "[2001:db8::1]:443"),
    ] {
        failure(&client, url, &[TransportErrorKind::Connect]).await;
        let head = proxy.heads().pop().unwrap();
        assert_eq!(head, format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n\r\n"));
    }
}

#[tokio::test]
async fn this_machine_is_reached_directly() {
    let server = Server::answering(OK).await;
    let proxy = Proxy::start(Behaviour::Open).await;
    let client = builder().proxy(&proxy.url()).build().unwrap();
    client.send(get(&server.url("/"))).await.unwrap();
    client.send(get(&format!("http://localhost:{}/", server.address.port()))).await.unwrap();
    assert_eq!((proxy.accepted(), server.accepted()), (0, 2));
}

/// On unix, 0.0.0.0 is not a loopback address but leads to this machine.
#[cfg(unix)]
#[tokio::test]
async fn what_is_on_the_list_is_reached_directly() {
    let server = Server::answering(OK).await;
    let proxy = Proxy::start(Behaviour::Open).await;
    let url = format!("http://0.0.0.0:{}/", server.address.port());
    for (list, tunnels) in [("example.com, 0.0.0.0/8", 0), ("0.0.0.0:1", 1), ("*", 1), ("", 2)] {
        let builder = builder().proxy(&proxy.url()).no_proxy(list).dangerous_allow_plain_http();
        assert_eq!(text(&builder.build().unwrap().send(get(&url)).await.unwrap()), "ok");
        assert_eq!(proxy.accepted(), tunnels, "{list:?}");
    }
}

#[tokio::test]
async fn a_proxy_may_be_spoken_to_over_tls() {
    let (ca, others) = (ca(), tls::named_ca("another CA"));
    let server = tls::start(&ca, leaf("auth.example.com"), &["h2", "http/1.1"]).await;
    // It would take HTTP/2, in which a tunnel is asked for in another way.
    let acceptor = tls::acceptor(&ca, &leaf("127.0.0.1"), &["h2", "http/1.1"]);
    let proxy = Proxy::start_tls(Behaviour::Open, acceptor).await;
    let proxy_url = format!("https://{}", proxy.address);
    let client = through(&proxy, &ca).proxy(&proxy_url).build().unwrap();
    let response = client.send(get(&url(&server))).await.unwrap();
    assert_eq!(response.version(), Version::HTTP_2);
    assert_eq!(proxy.heads().len(), 1);

    let client = through(&proxy, &others).proxy(&proxy_url).build().unwrap();
    let error = failure(&client, &url(&server), &[TransportErrorKind::Connect]).await;
    let text = crate::support::chain(&error);
    let start = format!("no tunnel through the proxy {proxy_url}: ");
    assert!(text.contains(&start) && text.contains("UnknownIssuer"), "{text}");
}

#[tokio::test]
async fn the_certificate_of_the_server_is_verified_through_the_tunnel() {
    let server = tls::start(&tls::named_ca("another CA"), leaf("auth.example.com"), &["h2"]).await;
    let proxy = Proxy::start(Behaviour::Open).await;
    let client = through(&proxy, &ca()).build().unwrap();
    let error = failure(&client, &url(&server), &[TransportErrorKind::Connect]).await;
    assert!(crate::support::chain(&error).contains("UnknownIssuer"), "{error:?}");
}

#[tokio::test]
async fn a_tunnel_that_was_closed_while_idle_is_replaced() {
    let ca = ca();
    let server = tls::start(&ca, leaf("auth.example.com"), &["http/1.1"]).await;
    let proxy = Proxy::start(Behaviour::Open).await;
    let client = through(&proxy, &ca).build().unwrap();
    // An exchange with another server takes as long as the end of the tunnel needs to be seen.
    let other = Server::answering(OK).await;
    for round in 1..=5 {
        client.send(get(&url(&server))).await.unwrap();
        assert_eq!(proxy.accepted(), round);
        proxy.cut();
        proxy.one_is_over().await;
        client.send(get(&other.url("/"))).await.unwrap();
    }
}
