use std::sync::{Arc, OnceLock};

use authing_api::OperationOutput as _;
use authing_api::operations::PublicConfig;
use authing_api::{ApplicationConfig, Bearer, Context, Operation, OperationInfo, PublicKey, oidc};
use authing_session::SharedStore;
use authing_transport::time::{SharedClock, SharedSleep};
use authing_transport::{SharedTransport, Traced};
use authing_types::{AppId, AppSecret, InvalidValue, UserPoolId};

use crate::call::{Call, CallPolicy};
use crate::events::EventSender;
use crate::id_token::IdTokens;
use crate::known::{Known as _, boxed};
use crate::session::single_flight::SingleFlight;
use crate::{ClientBuilder, Error, IntoValue, RefreshPolicy, SessionKey, UserSession};

/// A client of one application. Cheap to clone; clones share transport, store and key.
///
/// Its methods act on the session under the default key. A program with many users takes a handle
/// for each with [`session`](Self::session), which has the same methods.
#[derive(Clone, Debug)]
pub struct Client {
    default: UserSession,
}

impl Client {
    /// Begins to make a client for an application of a user pool; the ids are in the console.
    ///
    /// ```
    /// let client = authing::Client::builder("5f00000000000000000000a1", "5f00000000000000000000b2")
    ///     .build()?;
    /// # Ok::<(), authing::BuildError>(())
    /// ```
    pub fn builder(
        user_pool_id: impl IntoValue<UserPoolId>,
        app_id: impl IntoValue<AppId>,
    ) -> ClientBuilder {
        ClientBuilder::new(user_pool_id, app_id)
    }

    pub(crate) fn new(shared: Arc<Shared>, key: SessionKey) -> Self {
        Self { default: UserSession::new(shared, key) }
    }

    /// The session of one user among many. Two keys never share a session.
    ///
    /// ```
    /// # fn example(client: authing::Client) -> Result<(), authing::InvalidValue> {
    /// let ann = client.session(authing::SessionKey::parse("ann's browser")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn session(&self, key: SessionKey) -> UserSession {
        UserSession::new(Arc::clone(self.default.shared()), key)
    }

    /// The session that the client's own methods act on.
    pub fn default_session(&self) -> &UserSession {
        &self.default
    }
}

/// What a client's clones and sessions share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Enough for every operation but those that encrypt.
    pub(crate) context: Context,
    /// The context with the right key, once it is known.
    pub(crate) complete_context: OnceLock<Context>,
    /// The context with the right OIDC host, once it is known.
    pub(crate) oidc_context: OnceLock<Context>,
    /// The secret of an application that has one.
    pub(crate) app_secret: Option<AppSecret>,
    pub(crate) transport: Traced<SharedTransport>,
    pub(crate) store: SharedStore,
    pub(crate) clock: SharedClock,
    pub(crate) policy: CallPolicy,
    pub(crate) refresh: RefreshPolicy,
    pub(crate) single_flight: SingleFlight,
    pub(crate) events: EventSender,
    pub(crate) id_tokens: IdTokens,
}

impl Shared {
    /// How to wait, where there is a way.
    pub(crate) fn timer(&self) -> Option<&SharedSleep> {
        self.policy.sleep.as_ref()
    }

    /// Sends one operation and reads its answer, within the time of `call`. Nothing of a session is
    /// touched.
    pub(crate) async fn exchange<O: Operation>(
        &self,
        call: Call,
        operation: &O,
        bearer: Option<Bearer<'_>>,
    ) -> Result<Box<O::Output>, Error> {
        let encrypts = !operation.passwords().is_empty() && operation.encrypts();
        let context = if O::IS_OIDC {
            boxed(self.oidc_context(call, &O::INFO)).await?
        } else if encrypts {
            self.complete_context(call, &O::INFO).await?
        } else {
            &self.context
        };
        let output = self.exchange_in(call, context, operation, bearer).await?;
        self.check_sign_in(call, &O::INFO, output.session_change()).await?;
        Ok(output)
    }

    /// The context with the key that passwords are encrypted with. For a host other than the
    /// service's own, that key is in the public configuration; two first calls at the same time
    /// both read it, and no lock is held meanwhile.
    async fn complete_context(
        &self,
        call: Call,
        wanted_by: &OperationInfo,
    ) -> Result<&Context, Error> {
        if let Some(context) = self.complete_context.get() {
            return Ok(context);
        }
        let config = self.public_config(call).await?;
        let key = match &config.public_key {
            Some(text) => PublicKey::parse(text),
            None => Err(InvalidValue::new(
                "publicKey",
                "is not in the application's public configuration: give it to the builder",
            )),
        };
        let key = key.map_err(|invalid| Error::invalid(wanted_by, invalid))?;
        Ok(self.complete_context.get_or_init(|| self.context.clone().with_public_key(key)))
    }

    /// The context with the host that serves OIDC. For the service itself that host is in the
    /// public configuration (protocol.md 1.1), which is read once, as for the key.
    pub(crate) async fn oidc_context(
        &self,
        call: Call,
        wanted_by: &OperationInfo,
    ) -> Result<&Context, Error> {
        if let Some(context) = self.oidc_context.get() {
            return Ok(context);
        }
        let config = self.public_config(call).await?;
        let host = oidc::host_of_application(self.context.base_url(), &config)
            .map_err(|invalid| Error::invalid(wanted_by, invalid))?;
        Ok(self.oidc_context.get_or_init(|| self.context.clone().with_oidc_base_url(host)))
    }

    async fn public_config(&self, call: Call) -> Result<Box<ApplicationConfig>, Error> {
        self.exchange_in(call, &self.context, &PublicConfig::new(), None).await
    }
}
