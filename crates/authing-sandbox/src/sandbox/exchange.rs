use bytes::Bytes;
use http::{Request, Response};

use authing_transport::TransportError;
use authing_transport::time::Sleep as _;

use super::Shared;
use crate::dispatch::dispatch;
use crate::faults::{self, Strike, Struck};

impl Shared {
    /// Lets the rules decide on a call, which is kept where the state is.
    pub(crate) fn act(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.journaled(request, || dispatch(self, request))
    }

    /// Answers a call of the service: notes it, lets faults strike, and lets the rules decide.
    pub(super) async fn exchange(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        let number = self.log.begin(request, &self.clock);
        let Strike { delay, effect } = self.faults.strike(request);
        if !delay.is_zero() {
            self.clock.sleep(delay).await;
        }
        let fault = effect.as_ref().map(Struck::kind).or((!delay.is_zero()).then_some("delay"));
        let result = match effect {
            None => Ok(self.act(request)),
            Some(struck) => faults::carry(self, struck, request).await,
        };
        self.log.end(number, &self.clock, &result, fault);
        result
    }
}
