//! Many threads on one pool: whatever they were answered could have been answered to one caller
//! after the other.
//!
//! Each call is written down with when it began and ended. A search (Wing and Gong, 1993) then looks
//! for an order of all calls that keeps to those times and in which a small model of the service
//! gives just these answers. Where there is none, an update was lost, a name given twice, or a
//! code used twice.

use std::collections::{BTreeMap, HashSet};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use authing_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{PASSWORD, PHONE, bearer, request, sealed, send, sms_code};

const THREADS: usize = 8;
const CALLS_EACH: usize = 6;
const NAMES: [&str; 3] = ["ann", "bob", "cid"];

/// A call, as far as its outcome depends on it.
#[derive(Clone, Debug)]
enum Call {
    Register {
        name: &'static str,
    },
    Login {
        name: &'static str,
        password: usize,
    },
    /// The others are by the account of a token.
    Me {
        id: String,
    },
    Nickname {
        id: String,
        nickname: String,
    },
    Rename {
        id: String,
        name: &'static str,
    },
    Password {
        id: String,
        old: usize,
        new: usize,
    },
    Delete {
        id: String,
    },
    /// Signs up with the one code that was sent.
    UseCode,
}

/// An answer, as far as the model knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// Account, name, nickname and number of sign-ins.
    User(String, Option<String>, Option<String>, u64),
    Done,
    Refused(i64),
}

#[derive(Clone, Debug)]
struct Event {
    call: Call,
    answer: Answer,
    began: u64,
    ended: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Account {
    name: Option<String>,
    nickname: Option<String>,
    password: Option<usize>,
    logins: u64,
}

/// What the service may be, told in a few lines: accounts by id, and whether the code is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Model {
    accounts: BTreeMap<String, Account>,
    is_code_used: bool,
}

impl Model {
    /// Whether the call may be answered so; then the model is as it is afterwards.
    fn allows(&mut self, call: &Call, answer: &Answer) -> bool {
        let owner = |model: &Self, name: &str| {
            let mut accounts = model.accounts.iter();
            accounts
                .find(|(_, account)| account.name.as_deref() == Some(name))
                .map(|(id, _)| id.clone())
        };
        let expected = match call {
            Call::Register { name } => match (owner(self, name), answer) {
                (None, Answer::User(id, ..)) => {
                    let name = Some((*name).to_owned());
                    self.create(id, Account { name, nickname: None, password: Some(0), logins: 1 })
                }
                (None, _) => return false,
                (Some(_), _) => Answer::Refused(2026),
            },
            Call::UseCode => match (self.is_code_used, answer) {
                (false, Answer::User(id, ..)) => {
                    self.is_code_used = true;
                    self.create(
                        id,
                        Account { name: None, nickname: None, password: None, logins: 1 },
                    )
                }
                (false, _) => return false,
                (true, _) => Answer::Refused(2001),
            },
            Call::Login { name, password } => match owner(self, name) {
                Some(id) if self.accounts[&id].password == Some(*password) => {
                    self.change(&id, |account| account.logins += 1)
                }
                _ => Answer::Refused(2333),
            },
            Call::Me { id }
            | Call::Nickname { id, .. }
            | Call::Rename { id, .. }
            | Call::Password { id, .. }
            | Call::Delete { id }
                if !self.accounts.contains_key(id) =>
            {
                Answer::Refused(2020)
            }
            Call::Me { id } => self.change(id, |_| {}),
            Call::Nickname { id, nickname } => {
                self.change(id, |account| account.nickname = Some(nickname.clone()))
            }
            Call::Rename { id, name } => match owner(self, name) {
                Some(other) if other != *id => Answer::Refused(2026),
                _ => self.change(id, |account| account.name = Some((*name).to_owned())),
            },
            Call::Password { id, old, new }
                if self.accounts[id].password.is_none_or(|password| password == *old) =>
            {
                self.change(id, |account| account.password = Some(*new))
            }
            Call::Password { .. } => Answer::Refused(1_320_011),
            Call::Delete { id } => {
                self.accounts.remove(id);
                Answer::Done
            }
        };
        expected == *answer
    }

