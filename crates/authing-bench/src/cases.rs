//! Pieces of work that are the same on every run: what the budget counts and `building` times.

mod canned;
mod every_operation;
mod sandbox;

use std::hint::black_box;

use authing::{Client, PublicKey};
use authing_api::OperationExt as _;
use authing_api::operations::{CurrentUser, LoginByAccount};
use authing_types::Password;
use futures_executor::block_on;

use crate::Error;
use crate::sample::{self, Plain, ReadyHeaders};
pub use canned::Canned;

/// A piece of work.
#[expect(missing_debug_implementations, reason = "the work is a function")]
#[non_exhaustive]
pub struct Case {
    /// What it does.
    pub name: String,
    /// Whether it is not ours, but what ours is compared with.
    pub is_floor: bool,
    work: Box<dyn FnMut()>,
}

impl Case {
    fn new(name: impl Into<String>, work: impl FnMut() + 'static) -> Self {
        Self { name: name.into(), is_floor: false, work: Box::new(work) }
    }

    fn floor(name: impl Into<String>, work: impl FnMut() + 'static) -> Self {
        Self { is_floor: true, ..Self::new(name, work) }
    }

    /// Does the work so many times.
    #[inline(never)]
    pub fn run(&mut self, times: usize) {
        for _ in 0..times {
            (self.work)();
        }
    }
}

/// The name of the case that builds a request by hand.
pub const BUILD_FLOOR: &str = "floor: build current_user";
/// The name of the case that reads the reply into derived structs.
pub const DECODE_FLOOR: &str = "floor: decode a user of 1.5 KB";
/// The name of the case that builds the same request by the SDK.
pub const BUILD: &str = "build current_user";
/// The name of the case that reads the reply by the SDK.
pub const DECODE: &str = "decode a user of 1.5 KB";

/// All cases: those of the client, and calls of the sandbox.
///
/// # Errors
///
/// When a fixture cannot be read.
pub fn all() -> Result<Vec<Case>, Error> {
    let mut cases = of_client()?;
    cases.extend(sandbox::cases()?);
    Ok(cases)
}

/// The floors, building each operation that encrypts nothing, decoding, encrypting, and whole calls
/// of the facade over a transport that does nothing.
///
/// # Errors
///
/// When a fixture cannot be read.
pub fn of_client() -> Result<Vec<Case>, Error> {
    let mut cases = vec![build_floor()?, decode_floor()];
    cases.extend(every_operation::cases()?);
    cases.push(decode());
    cases.push(decode_sign_in());
    cases.push(decode_refusal());
    cases.push(encryption()?);
    cases.push(facade_reads()?);
    cases.push(facade_signs_in()?);
    Ok(cases)
}

const BASE_URL: &str = "https://core.authing.cn";

fn build_floor() -> Result<Case, Error> {
    let headers = ReadyHeaders::new()?;
    Ok(Case::floor(BUILD_FLOOR, move || {
        let request = headers.current_user(black_box(BASE_URL));
        assert!(black_box(request).is_ok());
    }))
}

fn decode_floor() -> Case {
    let response = sample::response(sample::REPLY);
    Case::floor(DECODE_FLOOR, move || {
        let envelope: Result<Plain, _> = serde_json::from_slice(black_box(response.body()));
        assert!(black_box(envelope).is_ok());
    })
}

fn decode() -> Case {
    let response = sample::response(sample::REPLY);
    Case::new(DECODE, move || {
        assert!(black_box(CurrentUser::from_http(black_box(&response))).is_ok());
    })
}

fn decode_sign_in() -> Case {
    let response = sample::response(sample::REPLY);
    Case::new("decode a sign-in of 1.5 KB", move || {
        assert!(black_box(LoginByAccount::from_http(black_box(&response))).is_ok());
    })
}

fn decode_refusal() -> Case {
    let response = sample::response(sample::REFUSAL);
    Case::new("decode a refusal", move || {
        assert!(black_box(LoginByAccount::from_http(black_box(&response))).is_err());
    })
}

/// What a sign-in by the facade costs besides the rest of it.
fn encryption() -> Result<Case, Error> {
    let (key, password) = (PublicKey::service(), Password::parse(PASSWORD)?);
    Ok(Case::new("encrypt a password", move || {
        assert!(black_box(key.encrypt(black_box(&password))).is_ok());
    }))
}

const PASSWORD: &str = "1234@Abcd";

/// A client whose calls are answered without any work.
fn client() -> Result<Client, Error> {
    Ok(Client::builder(sample::USER_POOL_ID, sample::APP_ID)
        .transport(Canned::new(sample::REPLY))
        .build()?)
}

fn facade_reads() -> Result<Case, Error> {
    let client = client()?;
    block_on(client.login_by_account("ann", PASSWORD))?.into_user()?;
    Ok(Case::new("call current_user by the facade", move || {
        assert!(black_box(block_on(client.current_user())).is_ok());
    }))
}

fn facade_signs_in() -> Result<Case, Error> {
    let client = client()?;
    Ok(Case::new("call login_by_account by the facade", move || {
        assert!(black_box(block_on(client.login_by_account("ann", PASSWORD))).is_ok());
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{BASE_URL, BUILD, BUILD_FLOOR, DECODE, DECODE_FLOOR, all};
    use crate::sample::{self, Plain, ReadyHeaders};
    use authing_api::operations::CurrentUser;
    use authing_api::{Bearer, OperationExt as _};

    #[test]
    fn every_case_works_and_has_a_name_of_its_own() {
        let mut names = BTreeSet::new();
        for mut case in all().unwrap() {
            case.run(2);
            assert!(names.insert(case.name.clone()), "{} is there twice", case.name);
        }
        for name in [BUILD, BUILD_FLOOR, DECODE, DECODE_FLOOR] {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn the_floor_builds_what_the_sdk_builds() {
        let token = sample::token().unwrap();
        let context = sample::context(BASE_URL).unwrap();
        let ours = CurrentUser::new().to_http(&context, Some(Bearer::Id(&token))).unwrap();
        let theirs = ReadyHeaders::new().unwrap().current_user(BASE_URL).unwrap();
        assert_eq!(ours.uri(), theirs.uri());
        assert_eq!(ours.headers(), theirs.headers());
    }

    #[test]
    fn the_floor_reads_what_the_sdk_reads() {
        let ours = CurrentUser::from_http(&sample::response(sample::REPLY)).unwrap();
        let theirs: Plain = serde_json::from_str(sample::REPLY).unwrap();
        assert_eq!(ours.id.as_str(), theirs.data.id);
        assert_eq!(ours.city, theirs.data.city);
        assert!((1400..1600).contains(&sample::REPLY.len()), "{}", sample::REPLY.len());
    }
}
