//! The fields of a user (protocol.md 4.1), each written once.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::field::{Decoded, Field as _};
use super::raw::RawUser;
use super::{CustomField, Identity};
use crate::{IdToken, Timestamp, UserId, UserPoolId};

/// Makes the struct, its decoder and its encoder from one list.
///
/// Each line gives the field, its type, the key that the service uses, other keys it uses for the
/// same thing, and `hidden` where the value must not be serialized. Where several
/// keys are present, the first value that is not absent counts, which is why serde's own derive,
/// which fails on such a pair, will not do.
macro_rules! user {
    ($(
        $(#[$doc:meta])*
        $field:ident: $type:ty = $key:literal $(| $alias:literal)*
        $(, $hidden:ident)?;
    )*) => {
        /// A user of the pool (protocol.md 4.1).
        ///
        /// Every field but the id may be missing. Serializing writes the service's own field
        /// names and leaves out secrets and what is absent.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct User {
            /// The id, 24 hex digits; `sub` in OIDC claims.
            pub id: UserId,
            $($(#[$doc])* pub $field: $type,)*
            pub(super) raw: RawUser,
        }

        #[expect(non_camel_case_types, reason = "the variants are the fields' own names")]
        enum Key {
            id,
            user_entity,
            $($field,)*
            other,
        }

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "id" | "sub" => Key::id,
                    "userEntity" => Key::user_entity,
                    $($key $(| $alias)* => Key::$field,)*
                    _ => Key::other,
                })
            }
        }

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Box<Fields>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a user object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Box<Fields>, A::Error> {
                let mut fields = Box::<Fields>::default();
                while let Some(key) = map.next_key()? {
                    fields.read(key, &mut map)?;
                }
                Ok(fields)
            }
        }

        /// What has been read of a user object, before it is known whether it has an id.
        #[derive(Default)]
        pub(super) struct Fields {
            id: Option<UserId>,
            pub(super) user_entity: Option<Box<RawValue>>,
            $($field: $type,)*
        }

        impl Fields {
            /// The user, whose object came in this text; `None` without an id.
            pub(super) fn into_user(self: Box<Self>, raw: RawUser) -> Option<User> {
                let Self { id, user_entity: _, $($field,)* } = *self;
                Some(User { id: id?, $($field,)* raw })
            }

            /// Reads the value of one key.
            ///
            /// Never inlined: as variables of the loop, all the fields would be carried through
            /// each of its turns, which took a third of the time.
            #[inline(never)]
            fn read<'de, A: MapAccess<'de>>(
                &mut self,
                key: Key,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match key {
                    Key::id => {
                        let Decoded(value) = map.next_value()?;
                        self.id = self.id.take().or(value);
                    }
                    Key::user_entity => self.user_entity = Some(map.next_value()?),
                    $(Key::$field => {
                        let Decoded(value) = map.next_value()?;
                        if self.$field.is_absent() {
                            self.$field = value;
                        }
                    })*
                    Key::other => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(())
            }
        }

        impl Serialize for User {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("id", &self.id)?;
                $(user!(@write map, self.$field, $key $(, $hidden)?);)*
                map.end()
            }
        }
    };
    (@write $map:ident, $self:ident.$field:ident, $key:literal, hidden) => {};
    (@write $map:ident, $self:ident.$field:ident, $key:literal) => {
        if !$self.$field.is_absent() {
            $map.serialize_entry($key, &$self.$field)?;
        }
    };
}

