use std::sync::{Arc, OnceLock};
use std::time::Duration;

use authing_api::oidc::IdTokenVerifier;
use authing_api::{Context, Language, PublicKey, oidc};
use authing_session::{MemoryStore, SessionStore, SharedStore};
use authing_transport::random::{Random, SharedRandom};
use authing_transport::time::{Clock, SharedClock, SharedSleep, Sleep};
use authing_transport::{SharedTransport, Traced, Transport};
use authing_types::{AppId, AppSecret, BaseUrl, InvalidValue, UserPoolId};

use crate::call::CallPolicy;
use crate::client::{Client, Shared};
use crate::events::EventSender;
use crate::id_token::{IdTokens, KeyCache, SignInCheck};
use crate::session::single_flight::SingleFlight;
use crate::{IntoValue, RefreshPolicy, RetryPolicy, SessionKey};

/// Makes a [`Client`]. What is not set has a default; nothing is sent and no file is opened.
#[derive(Debug)]
#[must_use = "call `build` to get the client"]
pub struct ClientBuilder {
    user_pool_id: Result<UserPoolId, InvalidValue>,
    app_id: Result<AppId, InvalidValue>,
    host: Result<BaseUrl, InvalidValue>,
    oidc_host: Result<Option<BaseUrl>, InvalidValue>,
    app_secret: Result<Option<AppSecret>, InvalidValue>,
    public_key: Result<Option<PublicKey>, InvalidValue>,
    language: Language,
    transport: Option<SharedTransport>,
    store: SharedStore,
    clock: SharedClock,
    sleep: Option<SharedSleep>,
    refresh: RefreshPolicy,
    random: SharedRandom,
    deadline: Option<Option<Duration>>,
    retry: Option<RetryPolicy>,
    id_token_issuer: Option<String>,
    id_token_leeway: Duration,
    sign_in_check: Option<SignInCheck>,
}

impl ClientBuilder {
    pub(crate) fn new(
        user_pool_id: impl IntoValue<UserPoolId>,
        app_id: impl IntoValue<AppId>,
    ) -> Self {
        Self {
            user_pool_id: user_pool_id.into_value(),
            app_id: app_id.into_value(),
            host: Ok(BaseUrl::default()),
            oidc_host: Ok(None),
            app_secret: Ok(None),
            public_key: Ok(None),
            language: Language::default(),
            transport: None,
            store: SharedStore::new(MemoryStore::default()),
            clock: SharedClock::default(),
            sleep: None,
            refresh: RefreshPolicy::default(),
            random: SharedRandom::default(),
            deadline: None,
            retry: None,
            id_token_issuer: None,
            id_token_leeway: IdTokenVerifier::DEFAULT_LEEWAY,
            sign_in_check: None,
        }
    }

    /// Where the service is: an on-premise deployment, or the sandbox. A URL with scheme, and with
    /// port and path prefix where needed. Default: `https://core.authing.cn`.
    pub fn host(mut self, url: impl IntoValue<BaseUrl>) -> Self {
        self.host = url.into_value();
        self
    }

    /// Where OIDC is served: the application's own host.
    ///
    /// Default: for the service's default host the one that the application's public configuration
    /// names, which is read before the first OIDC call; for any other host that host itself.
    pub fn oidc_host(mut self, url: impl IntoValue<BaseUrl>) -> Self {
        self.oidc_host = url.into_value().map(Some).map_err(|error| error.in_field("oidc_host"));
        self
    }

    /// The application's secret, for a program on a server. OIDC calls then show it in place of a
    /// PKCE verifier (protocol.md B15, D30). Never put it into a program that others install.
    pub fn app_secret(mut self, secret: impl IntoValue<AppSecret>) -> Self {
        self.app_secret = secret.into_value().map(Some);
        self
    }

    /// The RSA key that passwords are encrypted with, PEM or bare base64.
    ///
    /// Default: the service's own key for the default host; for any other host the key of the
    /// application's public configuration, which is read before the first password is sent.
    pub fn public_key(mut self, text: &str) -> Self {
        self.public_key = PublicKey::parse(text).map(Some);
        self
    }

