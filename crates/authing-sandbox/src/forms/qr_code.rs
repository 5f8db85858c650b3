//! The page's side of a QR sign-in (protocol.md 9.1, C36-C38).

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use authing_api::OperationInfo;
use authing_types::ErrorCode;

use super::{Form, image};
use crate::answer::{Answer, Failure, Outcome};
use crate::pool::{Call, Pool};

/// C36. Makes a code. Its image is a `data:` URL (an assumption), in which `params` are the custom
/// data; what is too long for an image is 400 (an assumption).
#[derive(Debug, Deserialize)]
pub(super) struct Generate {
    scene: String,
    #[serde(default)]
    params: Option<serde_json::Map<String, Value>>,
}

impl Form for Generate {
    const INFO: OperationInfo =
        OperationInfo::served("qr_generate", "C36", Method::POST, "/api/v2/qrcode/gene");

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        let refused = |why| Failure::with_detail(ErrorCode::BAD_REQUEST, why);
        if self.scene != "APP_AUTH" {
            return Err(refused("only the scene APP_AUTH is served"));
        }
        let custom_data = Value::Object(self.params.unwrap_or_default());
        let code = pool.create_qr_code(custom_data, call.now);
        let url = image::data_url(&code.text).ok_or_else(|| refused("params are too long"))?;
        let expires_in = Pool::QR_CODE_LIFETIME;
        Ok(Answer::of(&json!({"random": code.random, "expiresIn": expires_in, "url": url})))
    }
}

/// C37. What has become of a code.
#[derive(Debug, Deserialize)]
pub(super) struct Check {
    random: String,
}

impl Form for Check {
    const INFO: OperationInfo =
        OperationInfo::served("qr_check", "C37", Method::GET, "/api/v2/qrcode/check");

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.qr_code_view(&self.random, call.now).map(|view| Answer::of(&view))
    }
}

/// C38. Signs in by the ticket of a confirmed code. The service takes it from servers only, unless
/// the pool says otherwise; the sandbox takes it from all.
#[derive(Debug, Deserialize)]
pub(super) struct UserInfo {
    ticket: String,
}

impl Form for UserInfo {
    const INFO: OperationInfo =
        OperationInfo::served("qr_user_info", "C38", Method::POST, "/api/v2/qrcode/userinfo");

    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.redeem_qr_ticket(&self.ticket, call)
    }
}
