use serde_json::json;

use authing_api::operations::PublicConfig;

use super::Handle;
use crate::answer::{Answer, Outcome};
use crate::keys::password_public_key;
use crate::pool::{Call, Pool};

/// B1. The fields that protocol.md 1.2 asks an emulator to send.
impl Handle for PublicConfig {
    fn handle(self, pool: &mut Pool, _call: &Call) -> Outcome {
        let settings = &pool.settings;
        let redirect = format!("https://console.authing.cn/console/get-started/{}", pool.app_id);
        Ok(Answer::of(&json!({
            "id": pool.app_id,
            "userPoolId": pool.user_pool_id,
            "identifier": "sample-app",
            "name": "Sample",
            "logo": "",
            "redirectUris": [redirect],
            "publicKey": password_public_key(),
            "verifyCodeLength": settings.verify_code_length,
            "passwordStrength": settings.password_strength,
            "registerDisabled": settings.register_disabled,
            "loginTabs": {"list": ["password", "phone-code"], "default": "password"},
            "registerTabs": {"list": ["email", "phone"], "default": "phone"},
            "ecConnections": [],
            "protocol": "oidc",
        })))
    }
}
