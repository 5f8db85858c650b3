//! The calls, and who makes them.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use authing::oidc::AuthorizeRequest;
use authing::types::ProfileUpdate;
use authing::{
    Client, Error as CallError, HyperTransport, SessionEventKind, SessionKey, SessionState, SignIn,
    SignOutReason, UserSession,
};
use authing_sandbox::Sandbox;
use authing_transport::time::{Clock as _, SystemClock};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::ledger::Ledger;
use crate::process::ProcessUsage;
use crate::refresh_tokens::RefreshTokens;
use crate::server::{PASSWORD, Server, username};
use crate::{Arguments, Error, report};

/// How long a call may take, with all its attempts.
pub(crate) const DEADLINE: Duration = Duration::from_secs(3);

/// How much later a call may come back: one thread serves all calls, on a machine that does other
/// things too.
const GRACE: Duration = Duration::from_secs(2);

/// How often memory and open files are looked at.
const SAMPLES: u64 = 200;

/// How often a user tries to sign in, and to get an answer at the end, before it counts as failed.
const TRIES: u32 = 20;

struct Soak {
    client: Client,
    server: Server,
    clock: SystemClock,
    ledger: Arc<Ledger>,
    made: AtomicU64,
    calls: u64,
    until: Duration,
}

/// Makes all calls, prints the figures, and fails if something was not as it must be.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Error> {
    let server = Server::start(arguments)?;
    let ledger = Arc::new(Ledger::default());
    let transport = RefreshTokens::new(HyperTransport::builder().build()?, Arc::clone(&ledger));
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(server.url())
        .transport(transport)
        .deadline(DEADLINE)
        .build()?;
    let clock = SystemClock::new();
    let start = clock.monotonic();
    let soak = Arc::new(Soak {
        client,
        server,
        clock,
        ledger,
        made: AtomicU64::new(0),
        calls: arguments.calls,
        until: start + arguments.limit(),
    });
    let listening = tokio::spawn(Arc::clone(&soak).listen());
    let mut callers = Vec::new();
    for first in 0..arguments.at_once.min(arguments.sessions) {
        let users = (first..arguments.sessions).step_by(usize::try_from(arguments.at_once)?);
        let random = ChaCha12Rng::seed_from_u64(arguments.seed.wrapping_add(first));
        callers.push(tokio::spawn(Arc::clone(&soak).caller(users.collect(), random)));
    }
    for caller in callers {
        caller.await??;
    }
    listening.abort();
    let took = soak.clock.monotonic() - start;
    let made = soak.made.load(Ordering::Relaxed);
    let (text, mut wrong) = report::report(made, took, &soak.ledger.entries());
    print(&text);
    if made < arguments.calls {
        wrong.push(format!("only {made} calls within {} s", arguments.seconds_limit));
    }
    // What was refused on the wire may be told as something else, where a newer session is there.
    let (refused, dead) = soak.ledger.refused_refreshes();
    if refused > dead {
        wrong.push(format!("{refused} refreshes were told as refused, of {dead} that were"));
    }
    if arguments.sessions > 1 && soak.ledger.entries().refreshes == 0 {
        wrong.push("no refresh token was used, so nothing is known of them".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
fn print(text: &str) {
    print!("{text}");
}

impl Soak {
    /// Judges how sessions end. Half of them have a refresh token: when the answer to its use is
    /// lost, or the request comes twice, the service takes the next use for a theft and ends all
    /// that came of the sign-in. The client is told that the refresh token is dead; that the other
    /// tokens are too shows when the next call is refused. Nothing else may end a session but its
    /// own sign-out.
    async fn listen(self: Arc<Self>) {
        let mut events = self.client.events();
        // Those whose refresh token was refused after they had signed in.
        let mut is_refused = HashSet::new();
        while let Some(event) = events.next().await {
            let event = match event {
                Ok(event) => event,
                Err(missed) => {
                    self.ledger.violation(format!("events went unheard: {missed}"));
                    continue;
                }
            };
            let reason = match event.kind {
                SessionEventKind::RefreshFailed { error, .. } if error.is_refresh_refused() => {
                    self.ledger.entries().refused_refreshes += 1;
                    is_refused.insert(event.key);
                    continue;
                }
                SessionEventKind::SignedIn { .. } => {
                    is_refused.remove(&event.key);
                    continue;
                }
                SessionEventKind::SignedOut { reason, .. } => reason,
                _ => continue,
            };
            self.ledger.ending(format!("{reason:?}"));
            let is_known = match reason {
                SignOutReason::Requested => true,
                SignOutReason::Refused => is_refused.contains(&event.key),
                _ => event.key.as_str().starts_with("oidc-"),
            };
            if !is_known {
                self.ledger.violation(format!("{} was ended: {reason:?}", event.key));
            }
        }
    }

    /// Some users, one call after the other.
    async fn caller(
        self: Arc<Self>,
        users: Vec<u64>,
        mut random: ChaCha12Rng,
    ) -> Result<(), Error> {
        let users: Vec<_> = users.into_iter().map(User::new).collect::<Result<_, _>>()?;
        for user in &users {
            self.sign_in(user).await?;
        }
        while self.is_going_on() {
            let user = &users[random.next_u32() as usize % users.len()];
            self.call(user, random.next_u32() % 100).await?;
        }
        for user in &users {
            self.answers_at_the_end(user).await?;
        }
        Ok(())
    }

    fn is_going_on(&self) -> bool {
        self.made.load(Ordering::Relaxed) < self.calls && self.clock.monotonic() < self.until
    }

    async fn call(&self, user: &User, chance: u32) -> Result<(), Error> {
        let session = &user.session(&self.client);
        match chance {
            0..40 => {
                let called = self.timed("current_user", 1, session.current_user()).await?;
                self.is_of(user, called.and_then(|it| it.username));
            }
            40..50 => {
                let update = ProfileUpdate::new().nickname(format!("{} {chance}", user.name));
                let called =
                    self.timed("update_profile", 1, session.update_profile(update)).await?;
                self.is_of(user, called.and_then(|it| it.username));
            }
            50..60 => {
                self.timed("list_roles", 1, session.list_roles(None)).await?;
            }
            60..65 => {
                self.timed("list_orgs", 1, session.list_orgs()).await?;
            }
            65..75 => {
                self.timed("security_level", 1, session.security_level()).await?;
            }
            75..80 => {
                self.timed("custom_data", 1, session.custom_data()).await?;
            }
            80..85 => {
                self.timed("public_config", 1, session.public_config()).await?;
            }
            85..92 => {
                // Three at once share a session, and two of them a refresh.
                let one = self.timed("current_user", 1, session.current_user());
                let refresh = || self.timed("refresh", 1, session.refresh());
                let (one, first, second) = tokio::join!(one, refresh(), refresh());
                self.is_of(user, one?.and_then(|it| it.username));
                first?;
                second?;
            }
            92..99 => {
                self.timed("refresh", 1, session.refresh()).await?;
            }
            _ => {
                self.timed("logout", 1, session.logout()).await?;
                if session.state().await? != SessionState::SignedOut {
                    self.ledger.violation(format!("{} is still signed in", user.name));
                }
                return self.sign_in(user).await;
            }
        }
        match session.state().await? {
            SessionState::SignedIn { .. } => Ok(()),
            state => {
                if !user.has_refresh_token {
                    self.ledger.violation(format!("{} is {state:?} after {chance}", user.name));
                }
                self.sign_in(user).await
            }
        }
    }

    /// Signs a user in, also if that takes several tries: a sign-in is never repeated by the client.
    async fn sign_in(&self, user: &User) -> Result<(), Error> {
        let session = &user.session(&self.client);
        for _ in 0..TRIES {
            let name = user.name.as_str();
            let signed_in = if user.has_refresh_token {
                let request = AuthorizeRequest::new("https://app.example/callback".try_into()?)?;
                // Key, sign-in and token exchange are calls of their own.
                let call = session.oidc_login_by_account(&request, name, PASSWORD);
                self.timed("oidc_login_by_account", 2, call).await?
            } else {
                self.timed("login_by_account", 1, session.login_by_account(name, PASSWORD)).await?
            };
            if let Some(SignIn::Complete(signed_in)) = signed_in {
                self.is_of(user, signed_in.username);
                return Ok(());
            }
        }
        Err(format!("{} cannot sign in", user.name).into())
    }

    /// The session is there and answers, as the right user.
    async fn answers_at_the_end(&self, user: &User) -> Result<(), Error> {
        let session = &user.session(&self.client);
        for _ in 0..TRIES {
            if let Some(answer) = self.timed("current_user", 1, session.current_user()).await? {
                self.is_of(user, answer.username);
                return Ok(());
            }
            if user.has_refresh_token && session.state().await? == SessionState::SignedOut {
                self.sign_in(user).await?;
            }
        }
        self.ledger.violation(format!("{} does not answer at the end", user.name));
        Ok(())
    }

    fn is_of(&self, user: &User, answered: Option<String>) {
        if answered.is_some_and(|name| name != user.name) {
            self.ledger.violation(format!("another user's answer came to {}", user.name));
        }
    }

    /// Makes one call, counts it, and sees that its deadlines hold.
    async fn timed<T>(
        &self,
        name: &str,
        deadlines: u32,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<Option<T>, Error> {
        let start = self.clock.monotonic();
        let result = call.await;
        let took = self.clock.monotonic() - start;
        if took > DEADLINE * deadlines + GRACE {
            self.ledger.violation(format!("{name} took {took:?}"));
        }
        if deadlines == 1 {
            let mut entries = self.ledger.entries();
            entries.slowest = entries.slowest.max(took);
        }
        self.ledger.outcome(match &result {
            Ok(_) => "done",
            Err(error) if error.is_timeout() => "timed out",
            Err(error) if error.is_refused() => "refused",
            Err(error) if error.may_have_acted() => "failed, may have acted",
            Err(_) => "failed, not done",
        });
        let made = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        if made.is_multiple_of(self.calls / SAMPLES) && made <= self.calls {
            let (client, server) =
                (ProcessUsage::of("self")?, ProcessUsage::of(&self.server.process())?);
            let mut entries = self.ledger.entries();
            entries.client.push(client);
            entries.server.push(server);
        }
        Ok(result.ok())
    }
}

#[derive(Debug)]
struct User {
    name: String,
    key: SessionKey,
    /// Every second user signs in by OIDC.
    has_refresh_token: bool,
}

impl User {
    fn new(number: u64) -> Result<Self, Error> {
        let has_refresh_token = number % 2 == 1;
        let kind = if has_refresh_token { "oidc" } else { "plain" };
        let key = SessionKey::parse(format!("{kind}-{number}"))?;
        Ok(Self { name: username(number), key, has_refresh_token })
    }

    fn session(&self, client: &Client) -> UserSession {
        client.session(self.key.clone())
    }
}