    fn create(&mut self, id: &str, account: Account) -> Answer {
        if self.accounts.insert(id.to_owned(), account).is_some() {
            return Answer::Done; // the id is not new: no sign-up is answered so
        }
        self.change(id, |_| {})
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Account)) -> Answer {
        let account = self.accounts.get_mut(id).unwrap();
        change(account);
        let (name, nickname) = (account.name.clone(), account.nickname.clone());
        Answer::User(id.to_owned(), name, nickname, account.logins)
    }
}

/// Whether there is an order of the events that the model allows.
fn has_serial_order(events: &[Event]) -> bool {
    fn search(
        events: &[Event],
        done: u64,
        model: &Model,
        seen: &mut HashSet<(u64, Model)>,
    ) -> bool {
        let open = || (0..events.len()).filter(|index| done & (1 << index) == 0);
        let Some(first_end) = open().map(|index| events[index].ended).min() else {
            return true;
        };
        if !seen.insert((done, model.clone())) {
            return false;
        }
        // Next may be whatever began before any of the open ones ended.
        open().filter(|index| events[*index].began < first_end).any(|index| {
            let mut next = model.clone();
            next.allows(&events[index].call, &events[index].answer)
                && search(events, done | 1 << index, &next, seen)
        })
    }
    assert!(events.len() <= 64, "the set of events is one word");
    search(events, 0, &Model::default(), &mut HashSet::new())
}

/// One thread: makes calls by chance, with the tokens that it was given.
struct Caller<'a> {
    sandbox: &'a Sandbox,
    sealed: &'a [String; 2],
    sms: &'a str,
    clock: &'a AtomicU64,
    random: u64,
    /// Accounts and their tokens, the newest last.
    tokens: Vec<(String, String)>,
}

impl Caller<'_> {
    fn below(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % limit as u64) as usize
    }

    async fn step(&mut self) -> Event {
        let name = NAMES[self.below(NAMES.len())];
        let kind = self.below(12);
        let Some((id, token)) = self.tokens.last().cloned() else {
            let call = match kind {
                0 => Call::UseCode,
                1..=7 => Call::Register { name },
                _ => Call::Login { name, password: 0 },
            };
            return self.make(call, None).await;
        };
        let (old, new, number) = (self.below(2), self.below(2), self.below(1000));
        let call = match kind {
            0 => Call::UseCode,
            1 | 2 => Call::Register { name },
            3 | 4 => Call::Login { name, password: old },
            5 | 6 => Call::Nickname { id, nickname: number.to_string() },
            7 => Call::Rename { id, name },
            8 => Call::Password { id, old, new },
            9 => Call::Delete { id },
            _ => Call::Me { id },
        };
        self.make(call, Some(token)).await
    }

    async fn make(&mut self, call: Call, token: Option<String>) -> Event {
        let sealed = |which: &usize| self.sealed[*which].as_str();
        let (method, path, body) = match &call {
            Call::Register { name } => (
                "POST",
                "/api/v2/register/username",
                json!({"username": name, "password": sealed(&0), "forceLogin": true}),
            ),
            Call::Login { name, password } => (
                "POST",
                "/api/v2/login/account",
                json!({"account": name, "password": sealed(password)}),
            ),
            Call::UseCode => (
                "POST",
                "/api/v2/register/phone-code",
                json!({"phone": PHONE, "code": self.sms, "forceLogin": true}),
            ),
            Call::Me { .. } => ("GET", "/api/v2/users/me", Value::Null),
            Call::Nickname { nickname, .. } => {
                ("POST", "/api/v2/users/profile/update", json!({"nickname": nickname}))
            }
            Call::Rename { name, .. } => {
                ("POST", "/api/v2/users/profile/update", json!({"username": name}))
            }
            Call::Password { old, new, .. } => (
                "POST",
                "/api/v2/password/update",
                json!({"oldPassword": sealed(old), "newPassword": sealed(new)}),
            ),
            Call::Delete { .. } => ("DELETE", "/api/v2/users/delete", Value::Null),
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = request(method, path, token.as_deref(), &body);
        let began = self.clock.fetch_add(1, Ordering::SeqCst);
        let (_, reply) = send(self.sandbox, request).await;
        let ended = self.clock.fetch_add(1, Ordering::SeqCst);
        let text = |key: &str| reply["data"][key].as_str().map(str::to_owned);
        let answer = match (reply["code"].as_i64().unwrap(), text("id")) {
            (200, Some(id)) => {
                let logins = reply["data"]["loginsCount"].as_u64().unwrap();
                Answer::User(id, text("username"), text("nickname"), logins)
            }
            (200, None) => Answer::Done,
            (code, _) => Answer::Refused(code),
        };
        if let (Answer::User(id, ..), Some(_)) = (&answer, text("token")) {
            self.tokens.push((id.clone(), bearer(&reply)));
        }
        Event { call, answer, began, ended }
    }
}

