use http::HeaderValue;

use authing_types::{AccessToken, AppId, BaseUrl, IdToken, MfaToken, UserPoolId};

use crate::{Base, PublicKey};

/// What every request needs besides the operation: where the service is, for which pool and
/// application, in which language, and the key that passwords are encrypted with.
///
/// Values that go into headers are prepared once, so that building a request copies no text.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) base_url: BaseUrl,
    pub(crate) oidc_base_url: Option<BaseUrl>,
    pub(crate) ad_base_url: Option<BaseUrl>,
    pub(crate) user_pool_id: UserPoolId,
    pub(crate) app_id: AppId,
    pub(crate) public_key: PublicKey,
    pub(crate) user_pool_header: HeaderValue,
    pub(crate) app_header: HeaderValue,
    language: Language,
}

impl Context {
    /// A context for the service itself ([`BaseUrl::DEFAULT`]) with its public key, in English.
    pub fn new(user_pool_id: UserPoolId, app_id: AppId) -> Self {
        Self {
            base_url: BaseUrl::default(),
            oidc_base_url: None,
            ad_base_url: None,
            user_pool_header: id_header(user_pool_id.as_str()),
            app_header: id_header(app_id.as_str()),
            user_pool_id,
            app_id,
            public_key: PublicKey::service(),
            language: Language::default(),
        }
    }

    /// The same with another base URL: an on-premise deployment, or the sandbox.
    #[must_use]
    pub fn with_base_url(mut self, base_url: BaseUrl) -> Self {
        self.base_url = base_url;
        self
    }

    /// The same with a host of its own for OIDC; the base URL serves it otherwise
    /// (protocol.md 1.1).
    #[must_use]
    pub fn with_oidc_base_url(mut self, base_url: BaseUrl) -> Self {
        self.oidc_base_url = Some(base_url);
        self
    }

    /// The same with a host of its own for the connector of an Active Directory. Otherwise it is
    /// `https://ws.authing.cn` for the service itself, and the base URL for any other
    /// (protocol.md 1.1, A7).
    #[must_use]
    pub fn with_ad_base_url(mut self, base_url: BaseUrl) -> Self {
        self.ad_base_url = Some(base_url);
        self
    }

    /// The same with another public key; an on-premise deployment has its own (protocol.md 2).
    #[must_use]
    pub fn with_public_key(mut self, public_key: PublicKey) -> Self {
        self.public_key = public_key;
        self
    }

    /// The same with messages in another language.
    #[must_use]
    pub fn with_language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Where requests go.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Where the operations of a base go.
    pub fn base_url_of(&self, base: Base) -> &str {
        const AD_CONNECTOR: &str = "https://ws.authing.cn";
        let own = match base {
            Base::Oidc => self.oidc_base_url.as_ref(),
            Base::AdConnector => self.ad_base_url.as_ref(),
            Base::Rest => None,
        };
        match own {
            Some(url) => url.prefix(),
            None if base == Base::AdConnector && self.base_url.is_default_host() => AD_CONNECTOR,
            None => self.base_url.prefix(),
        }
    }

    /// The user pool.
    pub fn user_pool_id(&self) -> &UserPoolId {
        &self.user_pool_id
    }

    /// The application.
    pub fn app_id(&self) -> &AppId {
        &self.app_id
    }

    /// The language of messages.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The key that passwords are encrypted with.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }
}

fn id_header(id: &str) -> HeaderValue {
    HeaderValue::from_str(id).expect("ids hold letters, digits, '-' and '_' only")
}

/// The language of the service's messages (protocol.md 1.3). English unless set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English, `en-US`.
    #[default]
    English,
    /// Simplified Chinese, `zh-CN`.
    SimplifiedChinese,
    /// Traditional Chinese, `zh-TW`.
    TraditionalChinese,
    /// Japanese, `ja-JP`.
    Japanese,
}

impl Language {
    /// The value of the header `x-authing-lang`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::SimplifiedChinese => "zh-CN",
            Self::TraditionalChinese => "zh-TW",
            Self::Japanese => "ja-JP",
        }
    }

    /// The language of a tag as [`as_str`](Self::as_str) writes it.
    #[inline]
    pub fn from_tag(tag: &str) -> Option<Self> {
        const ALL: [Language; 4] = [
            Language::English,
            Language::SimplifiedChinese,
            Language::TraditionalChinese,
            Language::Japanese,
        ];
        ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(tag))
    }
}

/// The token that a request shows, after the class in [`OperationInfo::auth`]
/// (protocol.md 1.4: MFA operations show the MFA token and nothing else does).
///
/// [`OperationInfo::auth`]: crate::OperationInfo::auth
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Bearer<'a> {
    /// The id token of a signed-in user.
    Id(&'a IdToken),
    /// The access token, where there is no id token, or for the OIDC user info.
    Access(&'a AccessToken),
    /// The MFA token of a sign-in that waits for its second factor.
    Mfa(&'a MfaToken),
}

impl Bearer<'_> {
    pub(crate) fn expose_secret(&self) -> &str {
        match self {
            Self::Id(token) => token.expose_secret(),
            Self::Access(token) => token.expose_secret(),
            Self::Mfa(token) => token.expose_secret(),
        }
    }
}
