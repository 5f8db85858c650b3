//! Several sandboxes behind one address.

mod name;
mod route;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use ring::digest::{Context, SHA256};
use serde_json::{Value, json};

use authing_api::server::USER_POOL_ID;
use authing_transport::{Transport, TransportError};
use authing_types::{InvalidValue, UserPoolId};

use crate::answer::{http_error, json as json_reply};
use crate::control;
use crate::data_file::DataFileError;
use crate::sandbox::{Sandbox, SandboxBuilder};
use crate::state::hex;

use name::PoolName;
pub(crate) use route::PathPrefix;
use route::Route;

/// Several sandboxes behind one address, which share nothing: test suites that run at the same time
/// take one each.
///
/// - A request whose path begins with a name before the service's own, as
///   `/team-a/api/v2/login/account`, goes to the pool of that name. It comes into being with its
///   first request, with the rules and ids of the main one and random numbers of its own: the same
///   name has the same numbers each time. A client only gives its base URL the name as path.
/// - Any other request goes to the pool whose id it names in `x-authing-userpool-id`, where
///   [`with_pool`](Self::with_pool) made one, else to the main pool.
///
/// A name has 1 to 64 letters, digits, `-` and `_`. The control surface of a pool is below its name,
/// `/team-a/_sandbox/reset`; `GET /_sandbox/pools` lists the names, and
/// `DELETE /_sandbox/pools/team-a` forgets one with all that is in it.
///
/// ```
/// use authing_api::OperationExt;
/// use authing_api::operations::SendSms;
/// use authing_sandbox::{Sandbox, SandboxPools};
/// use authing_transport::Transport;
/// use authing_types::{BaseUrl, Phone};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pools = SandboxPools::new(Sandbox::builder())?;
/// let context = Sandbox::new().context();
/// let team_a = context.with_base_url(BaseUrl::parse("http://127.0.0.1:4000/team-a")?);
///
/// let request = SendSms::new(Phone::parse("18812348888")?).to_http(&team_a, None)?;
/// SendSms::from_http(&pools.send(request).await?)?;
/// assert_eq!(pools.names(), ["team-a"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SandboxPools(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// What other pools are made by; its clock is not moved with that of the main one.
    builder: SandboxBuilder,
    /// The file of the main pool, where states are kept.
    path: Option<PathBuf>,
    main: Sandbox,
    by_id: Mutex<BTreeMap<String, Sandbox>>,
    named: Mutex<BTreeMap<PoolName, Sandbox>>,
}

impl SandboxPools {
    /// How many named pools there may be; a request that would need one more is HTTP 507.
    pub const MOST: usize = 64;

    /// Pools that are made by a builder, in memory.
    ///
    /// # Errors
    ///
    /// Those of [`SandboxBuilder::build`].
    pub fn new(builder: SandboxBuilder) -> Result<Self, InvalidValue> {
        let others = builder.for_pool(builder.first_seed());
        Ok(Self::with(others, builder.build()?, None))
    }

    /// Pools whose states are kept: the main one's as [`SandboxBuilder::open`] says, those of the
    /// others in the directory `FILE.pools`.
    ///
    /// # Errors
    ///
    /// [`DataFileError`] of whichever pool cannot go on.
    pub fn open(builder: SandboxBuilder, path: impl AsRef<Path>) -> Result<Self, DataFileError> {
        let path = path.as_ref();
        let others = builder.for_pool(builder.first_seed());
        let main = builder.open(path)?.into_sandbox();
        let pools = Self::with(others, main, Some(path.to_owned()));
        for name in pools.0.kept_names()? {
            let sandbox = pools.0.make(name.as_str(), None)?;
            pools.0.named().insert(name, sandbox);
        }
        Ok(pools)
    }

    fn with(builder: SandboxBuilder, main: Sandbox, path: Option<PathBuf>) -> Self {
        let (by_id, named) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { builder, path, main, by_id, named }))
    }

    /// Adds a pool that is chosen by its id, in the header `x-authing-userpool-id`. It has the rules
    /// and the application's id of the main one. A pool that is there already stays.
    ///
    /// # Errors
    ///
    /// [`DataFileError`] for a malformed id, and where its state is kept and cannot be read.
    pub fn with_pool(self, user_pool_id: &str) -> Result<Self, DataFileError> {
        let id = UserPoolId::parse(user_pool_id)?;
        if id != *self.0.main.user_pool_id() && !self.0.by_id().contains_key(id.as_str()) {
            // No path, whatever the id holds, and no name.
            let name = format!("id.{}", hex::text(id.as_str().as_bytes()));
            let sandbox = self.0.make(&name, Some(&id))?;
            self.0.by_id().insert(id.as_str().to_owned(), sandbox);
        }
        Ok(self)
    }

    /// The names of the pools that there are, sorted.
    pub fn names(&self) -> Vec<String> {
        self.0.named().keys().map(|name| name.as_str().to_owned()).collect()
    }

    /// Writes all states that are kept, as [`PersistentSandbox::checkpoint`] does.
    ///
    /// [`PersistentSandbox::checkpoint`]: crate::PersistentSandbox::checkpoint
    ///
    /// # Errors
    ///
    /// [`DataFileError::Io`].
    pub fn checkpoint(&self) -> Result<(), DataFileError> {
        let mut all = vec![self.0.main.clone()];
        all.extend(self.0.by_id().values().cloned());
        all.extend(self.0.named().values().cloned());
        all.iter().try_for_each(|sandbox| sandbox.0.checkpoint())
    }
}

