//! Calls of a sandbox in the same process, with few users and with many.

use std::hint::black_box;
use std::time::Duration;

use authing_api::operations::{
    CurrentUser, LoginByAccount, LoginByPhoneCode, SecurityLevel, SendSms, UpdateProfile,
};
use authing_api::{Bearer, Context, Operation, OperationExt as _, SignIn};
use authing_bench::Error;
use authing_sandbox::{NewUser, Sandbox, Settings};
use authing_transport::Transport as _;
use authing_types::{
    Account, IdToken, Password, Phone, PhoneNumber, ProfileUpdate, VerificationCode,
};
use bytes::Bytes;
use futures_executor::block_on;
use http::Request;

use super::{Section, Threshold, Unit};
use crate::measure::Extent;
use crate::stopwatch;

const CODE: &str = "1234";
const FEW: usize = 1_000;

pub(super) fn measure(extent: Extent, section: &mut Section) -> Result<(), Error> {
    let many = extent.pick(1_000_000, 100_000);
    let (small, _) = Population::new(FEW)?;
    let (large, tenths) = Population::new(many)?;
    let (first, others) = tenths.split_at(1);
    section.compared(
        format!("creating a user: each further tenth of {many}"),
        Unit::Microseconds,
        others,
        ("the first tenth", &first.repeat(others.len())),
        Some(Threshold::RatioAtMost(1.5)),
    );
    let mut runs = CALLS.map(|_| (Vec::new(), Vec::new()));
    // Call by call in each round: a moment in which the machine is slow costs each of them a round,
    // and not one of them all.
    for number in 0..extent.pick(41, 7) {
        for (call, (few, most)) in CALLS.iter().zip(&mut runs) {
            let calls = call.calls_a_round / extent.pick(1, 4);
            few.push(small.run(call, calls, number)?);
            most.push(large.run(call, calls, number)?);
        }
    }
    for (call, (few, most)) in CALLS.into_iter().zip(runs) {
        section.compared(
            format!("{}, {many} users", call.name),
            Unit::Microseconds,
            &most,
            ("1,000 users", &few),
            Some(Threshold::RatioAtMost(1.5)),
        );
        let limit = (!call.has_rsa).then_some(Threshold::AtMost(20.0));
        let spread = crate::spread::Spread::of(few);
        section.value(format!("{}, 1,000 users", call.name), Unit::Microseconds, spread, limit);
    }
    Ok(())
}

/// One kind of call, made for a user by number.
struct Call {
    name: &'static str,
    request: fn(&Population, usize) -> Result<Request<Bytes>, Error>,
    calls_a_round: usize,
    has_rsa: bool,
}

const CALLS: [Call; 6] = [
    Call {
        name: "`current_user`",
        request: |pool, user| pool.as_user(&CurrentUser::new(), user),
        calls_a_round: 2_000,
        has_rsa: false,
    },
    Call {
        name: "`security_level`",
        request: |pool, user| pool.as_user(&SecurityLevel::new(), user),
        calls_a_round: 2_000,
        has_rsa: false,
    },
    Call {
        name: "`update_profile`",
        request: |pool, user| {
            let update = ProfileUpdate::new().nickname(format!("nick{user}"));
            pool.as_user(&UpdateProfile::new(update), user)
        },
        calls_a_round: 2_000,
        has_rsa: false,
    },
    Call {
        name: "`send_sms`",
        request: |pool, user| {
            Ok(SendSms::new(Phone::parse(phone(user))?).to_http(&pool.context, None)?)
        },
        calls_a_round: 1_000,
        has_rsa: false,
    },
    Call {
        name: "`login_by_phone_code`",
        request: |pool, user| {
            let operation =
                LoginByPhoneCode::new(Phone::parse(phone(user))?, VerificationCode::parse(CODE)?);
            let sms = SendSms::new(Phone::parse(phone(user))?).to_http(&pool.context, None)?;
            block_on(pool.sandbox.send(sms))?;
            Ok(operation.to_http(&pool.context, None)?)
        },
        calls_a_round: 1_000,
        has_rsa: false,
    },
    Call {
        name: "`login_by_account` (password sign-in)",
        request: |pool, user| pool.sign_in(user),
        calls_a_round: 200,
        has_rsa: true,
    },
];

