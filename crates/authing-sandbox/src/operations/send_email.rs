use authing_api::operations::SendEmail;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A11. All scenes that clients name are taken; an unknown one is 400 (an assumption,
/// protocol.md 10). The message goes to the outbox.
impl Handle for SendEmail {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.send_email(self.email.to_canonical(), self.scene.as_str(), call)?;
        Ok(Answer::NOTHING)
    }
}
