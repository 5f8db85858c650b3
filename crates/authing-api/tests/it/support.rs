//! What the tests share: a context with a key whose private half is known.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Response, StatusCode};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};

use authing_api::{Context, PublicKey};
use authing_types::{AppId, BaseUrl, Phone, UserPoolId, VerificationCode};

pub(crate) const PUBLIC_PEM: &str = include_str!("../data/test-only-1024.pub.pem");
pub(crate) const PRIVATE_PEM: &str = include_str!("../data/test-only-1024.pem");

pub(crate) fn context() -> Context {
    Context::new(
        UserPoolId::parse("5f00000000000000000000a1").unwrap(),
        AppId::parse("5f00000000000000000000b2").unwrap(),
    )
    .with_base_url(BaseUrl::parse("https://core.authing.cn").unwrap())
    .with_public_key(PublicKey::parse(PUBLIC_PEM).unwrap())
}

pub(crate) fn phone() -> Phone {
    Phone::parse("+86 18812348888").unwrap()
}

pub(crate) fn code() -> VerificationCode {
    VerificationCode::parse("1121").unwrap()
}

/// Decrypts with the private half of [`PUBLIC_PEM`].
pub(crate) fn decrypt(sealed: &str) -> String {
    let key = RsaPrivateKey::from_pkcs8_pem(PRIVATE_PEM).unwrap();
    let clear = key.decrypt(Pkcs1v15Encrypt, &STANDARD.decode(sealed).unwrap()).unwrap();
    String::from_utf8(clear).unwrap()
}

pub(crate) fn response(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}
