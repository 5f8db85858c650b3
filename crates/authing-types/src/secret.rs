use std::fmt;

use crate::wiped::WipedText;
use crate::{ErrorCode, InvalidValue};

/// Defines a secret text: redacted `Debug`, wiped on drop, no `Display`, no comparison, no
/// `Serialize`. A wire field that must carry it opts in with `serialize_with`.
macro_rules! secret {
    (
        $(#[$doc:meta])*
        $name:ident, field: $field:literal, check: $check:expr $(, code: $code:expr)?
    ) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(WipedText);

        impl $name {
            /// Checks the text and takes it as it is.
            ///
            /// # Errors
            ///
            /// [`InvalidValue`] when the text breaks the rule of this type. The error does not
            /// repeat the text.
            pub fn parse(text: impl Into<String>) -> Result<Self, InvalidValue> {
                let text = WipedText::from(text.into());
                let check: fn(&str) -> Result<(), &'static str> = $check;
                match check(&text) {
                    Ok(()) => Ok(Self(text)),
                    Err(reason) => Err(InvalidValue::new($field, reason)$(.with_code($code))?),
                }
            }

            /// The secret text itself. Do not print, log or store it where others can read.
            pub fn expose_secret(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        $crate::text::text_conversions!($name);
    };
}

secret! {
    /// A password in clear text, as its owner typed it.
    ///
    /// Not empty; nothing else is checked here, since each pool has its own rule (protocol.md 7).
    /// The upper limit depends on the key it is encrypted with: 117 bytes for the service's
    /// 1024-bit key (protocol.md 2), checked when it is encrypted.
    Password, field: "password", check: check_password, code: ErrorCode::PASSWORD_TOO_SHORT
}

secret! {
    /// A code received by SMS or e-mail: 1 to 16 ASCII letters or digits.
    ///
    /// The pool sets the length (`verifyCodeLength`, 4 or 6 in the samples; protocol.md 7).
    VerificationCode, field: "code", check: check_code, code: ErrorCode::WRONG_VERIFICATION_CODE
}

secret! {
    /// The signed token of a signed-in user, called `token` on the wire (protocol.md 8.1).
    IdToken, field: "token", check: check_token
}

secret! {
    /// The short-lived token of a sign-in that waits for its second factor (protocol.md 4.7).
    MfaToken, field: "mfaToken", check: check_token
}

secret! {
    /// What an authenticator app shows (protocol.md B10). Not empty: 6003.
    ///
    /// Usually six digits; the service says whether it is right.
    TotpCode, field: "totp", check: check_factor, code: ErrorCode::TOTP_MISSING
}

secret! {
    /// What signs a user in who has lost the authenticator app (protocol.md B11). It works once,
    /// and the service then gives a new one. Not empty: 6004.
    RecoveryCode, field: "recoveryCode", check: check_factor, code: ErrorCode::RECOVERY_CODE_MISSING
}

secret! {
    /// The authorization code that a social provider gave for its user (protocol.md B3).
    ProviderCode, field: "code", check: check_factor
}

secret! {
    /// The token that allows one password reset at first sign-in (protocol.md 4.9).
    FirstLoginToken, field: "token", check: check_token
}

secret! {
    /// What lets an external identity be bound to an account (protocol.md 4.8). Not empty.
    BindingKey, field: "key", check: check_factor
}

secret! {
    /// An OIDC access token (protocol.md 8.4).
    AccessToken, field: "access_token", check: check_token
}

secret! {
    /// An OIDC refresh token (protocol.md 8.4).
    RefreshToken, field: "refresh_token", check: check_token
}

secret! {
    /// The secret of an application, which signs HS256 id tokens (protocol.md 8.1).
    AppSecret, field: "appSecret", check: check_token
}

secret! {
    /// The code that an OIDC sign-in returns with: single-use, valid for 10 minutes
    /// (protocol.md 8.3).
    AuthorizationCode, field: "code", check: check_token
}

secret! {
    /// The PKCE verifier of an OIDC sign-in: 43 to 128 letters, digits, `-`, `.`, `_`, `~`
    /// (RFC 7636, 4.1; protocol.md B14 uses 43).
    CodeVerifier, field: "code_verifier", check: check_verifier
}

secret! {
    /// The text that ties the return of an OIDC sign-in to its start (protocol.md B14).
    State, field: "state", check: check_token
}

secret! {
    /// The text that ties an OIDC id token to the sign-in it was asked for (protocol.md B14).
    Nonce, field: "nonce", check: check_token
}

fn check_password(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty: type the password");
    }
    Ok(())
}

/// The longest verification code accepted, in characters.
const MAX_CODE_CHARS: usize = 16;

fn check_code(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty: type the code from the message");
    }
    if text.len() > MAX_CODE_CHARS || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err("must be 1 to 16 letters or digits: type the code alone, without spaces");
    }
    Ok(())
}

fn check_factor(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty");
    }
    Ok(())
}

/// A token travels in a header, so it must be visible ASCII.
fn check_token(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty");
    }
    // Without an early end, which no good token has, many bytes are looked at in one step.
    if !text.bytes().fold(true, |all, byte| all & byte.is_ascii_graphic()) {
        return Err("must be visible ASCII without spaces: copy the token alone");
    }
    Ok(())
}

fn check_verifier(text: &str) -> Result<(), &'static str> {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&text.len()) || !text.bytes().all(is_unreserved) {
        return Err("must be 43 to 128 letters, digits, '-', '.', '_' or '~'");
    }
    Ok(())
}
