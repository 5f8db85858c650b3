//! Who may use whom: the table of crates as data, compared with what cargo says.
//!
//! Three things are checked, and the table below is the only place to change them.
//!
//! 1. **Our crates.** Normal and build dependencies between workspace members are those that the
//!    row lists. Dev-dependencies may besides be [`FOR_TESTS`]: every crate's tests may use the
//!    kits and the offline service. A dev-dependency that leads back to its own crate is a cycle,
//!    which is only allowed through [`KITS`], whose kits are called from `tests/it`, never from
//!    unit tests.
//! 2. **What a crate must never know**, as [`Topic`]s: external crates that it must not reach
//!    through normal and build dependencies, features of crates that it must not ask for, and
//!    paths that its code (without its tests) must not name.
//! 3. **The table itself**: every member has a row and every row has a member.
//!
//! Dev-dependencies on external crates are free: no user compiles them.

mod graph;
mod paths;
mod rules;
mod sources;
mod topics;

use self::topics::{
    ASYNC, AUTHING, CLOCKS, FILES, HTTP, JSON, PATHS, RUNTIME, SOCKETS, TLS, Topic,
};
use crate::error::Error;
use crate::workspace::Workspace;

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Layer {
    name: &'static str,
    /// The workspace members that it may use.
    may_use: Members,
    /// Those of them that have to be optional dependencies.
    optional: &'static [&'static str],
    /// What it must never know, apart from the workspace members that it may not use.
    never: &'static [&'static Topic],
}

#[derive(Debug)]
enum Members {
    All,
    Only(&'static [&'static str]),
}

/// The table, in the order of the layers: a row only uses rows above it.
const LAYERS: &[Layer] = &[
    Layer {
        name: "authing-types",
        may_use: Members::Only(&[]),
        optional: &[],
        never: &[&HTTP, &SOCKETS, &TLS, &ASYNC, &RUNTIME, &CLOCKS, &FILES],
    },
    Layer {
        name: "authing-api",
        may_use: Members::Only(&["authing-types"]),
        optional: &[],
        never: &[&SOCKETS, &TLS, &ASYNC, &RUNTIME, &FILES],
    },
    Layer {
        name: "authing-transport",
        may_use: Members::Only(&[]),
        optional: &[],
        never: &[&SOCKETS, &TLS, &RUNTIME, &JSON, &AUTHING],
    },
    Layer {
        name: "authing-transport-hyper",
        may_use: Members::Only(&["authing-transport"]),
        optional: &[],
        never: &[&JSON, &AUTHING],
    },
    Layer {
        name: "authing-transport-tower",
        may_use: Members::Only(&["authing-transport"]),
        optional: &[],
        never: &[&SOCKETS, &TLS, &RUNTIME, &JSON, &AUTHING],
    },
    Layer {
        name: "authing-session",
        may_use: Members::Only(&["authing-types"]),
        optional: &[],
        never: &[&HTTP, &SOCKETS, &TLS],
    },
    Layer {
        name: "authing-session-redis",
        may_use: Members::Only(&["authing-types", "authing-session"]),
        optional: &[],
        never: &[&HTTP, &JSON, &AUTHING],
    },
    Layer {
        name: "authing-session-keyring",
        may_use: Members::Only(&["authing-types", "authing-session"]),
        optional: &[],
        never: &[&HTTP, &SOCKETS, &TLS, &JSON, &AUTHING],
    },
    Layer {
        name: "authing-testkit",
        may_use: Members::Only(&[
            "authing-types",
            "authing-api",
            "authing-transport",
            "authing-session",
        ]),
        optional: &[],
        // The transport kit brings the loopback server that it points a transport at.
        never: &[&TLS],
    },
    Layer {
        name: "authing-sandbox",
        may_use: Members::Only(&["authing-types", "authing-api", "authing-transport"]),
        optional: &[],
        never: &[],
    },
    Layer {
        name: "authing",
        may_use: Members::Only(&[
            "authing-types",
            "authing-api",
            "authing-transport",
            "authing-transport-hyper",
            "authing-session",
        ]),
        optional: &["authing-transport-hyper"],
        never: &[&SOCKETS, &PATHS],
    },
    Layer { name: "authing-cli", may_use: Members::All, optional: &[], never: &[] },
    Layer { name: "authing-fuzz", may_use: Members::All, optional: &[], never: &[] },
    Layer { name: "authing-soak", may_use: Members::All, optional: &[], never: &[] },
    Layer { name: "authing-bench", may_use: Members::All, optional: &[], never: &[] },
    Layer { name: "xtask", may_use: Members::All, optional: &[], never: &[] },
];

/// The conformance kits: the one crate through which a dev-dependency may form a cycle.
const KITS: &str = "authing-testkit";

/// What tests of every layer may use on top of what their crate uses.
const FOR_TESTS: &[&str] = &[KITS, "authing-sandbox"];

/// Compares the table with the workspace.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let graph = graph::read(workspace)?;
    let mut violations = rules::check(LAYERS, &graph);
    violations.extend(sources::check(LAYERS, &graph)?);
    if violations.is_empty() {
        return Ok(());
    }
    Err(Error::Found(format!(
        "{}\nthe table of layers is in xtask/src/layers.rs",
        violations.join("\n")
    )))
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, Members, check};
    use crate::workspace::Workspace;

    #[test]
    fn dependencies_follow_the_table() {
        check(&Workspace::find().unwrap()).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn rows_only_use_rows_above_them() {
        for (position, layer) in LAYERS.iter().enumerate() {
            let Members::Only(members) = layer.may_use else {
                continue;
            };
            let above: Vec<_> = LAYERS[..position].iter().map(|layer| layer.name).collect();
            for member in members.iter().chain(layer.optional) {
                assert!(above.contains(member), "{} uses {member} from below", layer.name);
            }
        }
    }
}
