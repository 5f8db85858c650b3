//! The raw requests about profile, data and lists, judged by protocol.md alone; and its examples,
//! word for word, as we read them.

use serde_json::{Value, json};

use authing_api::operations::{
    CustomData, DeleteAccount, ListApplications, ListAuthorizedResources, ListOrgs, ListRoles,
    SecurityLevel, SetCustomData, UpdateProfile,
};
use authing_api::{Bearer, Operation, OperationExt};
use authing_types::{
    CustomDataType, CustomDataUpdate, CustomValue, IdToken, OrgNode, ProfileField, ProfileUpdate,
    ResourceKind, UserId,
};

use crate::support::{context, response};
use crate::wire::check;

const USER: &str = "5f00000000000000000000c4";

/// Builds the request of a signed-in user, and asserts all of it but the body, which it gives.
fn sent(operation: &impl Operation, method: &str, path_and_query: &str) -> Value {
    let token = IdToken::parse("a.b.c").unwrap();
    let request = operation.to_http(&context(), Some(Bearer::Id(&token))).unwrap();
    check(&request, method, path_and_query, Some("a.b.c"))
}

fn user() -> UserId {
    UserId::parse(USER).unwrap()
}

/// What an operation makes of a reply.
fn read<O: Operation>(reply: &Value) -> O::Output {
    O::from_http(&response(200, reply.to_string())).unwrap()
}

#[test]
fn custom_data() {
    let path = format!("/api/v2/udfs/values?targetType=USER&targetId={USER}");
    assert_eq!(sent(&CustomData::new(user()), "GET", &path), Value::Null);
}

#[test]
fn set_custom_data() {
    let update = CustomDataUpdate::new().set("org", "hello").set("age", 30).set("vip", true);
    assert_eq!(
        sent(&SetCustomData::new(update), "POST", "/api/v2/udfs/values"),
        json!({"udfs": [
            {"definition": "org", "value": "hello"},
            {"definition": "age", "value": 30},
            {"definition": "vip", "value": true},
        ]})
    );
}

#[test]
fn update_profile() {
    let path = "/api/v2/users/profile/update";
    let update = ProfileUpdate::new().username("elonmusk").nickname("Ironman").given_name("Elon");
    assert_eq!(
        sent(&UpdateProfile::new(update), "POST", path),
        json!({"username": "elonmusk", "nickname": "Ironman", "givenName": "Elon"})
    );
    assert_eq!(sent(&UpdateProfile::new(ProfileUpdate::new()), "POST", path), json!({}));
    let keys: Vec<_> = ProfileField::ALL.iter().map(|field| field.as_str()).collect();
    assert_eq!(
        keys,
        [
            "username",
            "nickname",
            "company",
            "photo",
            "browser",
            "device",
            "name",
            "givenName",
            "familyName",
            "middleName",
            "profile",
            "preferredUsername",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "address",
            "streetAddress",
            "locality",
            "region",
            "postalCode",
            "city",
            "province",
            "country",
        ]
    );
}

#[test]
fn security_level() {
    let path = "/api/v2/users/me/security-level";
    assert_eq!(sent(&SecurityLevel::new(), "GET", path), Value::Null);
}

#[test]
fn list_applications() {
    let path = "/api/v2/users/me/applications/allowed";
    let first = format!("{path}?limit=10&page=1");
    assert_eq!(sent(&ListApplications::default(), "GET", &first), Value::Null);
    let third = format!("{path}?limit=50&page=3");
    assert_eq!(sent(&ListApplications::new(3, 50), "GET", &third), Value::Null);
}

#[test]
fn list_orgs() {
    let path = format!("/api/v2/users/{USER}/orgs");
    assert_eq!(sent(&ListOrgs::new(user()), "GET", &path), Value::Null);
}

#[test]
fn list_roles() {
    let path = "/api/v2/users/me/roles";
    assert_eq!(sent(&ListRoles::default(), "GET", path), Value::Null);
    let one = ListRoles::new(Some("a&b".to_owned()));
    assert_eq!(sent(&one, "GET", &format!("{path}?namespace=a%26b")), Value::Null);
}

#[test]
fn list_authorized_resources() {
    let path = "/api/v2/users/resource/authorized";
    let all = ListAuthorizedResources::new("default", None);
    assert_eq!(sent(&all, "POST", path), json!({"namespace": "default"}));
    let data = ListAuthorizedResources::new("default", Some(ResourceKind::Data));
    assert_eq!(sent(&data, "POST", path), json!({"namespace": "default", "resourceType": "DATA"}));
}

#[test]
fn delete_account() {
    assert_eq!(sent(&DeleteAccount::new(), "DELETE", "/api/v2/users/delete"), Value::Null);
}

#[test]
fn custom_data_comes_under_data_or_bare() {
    let fields = json!([
        {"key": "org", "dataType": "STRING", "value": "unit_test", "label": "Organisation"},
        {"key": "since", "dataType": "DATETIME", "value": "2021-12-06T06:09:57.523Z"},
        {"key": "new", "dataType": "COLOUR", "value": {"r": 1}},
        {"no": "key"},
    ]);
    for reply in [json!({"code": 200, "message": "success", "data": fields}), fields] {
        let read: Vec<_> = read::<CustomData>(&reply);
        assert_eq!(read.len(), 3);
        assert_eq!(read[0].typed_value(), CustomValue::from("unit_test"));
        assert!(matches!(read[1].typed_value(), CustomValue::DateTime(_)));
        assert_eq!(read[2].data_type, Some(CustomDataType::Other("COLOUR".to_owned())));
        assert_eq!(self::read::<SetCustomData>(&reply).unwrap(), read);
    }
    assert_eq!(self::read::<SetCustomData>(&json!({"code": 200})), None);
    let no_list = response(200, r#"{"code":200,"data":{"key":"org"}}"#);
    assert!(CustomData::from_http(&no_list).is_err());
}

#[test]
fn odd_fields_do_not_fail_a_list() {
    let roles = read::<ListRoles>(&json!({"code": 200, "data": [
        {"code": "admin", "isSystem": "no", "namespaceId": "36141", "createdAt": 5},
        {"code": null}, "admin",
    ]}));
    assert_eq!((roles.len(), roles[0].namespace_id), (1, Some(36141)));
    let resources = read::<ListAuthorizedResources>(&json!({"code": 200, "data": {
        "totalCount": "1", "list": [{"code": "a", "type": "WINDOW", "actions": null}],
    }}));
    assert_eq!(resources.total_count, Some(1));
    assert_eq!(resources.list[0].kind, Some(ResourceKind::from("WINDOW")));
    let paths = read::<ListOrgs>(&json!({"code": 200, "data": [[
        {"type": "org", "id": "d1", "logo": 1}, {"type": "team", "x": 1}, 7,
        {"type": "node", "name": "Company", "order": "first", "nameI18n": {"en": "Company"}},
    ]]}));
    assert_eq!(paths[0].names().collect::<Vec<_>>(), ["Company"]);
    assert!(matches!(paths[0].nodes[0], OrgNode::Org(_)));
    assert!(matches!(paths[0].nodes[1], OrgNode::Other(_)));
    assert!(paths[0].department().is_some());
}
