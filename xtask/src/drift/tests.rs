use std::collections::BTreeMap;

use authing_api::OperationExt as _;
use authing_api::operations::RegisterByUsername;
use authing_sandbox::LoopbackServer;
use authing_testkit::drift::Grade;
use authing_testkit::fixture::Body;
use authing_transport::Transport as _;
use authing_types::{Password, Username};

use super::*;

const POOL: &str = "5f00000000000000000000a1";

fn fixtures() -> Vec<Fixture> {
    Fixture::load_all(Workspace::find().unwrap().root().join("fixtures")).unwrap()
}

fn only(name: &str) -> Fixture {
    fixtures().into_iter().find(|fixture| fixture.name() == name).unwrap()
}

fn settings<'a>(changes: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, &'a str> {
    let mut all = BTreeMap::from([
        ("AUTHING_HOST", "http://127.0.0.1:9"),
        ("AUTHING_USER_POOL_ID", POOL),
        ("AUTHING_APP_ID", "5f00000000000000000000b2"),
        ("AUTHING_TEST_POOL", POOL),
        ("AUTHING_TEST_ACCOUNT", "drift"),
        ("AUTHING_TEST_PASSWORD", "1234@Abcd"),
    ]);
    all.extend(changes.iter().copied());
    all.retain(|_, value| !value.is_empty());
    all
}

fn setup(changes: &[(&str, &str)]) -> Result<live::Setup, Error> {
    let settings = settings(changes);
    live::Setup::from_env(|name| settings.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn the_fixtures_the_client_and_the_sandbox_agree() {
    let fixtures = fixtures();
    let mut report = Report::new(fixtures.len());
    let answers = offline(&fixtures, &mut report).unwrap();
    assert_eq!(answers.len(), fixtures.len());
    let text = report.text(&Arguments::default());
    assert_eq!((report.count(Grade::Error), report.count(Grade::Warn)), (0, 0), "{text}");
}

/// A fixture with one other name in its reply, as if the service had changed.
#[test]
fn one_changed_name_is_one_error_and_fails() {
    let mut fixture = only("login_by_account/success");
    let Some(Body::Json(body)) = &mut fixture.exchanges[0].response.body else { panic!() };
    let data = body["data"].as_object_mut().unwrap();
    let count = data.remove("loginsCount").unwrap();
    data.insert("numberOfLogins".to_owned(), count);
    let mut report = Report::new(1);
    offline(&[fixture], &mut report).unwrap();
    let text = report.text(&Arguments::default());
    let error = text.lines().next().unwrap();
    let start = "error login_by_account/success fixture/sandbox: body.data.numberOfLogins: ";
    assert!(error.starts_with(start), "{text}");
    assert_eq!(report.count(Grade::Error), 1);
    assert_eq!(report.print(&Arguments::default()).unwrap_err().exit_code(), 1);
    let json = report.to_json();
    assert_eq!(json["data"]["errors"], 1);
    let findings = json["data"]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|it| it["place"] == "body.data.numberOfLogins"), "{json}");
}

#[test]
fn warnings_fail_only_where_they_are_to() {
    let mut fixture = only("send_sms/success");
    fixture.exchanges[0]
        .response
        .headers
        .insert("x-a".into(), ["1".to_owned()].into_iter().collect());
    let mut report = Report::new(1);
    offline(&[fixture], &mut report).unwrap();
    assert_eq!(report.count(Grade::Warn), 1, "{}", report.text(&Arguments::default()));
    report.print(&Arguments::default()).unwrap();
    let strict = Arguments { strict: true, ..Arguments::default() };
    assert_eq!(report.print(&strict).unwrap_err().exit_code(), 1);
}

#[test]
fn a_pool_that_is_not_marked_or_not_named_is_wrong_usage() {
    assert!(setup(&[]).is_ok());
    let wrong = [
        ("AUTHING_TEST_POOL", ""),
        ("AUTHING_TEST_POOL", "true"),
        ("AUTHING_TEST_POOL", "5f00000000000000000000a2"),
        ("AUTHING_HOST", ""),
        ("AUTHING_TEST_PASSWORD", ""),
        ("AUTHING_TEST_PHONE", "nonsense"),
        ("AUTHING_PUBLIC_KEY", "nonsense"),
    ];
    for (name, value) in wrong {
        let error = setup(&[(name, value)]).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{name}={value}");
        assert!(error.to_string().starts_with(name), "{error}");
        assert!(!error.to_string().contains("1234@Abcd"), "{error}");
    }
}

#[test]
fn a_dry_run_connects_to_nothing() {
    // Nobody listens there: a connection would be an error in the report.
    let setup = setup(&[("AUTHING_TEST_PHONE", "18812348888")]).unwrap();
    let arguments = Arguments { live: true, max_messages: 0, ..Arguments::default() };
    let mut report = Report::new(0);
    live::run(&setup, &arguments, &fixtures(), &Answers::new(), &mut report).unwrap();
    let text = report.text(&arguments);
    assert!(text.contains("would send POST /api/v2/login/account"), "{text}");
    assert!(
        text.contains("not POST /api/v2/sms/send (send_sms/success): no more messages"),
        "{text}"
    );
    assert!(text.contains("nothing was sent; --confirm sends it"), "{text}");
    assert!(!text.contains("1234@Abcd") && !text.contains("drift"), "{text}");
    assert_eq!(report.count(Grade::Error), 0);
    assert_eq!(report.to_json()["data"]["live"]["sent"], false);
}

/// A served sandbox in the place of the pool.
#[test]
fn a_confirmed_run_compares_three_ways() {
    let sandbox = Sandbox::new();
    let sign_up = RegisterByUsername::new(
        Username::parse("drift").unwrap(),
        Password::parse("1234@Abcd").unwrap(),
    );
    let request = sign_up.to_http(&sandbox.context(), None).unwrap();
    block_on(sandbox.send(request)).unwrap();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(LoopbackServer::start(sandbox.clone())).unwrap();
    let changes =
        [("AUTHING_HOST", server.base_url()), ("AUTHING_TEST_EMAIL", "x@example.com".to_owned())];
    let changes: Vec<_> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let setup = setup(&changes).unwrap();
    let arguments =
        Arguments { live: true, confirm: true, max_messages: 1, ..Arguments::default() };
    let fixtures: Vec<_> = fixtures()
        .into_iter()
        .filter(|it| it.case == "success" || it.name() == "login_by_account/2333_unknown_account")
        .collect();
    let mut report = Report::new(fixtures.len());
    let answers = offline(&fixtures, &mut report).unwrap();
    live::run(&setup, &arguments, &fixtures, &answers, &mut report).unwrap();
    let text = report.text(&Arguments { all: true, ..Arguments::default() });
    assert_eq!(report.count(Grade::Error), 0, "{text}");
    assert!(text.contains(" fixture/live: ") && text.contains(" sandbox/live: "), "{text}");
    assert!(text.contains("which sends an e-mail"), "{text}");
    assert_eq!(sandbox.outbox().count(), 1);
}
