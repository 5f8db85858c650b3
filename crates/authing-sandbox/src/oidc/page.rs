//! The pages that a browser sees.

use bytes::Bytes;
use http::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use authing_types::ErrorCode;

use super::authorize::Visit;

/// The page to sign in on, with what was wrong with the last try.
pub(super) fn sign_in(visit: &Visit, refused: Option<ErrorCode>) -> Response<Bytes> {
    let message = refused.map(|code| {
        let meaning = code.info().map(|info| info.meaning).unwrap_or_default();
        format!("<p role=\"alert\">{} ({code})</p>\n", escape(meaning))
    });
    let body = format!(
        "<h1>Sign in to the sandbox</h1>\n{}<form method=\"post\" action=\"sign-in\">\n\
         <input type=\"hidden\" name=\"visit\" value=\"{}\">\n\
         <p><label>Account <input name=\"account\" autocomplete=\"username\" autofocus required>\
         </label></p>\n\
         <p><label>Password <input name=\"password\" type=\"password\" \
         autocomplete=\"current-password\" required></label></p>\n\
         <p><button>Sign in</button></p>\n</form>\n",
        message.unwrap_or_default(),
        escape(&visit.form.to_text()),
    );
    page("Sign in", &body, &source(visit.redirect_uri.as_str()))
}

/// The page after a sign-out that sends the browser nowhere.
pub(super) fn signed_out() -> Response<Bytes> {
    page("Signed out", "<h1>You are signed out</h1>\n", "")
}

/// `form_target` is where a form may lead besides the sandbox: browsers hold the redirect after a
/// form against `form-action` too.
fn page(title: &str, body: &str, form_target: &str) -> Response<Bytes> {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n{body}\
         </html>\n"
    );
    let policy = format!(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{form_target}"
    );
    let mut response = Response::new(Bytes::from(html));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let policy = HeaderValue::try_from(policy).expect("the policy is visible ASCII");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// A URI as a source of a policy: scheme and host where it has a plain one, else its scheme alone.
fn source(uri: &str) -> String {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return String::new();
    };
    let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?']).next());
    let is_plain = |host: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        !host.is_empty() && host.bytes().all(plain)
    };
    match host.filter(is_plain) {
        Some(host) => format!(" {scheme}://{host}"),
        None => format!(" {scheme}:"),
    }
}

/// Text as text of a page or of an attribute in double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_hold_nothing_that_could_end_them() {
        assert_eq!(source("https://app.example:8443/cb?x=1"), " https://app.example:8443");
        assert_eq!(source("com.example.app:/cb"), " com.example.app:");
        assert_eq!(source("https://a;script-src/cb"), " https:");
    }

    #[test]
    fn escaped_text_stays_text() {
        assert_eq!(escape("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }
}
