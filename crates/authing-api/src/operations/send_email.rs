use serde::Serialize;

use authing_types::{Email, EmailScene};

use crate::operation::operation;

operation! {
    SendEmail, "send_email", "A11", "send a verification code by e-mail";
    POST "/api/v2/email/send", None, Never => (),
    codes: [MALFORMED_EMAIL_ADDRESS, MESSAGE_TOO_FREQUENT],
    refusals: ["email" => MALFORMED_EMAIL_ADDRESS],
    also_at: ["/api/v2/email/send-email"]
}

/// Sends a mail to an address, for a scene: the code in it serves that scene (protocol.md A11).
///
/// Refused with 1020017 malformed address, 2080 sent for this scene less than a minute ago.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
#[non_exhaustive]
pub struct SendEmail {
    /// The address.
    pub email: Email,
    /// What the mail is for.
    pub scene: EmailScene,
}

impl SendEmail {
    /// A mail to this address for this scene.
    pub fn new(email: Email, scene: EmailScene) -> Self {
        Self { email, scene }
    }
}
