//! Verifying id tokens, with keys that are read from the service and kept.

mod keys;

use std::time::Duration;

use authing_api::oidc::{IdTokenClaims, IdTokenError, IdTokenVerifier, Jwks, ReadJwks};
use authing_api::{Base, Context, Operation as _, OperationInfo, SessionChange, SessionEffect};
use authing_transport::time::Clock as _;
use authing_types::{IdToken, Nonce};

use crate::call::Call;
use crate::client::Shared;
use crate::known::{Boxed, boxed};
use crate::{Client, Error, IntoValue};
use keys::{KeptKeys, Turn, Wanted};

pub(crate) use keys::KeyCache;

impl Client {
    /// Verifies an id token of this application, wherever it comes from: signature, issuer,
    /// audience, times, and the nonce where one is given (protocol.md 8.1; OpenID Connect Core
    /// 1.0, 3.1.3.7).
    ///
    /// A server does this with the token that a browser or an app shows it. No session is touched.
    ///
    /// RS256 is allowed, and HS256 where the builder was given the [`app_secret`]. The keys for
    /// RS256 are read when they are first needed and kept for 10 minutes; for a key id that is not
    /// among them they are read once more, but not within 30 seconds after they were last read. The
    /// issuer is `/oidc` on the OIDC host unless the builder [says otherwise], and clocks may be
    /// 60 seconds apart [unless it does].
    ///
    /// ```no_run
    /// # async fn example(client: authing::Client, shown: &str) -> Result<(), authing::Error> {
    /// let claims = client.verify_id_token(shown, None).await?;
    /// println!("this is {}", claims.subject);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`]: the token is not to be trusted, and [`id_token`](Error::id_token) says why; or
    /// the keys could not be read, and nothing is known of the token.
    ///
    /// [`app_secret`]: crate::ClientBuilder::app_secret
    /// [says otherwise]: crate::ClientBuilder::id_token_issuer
    /// [unless it does]: crate::ClientBuilder::id_token_leeway
    pub async fn verify_id_token(
        &self,
        token: impl IntoValue<IdToken>,
        nonce: Option<&Nonce>,
    ) -> Result<IdTokenClaims, Error> {
        /// What an error names.
        const VERIFY: OperationInfo = {
            let mut info = ReadJwks::INFO;
            info.name = "verify_id_token";
            info
        };
        let token = token.into_value().map_err(|invalid| Error::invalid(&VERIFY, invalid))?;
        let shared = self.default_session().shared();
        shared.verify_id_token(shared.begin(), &VERIFY, &token, nonce).await
    }
}

/// What a client knows about the id tokens that it is to verify.
#[derive(Debug)]
pub(crate) struct IdTokens {
    pub(crate) issuer: Option<String>,
    pub(crate) leeway: Duration,
    /// What verifies those that a sign-in brings, where that was asked for.
    pub(crate) sign_in_check: Option<SignInCheck>,
    pub(crate) keys: KeyCache,
}

/// [`Shared::verify_sign_in`] by its address: a program that does not ask for it has none of its code.
pub(crate) type SignInCheck =
    for<'a> fn(&'a Shared, Call, &'a OperationInfo, &'a IdToken) -> Boxed<'a, Result<(), Error>>;

impl Shared {
    #[inline]
    pub(crate) fn verify_sign_in<'a>(
        &'a self,
        call: Call,
        info: &'a OperationInfo,
        token: &'a IdToken,
    ) -> Boxed<'a, Result<(), Error>> {
        boxed(async move { self.verify_id_token(call, info, token, None).await.map(drop) })
    }

    /// Verifies the id token that an OIDC sign-in brought, where the client is to. A refresh is
    /// none: its refresh token is used up, so that a failure here would lose the session.
    pub(crate) async fn check_sign_in(
        &self,
        call: Call,
        info: &OperationInfo,
        change: SessionChange<'_>,
    ) -> Result<(), Error> {
        if let SessionChange::Tokens(tokens) = change
            && let Some(token) = &tokens.id_token
            && let Some(check) = self.id_tokens.sign_in_check
            && info.session != SessionEffect::Rotates
        {
            check(self, call, info, token).await?;
        }
        Ok(())
    }

    async fn verify_id_token(
        &self,
        call: Call,
        info: &OperationInfo,
        token: &IdToken,
        nonce: Option<&Nonce>,
    ) -> Result<IdTokenClaims, Error> {
        let context = self.oidc_context(call, info).await?;
        let verifier = self.id_token_verifier(context);
        let with = |keys: &Jwks| verifier.verify(token, keys, self.clock.now(), nonce);
        let refused = |error| Error::id_token_refused(info, error);
        if !verifier.needs_keys(token) {
            return with(&Jwks::default()).map_err(refused);
        }
        let Some(kept) = self.id_token_keys(call, context, Wanted::Fresh).await? else {
            return with(&Jwks::default()).map_err(refused);
        };
        match with(&kept.keys) {
            Err(error @ IdTokenError::UnknownKey { .. }) => {
                match self.id_token_keys(call, context, Wanted::After(kept.number)).await? {
                    Some(newer) => with(&newer.keys).map_err(refused),
                    None => Err(refused(error)),
                }
            }
            result => result.map_err(refused),
        }
    }

    #[inline]
    fn id_token_verifier(&self, context: &Context) -> IdTokenVerifier {
        let issuer = match &self.id_tokens.issuer {
            Some(issuer) => issuer.clone(),
            None => format!("{}/oidc", context.base_url_of(Base::Oidc)),
        };
        let verifier = IdTokenVerifier::new(issuer, context.app_id().clone())
            .with_leeway(self.id_tokens.leeway);
        match &self.app_secret {
            Some(secret) => verifier.with_app_secret(secret.clone()),
            None => verifier,
        }
    }

    /// The keys that are wanted, read if need be; `None` where it is too soon to read them again.
    async fn id_token_keys(
        &self,
        call: Call,
        context: &Context,
        wanted: Wanted,
    ) -> Result<Option<KeptKeys>, Error> {
        let reading = match self.id_tokens.keys.turn(wanted, &self.clock).await {
            Turn::Kept(kept) => return Ok(Some(kept)),
            Turn::TooSoon => return Ok(None),
            Turn::Read(reading) => reading,
        };
        let keys = self.exchange_in(call, context, &ReadJwks::new(), None).await?;
        Ok(Some(reading.done(*keys, self.clock.monotonic())))
    }
}
