//! Keeps sessions in Redis, for many servers that share their signed-in users: [`RedisStore`].
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use authing_session::{Session, SessionKey, SessionStore};
//! use authing_session_redis::RedisStore;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = RedisStore::builder("rediss://redis.internal:6380/0")
//!     .credentials("sessions", std::env::var("REDIS_PASSWORD")?)
//!     .abandoned_after(Duration::from_secs(30 * 24 * 60 * 60))
//!     .build()?;
//! let key = SessionKey::parse("user:42")?;
//! let version = store.save(&key, &Session::default(), None).await?;
//! assert_eq!(store.load(&key).await?.expect("it was saved").version, version);
//! # Ok(())
//! # }
//! ```
//!
//! # How the server must be set up
//!
//! * **Redis 6 or later**, or a server that speaks its protocol with `EVAL`, `GET`, `SET … PX`
//!   and `UNLINK`. Tested with Redis 7.
//! * **Durable**: what a save acknowledged survives a crash of the server only with
//!   `appendonly yes` and `appendfsync always`. With `everysec`, the last second is lost; with
//!   snapshots alone, minutes. Replication is asynchronous: a failover may lose the last saves,
//!   and then a rotated refresh token with them.
//! * **`maxmemory-policy noeviction`**: any other policy removes sessions of users who are signed
//!   in when the memory is full.
//! * **A user of its own** that may do this and no more:
//!   `ACL SETUSER sessions on >… ~authing:session:* +eval +get +set +unlink`, and `+select` for
//!   another database than 0.
//! * **One primary**, by an address that follows a failover. The address of a single node of a
//!   Redis Cluster is refused by that node for most keys, and the error says so.
//!
//! # What is stored
//!
//! A string for each session, under the prefix and the session key: a line with the kind, the format
//! and the version, then the record. All scripts use one key. A hash tag in the prefix, as in `{authing}:session:`, puts all
//! sessions into one slot; without one a tag may come from the session key itself.
//!
//! Tokens are kept in clear text: whoever can read the database is the users.

mod builder;
mod commands;
mod connection;
mod error;
mod store;
mod value;

pub use builder::RedisStoreBuilder;
pub use store::RedisStore;
