//! The keys that sign tokens.

use super::Sandbox;

impl Sandbox {
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
