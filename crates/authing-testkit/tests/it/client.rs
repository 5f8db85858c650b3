//! The client's side: what our operations send, and what they make of the answer.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use authing_api::operations;
use authing_api::{Context, Operation, OperationExt, PublicKey};
use authing_testkit::snapshot;
use authing_types::{AppId, BaseUrl, UserPoolId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};

use crate::support::fixtures;

/// Finds what reads the answers of an operation, by its name.
macro_rules! readers {
    ($($operation:ident),* $(,)?) => {
        pub(crate) fn reader_of(name: &str) -> Option<Reader> {
            let readers: &[(&str, Reader)] =
                &[$((operations::$operation::INFO.name, read::<operations::$operation>)),*];
            readers.iter().find(|(read, _)| *read == name).map(|(_, reader)| *reader)
        }
    };
}

authing_api::for_each_operation!(readers);

/// Whether an operation takes a response for a success; either, printed.
pub(crate) type Reader = fn(&http::Response<Bytes>) -> Result<String, String>;

fn read<O: Operation<Output: Debug>>(response: &http::Response<Bytes>) -> Result<String, String> {
    O::from_http(response).map(|value| format!("{value:?}")).map_err(|error| error.to_string())
}

#[test]
fn snapshot_of_every_fixture() {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for fixture in fixtures() {
        settings.set_description(&fixture.description);
        let name = snapshot::file_stem(&fixture);
        let check = || {
            let text = snapshot::tell(&fixture).unwrap_or_else(|error| panic!("{error}"));
            settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        };
        if catch_unwind(AssertUnwindSafe(check)).is_err() {
            failed.push(fixture.name());
        }
    }
    assert!(failed.is_empty(), "the client fails {failed:#?}");
}

pub(crate) fn context() -> Context {
    Context::new(
        UserPoolId::parse("5f00000000000000000000a1").unwrap(),
        AppId::parse("5f00000000000000000000b2").unwrap(),
    )
    .with_base_url(BaseUrl::parse("https://core.authing.cn").unwrap())
    .with_public_key(PublicKey::parse(include_str!("../data/test-only-1024.pub.pem")).unwrap())
}

pub(crate) fn decrypt(sealed: &str) -> Option<String> {
    let key = RsaPrivateKey::from_pkcs8_pem(include_str!("../data/test-only-1024.pem")).unwrap();
    let clear = key.decrypt(Pkcs1v15Encrypt, &STANDARD.decode(sealed).ok()?).ok()?;
    String::from_utf8(clear).ok()
}
