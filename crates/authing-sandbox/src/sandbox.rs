mod exchange;
mod journaled;
mod outside;
mod provider;
mod seeds;
mod states;
mod users;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

use authing_api::{Context, PublicKey};
use authing_transport::time::Clock as _;
use authing_transport::{Transport, TransportError};
use authing_types::{AppId, BaseUrl, InvalidValue, UserPoolId};

use crate::data_file::DataFile;
use crate::dispatch::dispatch;
use crate::faults::Faults;
use crate::keys;
use crate::log::RequestLog;
use crate::outbox::Outbox;
use crate::pool::Pool;
use crate::seed::Seed;
use crate::settings::{Settings, UserFlags};
use crate::state::Snapshots;
use crate::{SandboxClock, control};

/// The service, offline. Clones are handles on the same service; two sandboxes share nothing.
///
/// It is a [`Transport`]: give it to a client and nothing leaves the process. The host of a
/// request does not matter.
#[derive(Clone)]
pub struct Sandbox(pub(crate) Arc<Shared>);

/// What the handles share.
pub(crate) struct Shared {
    pool: Mutex<Pool>,
    clock: SandboxClock,
    outbox: Outbox,
    faults: Faults,
    log: RequestLog,
    snapshots: Snapshots,
    /// Where the state is kept, when it is.
    data_file: OnceLock<DataFile>,
    /// What a reset goes back to.
    seed_file: Option<Seed>,
    user_pool_id: UserPoolId,
    app_id: AppId,
}

impl Sandbox {
    /// The user pool of a sandbox that was not told otherwise.
    pub const USER_POOL_ID: &str = "5f00000000000000000000a1";
    /// The application of a sandbox that was not told otherwise.
    pub const APP_ID: &str = "5f00000000000000000000b2";
    /// A base URL to give to a client that talks to a sandbox in-process. The name does not
    /// resolve, so that a client without the sandbox reaches nobody.
    pub const BASE_URL: &str = "https://sandbox.invalid";

    /// An empty pool with the default [`Settings`] and a clock that stands still.
    pub fn new() -> Self {
        Self::builder().build().expect("the defaults are valid")
    }

    /// A sandbox with settings of one's own.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The user pool's id.
    pub fn user_pool_id(&self) -> &UserPoolId {
        &self.0.user_pool_id
    }

    /// The application's id.
    pub fn app_id(&self) -> &AppId {
        &self.0.app_id
    }

    /// The key that passwords must be encrypted with, as bare base64. A client that is given no
    /// key finds it in the public configuration.
    pub fn public_key(&self) -> &str {
        keys::password_public_key()
    }

    /// The public keys of RS256 tokens, as a JSON Web Key Set: the one that signs, and after
    /// [rotations](Self::rotate_keys) those whose tokens may still live.
    pub fn jwks(&self) -> serde_json::Value {
        let now = self.0.now();
        self.0.pool().jwks(now)
    }

    /// The application's secret, which signs HS256 id tokens.
    pub fn app_secret(&self) -> String {
        self.0.pool().app_secret.clone()
    }

    /// A context for operations that are sent without the facade.
    pub fn context(&self) -> Context {
        let key = PublicKey::parse(self.public_key()).expect("our own key is well-formed");
        Context::new(self.0.user_pool_id.clone(), self.0.app_id.clone())
            .with_base_url(BaseUrl::parse(Self::BASE_URL).expect("the constant is a URL"))
            .with_public_key(key)
    }

    /// The sandbox's clock.
    pub fn clock(&self) -> &SandboxClock {
        &self.0.clock
    }

    /// What was sent by SMS.
    pub fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// Sets what an administrator can set on a user, found by user name, e-mail address or phone.
    /// `false` when there is no such user.
    pub fn set_flags(&self, account: &str, flags: UserFlags) -> bool {
        let mut pool = self.0.pool();
        let Some(slot) = pool.find(account) else {
            return false;
        };
        pool.account_mut(slot).flags = flags;
        true
    }

    /// Marks a user's e-mail address as proved. `false` when there is no such user.
    pub fn verify_email(&self, email: &str) -> bool {
        let mut pool = self.0.pool();
        let Some(slot) = pool.find(email) else {
            return false;
        };
        pool.account_mut(slot).email_verified = true;
        true
    }

    /// From now on, this user is signed in wherever a browser is sent to the authorize URL, and
    /// consents at once. The user is found as by [`set_flags`](Self::set_flags); `false` when there
    /// is none.
    pub fn authorize_as(&self, account: &str) -> bool {
        self.0.authorize_as(account)
    }

    /// Does what a browser would with an authorize URL whose user consents: goes there as this
    /// account, and gives the URL that it is sent back to. `None` where there is no such account,
    /// or where the browser is not sent back.
    pub fn authorize(&self, url: &http::Uri, account: &str) -> Option<String> {
        if !self.authorize_as(account) {
            return None;
        }
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = url.clone();
        let response = self.0.act(&request);
        response.headers().get(http::header::LOCATION)?.to_str().ok().map(str::to_owned)
    }