/// All that eight threads did to one pool, and what was there at the end.
fn history(round: u64, sealed: &[String; 2]) -> Vec<Event> {
    let sandbox = Sandbox::builder().seed(round).build().unwrap();
    let sms = block_on(sms_code(&sandbox, PHONE));
    let (clock, barrier) = (AtomicU64::new(0), Barrier::new(THREADS));
    let caller = |thread: usize| Caller {
        sandbox: &sandbox,
        sealed,
        sms: &sms,
        clock: &clock,
        random: (round * 100 + thread as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
        tokens: Vec::new(),
    };
    let mut events: Vec<Event> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (mut caller, barrier) = (caller(thread), &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    block_on(async {
                        let mut events = Vec::new();
                        for _ in 0..CALLS_EACH {
                            events.push(caller.step().await);
                        }
                        events
                    })
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut last = caller(THREADS);
    for name in NAMES {
        for password in 0..2 {
            events.push(block_on(last.make(Call::Login { name, password }, None)));
        }
    }
    events
}

#[test]
fn what_eight_threads_were_answered_has_a_serial_order() {
    let sandbox = Sandbox::new();
    let sealed = [PASSWORD, "another"].map(|password| sealed(&sandbox, password));
    let (mut overlaps, mut kinds) = (0, HashSet::new());
    for round in 1..=80 {
        let events = history(round, &sealed);
        for event in &events {
            kinds.insert((
                std::mem::discriminant(&event.call),
                std::mem::discriminant(&event.answer),
            ));
            overlaps += usize::from(event.ended > event.began + 1);
        }
        assert!(
            has_serial_order(&events),
            "round {round}: {}",
            events.iter().map(|event| format!("\n{event:?}")).collect::<String>()
        );
    }
    assert!(overlaps > 0, "the calls must overlap");
    assert!(kinds.len() >= 14, "the calls must meet all outcomes: {}", kinds.len());
}

/// The search finds what it is there for.
#[test]
fn a_history_that_no_serial_order_gives_is_told() {
    let user = |id: &str, logins| Answer::User(id.to_owned(), Some("ann".to_owned()), None, logins);
    let event = |call: &Call, answer: Answer, began, ended| Event {
        call: call.clone(),
        answer,
        began,
        ended,
    };
    let (register, login) =
        (Call::Register { name: "ann" }, Call::Login { name: "ann", password: 0 });
    // One name, given twice at the same time.
    let twice = [event(&register, user("1", 1), 0, 3), event(&register, user("2", 1), 1, 2)];
    assert!(!has_serial_order(&twice));
    let once =
        [event(&register, Answer::Refused(2026), 0, 3), event(&register, user("2", 1), 1, 2)];
    assert!(has_serial_order(&once));
    // Two sign-ins at the same time that were counted as one.
    let mut lost = vec![
        event(&register, user("1", 1), 0, 1),
        event(&login, user("1", 2), 2, 5),
        event(&login, user("1", 2), 3, 4),
    ];
    assert!(!has_serial_order(&lost));
    lost[1].answer = user("1", 3);
    assert!(has_serial_order(&lost));
    // The same, one after the other: the second is not the first.
    (lost[1].ended, lost[2].began, lost[2].ended) = (3, 4, 5);
    assert!(!has_serial_order(&lost));
    // A code, used twice.
    let phone = |id: &str| Answer::User(id.to_owned(), None, None, 1);
    let used = [event(&Call::UseCode, phone("1"), 0, 2), event(&Call::UseCode, phone("2"), 1, 3)];
    assert!(!has_serial_order(&used));
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
