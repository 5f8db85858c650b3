//! One call of the user: its attempts, the waits between them, and the deadline over all.

use std::time::Duration;

use bytes::Bytes;

use authing_api::{
    Bearer, BuildError, Context, DecodeError, Operation, OperationExt as _, OperationInfo,
};
use authing_transport::random::{Random as _, SharedRandom};
use authing_transport::time::{Clock as _, SharedSleep, Sleep as _};
use authing_transport::{Transport as _, within};

use crate::Error;
use crate::client::Shared;
use crate::retry::{FailedAttempt, RetryDecision, RetryPolicy};

/// How long a client's calls may take, and what it does about failed attempts.
#[derive(Debug)]
pub(crate) struct CallPolicy {
    /// How to wait; without it there are neither deadlines nor repetitions.
    pub(crate) sleep: Option<SharedSleep>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) random: SharedRandom,
}

/// A call that has begun. Everything that is sent for it shares its deadline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// By the monotonic time of the client's clock.
    started: Duration,
}

/// An operation to be sent, without its type: what is done with it is compiled once.
struct Exchange<'a> {
    info: &'a OperationInfo,
    /// Makes the request of an attempt.
    to_http: &'a (dyn Fn() -> Result<http::Request<Bytes>, BuildError> + Send + Sync),
    /// Reads its answer.
    read: &'a mut (dyn FnMut(&http::Response<Bytes>) -> Result<(), DecodeError> + Send),
}

impl Shared {
    /// Begins a call: its time runs from here.
    pub(crate) fn begin(&self) -> Call {
        Call { started: self.clock.monotonic() }
    }

    /// Sends an operation as often as the policy has it, until the deadline of `call`.
    ///
    /// The output is in a box because it is large where it is a user, and is handed on from here by
    /// many functions that may wait, of which each would copy it.
    pub(crate) async fn exchange_in<O: Operation>(
        &self,
        call: Call,
        context: &Context,
        operation: &O,
        bearer: Option<Bearer<'_>>,
    ) -> Result<Box<O::Output>, Error> {
        let mut output = None;
        let exchange = Exchange {
            info: const { &O::INFO },
            to_http: &|| operation.to_http(context, bearer),
            read: &mut |response| {
                output = Some(Box::new(O::from_http(response)?));
                Ok(())
            },
        };
        self.repeat(call, exchange).await?;
        Ok(output.expect("the answer of an exchange that succeeded has been read"))
    }

    /// The attempts, until one succeeds or there is no next one.
    async fn repeat(&self, call: Call, mut exchange: Exchange<'_>) -> Result<(), Error> {
        let mut attempt = 1;
        let mut may_have_acted = false;
        loop {
            let Err(error) = self.attempt(call, &mut exchange).await else { return Ok(()) };
            let error = error.after(attempt, may_have_acted);
            let Some(wait) = self.wait_before_next(call, exchange.info, &error, attempt) else {
                return Err(error);
            };
            may_have_acted = error.may_have_acted();
            attempt += 1;
            wait.await;
        }
    }

    /// Sends the operation once.
    async fn attempt(&self, call: Call, exchange: &mut Exchange<'_>) -> Result<(), Error> {
        let info = exchange.info;
        let request = (exchange.to_http)().map_err(|error| Error::build(info, error))?;
        let sent = self.transport.send(request);
        let answer = match (self.remaining(call), &self.policy.sleep) {
            // Sending now would give the service something to do that nobody waits for.
            (Some(Duration::ZERO), _) => return Err(Error::no_time(info)),
            (Some(remaining), Some(sleep)) => within(sent, remaining, sleep).await,
            _ => sent.await,
        };
        let response = answer.map_err(|error| Error::transport(info, error))?;
        (exchange.read)(&response).map_err(|error| Error::decode(info, error))
    }

    /// The wait before the next attempt, where there is one.
    fn wait_before_next(
        &self,
        call: Call,
        info: &OperationInfo,
        error: &Error,
        attempt: u32,
    ) -> Option<authing_transport::time::BoxFuture> {
        let policy = &self.policy;
        let sleep = policy.sleep.as_ref()?;
        let failed = FailedAttempt {
            failure: error.failure()?,
            class: info.retry,
            attempt,
            retry_after: error.retry_after(),
            remaining: self.remaining(call),
        };
        match policy.retry.decide(&failed, policy.random.next_u64()) {
            RetryDecision::RepeatAfter(wait) => Some(sleep.sleep(wait)),
            RetryDecision::GiveUp(_) => None,
        }
    }

    /// Whether a call's time has passed.
    pub(crate) fn is_over(&self, call: Call) -> bool {
        self.remaining(call) == Some(Duration::ZERO)
    }

    /// What is left of a call's time; `None` where it has no deadline.
    fn remaining(&self, call: Call) -> Option<Duration> {
        self.policy.sleep.as_ref()?;
        let deadline = self.policy.deadline?;
        let elapsed = self.clock.monotonic().saturating_sub(call.started);
        Some(deadline.saturating_sub(elapsed))
    }
}
