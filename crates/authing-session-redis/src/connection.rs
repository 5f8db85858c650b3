use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError};

/// The one connection that all calls of a store share, set up when it is needed.
///
/// Whoever needs a connection while one is being set up waits for that one and shares its outcome,
/// so nobody waits longer than one attempt takes. A failed attempt is not remembered: the next call
/// makes a new one. The manager of the redis crate would instead answer the first call after an
/// outage with the failure of its last attempt.
pub(crate) struct Connection {
    client: Client,
    config: AsyncConnectionConfig,
    current: Mutex<Option<Arc<Attempt>>>,
}

/// One connection, or the attempt to get it.
type Attempt = Shared<BoxFuture<'static, Result<MultiplexedConnection, RedisError>>>;

/// How a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There was no connection: nothing was sent.
    NotSent(RedisError),
    /// The connection broke: whether the command was done is not known.
    ReplyLost(RedisError),
    /// No reply came in time: whether the command was or will be done is not known.
    TimedOut(RedisError),
    /// The server refused.
    Refused(RedisError),
    /// There is no tokio runtime here.
    NoRuntime,
}

impl Connection {
    pub(crate) fn new(
        client: Client,
        connect_timeout: Duration,
        response_timeout: Duration,
    ) -> Self {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(connect_timeout))
            .set_response_timeout(Some(response_timeout));
        Self { client, config, current: Mutex::default() }
    }

    /// Sends a command and waits for its reply.
    pub(crate) async fn send<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Failure> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| Failure::NoRuntime)?;
        let attempt = self.attempt(&runtime);
        let mut connection = match (*attempt).clone().await {
            Ok(connection) => connection,
            Err(error) => {
                self.give_up(&attempt);
                return Err(Failure::NotSent(error));
            }
        };
        let error = match command.query_async(&mut connection).await {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        // A server that has become a replica, or that wants another password, keeps the connection.
        if error.is_io_error()
            || error.is_unrecoverable_error()
            || matches!(error.code(), Some("READONLY" | "NOAUTH"))
        {
            self.give_up(&attempt);
        }
        Err(match error.kind() {
            ErrorKind::Io if error.is_timeout() => Failure::TimedOut(error),
            ErrorKind::Io | ErrorKind::Parse => Failure::ReplyLost(error),
            _ => Failure::Refused(error),
        })
    }

    /// Where the server is: without user and password.
    pub(crate) fn place(&self) -> impl fmt::Display {
        let info = self.client.get_connection_info();
        format!("{} (database {})", info.addr(), info.redis_settings().db())
    }

    /// The present connection, or the attempt that is under way, or a new one.
    fn attempt(&self, runtime: &tokio::runtime::Handle) -> Arc<Attempt> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempt) = &*current
            && !matches!(attempt.peek(), Some(Err(_)))
        {
            return attempt.clone();
        }
        let (client, config) = (self.client.clone(), self.config.clone());
        // A task of its own, so that the attempt goes on when those who wait for it are dropped.
        let task = runtime.spawn(async move {
            client.get_multiplexed_async_connection_with_config(&config).await
        });
        let attempt = async move {
            task.await.unwrap_or_else(|stopped| {
                Err(RedisError::from(io::Error::other(if stopped.is_cancelled() {
                    "the runtime is shutting down"
                } else {
                    "connecting panicked"
                })))
            })
        };
        let attempt = Arc::new(attempt.boxed().shared());
        *current = Some(attempt.clone());
        attempt
    }

    /// Lets the next call connect anew, unless somebody already did.
    fn give_up(&self, attempt: &Arc<Attempt>) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, attempt)) {
            *current = None;
        }
    }
}
