//! A socket between store and server that loses a reply or a request when it is told to.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use authing_session_redis::{RedisStore, RedisStoreBuilder};
use tempfile::TempDir;

use crate::server::{Server, socket, url};

/// What happens to the connection between the loss of a reply and the next connection.
type Then = Box<dyn FnOnce(UnixStream) + Send>;

pub(crate) struct Proxy {
    directory: TempDir,
    lose: Arc<Mutex<Option<(&'static str, Then)>>>,
}

impl Proxy {
    pub(crate) fn to(server: &Server) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(socket(directory.path())).unwrap();
        let lose = Arc::new(Mutex::new(None));
        let (server, told) = (server.socket(), lose.clone());
        // Ends with the process: nobody joins it.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                serve(client, &server, &told);
            }
        });
        Self { directory, lose }
    }

    pub(crate) fn store(&self) -> RedisStore {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> RedisStoreBuilder {
        RedisStore::builder(url(&socket(self.directory.path())))
    }

    /// Lets the server do the next command of this name, loses its reply with the connection, and
    /// then does something before anybody can connect again.
    pub(crate) fn lose_reply_to(
        &self,
        command: &'static str,
        then: impl FnOnce() + Send + 'static,
    ) {
        let then = |client| {
            drop(client);
            then();
        };
        *self.lose.lock().unwrap() = Some((command, Box::new(then)));
    }

    /// Lets the server do the next command of this name and says nothing more on its connection,
    /// which stays open as long as what is returned.
    pub(crate) fn hang_on(&self, command: &'static str) -> Receiver<UnixStream> {
        let (sender, hanging) = channel();
        let then = move |client| sender.send(client).unwrap();
        *self.lose.lock().unwrap() = Some((command, Box::new(then)));
        hanging
    }
}

/// One connection, request and reply in turns: the store's tests call one thing at a time.
fn serve(mut client: UnixStream, server: &Path, lose: &Mutex<Option<(&'static str, Then)>>) {
    let mut server = UnixStream::connect(server).unwrap();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let request = match client.read(&mut buffer) {
            Ok(read) if read > 0 => buffer[..read].to_vec(),
            _ => return,
        };
        server.write_all(&request).unwrap();
        let read = server.read(&mut buffer).unwrap();
        let request = String::from_utf8_lossy(&request);
        let lost = lose.lock().unwrap().take_if(|(command, _)| request.contains(*command));
        if let Some((_, then)) = lost {
            then(client);
            return;
        }
        if client.write_all(&buffer[..read]).is_err() {
            return;
        }
    }
}
