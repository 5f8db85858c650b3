//! The dependency graph, as `cargo metadata` tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::Error;
use crate::workspace::Workspace;

/// The crates of the workspace and everything that they reach.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The members of the workspace, in the order of their names.
    pub(super) members: Vec<Member>,
    /// Normal and build dependencies of every package, by package id, in the resolved graph.
    pub(super) edges: BTreeMap<String, BTreeSet<String>>,
    /// The names of the packages, by package id.
    pub(super) names: BTreeMap<String, String>,
}

/// One crate of ours.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: String,
    pub(super) name: String,
    /// The directory of the manifest.
    pub(super) directory: PathBuf,
    /// What the manifest declares, of all kinds and for all platforms.
    pub(super) dependencies: Vec<Dependency>,
}

/// A dependency as a manifest declares it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    #[serde(default)]
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) features: Vec<String>,
}

/// Which part of a crate uses a dependency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Normal,
    Build,
    Dev,
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Cargo writes null for a normal dependency.
        Ok(match Option::<String>::deserialize(deserializer)?.as_deref() {
            Some("dev") => Self::Dev,
            Some("build") => Self::Build,
            _ => Self::Normal,
        })
    }
}

/// Asks cargo. Only this machine's platform is resolved, so that nothing has to be fetched that a
/// build has not fetched already.
pub(super) fn read(workspace: &Workspace) -> Result<Graph, Error> {
    let version = workspace.rustc(&["-vV"]).read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let arguments =
        ["metadata", "--format-version=1", "--locked", "--all-features", "--filter-platform", host];
    let text = workspace.cargo(&arguments).read()?;
    parse(&text).map_err(|error| Error::Answer {
        command: format!("cargo {}", arguments.join(" ")),
        reason: error.to_string(),
    })
}

fn parse(text: &str) -> Result<Graph, serde_json::Error> {
    let metadata: Metadata = serde_json::from_str(text)?;
    let mut graph = Graph::default();
    for package in metadata.packages {
        graph.names.insert(package.id.clone(), package.name.clone());
        if metadata.workspace_members.contains(&package.id) {
            graph.members.push(Member {
                id: package.id,
                name: package.name,
                directory: package.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
                dependencies: package.dependencies,
            });
        }
    }
    graph.members.sort_by(|one, other| one.name.cmp(&other.name));
    for node in metadata.resolve.nodes {
        let used = node.deps.into_iter().filter(|dep| dep.is_normal_or_build()).map(|dep| dep.pkg);
        graph.edges.insert(node.id, used.collect());
    }
    Ok(graph)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Deserialize)]
struct EdgeKind {
    kind: Kind,
}

impl Edge {
    fn is_normal_or_build(&self) -> bool {
        self.dep_kinds.iter().any(|entry| entry.kind != Kind::Dev)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, parse};

    const METADATA: &str = r#"{
        "packages": [
            {"id": "a 1", "name": "a", "manifest_path": "x/a/Cargo.toml", "dependencies": [
                {"name": "b", "kind": null, "optional": true, "features": ["net"]},
                {"name": "c", "kind": "dev", "optional": false, "features": []}
            ]},
            {"id": "b 1", "name": "b", "manifest_path": "y/b/Cargo.toml", "dependencies": []},
            {"id": "c 1", "name": "c", "manifest_path": "y/c/Cargo.toml", "dependencies": []}
        ],
        "workspace_members": ["a 1"],
        "resolve": {"nodes": [
            {"id": "a 1", "deps": [
                {"pkg": "b 1", "dep_kinds": [{"kind": null}, {"kind": "dev"}]},
                {"pkg": "c 1", "dep_kinds": [{"kind": "dev"}]}
            ]},
            {"id": "b 1", "deps": []}
        ]}
    }"#;

    #[test]
    fn members_keep_what_they_declare() {
        let graph = parse(METADATA).unwrap();
        let [member] = graph.members.as_slice() else { panic!("{graph:?}") };
        assert_eq!(member.name, "a");
        assert_eq!(member.directory.to_str(), Some("x/a"));
        assert_eq!(member.dependencies[0].kind, Kind::Normal);
        assert!(member.dependencies[0].optional);
        assert_eq!(member.dependencies[0].features, ["net"]);
        assert_eq!(member.dependencies[1].kind, Kind::Dev);
    }

    #[test]
    fn resolved_edges_leave_out_what_only_tests_use() {
        let graph = parse(METADATA).unwrap();
        assert_eq!(graph.edges["a 1"].iter().collect::<Vec<_>>(), ["b 1"]);
    }

    #[test]
    fn other_json_is_an_error() {
        assert!(parse("{}").is_err());
    }
}
