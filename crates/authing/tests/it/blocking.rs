//! The client without `async`.

use std::error::Error as _;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use async_trait::async_trait;
use authing::blocking::Client;
use authing::operations::CurrentUser;
use authing::transport::{Transport, TransportError};
use authing::{SessionKey, SessionState};
use authing_sandbox::{LoopbackServer, Sandbox};
use bytes::Bytes;
use tokio::runtime;
use tokio::sync::oneshot;

use crate::support::{EMAIL, PASSWORD, builder};

fn client(sandbox: &Sandbox) -> Client {
    builder(sandbox).build_blocking().unwrap()
}

/// A served sandbox with a runtime of its own, until it is dropped.
struct Served {
    base_url: String,
    _stop: oneshot::Sender<()>,
}

impl Served {
    fn start(sandbox: Sandbox) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = channel();
        thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let server = LoopbackServer::start(sandbox).await.unwrap();
                tell.send(server.base_url()).unwrap();
                stopped.await.ok();
            });
        });
        Self { base_url: told.recv().unwrap(), _stop: stop }
    }

    /// A client of it that goes by the sandbox's clock.
    fn client(&self, sandbox: &Sandbox) -> Client {
        authing::Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
            .host(&*self.base_url)
            .clock(sandbox.clock().clone())
            .build_blocking()
            .unwrap()
    }
}

#[test]
fn a_program_without_async_signs_up_over_a_socket() {
    let sandbox = Sandbox::new();
    let server = Served::start(sandbox.clone());
    let client = server.client(&sandbox);
    client.register_by_email(EMAIL, PASSWORD).unwrap().into_user().unwrap();
    assert_eq!(client.current_user().unwrap().email.as_deref(), Some(EMAIL));
    assert_eq!(client.send(CurrentUser::new()).unwrap().email.as_deref(), Some(EMAIL));
    assert!(client.application_pages(10).all().is_ok());
    assert!(client.default_session().id_token().unwrap().is_some());
    client.logout().unwrap();
    assert_eq!(client.default_session().state().unwrap(), SessionState::SignedOut);
    assert!(client.current_user().unwrap_err().is_not_signed_in());
}

#[test]
fn many_threads_wait_at_once() {
    let sandbox = Sandbox::new();
    let server = Served::start(sandbox.clone());
    let client = server.client(&sandbox);
    thread::scope(|scope| {
        for number in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                let name = format!("user{number}");
                let user = client.session(SessionKey::parse(&*name).unwrap());
                user.register_by_username(&*name, PASSWORD).unwrap().into_user().unwrap();
                for _ in 0..5 {
                    assert_eq!(user.current_user().unwrap().username.as_deref(), Some(&*name));
                }
            });
        }
    });
}

fn assert_refused(client: &Client, sandbox: &Sandbox) {
    let error = client.register_by_email(EMAIL, PASSWORD).unwrap_err();
    assert!(error.is_inside_runtime() && !error.may_have_acted() && !error.is_retryable());
    let told = format!("{error}: {}", error.source().unwrap());
    assert_eq!(
        told,
        "not done: a blocking call inside an async runtime would stop it: call `authing::Client` there"
    );
    assert!(client.default_session().state().unwrap_err().is_inside_runtime());
    assert!(sandbox.log().entries().is_empty());
}

#[tokio::test]
async fn inside_a_runtime_a_call_is_refused_and_nothing_is_sent() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    assert_refused(&client, &sandbox);
    let moved = (client.clone(), sandbox.clone());
    tokio::task::spawn_blocking(move || assert_refused(&moved.0, &moved.1)).await.unwrap();

    // Beside the runtime it works.
    let work = move || client.register_by_email(EMAIL, PASSWORD).unwrap().into_user().unwrap();
    assert_eq!(thread::spawn(work).join().unwrap().email.as_deref(), Some(EMAIL));
}

