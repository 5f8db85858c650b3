//! Which exchange of a tape a request asks for, and what is said when none is.

use authing_transport::time::ManualClock;
use bytes::Bytes;
use serde_json::Value;

use crate::fixture::{Difference, Exchange, Fixture, Labels, TapeKeys};
use crate::redact::{Masked, operation_of};

/// A tape and how far it has been asked for.
pub(super) struct Playback {
    pub(super) fixture: Fixture,
    pub(super) labels: Labels,
    used: Vec<bool>,
    problems: Vec<String>,
    /// Whether the client was given the tape's own key, so that it must use it.
    pub(super) has_key: bool,
    is_verified: bool,
}

impl Playback {
    pub(super) fn new(fixture: Fixture, seed: u64) -> Self {
        let labels = Labels::of(&fixture).with_seed(seed).with_decryption(TapeKeys::decrypt);
        let used = vec![false; fixture.exchanges.len()];
        Self { fixture, labels, used, problems: Vec::new(), has_key: false, is_verified: false }
    }

    /// The first exchange that was not asked for yet and is asked for by this request. Its labels
    /// have taken the request's values.
    pub(super) fn find(&mut self, request: &http::Request<Bytes>) -> Result<usize, String> {
        let is_strict = !self.is_verified && (self.has_key || self.labels.has_kind("public_key"));
        self.labels.set_foreign_ciphertexts(!is_strict);
        let before = self.labels.checkpoint();
        let mut nearest: Option<(usize, Vec<Difference>)> = None;
        let mut spent = None;
        for (index, exchange) in self.fixture.exchanges.iter().enumerate() {
            let found = exchange.request.mismatches(request, &mut self.labels);
            if found.is_empty() && !self.used[index] {
                self.used[index] = true;
                return Ok(index);
            }
            self.labels.restore(before.clone());
            if found.is_empty() {
                spent = Some(index);
            } else if !self.used[index]
                && is_near(exchange, request)
                && nearest.as_ref().is_none_or(|(_, best)| found.len() < best.len())
            {
                nearest = Some((index, found));
            }
        }
        let problem = self.tell(request, nearest, spent);
        self.problem(problem.clone());
        Err(problem)
    }

    /// The same where the client encrypts with a key that is not the tape's.
    pub(super) fn find_for_verification(
        &mut self,
        request: &http::Request<Bytes>,
    ) -> Result<usize, String> {
        self.is_verified = true;
        self.find(request)
    }

    pub(super) fn problem(&mut self, problem: String) {
        self.problems.push(problem);
    }

    /// What was wrong so far, and what was not asked for.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = self.problems.clone();
        let unused = self.unused();
        if !unused.is_empty() {
            problems.push(format!("{}: was not asked for: {unused}", self.fixture.name()));
        }
        problems
    }

    /// Moves a clock to where the exchange was over; never back.
    pub(super) fn pass(&self, index: usize, clock: &ManualClock) {
        use authing_transport::time::Clock as _;
        let exchange = &self.fixture.exchanges[index];
        let took = std::time::Duration::from_millis(exchange.duration_ms.unwrap_or_default());
        let started = exchange.started.as_ref().and_then(|started| started.to_system_time());
        let until = started.and_then(|started| started.checked_add(took));
        if let Some(left) = until.and_then(|until| until.duration_since(clock.now()).ok()) {
            clock.advance(left);
        }
    }

    pub(super) fn name(&self, index: usize) -> String {
        let operation = self.fixture.exchanges[index].operation.as_ref();
        let operation = operation.unwrap_or(&self.fixture.operation);
        format!("exchange {} ({operation})", index + 1)
    }

    fn unused(&self) -> String {
        let unused = self.used.iter().enumerate().filter(|(_, used)| !**used);
        unused.map(|(index, _)| self.name(index)).collect::<Vec<_>>().join(", ")
    }

    fn tell(
        &self,
        request: &http::Request<Bytes>,
        nearest: Option<(usize, Vec<Difference>)>,
        spent: Option<usize>,
    ) -> String {
        let mut masked = Masked::default();
        let path = masked.path(request.method(), request.uri().path());
        let operation = operation_of(request).map(|it| format!(" ({it})")).unwrap_or_default();
        let asked = format!("{}: {} {path}{operation}", self.fixture.name(), request.method());
        if let Some((index, differences)) = nearest {
            let lines = differences.into_iter().map(|it| format!("\n  {}", shown(&mut masked, it)));
            let lines: String = lines.collect();
            return format!("{asked} is not on the tape; nearest is {}:{lines}", self.name(index));
        }
        if let Some(index) = spent {
            return format!("{asked} was asked for once too often: {} is over", self.name(index));
        }
        match self.unused() {
            left if left.is_empty() => format!("{asked} came after the end of the tape"),
            left => format!("{asked} is not on the tape; it still has {left}"),
        }
    }
}

/// Whether a request is of the exchange's kind, so that it makes sense to compare them.
fn is_near(exchange: &Exchange, request: &http::Request<Bytes>) -> bool {
    let segments = |path: &str| path.split('/').count();
    let path = request.uri().path();
    exchange.request.method == request.method().as_str()
        && (exchange.request.path == path
            || exchange.request.path.contains("{{")
                && segments(&exchange.request.path) == segments(path))
}

/// The difference with kinds in place of the request's own values.
pub(super) fn shown(masked: &mut Masked, mut difference: Difference) -> String {
    let key = difference.place.rsplit(['.', ' ']).next().unwrap_or_default();
    let key = key.split('[').next().unwrap_or_default().to_owned();
    difference.actual = difference.actual.map(|actual| match serde_json::from_str(&actual) {
        Ok(value) => {
            let value: Value = value;
            masked.json(&key, &value).to_string()
        }
        Err(_) => "[text]".to_owned(),
    });
    difference.to_string()
}
