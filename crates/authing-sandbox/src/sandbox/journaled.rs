//! What is kept of the requests to a [`PersistentSandbox`](crate::PersistentSandbox).

use bytes::Bytes;
use http::{Request, Response};

use super::Shared;
use crate::data_file::{DataFile, DataFileError};

impl Shared {
    /// Lets a request be handled; where the state is kept, it is answered only when it is safe.
    ///
    /// `act` must not wait for anything: all requests that change something take turns here.
    pub(crate) fn journaled(
        &self,
        request: &Request<Bytes>,
        act: impl FnOnce() -> Response<Bytes>,
    ) -> Response<Bytes> {
        match self.data_file.get() {
            Some(file) => file.handle(self, request, act),
            None => act(),
        }
    }

    /// Writes the state, where it is kept.
    pub(crate) fn checkpoint(&self) -> Result<(), DataFileError> {
        self.data_file.get().map_or(Ok(()), |file| file.checkpoint(self))
    }

    /// Keeps the state no more, where it was kept; calls are refused from now on.
    pub(crate) fn let_go(&self) {
        if let Some(file) = self.data_file.get() {
            file.let_go();
        }
    }

    /// Keeps the state in these files from now on.
    pub(crate) fn keep_in(&self, file: DataFile) {
        // A sandbox is opened once.
        let _ = self.data_file.set(file);
    }
}
