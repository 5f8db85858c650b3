//! Many threads on one pool.

use std::thread;

use authing_sandbox::Sandbox;

use crate::support::{bearer, code, get, register_username};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn eight_threads_that_want_the_same_names_get_each_once() {
    const NAMES: usize = 12;
    let sandbox = Sandbox::new();
    let won: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let sandbox = &sandbox;
                scope.spawn(move || {
                    block_on(async {
                        let mut won = 0;
                        for name in 0..NAMES {
                            let reply = register_username(sandbox, &format!("user{name}")).await;
                            match code(&reply) {
                                200 => {
                                    let token = bearer(&reply);
                                    let me = get(sandbox, "/api/v2/users/me", Some(&token)).await;
                                    assert_eq!(me["data"]["id"], reply["data"]["id"]);
                                    won += 1;
                                }
                                other => assert_eq!(other, 2026),
                            }
                        }
                        won
                    })
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(won, NAMES);
}
