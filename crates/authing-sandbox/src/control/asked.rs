//! What a command is told: path, query and body.

use std::ops::RangeInclusive;

use bytes::Bytes;
use http::Request;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Parameters, Refused};
use crate::sandbox::Shared;

/// A request for a command.
pub(super) struct Asked<'a> {
    pub(super) shared: &'a Shared,
    pub(super) request: &'a Request<Bytes>,
    pub(super) parameters: Parameters,
    pub(super) example: &'static str,
}

impl Asked<'_> {
    /// A segment of the path; empty where the command has none of this name.
    pub(super) fn segment(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let query = self.request.uri().query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// A parameter of the query that is a number in a range.
    pub(super) fn number(
        &self,
        name: &str,
        range: RangeInclusive<usize>,
    ) -> Result<Option<usize>, Refused> {
        let Some(text) = self.query(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        let (low, high) = range.into_inner();
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(Refused::new(format!("{name} is a number from {low} to {high}"))),
        }
    }

    /// Reads the body. What is wrong with it is told with its place and a body that is right.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        let mut deserializer = serde_json::Deserializer::from_slice(self.request.body());
        let read = serde_path_to_error::deserialize(&mut deserializer);
        let read = read.map_err(|error| (error.path().to_string(), error.into_inner()));
        let read = read.and_then(|value| {
            deserializer.end().map_err(|error| (".".to_owned(), error)).map(|()| value)
        });
        read.map_err(|(path, error)| self.malformed(&path, &error.to_string()))
    }

    fn malformed(&self, path: &str, reason: &str) -> Refused {
        let example = self.example;
        let place = if path == "." { "the body" } else { path };
        Refused {
            data: json!({
                "path": path,
                "example": serde_json::from_str::<Value>(example).unwrap_or_default(),
            }),
            ..Refused::new(format!("{place}: {reason}; a body that works is {example}"))
        }
    }
}
