//! Profile, data and lists through the facade.

use authing::transport::{InMemoryTransport, json_response};
use authing::types::{
    AppId, Application, AuthorizedResource, CustomDataType, CustomDataUpdate, CustomValue,
    ProfileUpdate, ResourceKind, Role,
};
use authing::{Client, Error, ErrorCode, SessionState};
use authing_sandbox::Sandbox;
use http::StatusCode;

use crate::support::{EMAIL, client, register};

#[tokio::test]
async fn a_profile_is_changed_and_read_back() {
    let client = client(&Sandbox::new());
    register(&client).await;
    let update = ProfileUpdate::new().nickname("Ironman").city("New York");
    let user = client.update_profile(update).await.unwrap();
    assert_eq!(
        (user.nickname.as_deref(), user.city.as_deref()),
        (Some("Ironman"), Some("New York"))
    );
    assert_eq!(client.current_user().await.unwrap().nickname, user.nickname);
    for (key, code) in [("phone", 2226), ("email", 2225)] {
        let refused = client.update_profile([(key, "x")]).await.unwrap_err();
        assert!(refused.is_invalid_input());
        assert_eq!(refused.service_code(), Some(ErrorCode::new(code)));
    }
}

#[tokio::test]
async fn custom_data_is_set_and_read_back() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    sandbox.define_custom_field("age", CustomDataType::Number, None);
    register(&client).await;
    let set = client.set_custom_data(CustomDataUpdate::new().set("age", 30)).await.unwrap();
    let read = client.custom_data().await.unwrap();
    assert_eq!(set.unwrap(), read);
    assert_eq!(read[0].typed_value(), CustomValue::from(30));
}

#[tokio::test]
async fn lists_are_typed() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    register(&client).await;
    assert!(sandbox.add_org_path(EMAIL, &["Company", "Research"]));
    assert!(sandbox.add_role(EMAIL, Role::new("admin", "default")));
    let resource = AuthorizedResource::new("ci:*", ResourceKind::Data, ["*"]);
    assert!(sandbox.add_resource(EMAIL, "default", resource.clone()));

    let paths = client.list_orgs().await.unwrap();
    assert_eq!(paths[0].names().collect::<Vec<_>>(), ["Company", "Research"]);
    assert_eq!(client.list_roles(None).await.unwrap()[0].code, "admin");
    assert!(client.list_roles(Some("other")).await.unwrap().is_empty());
    let resources = client.list_authorized_resources("default", None).await.unwrap();
    assert_eq!(resources.list, [resource]);
    assert_eq!(client.security_level().await.unwrap().password, Some(true));
}

#[tokio::test]
async fn all_pages_come_one_after_the_other() {
    let sandbox = Sandbox::new();
    let client = client(&sandbox);
    register(&client).await;
    let mut pages = client.application_pages(2);
    assert_eq!(pages.next().await.unwrap().unwrap().total_count, Some(0), "the empty first page");
    assert!(pages.next().await.unwrap().is_none());

    for number in 0..4 {
        let id = AppId::parse(format!("app{number}")).unwrap();
        assert!(sandbox.add_application(EMAIL, Application::new(id, "x")));
    }
    for (limit, count) in [(1, 4), (2, 2), (3, 2), (50, 1)] {
        let mut pages = client.application_pages(limit);
        let mut found = 0;
        while pages.next().await.unwrap().is_some() {
            found += 1;
        }
        assert_eq!(found, count);
        let all = client.application_pages(limit).all().await.unwrap();
        let ids: Vec<_> = all.iter().map(|application| application.id.as_str()).collect();
        assert_eq!(ids, ["app0", "app1", "app2", "app3"]);
    }
    let refused = client.application_pages(51).next().await.unwrap_err();
    assert_eq!(refused.service_code(), Some(ErrorCode::BAD_REQUEST));
}

#[tokio::test]
async fn without_a_user_nothing_is_sent_where_the_user_is_named() {
    let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
        .host(Sandbox::BASE_URL)
        .transport(authing::transport::InMemoryTransport::new())
        .build()
        .unwrap();
    let check = |error: Error, name: &str| {
        assert_eq!(error.service_code(), Some(ErrorCode::NOT_LOGGED_IN));
        assert!(!error.is_refused() && error.operation() == Some(name), "{error:?}");
    };
    check(client.list_orgs().await.unwrap_err(), "list_orgs");
    check(client.custom_data().await.unwrap_err(), "custom_data");
}

#[tokio::test]
async fn a_deleted_account_ends_the_session() {
    let client = client(&Sandbox::new());
    register(&client).await;
    client.delete_account().await.unwrap();
    assert_eq!(client.default_session().state().await.unwrap(), SessionState::SignedOut);
    let refused = client.login_by_account(EMAIL, crate::support::PASSWORD).await.unwrap_err();
    assert_eq!(refused.service_code(), Some(ErrorCode::WRONG_ACCOUNT_OR_PASSWORD));
}

#[tokio::test]
async fn pages_of_a_service_that_ignores_the_number_end() {
    let service = InMemoryTransport::from_fn(|request: http::Request<bytes::Bytes>| {
        let is_sign_in = request.uri().path().contains("login");
        let body = if is_sign_in {
            r#"{"code":200,"data":{"id":"u1","token":"a.b.c"}}"#
        } else {
            r#"{"code":200,"data":{"list":[{"id":"a1"},{"id":"b2"}]}}"#
        };
        json_response(StatusCode::OK, body)
    });
    let client = Client::builder("a1", "b2").transport(service).build().unwrap();
    client.login_by_account("ann", "password").await.unwrap().into_user().unwrap();
    assert_eq!(client.application_pages(2).all().await.unwrap().len(), 2);
}
