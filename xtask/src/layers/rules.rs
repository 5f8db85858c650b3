//! The rules that are about dependencies, as functions of a table and a graph.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Dependency, Graph, Kind, Member};
use super::topics::{Reach, Topic};
use super::{FOR_TESTS, KITS, Layer, Members};

/// Every violation, one line each, naming the crate, the dependency and the rule.
pub(super) fn check(layers: &[Layer], graph: &Graph) -> Vec<String> {
    let mut violations = Vec::new();
    for layer in layers {
        if !graph.members.iter().any(|member| member.name == layer.name) {
            violations.push(format!("{}: has a row but is no crate of the workspace", layer.name));
        }
    }
    for member in &graph.members {
        let Some(layer) = layers.iter().find(|layer| layer.name == member.name) else {
            violations.push(format!("{}: is a crate of the workspace without a row", member.name));
            continue;
        };
        for dependency in &member.dependencies {
            violations.extend(check_member(layer, dependency, graph));
            violations.extend(check_cycle(member, dependency, graph));
        }
        for topic in layer.never {
            violations.extend(check_topic(member, topic, graph));
        }
    }
    violations
}

/// Rule 1: between workspace members, the row decides.
fn check_member(layer: &Layer, dependency: &Dependency, graph: &Graph) -> Option<String> {
    let (name, used) = (layer.name, dependency.name.as_str());
    if !graph.members.iter().any(|member| member.name == used) {
        return None;
    }
    let Members::Only(may_use) = layer.may_use else {
        return None;
    };
    let list = if may_use.is_empty() { "none of ours".into() } else { may_use.join(", ") };
    if dependency.kind == Kind::Dev {
        // Itself, with features that it does not have by default.
        let allowed = used == name || may_use.contains(&used) || FOR_TESTS.contains(&used);
        let for_tests = FOR_TESTS.join(", ");
        return (!allowed).then(|| {
            format!("{name}: its tests depend on {used}; they may use: {list}, {for_tests}")
        });
    }
    if !may_use.contains(&used) {
        return Some(format!("{name}: depends on {used}; it may use: {list}"));
    }
    (layer.optional.contains(&used) && !dependency.optional)
        .then(|| format!("{name}: depends on {used}, which must be an optional dependency"))
}

/// Rule 1, second half: tests close a circle only through the kits.
fn check_cycle(member: &Member, dependency: &Dependency, graph: &Graph) -> Option<String> {
    if dependency.kind != Kind::Dev || dependency.name == KITS {
        return None;
    }
    let used = graph.members.iter().find(|other| other.name == dependency.name)?;
    let chain = graph.chain(&used.id, |name| name == member.name)?;
    Some(format!(
        "{}: its tests depend on {}, which leads back to it ({}); only {KITS} may do that",
        member.name,
        dependency.name,
        chain.join(" -> ")
    ))
}

/// Rule 2: what a crate must never know.
fn check_topic(member: &Member, topic: &Topic, graph: &Graph) -> Vec<String> {
    let name = &member.name;
    let mut violations = Vec::new();
    for dependency in member.dependencies.iter().filter(|dependency| dependency.kind != Kind::Dev) {
        let used = &dependency.name;
        if topic.covers(used) {
            violations.push(format!("{name}: depends on {used}; it must not know {}", topic.name));
        }
        for (_, feature) in topic.features.iter().filter(|(of, _)| of == used) {
            if dependency.features.iter().any(|asked| asked == feature) {
                violations.push(format!(
                    "{name}: asks for the feature `{feature}` of {used}; it must not know {}",
                    topic.name
                ));
            }
        }
    }
    if violations.is_empty()
        && topic.reach == Reach::Transitive
        && let Some(chain) = graph.chain(&member.id, |name| topic.covers(name))
    {
        let chain = chain.join(" -> ");
        violations.push(format!("{chain}: {name} must not know {}", topic.name));
    }
    violations
}

impl Topic {
    fn covers(&self, name: &str) -> bool {
        self.crates.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *pattern,
        })
    }
}

impl Graph {
    /// The shortest chain of names from a package to one below it that is looked for.
    fn chain(&self, from: &str, is_wanted: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut seen = BTreeSet::from([from]);
        let mut level = vec![from];
        while !level.is_empty() {
            let mut next = Vec::new();
            for id in level {
                for used in self.edges.get(id).into_iter().flatten() {
                    if !seen.insert(used) {
                        continue;
                    }
                    came_from.insert(used, id);
                    if is_wanted(self.name(used)) {
                        return Some(self.names_up_from(used, &came_from));
                    }
                    next.push(used.as_str());
                }
            }
            level = next;
        }
        None
    }

    fn names_up_from(&self, last: &str, came_from: &BTreeMap<&str, &str>) -> Vec<String> {
        let mut names: Vec<_> = std::iter::successors(Some(last), |id| came_from.get(id).copied())
            .map(|id| self.name(id).to_owned())
            .collect();
        names.reverse();
        names
    }

    fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

#[cfg(test)]
mod tests;