user! {
    /// The resource name.
    arn: Option<String> = "arn";
    /// `Activated`, `Suspended`, `Resigned`, `Archived`, …
    status: Option<String> = "status";
    /// The user pool.
    user_pool_id: Option<UserPoolId> = "userPoolId";
    /// The user name: unique in the pool, upper and lower case differ.
    username: Option<String> = "username";
    /// The e-mail address: unique in the pool, in lower case.
    email: Option<String> = "email";
    /// Whether the address is proved; false after sign-up with a password, true after a code.
    email_verified: Option<bool> = "emailVerified" | "email_verified";
    /// The phone number, national part only.
    phone: Option<String> = "phone" | "phone_number";
    /// The phone's calling code: `+86`.
    phone_country_code: Option<String> = "phoneCountryCode";
    /// Whether the phone is proved.
    phone_verified: Option<bool> = "phoneVerified" | "phone_number_verified";
    /// The union id of the first social identity.
    unionid: Option<String> = "unionid";
    /// The open id of the first social identity.
    openid: Option<String> = "openid";
    /// The accounts at other providers.
    identities: Vec<Identity> = "identities";
    /// The nickname.
    nickname: Option<String> = "nickname";
    /// How the account came to be: `basic:email`, `basic:username-password`, `import:manual`, …
    register_source: Vec<String> = "registerSource";
    /// The URL of the picture.
    photo: Option<String> = "photo" | "picture";
    /// The id token, where the reply signs the user in.
    token: Option<IdToken> = "token" | "id_token", hidden;
    /// When [`token`](Self::token) expires.
    token_expired_at: Option<Timestamp> = "tokenExpiredAt";
    /// How often the user has signed in.
    logins_count: Option<i64> = "loginsCount";
    /// The last sign-in.
    last_login: Option<Timestamp> = "lastLogin";
    /// The address of the last sign-in.
    last_ip: Option<String> = "lastIp" | "lastIP";
    /// The sign-up.
    signed_up: Option<Timestamp> = "signedUp";
    /// Whether an administrator has blocked the account.
    blocked: Option<bool> = "blocked";
    /// Whether the account is deleted.
    is_deleted: Option<bool> = "isDeleted";
    /// The device of the last sign-in.
    device: Option<String> = "device";
    /// The browser of the last sign-in.
    browser: Option<String> = "browser";
    /// The company.
    company: Option<String> = "company";
    /// The full name.
    name: Option<String> = "name";
    /// The given name.
    given_name: Option<String> = "givenName" | "given_name";
    /// The family name.
    family_name: Option<String> = "familyName" | "family_name";
    /// The middle name.
    middle_name: Option<String> = "middleName" | "middle_name";
    /// The URL of the profile page.
    profile: Option<String> = "profile";
    /// The name the user prefers.
    preferred_username: Option<String> = "preferredUsername" | "preferred_username";
    /// The URL of the web site.
    website: Option<String> = "website";
    /// `M`, `F` or `U`; open text.
    gender: Option<String> = "gender";
    /// The birthday, free text.
    birthdate: Option<String> = "birthdate";
    /// The time zone, free text.
    zoneinfo: Option<String> = "zoneinfo";
    /// The language, free text.
    locale: Option<String> = "locale";
    /// The address, free text.
    address: Option<String> = "address";
    /// The whole address as one text.
    formatted: Option<String> = "formatted";
    /// Street and house number.
    street_address: Option<String> = "streetAddress";
    /// The locality.
    locality: Option<String> = "locality";
    /// The region.
    region: Option<String> = "region";
    /// The postal code.
    postal_code: Option<String> = "postalCode";
    /// The city.
    city: Option<String> = "city";
    /// The province.
    province: Option<String> = "province";
    /// The country.
    country: Option<String> = "country";
    /// When the account was created.
    created_at: Option<Timestamp> = "createdAt";
    /// When the account was last changed.
    updated_at: Option<Timestamp> = "updatedAt" | "updated_at";
    /// The id in the customer's own system.
    external_id: Option<String> = "externalId";
    /// The custom fields.
    custom_data: Vec<CustomField> = "customData";
    /// The id of the main department.
    main_department_id: Option<String> = "mainDepartmentId";
    /// The code of the main department.
    main_department_code: Option<String> = "mainDepartmentCode";
    /// The direct superior.
    direct_management: Option<String> = "directManagement";
    /// Whether this sign-in created the account.
    newly_created: Option<bool> = "newlyCreated";
    /// When the account expires.
    expired_at: Option<Timestamp> = "expiredAt";
    /// Whether the user is the pool's root.
    is_root: Option<bool> = "isRoot";
    /// How many SMS were sent to the user.
    send_sms_count: Option<i64> = "sendSmsCount";
    /// How many SMS may be sent to the user.
    send_sms_limit_count: Option<i64> = "sendSmsLimitCount";
    /// The last second factor.
    last_mfa_time: Option<Timestamp> = "lastMfaTime";
    /// The strength of the password, 1 to 3.
    password_security_level: Option<i64> = "passwordSecurityLevel";
    /// The roles of OIDC claims.
    role: Vec<String> = "role";
}

impl Fields {
    /// Reads an object. In a box, since they are large: from here on a pointer is moved.
    pub(super) fn read_object<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<Self>, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

struct KeyVisitor;
