//! The OpenID provider.

use super::Sandbox;

impl Sandbox {
    /// From now on nobody consents: who is sent to the authorize URL sees the page to sign in on.
    /// That is also how a sandbox begins. See [`authorize_as`](Self::authorize_as).
    pub fn authorize_as_nobody(&self) {
        self.0.pool().set_consenting(None);
    }

    /// Signs RS256 tokens with a new key from now on, and gives its `kid`.
    ///
    /// The old key stays in the [JWKS](Self::jwks) until the last token that it can have signed has
    /// expired by the sandbox's clock. There are four keys, which take turns: a relying party must
    /// choose by `kid`. Over HTTP: `POST /_sandbox/keys/rotate`.
    ///
    /// ```
    /// use authing_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::new();
    /// assert_eq!(sandbox.rotate_keys(), "sandbox-2");
    /// assert_eq!(sandbox.jwks()["keys"].as_array().map(Vec::len), Some(2));
    /// ```
    pub fn rotate_keys(&self) -> String {
        let now = self.0.now();
        self.0.pool().rotate_keys(now)
    }
}
