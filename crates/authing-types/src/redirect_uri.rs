use crate::text::text_value;

text_value! {
    /// Where an OIDC sign-in returns to: an absolute URI without fragment (RFC 6749, 3.1.2),
    /// `https://app.example/callback` or an app's own `com.example.app:/callback`.
    ///
    /// ```
    /// use authing_types::RedirectUri;
    ///
    /// assert!(RedirectUri::parse("https://app.example/callback").is_ok());
    /// assert!(RedirectUri::parse("/callback").is_err());
    /// # Ok::<(), authing_types::InvalidValue>(())
    /// ```
    RedirectUri, field: "redirect_uri", check: check
}

#[inline]
fn check(text: &str) -> Result<(), &'static str> {
    let (scheme, rest) =
        text.split_once(':').ok_or("must be absolute: write it like https://app.example/cb")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !is_scheme || rest.is_empty() {
        return Err("must be absolute: write it like https://app.example/cb");
    }
    if text.contains('#') {
        return Err("must not hold '#': leave the fragment out");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("must be visible ASCII: percent-encode the rest");
    }
    Ok(())
}
