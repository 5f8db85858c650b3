//! How many requests may be in flight, and how long the others wait.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use authing_transport::TransportError;
use http::{
    Uri,
    uri::{Authority, Scheme},
};
use tokio::{
    sync::{AcquireError, OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The limits of a builder; `None` is no limit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LimitSettings {
    pub(crate) total: Option<usize>,
    pub(crate) per_host: Option<usize>,
}

/// Hands out slots to requests, first come first served.
#[derive(Debug)]
pub(crate) struct Limits {
    settings: LimitSettings,
    total: Option<Arc<Semaphore>>,
    /// Those that somebody holds or waits for, and perhaps some more.
    hosts: Mutex<HashMap<Host, Arc<Semaphore>>>,
}

/// What the pool of connections takes for one server.
type Host = (Scheme, Authority);

/// Leave to send one request. Dropping it lets the next one in.
#[derive(Debug)]
pub(crate) struct Slot {
    _host: Option<OwnedSemaphorePermit>,
    _total: Option<OwnedSemaphorePermit>,
}

impl Limits {
    pub(crate) fn new(settings: LimitSettings) -> Self {
        let total = settings.total.map(semaphore);
        Self { settings, total, hosts: Mutex::default() }
    }

    /// Waits for a slot for a request to this URI, for `limit` at most.
    pub(crate) async fn acquire(&self, uri: &Uri, limit: Duration) -> Result<Slot, TransportError> {
        let host = match (self.settings.per_host, uri.scheme(), uri.authority()) {
            (Some(slots), Some(scheme), Some(authority)) => {
                Some(self.host((scheme.clone(), authority.clone()), slots))
            }
            _ => None,
        };
        if host.is_none() && self.total.is_none() {
            return Ok(Slot { _host: None, _total: None });
        }
        let slot = async {
            // In this order, so that nobody who waits for a busy host keeps others from theirs.
            let host = match host {
                Some(host) => Some(host.acquire_owned().await?),
                None => None,
            };
            let total = match self.total.clone() {
                Some(total) => Some(total.acquire_owned().await?),
                None => None,
            };
            Ok::<_, AcquireError>(Slot { _host: host, _total: total })
        };
        match timeout(limit, slot).await {
            Ok(slot) => slot.map_err(TransportError::other),
            Err(_) => Err(TransportError::connect(NoSlot { limit, settings: self.settings })),
        }
    }

    fn host(&self, host: Host, slots: usize) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = hosts.get(&host) {
            return found.clone();
        }
        // One that nobody holds or waits for has all its slots, like a new one.
        hosts.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        hosts.entry(host).or_insert_with(|| semaphore(slots)).clone()
    }
}

fn semaphore(slots: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(slots.min(Semaphore::MAX_PERMITS)))
}

#[derive(Debug)]
struct NoSlot {
    limit: Duration,
    settings: LimitSettings,
}

impl std::fmt::Display for NoSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "waited {:?} for other requests to end, of which ", self.limit)?;
        match (self.settings.per_host, self.settings.total) {
            (Some(host), Some(total)) => {
                write!(f, "{host} to one host and {total} in all may be in flight")
            }
            (Some(host), None) => write!(f, "{host} to one host may be in flight"),
            (None, total) => write!(f, "{} in all may be in flight", total.unwrap_or_default()),
        }
    }
}

impl std::error::Error for NoSlot {}
