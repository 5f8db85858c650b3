//! Any values of profile, custom data and filters survive building and decoding on the other side.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use authing_api::operations::{
    CustomData, ListApplications, ListAuthorizedResources, ListOrgs, ListRoles, SetCustomData,
    UpdateProfile,
};
use authing_types::{
    CustomDataUpdate, CustomValue, ProfileField, ProfileUpdate, ResourceKind, UserId,
};

use crate::round_trip::{json, there};

fn value() -> impl Strategy<Value = CustomValue> {
    prop_oneof![
        any::<String>().prop_map(CustomValue::from),
        any::<i64>().prop_map(CustomValue::from),
        any::<bool>().prop_map(CustomValue::from),
        vec(any::<String>(), 0..3).prop_map(|texts| CustomValue::from(serde_json::json!(texts))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn update_profile(pairs in vec((0..ProfileField::ALL.len(), any::<String>()), 0..30)) {
        let set = |update: ProfileUpdate, (field, value)| {
            update.with(ProfileField::ALL[field], value)
        };
        let sent = UpdateProfile::new(pairs.into_iter().fold(ProfileUpdate::new(), set));
        prop_assert_eq!(there(&sent).profile, sent.profile);
    }

    #[test]
    fn set_custom_data(pairs in vec((any::<String>(), value()), 0..5)) {
        let set = |update: CustomDataUpdate, (key, value): (String, CustomValue)| {
            update.set(key, value)
        };
        let sent = SetCustomData::new(pairs.into_iter().fold(CustomDataUpdate::new(), set));
        prop_assert_eq!(there(&sent).udfs, sent.udfs);
    }

    #[test]
    fn the_user_of_a_path_and_of_a_query(id in "[0-9A-Za-z_-]{1,64}") {
        let id = UserId::parse(id).unwrap();
        prop_assert_eq!(there(&CustomData::new(id.clone())).user_id, id.clone());
        prop_assert_eq!(there(&ListOrgs::new(id.clone())).user_id, id);
    }

    #[test]
    fn pages_and_filters(
        page in any::<u32>(), limit in any::<u32>(), namespace in option::of(any::<String>()),
        kind in option::of(any::<String>()),
    ) {
        let pages = ListApplications::new(page, limit);
        prop_assert_eq!(there(&pages), pages);
        prop_assert_eq!(json(&pages), pages);
        prop_assert_eq!(there(&ListRoles::new(namespace.clone())).namespace, namespace.clone());
        let kind = kind.map(ResourceKind::from);
        let sent = ListAuthorizedResources::new(namespace.unwrap_or_default(), kind);
        let read = there(&sent);
        prop_assert_eq!((read.namespace, read.resource_type), (sent.namespace, sent.resource_type));
    }
}
