//! Answers that are lists, and the objects that hold one.

use serde::Serialize;
use serde_json::json;
use serde_json::value::to_raw_value;

use authing::types::{
    Applications, AuthorizedResources, CustomField, OrgPath, Role, SecurityLevel,
};

use super::{Answer, Fields, Shown};

impl Shown for SecurityLevel {
    fn show(self, _secrets: bool, done: &'static str) -> Answer {
        Answer::Data { data: Some(Fields::of(&self)), done }
    }
}

impl Shown for Vec<CustomField> {
    fn show(self, _secrets: bool, _done: &'static str) -> Answer {
        let line = |field: &CustomField| Fields::from([(field.key.as_str(), field.value.clone())]);
        listed(&self, self.iter().map(line).collect())
    }
}

impl Shown for Option<Vec<CustomField>> {
    fn show(self, secrets: bool, done: &'static str) -> Answer {
        match self {
            Some(fields) => fields.show(secrets, done),
            None => Answer::Data { data: None, done },
        }
    }
}

impl Shown for Applications {
    fn show(self, _secrets: bool, _done: &'static str) -> Answer {
        let mut items: Vec<_> = self.list.iter().map(Fields::of).collect();
        items.push(Fields::from([("totalCount", json!(self.total_count))]));
        listed(&self, items)
    }
}

impl Shown for Vec<OrgPath> {
    fn show(self, _secrets: bool, _done: &'static str) -> Answer {
        let line = |path: &OrgPath| {
            let names: Vec<_> = path.names().collect();
            Fields::from([("path", json!(names.join(" / ")))])
        };
        listed(&self, self.iter().map(line).collect())
    }
}

impl Shown for Vec<Role> {
    fn show(self, _secrets: bool, _done: &'static str) -> Answer {
        listed(&self, self.iter().map(Fields::of).collect())
    }
}

impl Shown for AuthorizedResources {
    fn show(self, _secrets: bool, _done: &'static str) -> Answer {
        let mut items: Vec<_> = self.list.iter().map(Fields::of).collect();
        items.push(Fields::from([("totalCount", json!(self.total_count))]));
        listed(&self, items)
    }
}

/// All of it for programs, and its items for people.
fn listed(all: &impl Serialize, items: Vec<Fields>) -> Answer {
    Answer::List { data: to_raw_value(all).expect("answers have text keys"), items }
}
