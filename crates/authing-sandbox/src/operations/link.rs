//! The rules of A24 and A25.

use authing_api::operations::{Link, Unlink};
use authing_types::{ErrorCode, IdToken};

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::pool::{Call, Pool};

/// A24. Whoever is signed in here keeps the session.
impl Handle for Link {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.authenticate(call)?;
        let shown = [&self.primary_user_token, &self.secondary_user_token];
        let [primary, secondary] =
            shown.map(|token| pool.authenticate(&with_token(call, token)).map(|(slot, _)| slot));
        let refused = |_| ErrorCode::LINK_TOKEN_INVALID;
        pool.link(primary.map_err(refused)?, secondary.map_err(refused)?)?;
        Ok(Answer::NOTHING)
    }
}

/// A25. The account is that of the token in the body, else of the caller.
impl Handle for Unlink {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let (caller, _) = pool.authenticate(call)?;
        let slot = match &self.primary_user_token {
            Some(token) => {
                let account = pool.authenticate(&with_token(call, token));
                account.map_err(|_| ErrorCode::USER_NOT_FOUND)?.0
            }
            None => caller,
        };
        pool.unlink(slot, self.provider.as_str())?;
        Ok(Answer::NOTHING)
    }
}

fn with_token(call: &Call, token: &IdToken) -> Call {
    Call { now: call.now, token: Some(token.expose_secret().to_owned()), client: call.client }
}
