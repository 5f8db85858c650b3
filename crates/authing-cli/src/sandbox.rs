//! `authing sandbox`: the service, offline, behind a port of this machine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use authing::types::MfaPolicy;
use authing_sandbox::{
    DataFileError, LoopbackServer, Sandbox, SandboxBuilder, SandboxClock, SandboxPools, Seed,
    ServeError, Signing,
};

use crate::failure::Failure;
use crate::output::Output;
use crate::settings::{self, Settings};

const AFTER_HELP: &str = "\
It prints one line, `listening on http://127.0.0.1:PORT`, and serves until Ctrl-C or SIGTERM.
It begins empty or with --seed, its clock runs with the real time, and it forgets everything when it ends,
unless --data names a file to keep its state in.
Its user pool and application have the ids of --user-pool-id and --app-id; without them
5f00000000000000000000a1 and 5f00000000000000000000b2, which the other commands know.

A path before the service's own makes a pool of that name, which shares nothing with the others:
  authing --host http://127.0.0.1:PORT/team-a send-sms 18812348888
  curl -X DELETE http://127.0.0.1:PORT/_sandbox/pools/team-a                    Forget it

What it \"sends\" and its clock are at hand:
  curl http://127.0.0.1:PORT/_sandbox/outbox                                    Codes sent by SMS
  curl -d '{\"advanceSeconds\": 61}' http://127.0.0.1:PORT/_sandbox/clock         Move the clock
  curl -d '{\"running\": false}' http://127.0.0.1:PORT/_sandbox/clock             Stop it
  curl -X POST http://127.0.0.1:PORT/_sandbox/reset                             Begin anew
  curl 'http://127.0.0.1:PORT/_sandbox/outbox/next?to=18812348888'              Wait for a code
  curl http://127.0.0.1:PORT/_sandbox/log                                       What was asked
  curl -d '{\"username\": \"ann\", \"password\": \"1234@Abcd\"}' http://127.0.0.1:PORT/_sandbox/users
  curl -d '{\"effect\": {\"kind\": \"loseConnectionAfter\"}}' http://127.0.0.1:PORT/_sandbox/faults
An unknown command lists all; docs/sandbox.md shows each with its reply.
  curl -d '{\"account\": \"ann\"}' http://127.0.0.1:PORT/_sandbox/consent        Let ann consent
  curl -X POST http://127.0.0.1:PORT/_sandbox/keys/rotate                       Sign with a new key

A relying party finds it as http://127.0.0.1:PORT/oidc, by OpenID Connect Discovery.

Example:
  authing sandbox --listen 127.0.0.1:4000 --fixed-code 1234
  authing --host http://127.0.0.1:4000 send-sms 18812348888
  authing --host http://127.0.0.1:4000 register-by-phone-code 18812348888 1234
  authing sandbox --seed seed.json --check";

/// Run the service offline, on a port of this machine
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, next_help_heading = "Sandbox")]
pub(crate) struct SandboxArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Begin with the users, rules and all else in this JSON file; flags win over its rules
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,

    /// Only check the file of --seed: exit code 0, or 2 with the path of each mistake
    #[arg(long, requires = "seed")]
    check: bool,

    /// Where ids, codes and tokens begin
    #[arg(long, value_name = "N", default_value_t = 0)]
    rng_seed: u64,

    /// Serve another user pool too, to requests that name this id; may be repeated
    #[arg(long, value_name = "USER_POOL_ID")]
    pool: Vec<String>,

    /// Keep the state in this file, over restarts and whatever ends the program; the other flags
    /// are taken anew at each start, but --rng-seed and the users of --seed only for a new file
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// The code of every message, instead of a random one
    #[arg(long, value_name = "CODE")]
    fixed_code: Option<String>,

    /// Serve HTTPS with the certificate chain in this PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// The private key of --tls-cert, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Allow an address that other machines can reach; whoever does reads all users and tokens
    #[arg(long)]
    dangerous_allow_beyond_loopback: bool,

    /// Close sign-up (2031)
    #[arg(long)]
    register_disabled: bool,

    /// The rule for new passwords, 0 to 3: none, 6 characters, also 2 kinds, also 3 kinds (2029)
    /// [default: 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=3))]
    password_strength: Option<u8>,

    /// How many digits a code has [default: 4]
    #[arg(long, value_name = "N")]
    verify_code_length: Option<usize>,

    /// How long an id token lives, in seconds [default: 14 days]
    #[arg(long, value_name = "SECONDS")]
    id_token_lifetime: Option<u32>,

    /// A second factor that every sign-in needs (1636): SMS, EMAIL, OTP; may be repeated
    #[arg(long, value_name = "FACTOR")]
    mfa: Vec<String>,

    /// New users must set a new password at their first sign-in (1639)
    #[arg(long)]
    first_login_reset: bool,

    /// Tell an unknown account (2004) from a wrong password (2006), instead of 2333 for both
    #[arg(long)]
    tells_unknown_account: bool,

    /// Sign id tokens with RS256 instead of HS256
    #[arg(long)]
    rs256: bool,

    /// Sign the id tokens of the OIDC endpoints with HS256 instead of RS256
    #[arg(long)]
    oidc_hs256: bool,

    /// Who issues the tokens [default: /oidc on the host that was asked]
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,

    /// Where /oidc/auth may send a browser back to; may be repeated [default: anywhere]
    #[arg(long, value_name = "URI")]
    redirect_uri: Vec<String>,

    /// Where /oidc/session/end may send a browser to; may be repeated [default: anywhere]
    #[arg(long, value_name = "URI")]
    post_logout_redirect_uri: Vec<String>,
}

