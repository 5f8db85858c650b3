use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer, Serializer};

use authing_types::MfaPolicy;

/// The names that protocol.md 4.7 lists.
const NAMES: &[&str] = &["SMS", "EMAIL", "OTP", "FACE", "PASSKEY", "DEVICE"];

/// Reads names, none of which may be unknown: a mistyped one would lock a user out.
pub(crate) fn read_names<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<MfaPolicy>>, D::Error> {
    let Some(names) = Option::<Vec<String>>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let known = |name: String| match MfaPolicy::from(name) {
        MfaPolicy::Other(name) => Err(D::Error::unknown_variant(&name, NAMES)),
        factor => Ok(factor),
    };
    names.into_iter().map(known).collect::<Result<_, _>>().map(Some)
}

/// A key that is there counts, be it `null`.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Vec<MfaPolicy>>>, D::Error> {
    read_names(deserializer).map(Some)
}

#[expect(clippy::ref_option, reason = "serde asks for it")]
pub(crate) fn write<S: Serializer>(
    factors: &Option<Vec<MfaPolicy>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match factors {
        Some(factors) => serializer.collect_seq(factors.iter().map(MfaPolicy::as_str)),
        None => serializer.serialize_none(),
    }
}
