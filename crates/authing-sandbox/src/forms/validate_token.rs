use http::Method;
use serde::Deserialize;

use authing_api::OperationInfo;
use authing_types::ErrorCode;

use super::Form;
use crate::answer::{Answer, Failure, Outcome};
use crate::keys::claims_of;
use crate::pool::{Call, Pool};

/// C66. The claims of an id token or access token that works, without an envelope (an assumption);
/// 400 for another one.
#[derive(Debug, Deserialize)]
pub(super) struct ValidateToken {
    id_token: Option<String>,
    access_token: Option<String>,
}

impl Form for ValidateToken {
    const INFO: OperationInfo = {
        let path = "/api/v2/oidc/validate_token";
        OperationInfo::served("validate_token", "C66", Method::GET, path)
    };
    const IS_BARE: bool = true;

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let id_token = self.id_token.filter(|token| {
            let shown = Call { token: Some(token.clone()), ..*call };
            pool.authenticate(&shown).is_ok()
        });
        let access_token = self.access_token.filter(|token| pool.access(token, call.now).is_some());
        let claims = id_token.or(access_token).and_then(|token| claims_of(&token));
        let refused = || Failure::with_detail(ErrorCode::BAD_REQUEST, "the token is not valid");
        claims.map(|claims| Answer::of(&claims)).ok_or_else(refused)
    }
}
