//! Transports over a socket that misjudge a broken connection. They block, which is another fault
//! that the kit finds; so each is given only the cases that do not wait for ever.

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use async_trait::async_trait;
use authing_testkit::transport::{NETWORK_CASES, Server};
use authing_transport::{Transport, TransportError};
use bytes::Bytes;
use http::header::LOCATION;
use http::{Request, Response, StatusCode, Uri};

use crate::support::{assert_each_fault_is_found, fails};

/// What a transport does wrong, and the case that must fail for it.
const FAULTS: &[(Fault, &str)] = &[
    (Fault::CallsItInterrupted, "refused_connection_is_connect"),
    (Fault::CallsItConnect, "closed_connection_is_interrupted"),
    (Fault::Repeats, "closed_connection_is_interrupted"),
    (Fault::TakesShorterBodies, "cut_body_is_an_error"),
    (Fault::FollowsRedirects, "redirect_reaches_nobody"),
    (Fault::QuotesTheRequest, "refused_connection_is_connect"),
];

#[test]
fn the_right_transport_passes() {
    assert_eq!(failing(None), HashSet::new());
}

#[test]
fn each_fault_fails_the_case_that_names_it() {
    assert_each_fault_is_found(FAULTS, |fault| failing(Some(fault)));
}

fn failing(fault: Option<Fault>) -> HashSet<&'static str> {
    let run = |case: &authing_testkit::transport::Case| {
        let server = Server::start();
        futures_executor::block_on(case.run(&Blocking { fault }, &server));
    };
    NETWORK_CASES
        .iter()
        .filter(|case| SUITABLE.contains(&case.name()))
        .filter(|case| fails(|| run(case)))
        .map(|case| case.name())
        .collect()
}

/// The cases that a transport without chunks, interim answers and waiting can pass.
const SUITABLE: [&str; 6] = [
    "refused_connection_is_connect",
    "uri_without_host_is_refused",
    "closed_connection_is_interrupted",
    "half_a_head_is_interrupted",
    "cut_body_is_an_error",
    "redirect_reaches_nobody",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    CallsItInterrupted,
    CallsItConnect,
    Repeats,
    TakesShorterBodies,
    FollowsRedirects,
    QuotesTheRequest,
}

/// HTTP/1.1 in few words, with a connection for each request.
#[derive(Debug)]
struct Blocking {
    fault: Option<Fault>,
}

impl Blocking {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn exchange(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let authority = request.uri().authority();
        let authority = authority.ok_or_else(|| TransportError::invalid_request("no host"))?;
        let mut stream = TcpStream::connect(authority.as_str()).map_err(|error| {
            if self.has(Fault::CallsItInterrupted) {
                TransportError::interrupted(error)
            } else if self.has(Fault::QuotesTheRequest) {
                TransportError::connect(format!("{error} at {}", request.uri()))
            } else {
                TransportError::connect(error)
            }
        })?;
        write(&mut stream, request).map_err(TransportError::interrupted)?;
        let mut text = Vec::new();
        // Whatever ends the connection, what has come is looked at.
        let _ = stream.read_to_end(&mut text);
        self.read(&text)
    }

    fn read(&self, text: &[u8]) -> Result<Response<Bytes>, TransportError> {
        let mut lines = [httparse::EMPTY_HEADER; 16];
        let mut head = httparse::Response::new(&mut lines);
        let Ok(httparse::Status::Complete(length)) = head.parse(text) else {
            let cause = io::Error::from(ErrorKind::UnexpectedEof);
            return Err(if self.has(Fault::CallsItConnect) {
                TransportError::connect(cause)
            } else {
                TransportError::interrupted(cause)
            });
        };
        let mut response = Response::new(Bytes::copy_from_slice(&text[length..]));
        *response.status_mut() = StatusCode::from_u16(head.code.unwrap()).unwrap();
        for line in head.headers {
            let name: http::HeaderName = line.name.parse().unwrap();
            response.headers_mut().append(name, line.value.try_into().unwrap());
        }
        let announced = response.headers().get("content-length");
        let announced = announced.map(|value| value.to_str().unwrap().parse::<usize>().unwrap());
        let is_whole = announced == Some(response.body().len());
        if is_whole || self.has(Fault::TakesShorterBodies) {
            Ok(response)
        } else {
            Err(TransportError::body("it is cut"))
        }
    }
}

#[async_trait]
impl Transport for Blocking {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let mut result = self.exchange(&request);
        if self.has(Fault::Repeats) && result.is_err() {
            result = self.exchange(&request);
        }
        let answered = result?;
        if let (true, Some(location)) =
            (self.has(Fault::FollowsRedirects), answered.headers().get(LOCATION))
        {
            let host = request.uri().authority().unwrap();
            let url = format!("http://{host}{}", location.to_str().unwrap());
            *request.uri_mut() = url.parse::<Uri>().unwrap();
            return self.exchange(&request);
        }
        Ok(answered)
    }
}

/// The kit's server keeps a connection; closing our half ends it after the answer.
fn write(stream: &mut TcpStream, request: &Request<Bytes>) -> io::Result<()> {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut text = format!("{} {target} HTTP/1.1\r\nhost: here\r\n", request.method()).into_bytes();
    text.extend(format!("content-length: {}\r\n\r\n", request.body().len()).bytes());
    text.extend_from_slice(request.body());
    stream.write_all(&text)?;
    stream.shutdown(std::net::Shutdown::Write)
}
