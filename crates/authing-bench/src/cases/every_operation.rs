//! Building the request of each operation, with the parameters of its fixture.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use authing_api::{Auth, Bearer, Context, Operation, OperationExt as _, operations};
use authing_testkit::fixture::{Fixture, Labels};
use authing_types::{AccessToken, IdToken, MfaToken};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{BASE_URL, Case};
use crate::{Error, sample};

/// The cases of the operations whose call of the fixture encrypts nothing: a ciphertext is another
/// one each time, and costs many times what the rest does.
pub(super) fn cases() -> Result<Vec<Case>, Error> {
    let context = sample::context(BASE_URL)?;
    let mut cases = Vec::new();
    for (name, case) in builders() {
        let parameters = parameters(name)?;
        cases.extend(case(parameters, &context).map_err(|error| format!("{name}: {error}"))?);
    }
    Ok(cases)
}

type Builder = fn(Value, &Context) -> Result<Option<Case>, Error>;

macro_rules! builders {
    ($($operation:ident),* $(,)?) => {
        fn builders() -> Vec<(&'static str, Builder)> {
            vec![$((operations::$operation::INFO.name, case_of::<operations::$operation>)),*]
        }
    };
}

authing_api::for_each_operation!(builders);

fn case_of<O: Operation + DeserializeOwned + 'static>(
    parameters: Value,
    context: &Context,
) -> Result<Option<Case>, Error> {
    let operation: O = serde_json::from_value(parameters)?;
    if operation.encrypts() && !operation.passwords().is_empty() {
        return Ok(None);
    }
    let tokens = Tokens::new()?;
    let context = context.clone();
    Ok(Some(Case::new(format!("build {}", O::INFO.name), move || {
        let bearer = tokens.bearer(O::INFO.auth);
        assert!(black_box(black_box(&operation).to_http(&context, bearer)).is_ok());
    })))
}

struct Tokens {
    id: IdToken,
    access: AccessToken,
    mfa: MfaToken,
}

impl Tokens {
    fn new() -> Result<Self, Error> {
        let id = sample::token()?;
        let access = AccessToken::parse(id.expose_secret().to_owned())?;
        let mfa = MfaToken::parse(id.expose_secret().to_owned())?;
        Ok(Self { id, access, mfa })
    }

    fn bearer(&self, auth: Auth) -> Option<Bearer<'_>> {
        match auth {
            Auth::None => None,
            Auth::Mfa => Some(Bearer::Mfa(&self.mfa)),
            Auth::AccessToken => Some(Bearer::Access(&self.access)),
            _ => Some(Bearer::Id(&self.id)),
        }
    }
}

/// The parameters of the first exchange of an operation that its fixtures send.
fn parameters(name: &str) -> Result<Value, Error> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(&directory)? {
        let path = file?.path();
        // The successes first, whatever else there is.
        let is_success = path.file_stem().is_some_and(|stem| stem == "success");
        files.insert((!is_success, path.clone()), path);
    }
    for path in files.values() {
        for exchange in &Fixture::load(path)?.exchanges {
            let is_ours = exchange.operation.as_deref().is_none_or(|operation| operation == name);
            if is_ours && !exchange.refused_locally {
                let parameters = Value::Object(exchange.parameters.clone());
                return Ok(Labels::new().fill_json(&parameters)?);
            }
        }
    }
    Err(format!("no fixture of {name} holds a request").into())
}
