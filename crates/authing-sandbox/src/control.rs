//! The control surface under `/_sandbox/`: what the methods of [`Sandbox`](crate::Sandbox) do,
//! for programs on the other side of a socket.

mod asked;
mod clock;
mod faults;
mod host;
mod keys;
mod log;
mod outbox;
mod reset;
mod sign_in;
mod state;
mod users;

use std::pin::Pin;

use bytes::Bytes;
use http::header::{HeaderName, ORIGIN};
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use authing_api::server::path_parameters;

use crate::answer::http_error;
use crate::sandbox::Shared;

use asked::Asked;

/// The commands, file by file.
const COMMANDS: &[&[Command]] = &[
    outbox::COMMANDS,
    clock::COMMANDS,
    reset::COMMANDS,
    users::COMMANDS,
    sign_in::COMMANDS,
    keys::COMMANDS,
    faults::COMMANDS,
    log::COMMANDS,
    state::COMMANDS,
];

/// One command: a method and a path below `/_sandbox/`.
struct Command {
    method: Method,
    /// The path, with `{name}` for a segment that is a parameter.
    path: &'static str,
    /// A body that the command takes, shown where one is malformed; empty where it takes none.
    example: &'static str,
    run: Run,
}

/// How a command is carried out.
enum Run {
    /// At once.
    Now(fn(&Asked<'_>) -> Reply),
    /// After a wait.
    Later(for<'a> fn(Asked<'a>) -> LaterReply<'a>),
}

type Reply = Result<Response<Bytes>, Refused>;
type LaterReply<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// A command that is not carried out.
struct Refused {
    status: StatusCode,
    message: String,
    data: Value,
}

impl Refused {
    /// HTTP 400.
    fn new(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into(), data: Value::Null }
    }

    fn into_response(self) -> Response<Bytes> {
        http_error(self.status, &self.message, self.data)
    }
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The command of a path, when it lies under `/_sandbox/`.
pub(crate) fn command(path: &str) -> Option<&str> {
    path.strip_prefix("/_sandbox/")
}

/// Answers a command. What it changes is kept where the state is; waiting is not.
pub(crate) async fn answer(
    shared: &Shared,
    command: &str,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    match find(command, request) {
        // Nothing happens, so nothing is kept. How a request was served is not kept either, so that
        // a command that is refused for it would be carried out when it is handled again.
        Err(refused) => refused.into_response(),
        Ok((Command { run: Run::Later(run), example, .. }, parameters)) => {
            let reply = run(Asked { shared, request, parameters, example }).await;
            reply.unwrap_or_else(Refused::into_response)
        }
        Ok(_) => shared.journaled(request, || answer_at_once(shared, command, request)),
    }
}

/// Answers a command that does not wait.
pub(crate) fn answer_at_once(
    shared: &Shared,
    command: &str,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    let reply = find(command, request).and_then(|(command, parameters)| {
        let asked = Asked { shared, request, parameters, example: command.example };
        match command.run {
            Run::Now(run) => run(&asked),
            Run::Later(_) => Err(Refused::new("this command waits")),
        }
    });
    reply.unwrap_or_else(Refused::into_response)
}

type Parameters = Vec<(&'static str, String)>;

fn find(
    command: &str,
    request: &Request<Bytes>,
) -> Result<(&'static Command, Parameters), Refused> {
    check_origin(request)?;
    let all = || COMMANDS.iter().copied().flatten();
    all()
        .filter(|candidate| candidate.method == *request.method())
        .find_map(|candidate| Some((candidate, path_parameters(candidate.path, command)?)))
        .ok_or_else(|| Refused {
            status: StatusCode::NOT_FOUND,
            message: format!("no such command: {} /_sandbox/{command}", request.method()),
            data: json!({"supported": all().map(Command::name).collect::<Vec<_>>()}),
        })
}

impl Command {
    fn name(&self) -> String {
        format!("{} /_sandbox/{}", self.method, self.path)
    }
}

/// The answer to a page of a browser, or to a foreign name, where a request is from one.
pub(crate) fn refuse_pages(request: &Request<Bytes>) -> Option<Response<Bytes>> {
    check_origin(request).err().map(Refused::into_response)
}

fn check_origin(request: &Request<Bytes>) -> Result<(), Refused> {
    let forbidden =
        |message| Err(Refused { status: StatusCode::FORBIDDEN, ..Refused::new(message) });
    if is_from_a_page(request) {
        return forbidden("the control surface does not answer pages of a browser");
    }
    if host::is_foreign(request) {
        return forbidden("the control surface is asked by an address or as localhost");
    }
    Ok(())
}

/// Browsers mark what a page sends; programs send neither header.
fn is_from_a_page(request: &Request<Bytes>) -> bool {
    let site = request.headers().get(SEC_FETCH_SITE);
    request.headers().contains_key(ORIGIN) || site.is_some_and(|site| site != "none")
}
