//! A load generator that costs little: requests are ready bytes, and of replies only the frame is
//! read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use authing_bench::Error;
use bytes::Bytes;
use hdrhistogram::Histogram;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stopwatch;

/// What came of a load.
#[derive(Debug)]
pub(crate) struct LoadResult {
    pub(crate) took: Duration,
    pub(crate) answered: u64,
    /// In nanoseconds, from the first byte that was written to the last that was read.
    pub(crate) latency: Histogram<u64>,
}

impl LoadResult {
    pub(crate) fn per_second(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }

    /// The latency within which this share of the calls was answered, in microseconds.
    pub(crate) fn latency_microseconds(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1e3
    }
}

/// Sends `calls` requests in all over so many connections, each of which waits for one answer
/// before it sends the next request.
///
/// # Errors
///
/// Any answer that is not HTTP 200 and does not hold `expected`.
pub(crate) async fn drive(
    address: SocketAddr,
    requests: &Arc<[Bytes]>,
    connections: usize,
    calls: usize,
    expected: &'static str,
) -> Result<LoadResult, Error> {
    let mut open = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        open.push(stream);
    }
    let start = stopwatch::now();
    let tasks: Vec<_> = open
        .into_iter()
        .enumerate()
        .map(|(number, stream)| {
            let calls = calls / connections;
            tokio::spawn(one_connection(stream, Arc::clone(requests), number, calls, expected))
        })
        .collect();
    let mut latency = Histogram::new(3)?;
    for task in tasks {
        latency.add(task.await??)?;
    }
    let took = start.elapsed();
    Ok(LoadResult { took, answered: latency.len(), latency })
}

async fn one_connection(
    mut stream: TcpStream,
    requests: Arc<[Bytes]>,
    first: usize,
    calls: usize,
    expected: &'static str,
) -> Result<Histogram<u64>, Error> {
    let mut latency = Histogram::new(3)?;
    let mut buffer = Vec::with_capacity(16 * 1024);
    for request in requests.iter().cycle().skip(first % requests.len()).take(calls) {
        let start = stopwatch::now();
        stream.write_all(request).await?;
        buffer.clear();
        while !is_whole(&buffer)? {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        latency.record(u64::try_from(start.elapsed().as_nanos())?)?;
        if !holds(&buffer, expected) {
            return Err(format!("unexpected: {}", String::from_utf8_lossy(&buffer)).into());
        }
    }
    Ok(latency)
}

fn holds(buffer: &[u8], expected: &str) -> bool {
    buffer.windows(expected.len()).any(|window| window == expected.as_bytes())
}

/// Whether the bytes are a whole answer.
fn is_whole(buffer: &[u8]) -> Result<bool, Error> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(buffer)? else {
        return Ok(false);
    };
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    match header("content-length") {
        Some(length) => Ok(buffer.len() >= head + length.trim().parse::<usize>()?),
        None => Ok(buffer.ends_with(b"0\r\n\r\n")),
    }
}

/// A request as the bytes of HTTP/1.1.
pub(crate) fn bytes_of(request: &http::Request<Bytes>) -> Bytes {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut bytes = format!("{} {path} HTTP/1.1\r\nhost: localhost\r\n", request.method());
    for (name, value) in request.headers() {
        bytes += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    bytes += &format!("content-length: {}\r\n\r\n", request.body().len());
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(request.body());
    bytes.into()
}

#[cfg(test)]
mod tests {
    use super::{bytes_of, is_whole};

    #[test]
    fn an_answer_is_whole_with_its_last_byte() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
        assert!(is_whole(answer).unwrap());
        for end in 0..answer.len() {
            assert!(!is_whole(&answer[..end]).unwrap(), "{end}");
        }
        let chunked = b"HTTP/1.1 200 OK\r\n\r\n1\r\na\r\n0\r\n\r\n";
        assert!(is_whole(chunked).unwrap() && !is_whole(&chunked[..chunked.len() - 1]).unwrap());
    }

    #[test]
    fn requests_are_written_whole() {
        let request = http::Request::post("http://x/a?b=1").header("c", "d").body("{}".into());
        assert_eq!(
            bytes_of(&request.unwrap()),
            "POST /a?b=1 HTTP/1.1\r\nhost: localhost\r\nc: d\r\ncontent-length: 2\r\n\r\n{}"
        );
    }
}