impl SandboxArgs {
    /// Serves until told to stop.
    pub(crate) async fn run(self, settings: &Settings, output: Output) -> Result<(), Failure> {
        let seed = self.seed.as_deref().map(read_seed).transpose()?;
        if let (true, Some(seed)) = (self.check, &seed) {
            let users = seed.user_count();
            if output.json {
                output.value(&serde_json::json!({"data": {"users": users}}));
            } else {
                output.text(&format!("a good seed file: {users} users\n"));
            }
            return Ok(());
        }
        let stop = StopSignal::listen()?;
        let builder = self.builder(seed, settings);
        let mut server = LoopbackServer::builder().address(self.listen);
        if self.dangerous_allow_beyond_loopback {
            server = server.dangerous_allow_beyond_loopback();
        }
        if let (Some(chain), Some(key)) = (&self.tls_cert, &self.tls_key) {
            let chain = settings::read(chain, "--tls-cert")?;
            let key = settings::read(key, "--tls-key")?;
            server = server.tls(&chain, &key).map_err(|error| not_served(&error))?;
        }
        let pools = match &self.data {
            None => SandboxPools::new(builder).map_err(|error| Failure::from(&error))?,
            Some(path) => SandboxPools::open(builder, path).map_err(|error| not_opened(&error))?,
        };
        let pools = self
            .pool
            .iter()
            .try_fold(pools, |pools, id| pools.with_pool(id))
            .map_err(|error| not_opened(&error))?;
        let server = server.start(pools.clone()).await.map_err(|error| not_served(&error))?;
        let url = server.base_url();
        if output.json {
            output.value(&serde_json::json!({"data": {"listening": url}}));
        } else {
            output.text(&format!("listening on {url}\n"));
        }
        output.note("Ctrl-C stops it");
        stop.wait().await;
        drop(server);
        pools.checkpoint().map_err(|error| not_opened(&error))
    }

    fn builder(&self, seed: Option<Seed>, settings: &Settings) -> SandboxBuilder {
        let mut rules = seed.as_ref().map(Seed::settings).unwrap_or_default();
        if self.fixed_code.is_some() {
            rules.fixed_code.clone_from(&self.fixed_code);
        }
        rules.register_disabled |= self.register_disabled;
        rules.password_strength = self.password_strength.unwrap_or(rules.password_strength);
        rules.verify_code_length = self.verify_code_length.unwrap_or(rules.verify_code_length);
        if !self.mfa.is_empty() {
            rules.mfa_policies = self.mfa.iter().cloned().map(MfaPolicy::from).collect();
        }
        rules.new_user_flags.first_login_reset |= self.first_login_reset;
        rules.tells_unknown_account |= self.tells_unknown_account;
        if let Some(seconds) = self.id_token_lifetime {
            rules.id_token_lifetime = Duration::from_secs(seconds.into());
        }
        if self.rs256 {
            rules.signing = Signing::Rs256;
        }
        if self.oidc_hs256 {
            rules.oidc_signing = Signing::Hs256;
        }
        if self.issuer.is_some() {
            rules.issuer.clone_from(&self.issuer);
        }
        if !self.redirect_uri.is_empty() {
            rules.redirect_uris.clone_from(&self.redirect_uri);
        }
        if !self.post_logout_redirect_uri.is_empty() {
            rules.post_logout_redirect_uris.clone_from(&self.post_logout_redirect_uri);
        }
        let mut builder = Sandbox::builder().seed(self.rng_seed).clock(SandboxClock::running());
        if let Some(seed) = seed {
            builder = builder.seed_file(seed);
        }
        builder = builder.settings(rules);
        if let Some(id) = &settings.user_pool_id {
            builder = builder.user_pool_id(id);
        }
        if let Some(id) = &settings.app_id {
            builder = builder.app_id(id);
        }
        builder
    }
}

fn read_seed(path: &Path) -> Result<Seed, Failure> {
    Seed::from_json(&settings::read(path, "--seed")?).map_err(|error| {
        let problems = error.problems().iter();
        let problems = problems.map(|it| (it.path().to_owned(), it.reason().to_owned()));
        Failure::input(format!("{} is no seed file", path.display()))
            .with_hint("docs/sandbox.md describes the format")
            .with_problems(problems)
    })
}

fn not_opened(error: &DataFileError) -> Failure {
    match error {
        DataFileError::Settings(invalid) => Failure::from(invalid),
        _ => Failure::input("the state cannot be kept in --data").caused_by(error),
    }
}

fn not_served(error: &ServeError) -> Failure {
    let failure = Failure::input("the sandbox cannot be served").caused_by(error);
    match error {
        ServeError::NotLoopback(_) => {
            failure.with_hint("--dangerous-allow-beyond-loopback allows it")
        }
        _ => failure,
    }
}

/// Ctrl-C, and SIGTERM where there are signals.
struct StopSignal {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignal {
    #[cfg(unix)]
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let refused =
            |error| Failure::input("the system lets no signal be waited for").caused_by(&error);
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(refused)?,
            interrupt: signal(SignalKind::interrupt()).map_err(refused)?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Without a signal to wait for there is only the end of the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