    /// The language of the service's messages. Default: English.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// How requests travel: your own HTTP stack, the sandbox, a fake. Default: `HyperTransport`
    /// with its defaults, where the feature `hyper` is on.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(SharedTransport::new(transport));
        self
    }

    /// Where sessions are kept. Default: in memory, until the program ends.
    pub fn store(mut self, store: impl SessionStore) -> Self {
        self.store = SharedStore::new(store);
        self
    }

    /// What time it is. Sessions note when their token was obtained and tell whether it has
    /// expired. Default: the system's clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = SharedClock::new(clock);
        self
    }

    /// How long one call may take, with all its attempts, the waits between them, and what is read
    /// before it (a public configuration). `None` sets no limit. Default: 30 seconds.
    ///
    /// It covers what is sent, not the session store: to give up a save would lose what the service
    /// gave. Stores have limits of their own.
    pub fn deadline(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.deadline = Some(limit.into());
        self
    }

    /// Whether and when failed attempts are repeated. Default: [`RetryPolicy::new`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How to wait: what the deadline and the waits between attempts are measured by.
    ///
    /// Default: the transport's own timer. `HyperTransport` has one; of a transport without one,
    /// such as the in-memory transport and the sandbox, calls have no deadline and are made once, and
    /// none waits for another program that refreshes the same session.
    pub fn sleep(mut self, sleep: impl Sleep) -> Self {
        self.sleep = Some(SharedSleep::new(sleep));
        self
    }

    /// When calls get new tokens by themselves. Default: [`RefreshPolicy::new`].
    pub fn refresh(mut self, policy: RefreshPolicy) -> Self {
        self.refresh = policy;
        self
    }

    /// What spreads the waits between attempts. Default: the system's randomness.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = SharedRandom::new(random);
        self
    }

    /// Who makes the id tokens of the application, to the letter as it stands in them.
    ///
    /// Default: `/oidc` on the [OIDC host](Self::oidc_host) (protocol.md 8.1). Needed where the
    /// tokens name another address than the application is reached by.
    pub fn id_token_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.id_token_issuer = Some(issuer.into());
        self
    }

    /// How far the clocks of this machine and of the issuer may be apart when an id token is
    /// [verified](Client::verify_id_token). Default: 60 seconds.
    pub fn id_token_leeway(mut self, leeway: Duration) -> Self {
        self.id_token_leeway = leeway;
        self
    }

    /// Whether the id tokens that OIDC sign-ins bring are [verified](Client::verify_id_token)
    /// before the session takes them: those of [`auth_by_code`](Client::auth_by_code), whose nonce
    /// is compared in any case, [`auth_by_token`](Client::auth_by_token), and the `oidc_` variants
    /// of the sign-ins. Default: no, since they come from the token endpoint itself (OpenID
    /// Connect Core 1.0, 3.1.3.7, rule 6).
    ///
    /// Those that a refresh brings are not: when they could not be verified for want of the keys,
    /// the session would be lost, as its refresh token is used up.
    // Inline, so that what verifies is compiled into the programs that call this, and no others.
    #[inline]
    pub fn verify_sign_ins(mut self, yes: bool) -> Self {
        self.sign_in_check = yes.then_some(Shared::verify_sign_in);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when a setting is malformed, when no transport was given and there is no
    /// default one, or when a deadline or a retry policy with more than one attempt was given and
    /// there is no way to wait.
    pub fn build(self) -> Result<Client, BuildError> {
        let key = self.public_key?;
        let host = self.host?;
        let knows_key = key.is_some() || host.is_default_host();
        let mut context = Context::new(self.user_pool_id?, self.app_id?)
            .with_base_url(host)
            .with_language(self.language);
        if let Some(key) = key {
            context = context.with_public_key(key);
        }
        let oidc_context = match self.oidc_host? {
            Some(host) => OnceLock::from(context.clone().with_oidc_base_url(host)),
            None if oidc::has_application_hosts(context.base_url()) => OnceLock::new(),
            None => OnceLock::from(context.clone()),
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let repeats = self.retry.is_some_and(|policy| policy.repeats());
        let sleep = self.sleep.or_else(|| transport.timer());
        if sleep.is_none() && (self.deadline.flatten().is_some() || repeats) {
            return Err(BuildError::NoSleep);
        }
        let policy = CallPolicy {
            sleep,
            deadline: self.deadline.unwrap_or(Some(DEFAULT_DEADLINE)),
            retry: self.retry.unwrap_or_default(),
            random: self.random,
        };
        let transport =
            Traced::new(transport).with_clock(self.clock.clone()).with_code(authing_api::code_of);
        let shared = Shared {
            complete_context: if knows_key {
                OnceLock::from(context.clone())
            } else {
                OnceLock::new()
            },
            context,
            oidc_context,
            app_secret: self.app_secret?,
            transport,
            store: self.store,
            clock: self.clock,
            refresh: self.refresh,
            single_flight: SingleFlight::new(),
            events: EventSender::new(),
            policy,
            id_tokens: IdTokens {
                issuer: self.id_token_issuer,
                leeway: self.id_token_leeway,
                sign_in_check: self.sign_in_check,
                keys: KeyCache::default(),
            },
        };
        Ok(Client::new(Arc::new(shared), SessionKey::default()))
    }
}

/// How long a call may take where nothing else was said.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);

#[cfg(feature = "hyper")]
fn default_transport() -> Result<SharedTransport, BuildError> {
    authing_transport_hyper::HyperTransport::builder()
        .build()
        .map(SharedTransport::new)
        .map_err(|error| BuildError::Transport(Box::new(error)))
}

#[cfg(not(feature = "hyper"))]
fn default_transport() -> Result<SharedTransport, BuildError> {
    Err(BuildError::NoTransport)
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A setting is malformed.
    #[error(transparent)]
    Invalid(#[from] InvalidValue),
    /// No transport was given, and the feature `hyper`, which brings one, is off.
    #[error("no transport: give one to the builder, or turn on the feature `hyper`")]
    NoTransport,
    /// A deadline or a retry policy was given, and there is no way to wait.
    #[error(
        "neither the transport nor the builder says how to wait: give `sleep` to the builder, or \
         leave `deadline` and `retry` out"
    )]
    NoSleep,
    /// The default transport could not be made.
    #[error("the default transport could not be made")]
    Transport(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The thread of a blocking client could not be started.
    #[cfg(feature = "blocking")]
    #[error("the background thread could not be started")]
    Background(#[source] std::io::Error),
}
