//! What second factors and QR codes give.

use serde_json::json;

use authing::{QrCodeStatus, RecoveredSignIn, SignIn};

use super::{Answer, Fields, Shown};

/// As the mobile clients name it (protocol.md 1.6).
impl Shown for bool {
    fn show(self, _secrets: bool, done: &'static str) -> Answer {
        Answer::Data { data: Some(Fields::from([("result", json!(self))])), done }
    }
}

/// The new recovery code is shown without being asked for: it is what the caller must keep, and
/// there is no other way to learn it.
impl Shown for RecoveredSignIn {
    const SIGNS_IN: bool = SignIn::SIGNS_IN;

    fn show(self, secrets: bool, done: &'static str) -> Answer {
        let mut answer = self.sign_in.show(secrets, done);
        if let (Answer::Data { data: Some(fields), .. }, Some(code)) =
            (&mut answer, &self.recovery_code)
        {
            fields.secret(true, "recoveryCode", || json!(code.expose_secret()));
        }
        answer
    }
}

impl Shown for QrCodeStatus {
    fn show(self, _secrets: bool, done: &'static str) -> Answer {
        Answer::Data { data: Some(Fields::of(&self)), done }
    }
}