/// A sandbox with users.
struct Population {
    sandbox: Sandbox,
    context: Context,
    users: usize,
    /// The token of every tenth user.
    tokens: Vec<IdToken>,
}

fn name(user: usize) -> String {
    format!("user{user}")
}

fn phone(user: usize) -> String {
    format!("+86 138{user:08}")
}

impl Population {
    /// Makes the users; the second value is how long one took, in microseconds, by tenths.
    fn new(users: usize) -> Result<(Self, Vec<f64>), Error> {
        const TENTHS: usize = 10;
        let mut settings = Settings::default();
        settings.fixed_code = Some(CODE.to_owned());
        settings.send_interval = Duration::ZERO;
        let sandbox = Sandbox::builder().settings(settings).build()?;
        let password = Password::parse("1234@Abcd")?;
        let mut each = Vec::new();
        for tenth in 0..TENTHS {
            let numbers = tenth * users / TENTHS..(tenth + 1) * users / TENTHS;
            let count = numbers.len();
            let mut new = Vec::with_capacity(count);
            for user in numbers {
                let mut one = NewUser::with_username(name(user), password.clone());
                one.phone = Some(PhoneNumber::parse(phone(user).trim_start_matches("+86 "))?);
                new.push(one);
            }
            let (made, took) = stopwatch::cpu_time(|| {
                new.into_iter().try_for_each(|new| sandbox.create_user(new).map(drop))
            });
            made?;
            each.push(microseconds(took, count));
        }
        let context = sandbox.context();
        let mut pool = Self { sandbox, context, users, tokens: Vec::new() };
        for user in (0..users).step_by(10) {
            let sms = SendSms::new(Phone::parse(phone(user))?).to_http(&pool.context, None)?;
            block_on(pool.sandbox.send(sms))?;
            let code = VerificationCode::parse(CODE)?;
            let sign_in = LoginByPhoneCode::new(Phone::parse(phone(user))?, code);
            let response = block_on(pool.sandbox.send(sign_in.to_http(&pool.context, None)?))?;
            let SignIn::Complete(signed_in) = LoginByPhoneCode::from_http(&response)? else {
                return Err("the sign-in needs a further step".into());
            };
            pool.tokens.push(signed_in.token.ok_or("a sign-in brings a token")?);
        }
        Ok((pool, each))
    }

    fn as_user(&self, operation: &impl Operation, user: usize) -> Result<Request<Bytes>, Error> {
        let token = &self.tokens[user % self.tokens.len()];
        Ok(operation.to_http(&self.context, Some(Bearer::Id(token)))?)
    }

    fn sign_in(&self, user: usize) -> Result<Request<Bytes>, Error> {
        let account = Account::parse(name(user))?;
        let operation = LoginByAccount::new(account, Password::parse("1234@Abcd")?);
        Ok(operation.to_http(&self.context, None)?)
    }

    /// The CPU time of one call, in microseconds. Requests are built before.
    fn run(&self, call: &Call, calls: usize, round: usize) -> Result<f64, Error> {
        // Divides none of the counts of users: no user comes twice, and neighbours lie far apart.
        const STRIDE: usize = 7_919;
        let requests = (0..calls)
            .map(|number| (call.request)(self, (round * calls + number) * STRIDE % self.users))
            .collect::<Result<Vec<_>, _>>()?;
        let mut answers = Vec::with_capacity(calls);
        let (done, took) = stopwatch::cpu_time(|| {
            requests.into_iter().try_for_each(|request| {
                block_on(self.sandbox.send(black_box(request))).map(|answer| answers.push(answer))
            })
        });
        done?;
        let codes: Vec<_> = answers.iter().map(authing_api::code_of).collect();
        match codes.iter().find(|code| **code != Some(200)) {
            Some(code) => Err(format!("{} was answered with {code:?}", call.name).into()),
            None => Ok(microseconds(took, calls)),
        }
    }
}

fn microseconds(took: Duration, calls: usize) -> f64 {
    took.as_secs_f64() * 1e6 / calls as f64
}