/// Tells on which thread its tasks run, and holds a sender in one of them as long as that may run.
#[derive(Debug)]
struct Spawning {
    inner: Sandbox,
    threads: Arc<Mutex<Vec<ThreadId>>>,
    alive: Mutex<Option<Sender<()>>>,
}

#[async_trait]
impl Transport for Spawning {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let alive = self.alive.lock().unwrap().take();
        tokio::spawn(async move {
            let _alive = alive;
            std::future::pending::<()>().await;
        });
        let here = tokio::spawn(async { thread::current().id() }).await.unwrap();
        self.threads.lock().unwrap().push(here);
        self.inner.send(request).await
    }
}

fn spawning() -> (Client, Arc<Mutex<Vec<ThreadId>>>, Receiver<()>) {
    let (alive, ended) = channel();
    let (sandbox, threads) = (Sandbox::new(), Arc::default());
    let inner = sandbox.clone();
    let transport = Spawning { inner, threads: Arc::clone(&threads), alive: Some(alive).into() };
    (builder(&sandbox).transport(transport).build_blocking().unwrap(), threads, ended)
}

/// Waits for the event itself; the time is only there to end a test that fails.
fn is_over(ended: &Receiver<()>) -> bool {
    ended.recv_timeout(Duration::from_secs(20)) == Err(RecvTimeoutError::Disconnected)
}

#[test]
fn all_clones_share_one_thread_which_ends_with_the_last() {
    let (client, threads, ended) = spawning();
    let clone = client.clone();
    let session = client.session(SessionKey::parse("other").unwrap());
    client.register_by_email(EMAIL, PASSWORD).unwrap().into_user().unwrap();
    clone.current_user().unwrap();
    session.login_by_account(EMAIL, PASSWORD).unwrap().into_user().unwrap();
    drop((client, clone));
    session.current_user().unwrap();
    let seen = threads.lock().unwrap().clone();
    assert!(seen.len() >= 4 && seen.iter().all(|thread| *thread == seen[0]), "{seen:?}");
    assert_ne!(seen[0], thread::current().id());

    assert!(ended.try_recv().is_err_and(|error| error == std::sync::mpsc::TryRecvError::Empty));
    drop(session);
    assert!(is_over(&ended));
}

#[tokio::test]
async fn it_may_be_made_and_dropped_inside_a_runtime() {
    let (client, _, ended) = spawning();
    let client = thread::spawn(move || {
        client.public_config().unwrap();
        client
    });
    drop(client.join().unwrap());
    assert!(is_over(&ended));
    drop(builder(&Sandbox::new()).build_blocking().unwrap());
}

/// The methods that are in no list: each async one of a client and of a session has its blocking form.
#[test]
fn no_method_is_missing() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = Vec::new();
    let mut directories = vec![source.clone()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                directories.push(entry);
            } else {
                texts.push((entry.strip_prefix(&source).unwrap().to_owned(), entry));
            }
        }
    }
    let (blocking, other): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(name, _)| name.starts_with("blocking"));
    let read = |(_, path): &(_, _)| fs::read_to_string::<&std::path::PathBuf>(path).unwrap();
    let blocking: String = blocking.iter().map(read).collect();
    let mut found = 0;
    for text in other.iter().map(read) {
        let mut owner = "";
        for line in text.lines() {
            owner = line.strip_prefix("impl ").map_or(owner, |rest| rest.trim_end_matches(" {"));
            let method = line.strip_prefix("    pub async fn ").filter(|_| {
                // What a macro writes, it writes for both.
                ["Client", "UserSession"].contains(&owner) && !line.contains("fn $")
            });
            let Some(name) = method.and_then(|rest| rest.split(['(', '<']).next()) else {
                continue;
            };
            found += 1;
            let is_there =
                ["(", "<"].iter().any(|end| blocking.contains(&format!("fn {name}{end}")));
            assert!(is_there, "authing::blocking has no `{name}`, which is async in {owner}");
        }
    }
    assert!(found >= 12, "only {found} methods were found");
}
