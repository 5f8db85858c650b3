//! What happened, counted.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::process::ProcessUsage;

/// What all callers write to.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Entries>);

#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// Calls by how they ended.
    pub(crate) outcomes: BTreeMap<String, u64>,
    /// Sessions that ended, by their reason.
    pub(crate) endings: BTreeMap<String, u64>,
    /// Uses of refresh tokens.
    pub(crate) refreshes: u64,
    /// Those of them that the service called dead, by what had become of the use before.
    pub(crate) dead_refresh_tokens: BTreeMap<String, u64>,
    /// Refreshes that the client told as refused.
    pub(crate) refused_refreshes: u64,
    /// What must not happen, the first of it.
    pub(crate) violations: Vec<String>,
    /// The slowest call of those with a single deadline.
    pub(crate) slowest: Duration,
    pub(crate) client: Vec<ProcessUsage>,
    pub(crate) server: Vec<ProcessUsage>,
}

impl Ledger {
    pub(crate) fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn outcome(&self, outcome: impl Into<String>) {
        *self.entries().outcomes.entry(outcome.into()).or_default() += 1;
    }

    pub(crate) fn ending(&self, reason: impl Into<String>) {
        *self.entries().endings.entry(reason.into()).or_default() += 1;
    }

    pub(crate) fn dead_refresh_token(&self, before: impl Into<String>) {
        *self.entries().dead_refresh_tokens.entry(before.into()).or_default() += 1;
    }

    /// How many refreshes the client told as refused, and how many refresh tokens were dead.
    pub(crate) fn refused_refreshes(&self) -> (u64, u64) {
        let entries = self.entries();
        (entries.refused_refreshes, entries.dead_refresh_tokens.values().sum())
    }

    pub(crate) fn violation(&self, what: impl Into<String>) {
        const ENOUGH: usize = 20;
        let mut entries = self.entries();
        if entries.violations.len() < ENOUGH {
            entries.violations.push(what.into());
        }
    }
}