#[async_trait]
impl Transport for SandboxPools {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if let Some(command) = route::pools_command(request.uri().path()) {
            return Ok(self.0.answer(command, &request));
        }
        let (sandbox, request) = match Route::of(request) {
            Route::Main(request) => (self.0.by_header(&request), request),
            Route::Named(name, request) => match self.0.by_name(name) {
                Ok(sandbox) => (sandbox, request),
                Err(refused) => return Ok(*refused),
            },
        };
        sandbox.send(request).await
    }
}

impl Inner {
    fn by_header(&self, request: &Request<Bytes>) -> Sandbox {
        let id = request.headers().get(USER_POOL_ID).and_then(|id| id.to_str().ok());
        let by_id = self.by_id();
        id.and_then(|id| by_id.get(id)).unwrap_or(&self.main).clone()
    }

    /// The pool of a name, made where there is none.
    fn by_name(&self, name: PoolName) -> Result<Sandbox, Box<Response<Bytes>>> {
        let mut named = self.named();
        if let Some(sandbox) = named.get(&name) {
            return Ok(sandbox.clone());
        }
        if named.len() >= SandboxPools::MOST {
            let message = format!(
                "there are {} pools already: forget one with DELETE /_sandbox/pools/{{name}}",
                named.len()
            );
            let refused = http_error(StatusCode::INSUFFICIENT_STORAGE, &message, Value::Null);
            return Err(Box::new(refused));
        }
        let sandbox = self.make(name.as_str(), None).map_err(|error| Box::new(failed(&error)))?;
        named.insert(name, sandbox.clone());
        Ok(sandbox)
    }

    /// A new pool, or the one that is kept under this name.
    fn make(&self, name: &str, id: Option<&UserPoolId>) -> Result<Sandbox, DataFileError> {
        let mut builder = self.builder.for_pool(seed_of(self.builder.first_seed(), name));
        if let Some(id) = id {
            builder = builder.user_pool_id(id.as_str());
        }
        match self.directory() {
            None => Ok(builder.build()?),
            Some(directory) => {
                let refused = |error| DataFileError::io("write", &directory, error);
                fs::create_dir_all(&directory).map_err(refused)?;
                Ok(builder.open(directory.join(file_name(name)))?.into_sandbox())
            }
        }
    }

    /// The commands `pools` and `pools/{name}`.
    fn answer(&self, command: &str, request: &Request<Bytes>) -> Response<Bytes> {
        if let Some(refused) = control::refuse_pages(request) {
            return refused;
        }
        let named = command.strip_prefix('/').and_then(PoolName::parse);
        match (request.method(), command, named) {
            (&Method::GET, "", _) => {
                let names: Vec<_> = self.named().keys().map(|name| json!(name.as_str())).collect();
                json_reply(StatusCode::OK, &json!({"pools": names, "most": SandboxPools::MOST}))
            }
            (&Method::DELETE, _, Some(name)) => self.forget(&name),
            _ => {
                let supported = ["GET /_sandbox/pools", "DELETE /_sandbox/pools/{name}"];
                let data = json!({ "supported": supported });
                http_error(StatusCode::NOT_FOUND, "no such command", data)
            }
        }
    }

    fn forget(&self, name: &PoolName) -> Response<Bytes> {
        let mut named = self.named();
        let Some(sandbox) = named.remove(name) else {
            let message = format!("no pool {}", name.as_str());
            return http_error(StatusCode::NOT_FOUND, &message, Value::Null);
        };
        // A call that is still under way must not write the files again.
        sandbox.0.let_go();
        if let Some(directory) = self.directory() {
            // In this order what is left, if the process ends in between, can be taken up.
            for ending in [".lock", ".journal", ""] {
                let path = directory.join(file_name(name.as_str()) + ending);
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return failed(&DataFileError::io("remove", &path, error));
                    }
                    _ => {}
                }
            }
        }
        json_reply(StatusCode::OK, &json!({}))
    }

    /// The names whose states are kept.
    fn kept_names(&self) -> Result<Vec<PoolName>, DataFileError> {
        let Some(directory) = self.directory() else {
            return Ok(Vec::new());
        };
        let refused = |error| DataFileError::io("read", &directory, error);
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(refused(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let file = entry.map_err(refused)?.file_name();
            let name = file.to_str().and_then(|file| file.strip_suffix(".json"));
            names.extend(name.and_then(PoolName::parse));
        }
        Ok(names)
    }

    fn directory(&self) -> Option<PathBuf> {
        let mut name = self.path.as_ref()?.as_os_str().to_owned();
        name.push(".pools");
        Some(PathBuf::from(name))
    }

    fn by_id(&self) -> MutexGuard<'_, BTreeMap<String, Sandbox>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn named(&self) -> MutexGuard<'_, BTreeMap<PoolName, Sandbox>> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file_name(name: &str) -> String {
    format!("{name}.json")
}

fn failed(error: &DataFileError) -> Response<Bytes> {
    http_error(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string(), Value::Null)
}

/// Another seed for each name.
fn seed_of(seed: u64, name: &str) -> u64 {
    let mut context = Context::new(&SHA256);
    context.update(&seed.to_be_bytes());
    context.update(name.as_bytes());
    let digest = context.finish();
    digest.as_ref()[..8].iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
