use std::time::SystemTime;

use authing_types::{AccessToken, FirstLoginToken, IdToken, MfaToken, RefreshToken, UserId};

use crate::{RefreshMark, seconds};

/// What a program must keep so that a user stays signed in.
///
/// Five tokens, each in a slot of its own, since each may only be sent where it belongs
/// (protocol.md 1.4), and what is known about the id token. A new session is empty. `Debug` shows
/// which slots are filled, never a token.
///
/// The slots are independent: setting one leaves the others as they are, so whoever replaces the
/// id token sets its times and its user too. Only a refresh token takes its mark along.
///
/// # Examples
///
/// ```
/// use authing_session::Session;
/// use authing_types::IdToken;
///
/// let mut session = Session::default();
/// session.set_id_token(IdToken::parse("header.payload.signature")?);
/// assert!(session.id_token().is_some());
///
/// session.set_id_token(None);
/// assert!(session.is_empty());
/// # Ok::<(), authing_types::InvalidValue>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Session {
    id_token: Option<IdToken>,
    mfa_token: Option<MfaToken>,
    first_login_token: Option<FirstLoginToken>,
    access_token: Option<AccessToken>,
    refresh_token: Option<RefreshToken>,
    user_id: Option<UserId>,
    obtained_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
    access_expires_at: Option<SystemTime>,
    refresh_mark: Option<RefreshMark>,
}

impl Session {
    /// The token of the signed-in user.
    pub fn id_token(&self) -> Option<&IdToken> {
        self.id_token.as_ref()
    }

    /// Sets or, with `None`, empties the id token's slot.
    pub fn set_id_token(&mut self, token: impl Into<Option<IdToken>>) {
        self.id_token = token.into();
    }

    /// The token of a sign-in that waits for its second factor.
    pub fn mfa_token(&self) -> Option<&MfaToken> {
        self.mfa_token.as_ref()
    }

    /// Sets or, with `None`, empties the MFA token's slot.
    pub fn set_mfa_token(&mut self, token: impl Into<Option<MfaToken>>) {
        self.mfa_token = token.into();
    }

    /// The token that allows one password reset at first sign-in.
    pub fn first_login_token(&self) -> Option<&FirstLoginToken> {
        self.first_login_token.as_ref()
    }

    /// Sets or, with `None`, empties the first-login token's slot.
    pub fn set_first_login_token(&mut self, token: impl Into<Option<FirstLoginToken>>) {
        self.first_login_token = token.into();
    }

    /// The OIDC access token.
    pub fn access_token(&self) -> Option<&AccessToken> {
        self.access_token.as_ref()
    }

    /// Sets or, with `None`, empties the access token's slot.
    pub fn set_access_token(&mut self, token: impl Into<Option<AccessToken>>) {
        self.access_token = token.into();
    }

    /// The OIDC refresh token.
    pub fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    /// Sets or, with `None`, empties the refresh token's slot. The mark of the token that was there
    /// goes with it.
    pub fn set_refresh_token(&mut self, token: impl Into<Option<RefreshToken>>) {
        self.refresh_token = token.into();
        self.refresh_mark = None;
    }

    /// What was begun with the refresh token that is in its slot: written before the token is sent,
    /// gone once a newer token is in its place.
    pub fn refresh_mark(&self) -> Option<&RefreshMark> {
        self.refresh_mark.as_ref()
    }

    /// Marks the refresh token, or takes its mark away. Without a refresh token there is nothing to
    /// mark, and nothing happens.
    pub fn set_refresh_mark(&mut self, mark: impl Into<Option<RefreshMark>>) {
        self.refresh_mark = mark.into().filter(|_| self.refresh_token.is_some());
    }

    /// Whose session it is, where that is known.
    pub fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }

    /// Sets whose session it is.
    pub fn set_user_id(&mut self, user_id: impl Into<Option<UserId>>) {
        self.user_id = user_id.into();
    }

    /// When the id token was obtained, by the clock of this program.
    pub fn obtained_at(&self) -> Option<SystemTime> {
        self.obtained_at
    }

    /// Sets when the id token was obtained. Kept in whole seconds, rounded down, as tokens do.
    pub fn set_obtained_at(&mut self, time: impl Into<Option<SystemTime>>) {
        self.obtained_at = time.into().map(seconds::floor);
    }

    /// When the id token expires.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// Sets when the id token expires. Kept in whole seconds, rounded down, as tokens do.
    pub fn set_expires_at(&mut self, time: impl Into<Option<SystemTime>>) {
        self.expires_at = time.into().map(seconds::floor);
    }

    /// When the access token expires.
    pub fn access_expires_at(&self) -> Option<SystemTime> {
        self.access_expires_at
    }

    /// Sets when the access token expires. Kept in whole seconds, rounded down, as tokens do.
    pub fn set_access_expires_at(&mut self, time: impl Into<Option<SystemTime>>) {
        self.access_expires_at = time.into().map(seconds::floor);
    }

    /// Whether nothing at all is set.
    pub fn is_empty(&self) -> bool {
        let Self {
            id_token,
            mfa_token,
            first_login_token,
            access_token,
            refresh_token,
            user_id,
            obtained_at,
            expires_at,
            access_expires_at,
            refresh_mark,
        } = self;
        id_token.is_none()
            && mfa_token.is_none()
            && first_login_token.is_none()
            && access_token.is_none()
            && refresh_token.is_none()
            && user_id.is_none()
            && obtained_at.is_none()
            && expires_at.is_none()
            && access_expires_at.is_none()
            && refresh_mark.is_none()
    }
}
