use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bytes::Bytes;
use http::{Method, Request};

use super::OauthError;

/// The parameters of a query or a form. One without a value counts as left out, and none may come
/// twice (RFC 6749, 3.1 and 3.2).
#[derive(Clone, Debug)]
pub(super) struct Form {
    pairs: HashMap<String, String>,
    repeated: Vec<String>,
}

impl Form {
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut form = Self { pairs: HashMap::new(), repeated: Vec::new() };
        for (key, value) in form_urlencoded::parse(text).into_owned() {
            if value.is_empty() {
                continue;
            }
            match form.pairs.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(entry) => form.repeated.push(entry.key().clone()),
            }
        }
        form
    }

    /// Those of a request: in the body of a POST, else in the query.
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        if request.method() == Method::POST {
            Self::parse(request.body())
        } else {
            Self::parse(request.uri().query().unwrap_or_default().as_bytes())
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.get(name).map(String::as_str)
    }

    /// The same with a parameter set.
    pub(super) fn with(mut self, name: &str, value: String) -> Self {
        self.pairs.insert(name.to_owned(), value);
        self
    }

    pub(super) fn is_repeated(&self, name: &str) -> bool {
        self.repeated.iter().any(|repeated| repeated == name)
    }

    /// Refuses a parameter that comes twice.
    pub(super) fn check(&self) -> Result<(), OauthError> {
        if self.repeated.is_empty() {
            Ok(())
        } else {
            Err(OauthError::new("invalid_request", "a parameter comes twice"))
        }
    }

    /// As the text of a form.
    pub(super) fn to_text(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}
