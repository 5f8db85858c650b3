//! The proxy that the environment names.

use std::io::{Read as _, Write as _, copy};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::flow::the_flow;
use crate::support::{Served, Shell};

/// What becomes of those who ask for a tunnel.
#[derive(Clone, Copy)]
enum Tunnel {
    /// It leads to this port of this machine, whatever was asked for.
    To(u16),
    /// There is none, with this status.
    Refused(u16),
}

/// A proxy on a free port.
struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start(tunnel: Tunnel) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        // Ends with the process.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, seen) = (client.unwrap(), seen.clone());
                thread::spawn(move || serve(client, tunnel, &seen));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn serve(mut client: TcpStream, tunnel: Tunnel, seen: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if client.read(&mut byte).unwrap_or(0) == 0 {
            return;
        }
        head.push(byte[0]);
    }
    seen.lock().unwrap().push(String::from_utf8(head).unwrap());
    let port = match tunnel {
        Tunnel::To(port) => port,
        Tunnel::Refused(status) => {
            let _ = write!(client, "HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n");
            return;
        }
    };
    let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let upwards = thread::spawn(move || forward(up, server));
    forward(down, client);
    upwards.join().unwrap();
}

/// Ends when either side does.
fn forward(mut from: TcpStream, mut to: TcpStream) {
    let _ = copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

/// The pool and application that a sandbox has without a seed.
const IDS: [&str; 4] =
    ["--user-pool-id", "5f00000000000000000000a1", "--app-id", "5f00000000000000000000b2"];

#[test]
fn a_user_signs_in_through_the_proxy_of_the_environment() {
    let shell = Shell::new();
    let served = Served::start_tls(&shell, "auth.example.com");
    let port = served.url.rsplit(':').next().unwrap().parse().unwrap();
    let proxy = Proxy::start(Tunnel::To(port));

    let shell = shell
        .variable("HTTPS_PROXY", &format!("http://ann:secret@{}", proxy.address))
        .with(&["--host", "https://auth.example.com", "--session-file", "s.json"])
        .with(&["--ca-file", "ca.pem"])
        .with(&IDS);
    the_flow(&shell);
    for head in proxy.heads() {
        assert_eq!(
            head,
            "CONNECT auth.example.com:443 HTTP/1.1\r\nhost: auth.example.com:443\r\n\
             proxy-authorization: Basic YW5uOnNlY3JldA==\r\n\r\n"
        );
    }
    // A process for each call that reached the service: all but the one of nobody, who has no
    // token to show.
    assert_eq!(proxy.heads().len(), 4);
}

#[test]
fn a_proxy_that_refuses_is_named_without_its_password() {
    let proxy = Proxy::start(Tunnel::Refused(403));
    let shell = Shell::at("https://auth.example.com")
        .with(&IDS)
        .variable("all_proxy", &format!("http://ann:canary@{}", proxy.address));
    let refused = shell.run(&["public-config"]);
    assert_eq!(refused.exit, 3, "{refused:?}");
    let text = format!("no tunnel through the proxy http://{}\n", proxy.address);
    assert!(refused.stderr.contains(&text), "{}", refused.stderr);
    assert!(!format!("{refused:?}").contains("canary"), "{refused:?}");
}

#[test]
fn wrong_credentials_are_not_tried_again() {
    let proxy = Proxy::start(Tunnel::Refused(407));
    let shell = Shell::at("https://auth.example.com")
        .with(&IDS)
        .variable("https_proxy", &format!("http://ann:canary@{}", proxy.address));
    let refused = shell.run(&["public-config"]);
    assert_eq!(refused.exit, 2, "nothing was sent: {refused:?}");
    assert!(refused.stderr.contains("the proxy wants other credentials"), "{}", refused.stderr);
    assert!(!format!("{refused:?}").contains("canary"), "{refused:?}");
    assert_eq!(proxy.heads().len(), 1, "an account is locked by less");
}

#[test]
fn a_variable_that_is_of_no_use_does_not_disturb_what_needs_no_proxy() {
    let shell =
        Shell::at("https://auth.example.com").with(&IDS).variable("HTTPS_PROXY", "ftp://canary@p");
    let refused = shell.run(&["public-config"]);
    assert_eq!(refused.exit, 2, "nothing was sent: {refused:?}");
    assert!(refused.stderr.contains("environment variable HTTPS_PROXY"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("canary"), "{}", refused.stderr);

    let served = Served::start(&[]);
    let here = Shell::at(&served.url)
        .variable("HTTPS_PROXY", "ftp://canary@p")
        .variable("HTTP_PROXY", "http://127.0.0.1:1");
    assert_eq!(here.run(&["public-config"]).exit, 0);
}
