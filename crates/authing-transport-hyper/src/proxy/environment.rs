//! The variables of the environment that name proxies.

use std::ffi::OsString;

use super::{
    address::{NoAddress, Proxy},
    no_proxy::NoProxy,
};

/// What the environment says.
#[derive(Debug)]
pub(super) struct Environment {
    pub(super) http: Found,
    pub(super) https: Found,
    pub(super) no_proxy: NoProxy,
}

pub(super) type Found = Result<Option<Proxy>, Misconfigured>;

/// A variable whose value is not the address of a proxy.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {name} does not hold the address of a proxy")]
pub(crate) struct Misconfigured {
    name: &'static str,
    source: NoAddress,
}

/// Reads the variables as curl does: the first one that is set and not blank counts, the
/// lower-case spelling before the upper-case one.
pub(super) fn read(variable: &dyn Fn(&str) -> Option<OsString>) -> Environment {
    // A web server hands the header `Proxy` of a request to a CGI program as HTTP_PROXY, and on
    // some platforms the two spellings are one variable (CVE-2016-5385 and its like).
    let is_cgi = variable("REQUEST_METHOD").is_some();
    let own = if is_cgi { &[][..] } else { &["http_proxy", "HTTP_PROXY"] };
    let all = ["all_proxy", "ALL_PROXY"];
    let proxy = |names: &[&'static str]| {
        let Some((name, value)) = first(variable, names.iter().chain(&all)) else {
            return Ok(None);
        };
        let text = value.to_str().ok_or(Misconfigured { name, source: NoAddress::Form })?;
        Proxy::parse(text).map(Some).map_err(|source| Misconfigured { name, source })
    };
    let no_proxy = first(variable, ["no_proxy", "NO_PROXY"].iter());
    Environment {
        http: proxy(own),
        https: proxy(&["https_proxy", "HTTPS_PROXY"]),
        no_proxy: no_proxy.map_or_else(NoProxy::default, |(_, list)| {
            NoProxy::parse_leniently(&list.to_string_lossy())
        }),
    }
}

fn first<'a>(
    variable: &dyn Fn(&str) -> Option<OsString>,
    mut names: impl Iterator<Item = &'a &'static str>,
) -> Option<(&'static str, OsString)> {
    names.find_map(|name| {
        let value = variable(name)?;
        let is_blank = value.to_str().is_some_and(|text| text.trim().is_empty());
        (!is_blank).then_some((*name, value))
    })
}
