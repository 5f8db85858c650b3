use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// Defines a parameter that has one value.
macro_rules! constant {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub struct $name;

            impl $name {
                /// The value on the wire.
                pub const VALUE: &str = $value;
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(Self::VALUE)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    if String::deserialize(deserializer)? == Self::VALUE {
                        Ok(Self)
                    } else {
                        Err(D::Error::custom(concat!("must be ", $value)))
                    }
                }
            }
        )*
    };
}

constant! {
    /// The `grant_type` of B15 (protocol.md 8.3).
    AuthorizationCodeGrant = "authorization_code";
    /// The `grant_type` of B16, Authing's own (protocol.md 8.3).
    AuthingTokenGrant = "http://authing.cn/oidc/grant_type/authing_token";
    /// The `grant_type` of B18 (protocol.md 8.3).
    RefreshTokenGrant = "refresh_token";
    /// The `prompt` of B14-B16.
    Consent = "consent";
}