    /// The calls that go wrong.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// The requests that came.
    pub fn log(&self) -> &RequestLog {
        &self.0.log
    }

    /// Forgets all users, sessions and messages, takes all faults away, clears the log, and starts
    /// the seed again, also that from a [file](SandboxBuilder::seed_file). The clock stays.
    pub fn reset(&self) {
        self.0.reset();
    }
}

impl Shared {
    pub(crate) fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    pub(crate) fn clock(&self) -> &SandboxClock {
        &self.clock
    }

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    pub(crate) fn log(&self) -> &RequestLog {
        &self.log
    }

    /// Handles a request that is kept in a journal: what happened then, without waits and faults.
    pub(crate) fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        match control::command(request.uri().path()) {
            Some(command) => control::answer_at_once(self, command, request),
            None => dispatch(self, request),
        }
    }

    pub(crate) fn reset(&self) {
        let mut pool = self.pool();
        self.faults.reset(pool.seed());
        self.log.reset();
        self.outbox.clear();
        *pool = Pool::new(
            self.user_pool_id.as_str().to_owned(),
            self.app_id.as_str().to_owned(),
            pool.settings.clone(),
            self.outbox.clone(),
            pool.seed(),
        );
        if let Some(seed) = &self.seed_file {
            seed.plant(&mut pool, self.now());
        }
    }
}

#[async_trait]
impl Transport for Sandbox {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        match control::command(request.uri().path()) {
            Some(command) => Ok(control::answer(&self.0, command, &request).await),
            None => self.0.exchange(&request).await,
        }
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("user_pool_id", &self.0.user_pool_id)
            .field("app_id", &self.0.app_id)
            .finish_non_exhaustive()
    }
}

/// Makes a [`Sandbox`].
#[derive(Clone, Debug)]
#[must_use = "call `build` to get the sandbox"]
pub struct SandboxBuilder {
    user_pool_id: String,
    app_id: String,
    settings: Settings,
    clock: SandboxClock,
    seed: u64,
    seed_file: Option<Seed>,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            user_pool_id: Sandbox::USER_POOL_ID.to_owned(),
            app_id: Sandbox::APP_ID.to_owned(),
            settings: Settings::default(),
            clock: SandboxClock::standing(),
            seed: 0,
            seed_file: None,
        }
    }
}

impl SandboxBuilder {
    /// The user pool's id. Default: [`Sandbox::USER_POOL_ID`].
    pub fn user_pool_id(mut self, id: impl Into<String>) -> Self {
        self.user_pool_id = id.into();
        self
    }

    /// The application's id. Default: [`Sandbox::APP_ID`].
    pub fn app_id(mut self, id: impl Into<String>) -> Self {
        self.app_id = id.into();
        self
    }

    /// The rules. Default: [`Settings::default`].
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The clock. Default: one that stands still.
    pub fn clock(mut self, clock: SandboxClock) -> Self {
        self.clock = clock;
        self
    }

    /// Where ids, codes and tokens begin: the same seed and the same calls give the same bytes.
    /// Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// What the sandbox begins with, and goes back to at a [reset](Sandbox::reset). Its rules take the
    /// place of the [settings](Self::settings); settings that are given after it take the place of its
    /// rules. Default: nothing.
    ///
    /// This is no [`seed`](Self::seed), which is a number.
    pub fn seed_file(mut self, seed: Seed) -> Self {
        self.settings = seed.settings();
        self.seed_file = Some(seed);
        self
    }

    /// Where ids, codes and tokens begin.
    pub(crate) fn first_seed(&self) -> u64 {
        self.seed
    }

    /// The same for another pool: with a clock of its own, and random numbers of its own.
    pub(crate) fn for_pool(&self, seed: u64) -> Self {
        let clock = SandboxClock::at(self.clock.reading());
        Self { clock, seed, ..self.clone() }
    }

    /// Makes the sandbox.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a malformed id, or for a code length or fixed code that no
    /// verification code can have.
    pub fn build(self) -> Result<Sandbox, InvalidValue> {
        let user_pool_id = UserPoolId::parse(self.user_pool_id)?;
        let app_id = AppId::parse(self.app_id)?;
        self.settings.check()?;
        let outbox = Outbox::default();
        let mut pool = Pool::new(
            user_pool_id.as_str().to_owned(),
            app_id.as_str().to_owned(),
            self.settings.normalized(),
            outbox.clone(),
            self.seed,
        );
        if let Some(seed) = &self.seed_file {
            seed.plant(&mut pool, self.clock.now());
        }
        Ok(Sandbox(Arc::new(Shared {
            pool: Mutex::new(pool),
            clock: self.clock,
            outbox,
            faults: Faults::new(self.seed),
            log: RequestLog::default(),
            snapshots: Snapshots::default(),
            data_file: OnceLock::new(),
            seed_file: self.seed_file,
            user_pool_id,
            app_id,
        })))
    }
}
