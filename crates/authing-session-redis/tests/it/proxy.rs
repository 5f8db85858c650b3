//! A socket between store and server that loses a reply when it is told to.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use authing_session_redis::RedisStore;
use tempfile::TempDir;

use crate::server::{Server, socket, url};

/// What happens between the loss of a reply and the next connection.
type Then = Box<dyn FnOnce() + Send>;

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
        RedisStore::new(url(&socket(self.directory.path()))).unwrap()
    }

    /// Lets the server do the next command of this name, loses its reply with the connection, and
    /// then does something before anybody can connect again.
    pub(crate) fn lose_reply_to(
        &self,
        command: &'static str,
        then: impl FnOnce() + Send + 'static,
    ) {
        *self.lose.lock().unwrap() = Some((command, Box::new(then)));
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
            return then();
        }
        if client.write_all(&buffer[..read]).is_err() {
            return;
        }
    }
}
