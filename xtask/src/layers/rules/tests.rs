//! Made-up graphs, most of which must fail.

use std::path::PathBuf;

use super::check;
use crate::layers::graph::{Dependency, Graph, Kind, Member};
use crate::layers::topics::{HTTP, SOCKETS};
use crate::layers::{KITS, Layer, Members};

/// A small table: `types` below `api` below `facade`, with the kits and a hyper adapter.
fn table() -> Vec<Layer> {
    let row = |name, may_use: &'static [&'static str]| Layer {
        name,
        may_use: Members::Only(may_use),
        optional: &[],
        never: &[],
    };
    vec![
        Layer { never: &[&HTTP], ..row("types", &[]) },
        Layer { never: &[&SOCKETS], ..row("api", &["types"]) },
        row("adapter", &[]),
        row(KITS, &["types", "api"]),
        row("authing-sandbox", &["types", "api"]),
        Layer { optional: &["adapter"], ..row("facade", &["types", "api", "adapter"]) },
    ]
}

/// A graph without any violation; package ids are names.
fn graph() -> Graph {
    let mut graph = Graph::default();
    for layer in table() {
        graph.members.push(Member {
            id: layer.name.into(),
            name: layer.name.into(),
            directory: PathBuf::new(),
            dependencies: Vec::new(),
        });
    }
    graph
        .with("api", dependency("types", Kind::Normal))
        .with(KITS, dependency("api", Kind::Normal))
        .with("authing-sandbox", dependency("api", Kind::Normal))
        .with("facade", dependency("api", Kind::Normal))
        .with("facade", Dependency { optional: true, ..dependency("adapter", Kind::Normal) })
        .with("adapter", dependency("hyper", Kind::Normal))
}

fn dependency(name: &str, kind: Kind) -> Dependency {
    Dependency { name: name.into(), kind, optional: false, features: Vec::new() }
}

impl Graph {
    fn with(mut self, user: &str, dependency: Dependency) -> Self {
        if dependency.kind != Kind::Dev {
            self.edges.entry(user.into()).or_default().insert(dependency.name.clone());
        }
        if let Some(member) = self.members.iter_mut().find(|member| member.name == user) {
            member.dependencies.push(dependency);
        }
        self
    }
}

#[track_caller]
fn assert_violations(graph: &Graph, expected: &[&str]) {
    assert_eq!(check(&table(), graph), expected);
}

#[test]
fn a_graph_that_follows_the_table_passes() {
    assert_violations(&graph(), &[]);
}

#[test]
fn an_arrow_upwards_fails() {
    let graph = graph().with("types", dependency("api", Kind::Normal));
    assert_violations(&graph, &["types: depends on api; it may use: none of ours"]);
}

#[test]
fn a_build_dependency_counts_like_a_normal_one() {
    let graph = graph().with("api", dependency(KITS, Kind::Build));
    assert_violations(&graph, &["api: depends on authing-testkit; it may use: types"]);
}

#[test]
fn an_optional_arrow_must_stay_optional() {
    let graph = graph().with("facade", dependency("adapter", Kind::Normal));
    assert_violations(
        &graph,
        &["facade: depends on adapter, which must be an optional dependency"],
    );
}

#[test]
fn tests_may_use_the_kits_although_that_is_a_cycle() {
    assert_violations(&graph().with("api", dependency(KITS, Kind::Dev)), &[]);
}

#[test]
fn tests_may_use_the_sandbox_where_that_is_no_cycle() {
    let sandbox = || dependency("authing-sandbox", Kind::Dev);
    assert_violations(&graph().with("facade", sandbox()), &[]);
    assert_violations(
        &graph().with("types", sandbox()),
        &["types: its tests depend on authing-sandbox, which leads back to it \
           (authing-sandbox -> api -> types); only authing-testkit may do that"],
    );
}

#[test]
fn tests_may_use_their_own_crate_with_other_features() {
    assert_violations(&graph().with("api", dependency("api", Kind::Dev)), &[]);
}

#[test]
fn tests_may_not_use_the_facade() {
    let graph = graph().with(KITS, dependency("facade", Kind::Dev));
    assert_violations(
        &graph,
        &["authing-testkit: its tests depend on facade; they may use: types, api, \
           authing-testkit, authing-sandbox"],
    );
}

#[test]
fn a_forbidden_crate_fails() {
    let graph = graph().with("types", dependency("http", Kind::Normal));
    assert_violations(&graph, &["types: depends on http; it must not know HTTP"]);
}

#[test]
fn a_forbidden_crate_fails_by_its_first_letters() {
    let graph = graph().with("api", dependency("hyper-util", Kind::Normal));
    assert_violations(&graph, &["api: depends on hyper-util; it must not know sockets"]);
}

#[test]
fn a_forbidden_crate_fails_behind_another() {
    let graph = graph()
        .with("types", dependency("innocent", Kind::Normal))
        .with("innocent", dependency("reqwest", Kind::Normal));
    assert_violations(&graph, &["types -> innocent -> reqwest: types must not know HTTP"]);
}

#[test]
fn a_forbidden_feature_fails() {
    let tokio = dependency("tokio", Kind::Normal);
    let graph = graph().with("api", Dependency { features: vec!["net".into()], ..tokio });
    assert_violations(
        &graph,
        &["api: asks for the feature `net` of tokio; it must not know sockets"],
    );
}

#[test]
fn tests_may_use_any_external_crate() {
    assert_violations(&graph().with("types", dependency("http", Kind::Dev)), &[]);
}

#[test]
fn a_crate_without_a_row_and_a_row_without_a_crate_fail() {
    let mut graph = graph();
    graph.members[2].name = "newcomer".into();
    assert_violations(
        &graph,
        &[
            "adapter: has a row but is no crate of the workspace",
            "newcomer: is a crate of the workspace without a row",
        ],
    );
}
