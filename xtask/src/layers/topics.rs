//! Subjects that a layer may be forbidden to know, as crates, crate features and paths in code.

/// A subject, and the signs by which knowing it shows.
#[derive(Debug)]
pub(crate) struct Topic {
    /// How messages call it.
    pub(super) name: &'static str,
    /// Crates that belong to it. A trailing `*` stands for any ending.
    pub(super) crates: &'static [&'static str],
    /// How far a crate is looked for.
    pub(super) reach: Reach,
    /// Features that belong to it, as crate and feature.
    pub(super) features: &'static [(&'static str, &'static str)],
    /// Paths (and keywords) in code that belong to it.
    pub(super) paths: &'static [&'static str],
}

/// How far a topic's crates are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The crate's own dependencies.
    Direct,
    /// Everything that a user of the crate compiles. Cargo unites features over the workspace, so
    /// a chain that is shown may exist only because another member asks for a feature.
    Transitive,
}

pub(super) const HTTP: Topic = Topic {
    name: "HTTP",
    crates: &["http", "http-*", "httparse", "h2", "h3", "hyper", "hyper-*", "reqwest", "ureq"],
    reach: Reach::Transitive,
    features: &[],
    paths: &[],
};

/// Tokio is not in the list, its features are. Direct, since a united graph shows every crate with
/// tokio as a user of sockets.
pub(super) const SOCKETS: Topic = Topic {
    name: "sockets",
    crates: &[
        "curl", "h2", "h3", "hyper", "hyper-*", "isahc", "mio", "quinn", "reqwest", "socket2",
        "surf", "ureq",
    ],
    reach: Reach::Direct,
    features: &[("tokio", "net"), ("tokio", "full")],
    paths: &["std::net", "std::os::unix::net", "tokio::net"],
};

pub(super) const TLS: Topic = Topic {
    name: "TLS",
    crates: &["native-tls", "openssl", "openssl-*", "rustls", "rustls-*", "tokio-rustls"],
    reach: Reach::Transitive,
    features: &[],
    paths: &[],
};

pub(super) const ASYNC: Topic = Topic {
    name: "async code",
    crates: &["async-*", "futures", "futures-*", "pin-project*"],
    reach: Reach::Direct,
    features: &[],
    paths: &["async", "await", "std::future", "std::task"],
};

pub(super) const RUNTIME: Topic = Topic {
    name: "an async runtime",
    crates: &["async-std", "async-executor", "futures-executor", "smol", "tokio", "tokio-*"],
    reach: Reach::Transitive,
    features: &[],
    paths: &[],
};

/// `SystemTime` is allowed as a value; reading it is refused by clippy (`disallowed-methods`).
pub(super) const CLOCKS: Topic = Topic {
    name: "clocks",
    crates: &["chrono", "coarsetime", "jiff", "quanta"],
    reach: Reach::Transitive,
    features: &[("time", "local-offset")],
    paths: &["std::time::Instant", "now_utc", "now_local"],
};

pub(super) const FILES: Topic = Topic {
    name: "files",
    crates: &["dirs", "directories", "memmap2", "tempfile", "walkdir"],
    reach: Reach::Transitive,
    features: &[],
    paths: &["std::env", "std::fs", "std::path", "std::process"],
};

/// A path given by a user goes to the store that reads it, not through the facade.
pub(super) const PATHS: Topic = Topic {
    name: "files and paths",
    crates: FILES.crates,
    reach: Reach::Direct,
    features: &[],
    paths: FILES.paths,
};

pub(super) const JSON: Topic = Topic {
    name: "JSON",
    crates: &["serde_json", "simd-json", "sonic-rs"],
    reach: Reach::Direct,
    features: &[],
    paths: &[],
};

pub(super) const AUTHING: Topic = Topic {
    name: "the service: its tokens, its encryption",
    crates: &["jsonwebtoken", "rsa"],
    reach: Reach::Direct,
    features: &[],
    paths: &[],
};
