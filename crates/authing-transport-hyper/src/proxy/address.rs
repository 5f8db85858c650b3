//! The address of a proxy, as environments and users write it.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, Uri, uri::Scheme};
use percent_encoding::percent_decode_str;

/// A proxy that opens tunnels, and what to tell it.
///
/// Prints its scheme, host and port, never the credentials.
#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    /// Without user name, password and path.
    uri: Uri,
    /// Marked sensitive.
    authorization: Option<HeaderValue>,
}

/// Why a text is not the address of a proxy; never shows the text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAddress {
    #[error(
        "it is not of the form http://user:password@host:port, where user and password may be \
         left out and special characters are percent-encoded"
    )]
    Form,
    #[error("the scheme {0:?} is neither http nor https")]
    Scheme(String),
}

impl Proxy {
    /// Reads `[http[s]://][user[:password]@]host[:port][/]`; user and password are
    /// percent-decoded.
    pub(crate) fn parse(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let uri: Uri =
            if text.contains("://") { text.parse() } else { format!("http://{text}").parse() }
                .map_err(|_| NoAddress::Form)?;
        let scheme = uri.scheme().ok_or(NoAddress::Form)?;
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(NoAddress::Scheme(scheme.to_string()));
        }
        let authority = uri.authority().ok_or(NoAddress::Form)?;
        if authority.host().is_empty() || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(NoAddress::Form);
        }
        let (user_info, server) = match authority.as_str().rsplit_once('@') {
            Some((user_info, server)) => (Some(user_info), server),
            None => (None, authority.as_str()),
        };
        if server.len() != authority.host().len()
            && authority.port_u16().is_none_or(|port| port == 0)
        {
            return Err(NoAddress::Form);
        }
        let bare = Uri::builder()
            .scheme(scheme.clone())
            .authority(server)
            .path_and_query("/")
            .build()
            .map_err(|_| NoAddress::Form)?;
        let proxy = Self { uri: bare, authorization: None };
        let Some(user_info) = user_info else { return Ok(proxy) };
        let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
        let user: Vec<u8> = percent_decode_str(user).collect();
        if user.contains(&b':') {
            return Err(NoAddress::Form);
        }
        Ok(proxy.authorized(&user, &percent_decode_str(password).collect::<Vec<u8>>()))
    }

    /// The same proxy with Basic credentials (RFC 7617).
    pub(crate) fn authorized(self, user: &[u8], password: &[u8]) -> Self {
        let pair = [user, b":", password].concat();
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)))
            .expect("base64 is visible ASCII");
        value.set_sensitive(true);
        Self { authorization: Some(value), ..self }
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// What goes into `Proxy-Authorization`.
    pub(crate) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.uri.to_string().trim_end_matches('/'))
    }
}
