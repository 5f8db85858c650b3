use std::fmt;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

use authing_types::{AppId, Nonce, Timestamp, UserId};

use super::IdTokenError;
use super::error::shown;

/// What a verified id token says (protocol.md 8.1, OpenID Connect Core 1.0, 2).
///
/// Made by [`IdTokenVerifier::verify`](super::IdTokenVerifier::verify) alone, so whoever holds one
/// can trust it. `Debug` leaves out the claims of the profile, which are personal.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdTokenClaims {
    /// Who made the token: `iss`.
    pub issuer: String,
    /// Who signed in: `sub`.
    pub subject: UserId,
    /// For whom it was made: `aud`, of which the application is one.
    pub audience: Vec<String>,
    /// To whom it was issued: `azp`, where there is one, is the application.
    pub authorized_party: Option<String>,
    /// When it ceases to be valid: `exp`.
    pub expires_at: SystemTime,
    /// When it was made: `iat`.
    pub issued_at: SystemTime,
    /// All claims, these included.
    all: Map<String, Value>,
}

/// What a token is compared with.
pub(super) struct Expected<'a> {
    pub(super) issuers: &'a [String],
    pub(super) app_id: &'a AppId,
    pub(super) nonce: Option<&'a Nonce>,
    pub(super) now: SystemTime,
    pub(super) leeway: Duration,
}

impl IdTokenClaims {
    /// A claim by its name, such as `email` or `nonce`, as it came.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.all.get(name)
    }

    /// Checks the claims of a token whose signature is verified.
    #[inline]
    pub(super) fn check(
        all: Map<String, Value>,
        expected: &Expected<'_>,
    ) -> Result<Self, IdTokenError> {
        let issuer = text(&all, "iss")?.ok_or(missing("iss"))?;
        if !expected.issuers.iter().any(|one| one == issuer) {
            let expected = expected.issuers.join(", ");
            return Err(IdTokenError::Issuer { expected, found: shown(issuer) });
        }
        let audience = audience(&all)?;
        let authorized_party = text(&all, "azp")?;
        expected.check_audience(&audience, authorized_party)?;
        let expires_at = time(&all, "exp")?.ok_or(missing("exp"))?;
        let issued_at = time(&all, "iat")?.ok_or(missing("iat"))?;
        expected.check_times(expires_at, issued_at, time(&all, "nbf")?)?;
        expected.check_nonce(text(&all, "nonce")?)?;
        let subject = text(&all, "sub")?.ok_or(missing("sub"))?;
        let subject = UserId::parse(subject).map_err(|_| invalid("sub"))?;
        Ok(Self {
            issuer: issuer.to_owned(),
            subject,
            audience,
            authorized_party: authorized_party.map(str::to_owned),
            expires_at,
            issued_at,
            all,
        })
    }
}

impl Expected<'_> {
    /// OpenID Connect Core 1.0, 3.1.3.7, rules 3 to 5.
    #[inline]
    fn check_audience(
        &self,
        audience: &[String],
        authorized_party: Option<&str>,
    ) -> Result<(), IdTokenError> {
        let own = self.app_id.as_str();
        if !audience.iter().any(|one| one == own) {
            let found = shown(&audience.join(", "));
            return Err(IdTokenError::Audience { expected: own.to_owned(), found });
        }
        let is_ours = authorized_party.map_or(audience.len() == 1, |party| party == own);
        if !is_ours {
            let found = authorized_party.map(shown);
            return Err(IdTokenError::AuthorizedParty { expected: own.to_owned(), found });
        }
        Ok(())
    }

    /// Rules 9 and 10. The last moment of the leeway is over for `exp` and begun for the others.
    #[inline]
    fn check_times(
        &self,
        expires_at: SystemTime,
        issued_at: SystemTime,
        not_before: Option<SystemTime>,
    ) -> Result<(), IdTokenError> {
        let (now, leeway) = (self.now, self.leeway);
        // A leeway beyond the end of time never ends.
        if expires_at.checked_add(leeway).is_some_and(|end| end <= now) {
            return Err(IdTokenError::Expired {
                expired_at: Timestamp::from(expires_at),
                now: Timestamp::from(now),
                leeway,
            });
        }
        for (claim, at) in [("nbf", not_before), ("iat", Some(issued_at))] {
            if let Some(at) = at
                && now.checked_add(leeway).is_some_and(|latest| at > latest)
            {
                return Err(IdTokenError::NotYetValid {
                    claim,
                    at: Timestamp::from(at),
                    now: Timestamp::from(now),
                    leeway,
                });
            }
        }
        Ok(())
    }

    /// Rule 11.
    #[inline]
    fn check_nonce(&self, found: Option<&str>) -> Result<(), IdTokenError> {
        let Some(nonce) = self.nonce else {
            return Ok(());
        };
        let found = found.ok_or(missing("nonce"))?;
        if found.as_bytes().ct_eq(nonce.expose_secret().as_bytes()).into() {
            Ok(())
        } else {
            Err(IdTokenError::Nonce)
        }
    }
}

impl fmt::Debug for IdTokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdTokenClaims")
            .field("issuer", &self.issuer)
            .field("subject", &self.subject)
            .field("audience", &self.audience)
            .field("expires_at", &Timestamp::from(self.expires_at))
            .field("issued_at", &Timestamp::from(self.issued_at))
            .finish_non_exhaustive()
    }
}

const fn missing(claim: &'static str) -> IdTokenError {
    IdTokenError::MissingClaim { claim }
}

const fn invalid(claim: &'static str) -> IdTokenError {
    IdTokenError::InvalidClaim { claim }
}

/// A claim that is a text. `null` is as absent (protocol.md 8.1 has many such claims).
#[inline]
fn text<'a>(
    all: &'a Map<String, Value>,
    claim: &'static str,
) -> Result<Option<&'a str>, IdTokenError> {
    match all.get(claim) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(claim)),
    }
}

/// One audience is a text, several are an array (RFC 7519, 4.1.3).
#[inline]
fn audience(all: &Map<String, Value>) -> Result<Vec<String>, IdTokenError> {
    const CLAIM: &str = "aud";
    match all.get(CLAIM) {
        None | Some(Value::Null) => Err(missing(CLAIM)),
        Some(Value::String(one)) => Ok(vec![one.clone()]),
        Some(Value::Array(several)) => several
            .iter()
            .map(|one| one.as_str().map(str::to_owned).ok_or(invalid(CLAIM)))
            .collect(),
        Some(_) => Err(invalid(CLAIM)),
    }
}

/// Seconds since 1970, of which there may be fractions (RFC 7519, 2), from then to the year 9999.
#[inline]
fn time(all: &Map<String, Value>, claim: &'static str) -> Result<Option<SystemTime>, IdTokenError> {
    const END: f64 = 253_402_300_800.0;
    let Some(value) = all.get(claim).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let seconds = value.as_f64().filter(|seconds| (0.0..END).contains(seconds));
    let seconds = seconds.ok_or(invalid(claim))?;
    // What is in that range is a duration that can be added.
    let since_epoch =
        value.as_u64().map_or_else(|| Duration::from_secs_f64(seconds), Duration::from_secs);
    Ok(Some(SystemTime::UNIX_EPOCH + since_epoch))
}
