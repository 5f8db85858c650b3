//! The calls to a live pool, with a sandbox in its place.

use authing_sandbox::Sandbox;
use authing_testkit::Capture;
use authing_testkit::drift::Grade;
use authing_testkit::drift::live::{Budget, Channel, LivePool, LiveReply, TestAccount};
use authing_types::{Account, Email, Password, Phone};
use futures_executor::block_on;

use crate::support::fixtures;

const POOL: &str = "5f00000000000000000000a1";

fn account(password: &str) -> TestAccount {
    TestAccount::new(Account::parse("drift").unwrap(), Password::parse(password).unwrap())
}

fn with_recipients(mut account: TestAccount) -> TestAccount {
    account.phone = Some(Phone::parse("18812348888").unwrap());
    account.email = Some(Email::parse("x@example.com").unwrap());
    account
}

/// A sandbox in which the account has signed up.
fn pool() -> Sandbox {
    use authing_api::OperationExt as _;
    use authing_api::operations::RegisterByUsername;
    use authing_transport::Transport as _;
    let sandbox = Sandbox::new();
    let operation = RegisterByUsername::new(
        authing_types::Username::parse("drift").unwrap(),
        Password::parse("1234@Abcd").unwrap(),
    );
    let request = operation.to_http(&sandbox.context(), None).unwrap();
    block_on(sandbox.send(request)).unwrap();
    sandbox
}

fn ask(sandbox: &Sandbox, account: TestAccount, messages: u32) -> (Vec<LiveReply>, Capture) {
    let pool = LivePool::new(sandbox.context(), POOL, account).unwrap();
    let steps = pool.plan(Budget { messages });
    let capture = Capture::new(sandbox.clone());
    (block_on(pool.ask(&steps, &fixtures(), None, &capture)), capture)
}

#[test]
fn a_pool_without_its_mark_is_refused() {
    for mark in ["", "yes", "5f00000000000000000000a2"] {
        let refused = LivePool::new(Sandbox::new().context(), mark, account("x")).unwrap_err();
        assert!(refused.to_string().contains("not marked as a test pool"), "{refused}");
    }
}

#[test]
fn a_plan_sends_nothing_and_keeps_to_its_budget() {
    let context = Sandbox::new().context();
    let sends = |account: TestAccount, messages| {
        let pool = LivePool::new(context.clone(), POOL, account).unwrap();
        let steps = pool.plan(Budget { messages });
        let going = steps.iter().filter(|step| step.skipped.is_none());
        going.filter_map(|step| step.sends).collect::<Vec<_>>()
    };
    assert_eq!(sends(account("x"), 9), []);
    assert_eq!(sends(with_recipients(account("x")), 0), []);
    assert_eq!(sends(with_recipients(account("x")), 1), [Channel::Sms]);
    assert_eq!(sends(with_recipients(account("x")), 2), [Channel::Sms, Channel::Email]);
}

#[test]
fn every_step_has_a_fixture_and_only_reads() {
    let pool = LivePool::new(Sandbox::new().context(), POOL, account("x")).unwrap();
    let steps = pool.plan(Budget { messages: 2 });
    assert!(steps.len() > 10);
    for step in steps {
        let name = step.fixture;
        assert!(fixtures().iter().any(|fixture| fixture.name() == name), "{name}");
        let starts = ["register", "delete", "update", "set_", "reset", "bind", "unbind", "link"];
        assert!(!starts.iter().any(|start| name.starts_with(start)), "{name}");
    }
}

#[test]
fn a_sandbox_in_the_place_of_the_pool_has_no_error() {
    let sandbox = pool();
    let (replies, capture) = ask(&sandbox, with_recipients(account("1234@Abcd")), 2);
    for reply in &replies {
        let errors: Vec<_> =
            reply.findings.iter().filter(|it| it.grade() == Grade::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", reply.fixture);
        assert!(reply.answer.is_some(), "{}", reply.fixture);
    }
    let sent = sandbox.outbox().messages();
    assert_eq!(sent.len(), 2, "{sent:?}");
    let last = capture.requests().pop().unwrap();
    assert!(last.uri().path().ends_with("/logout"), "{}", last.uri());
    assert_eq!(capture.requests().len(), replies.len());
}

#[test]
fn messages_beyond_the_budget_do_not_go() {
    let sandbox = pool();
    ask(&sandbox, with_recipients(account("1234@Abcd")), 1);
    assert_eq!(sandbox.outbox().messages().len(), 1);
}

#[test]
fn a_sign_in_that_fails_ends_what_needs_it() {
    let (replies, capture) = ask(&pool(), account("wrong"), 0);
    let of = |name: &str| {
        let reply = replies.iter().find(|reply| reply.fixture == name).unwrap();
        reply.findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of("login_by_account/success"), ["body.code: was 200, is 2333"]);
    assert_eq!(of("current_user/success"), ["answer: is missing: nobody is signed in"]);
    let paths: Vec<_> = capture.requests().iter().map(|it| it.uri().path().to_owned()).collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
}
