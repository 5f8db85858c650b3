use std::convert::Infallible;
use std::io;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::Error;

/// A thread with a runtime, for as long as this value lives.
///
/// The thread drives sockets and timers, and whatever a transport spawns. The calls themselves are
/// polled by the threads that make them. The runtime is made and dropped on its own thread, since tokio
/// panics where one is dropped inside another.
#[derive(Debug)]
pub(super) struct Background {
    handle: Handle,
    /// Ends the thread by being dropped.
    _stop: oneshot::Sender<Infallible>,
}

impl Background {
    pub(super) fn start() -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let run = move || match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                tell.send(Ok(runtime.handle().clone())).ok();
                runtime.block_on(stopped).ok();
            }
            Err(error) => {
                tell.send(Err(error)).ok();
            }
        };
        thread::Builder::new().name("authing-blocking".to_owned()).spawn(run)?;
        let handle = told.recv().map_err(io::Error::other)??;
        Ok(Self { handle, _stop: stop })
    }

    /// Runs a call to its end, on this thread.
    pub(super) fn block_on<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        if Handle::try_current().is_ok() {
            return Err(Error::inside_runtime());
        }
        self.handle.block_on(call)
    }
}
