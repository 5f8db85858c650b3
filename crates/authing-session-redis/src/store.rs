use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use authing_session::{Session, SessionKey, SessionStore, StoreError, Stored, Version};
use redis::Cmd;
use zeroize::Zeroizing;

use crate::RedisStoreBuilder;
use crate::commands::{self, Answer};
use crate::connection::{Connection, Failure};
use crate::error::not_a_session;
use crate::value;

/// Keeps sessions in Redis, for many servers with many users.
///
/// * Creating a store connects to nothing. All calls share one connection, which is set up by the
///   first one and again after it broke, within
///   [`connect_timeout`](RedisStoreBuilder::connect_timeout). A clone shares it too.
/// * A save compares and writes in one script, so that servers never overwrite each other. Versions
///   are 128 random bits and never used again, also after the database was flushed or brought back
///   from a backup.
/// * A session that nobody has saved for
///   [`abandoned_after`](RedisStoreBuilder::abandoned_after) is dropped by the server.
/// * Where the connection broke in a call, the call is made once more on a new one, if that can do
///   no harm: a save that was done already is recognized by its version. What stays unknown is
///   [`Unavailable`](authing_session::StoreErrorKind::Unavailable), after which the session may
///   have been stored. A call takes no longer than twice `connect_timeout` and `response_timeout`
///   together.
///
/// Needs a tokio runtime with time and I/O enabled; a call elsewhere is an error. See the
/// [crate](crate) for the set-up of the server.
///
/// # Examples
///
/// ```no_run
/// use authing_session::{Session, SessionKey, SessionStore};
/// use authing_session_redis::RedisStore;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = RedisStore::new("redis://127.0.0.1:6379/0")?;
/// let key = SessionKey::parse("user:42")?;
/// let version = store.save(&key, &Session::default(), None).await?;
/// store.clear(&key, &version).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    connection: Arc<Connection>,
    key_prefix: Arc<str>,
    /// Milliseconds.
    expiry: Option<u64>,
}

impl RedisStore {
    /// A store at an address, with the defaults of the builder:
    /// `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, or
    /// `redis+unix:///path[?db=…&user=…&pass=…]`.
    ///
    /// # Errors
    ///
    /// As [`RedisStoreBuilder::build`].
    pub fn new(url: impl Into<String>) -> Result<Self, StoreError> {
        Self::builder(url).build()
    }

    /// Sets up a store at an address, as in [`new`](Self::new).
    pub fn builder(url: impl Into<String>) -> RedisStoreBuilder {
        RedisStoreBuilder::new(url.into())
    }

    pub(crate) fn with(connection: Connection, key_prefix: String, expiry: Option<u64>) -> Self {
        Self { connection: Arc::new(connection), key_prefix: key_prefix.into(), expiry }
    }

    fn key(&self, key: &SessionKey) -> String {
        format!("{}{}", self.key_prefix, key.as_str())
    }

    fn error(&self, failure: Failure) -> StoreError {
        failure.into_error(self.connection.place())
    }

    /// The stored value. Asked for again where the connection broke: reading does no harm.
    async fn value(&self, key: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        let command = commands::load(key);
        let value: Option<Vec<u8>> = match self.connection.send(&command).await {
            Err(Failure::ReplyLost(_)) => self.connection.send(&command).await,
            result => result,
        }?;
        Ok(value.map(Zeroizing::new))
    }

    async fn ask(&self, command: &Cmd) -> Result<Answer, Failure> {
        let answer: String = self.connection.send(command).await?;
        Answer::parse(&answer).ok_or_else(|| {
            Failure::Refused((redis::ErrorKind::UnexpectedReturnType, "no answer of ours").into())
        })
    }

    fn outcome(&self, answer: Answer) -> Result<(), StoreError> {
        match answer {
            Answer::Done => Ok(()),
            Answer::Conflict => Err(StoreError::conflict()),
            Answer::Unreadable => Err(not_a_session(self.connection.place())),
        }
    }

    /// Sends a command again whose reply was `lost`. Anything but success says nothing of the first
    /// time: a conflict may be with somebody who came after it.
    async fn ask_again(&self, command: &Cmd, lost: Failure) -> Result<(), StoreError> {
        match self.ask(command).await {
            Ok(Answer::Done) => Ok(()),
            _ => Err(self.error(lost)),
        }
    }
}

#[async_trait]
impl SessionStore for RedisStore {
    async fn load(&self, key: &SessionKey) -> Result<Option<Stored>, StoreError> {
        let value = self.value(&self.key(key)).await.map_err(|failure| self.error(failure))?;
        let Some(value) = value else {
            return Ok(None);
        };
        let Some((version, record)) = value::decode(&value) else {
            return Err(not_a_session(self.connection.place()));
        };
        Ok(Some(Stored::new(Session::from_record(record)?, version)))
    }

    async fn save(
        &self,
        key: &SessionKey,
        session: &Session,
        expected: Option<&Version>,
    ) -> Result<Version, StoreError> {
        let key = self.key(key);
        // The first save of a session cannot be sent twice, so a connection that broke while it was
        // idle has to show before.
        if expected.is_none() {
            self.value(&key).await.map_err(|failure| self.error(failure))?;
        }
        let version = Version::random()?;
        let value = value::encode(&version, session);
        let command = commands::save(&key, expected, &version, &value, self.expiry);
        let lost = match self.ask(&command).await {
            Ok(answer) => return self.outcome(answer).map(|()| version),
            Err(lost @ Failure::ReplyLost(_)) => lost,
            Err(failure) => return Err(self.error(failure)),
        };
        if expected.is_some() {
            // Done twice it is done once: then the version is ours, or no longer the expected one.
            return self.ask_again(&command, lost).await.map(|()| version);
        }
        // Sent again, it could bring back a session that was stored and has been cleared since.
        match self.value(&key).await {
            Ok(Some(value)) if value::decode(&value).is_some_and(|(found, _)| found == version) => {
                Ok(version)
            }
            _ => Err(self.error(lost)),
        }
    }

    async fn clear(&self, key: &SessionKey, expected: &Version) -> Result<(), StoreError> {
        let command = commands::clear(&self.key(key), expected);
        match self.ask(&command).await {
            Ok(answer) => self.outcome(answer),
            Err(lost @ Failure::ReplyLost(_)) => self.ask_again(&command, lost).await,
            Err(failure) => Err(self.error(failure)),
        }
    }
}

/// Shows where the server is, without user and password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("server", &self.connection.place().to_string())
            .field("key_prefix", &self.key_prefix)
            .finish_non_exhaustive()
    }
}
