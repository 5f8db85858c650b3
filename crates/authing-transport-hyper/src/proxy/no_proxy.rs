//! `NO_PROXY`: what is reached without the proxy.

use std::net::IpAddr;

/// A list of hosts. None matches by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoProxy(Vec<Rule>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    hosts: Hosts,
    /// All ports without one.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    /// The addresses that have these first bits.
    Network(IpAddr, u32),
    /// The name in lower case, and all names below it.
    Domain(String),
}

impl NoProxy {
    /// Reads entries between commas or spaces, or gives back the first that is malformed.
    pub(crate) fn parse(list: &str) -> Result<Self, &str> {
        entries(list)
            .map(|entry| Rule::parse(entry).ok_or(entry))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Leaves out what is malformed, which then goes through the proxy.
    pub(crate) fn parse_leniently(list: &str) -> Self {
        Self(entries(list).filter_map(Rule::parse).collect())
    }

    /// Whether this host, as it stands in a URI, is to be reached directly.
    pub(crate) fn matches(&self, host: &str, port: u16) -> bool {
        let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let address = address(&name);
        self.0.iter().any(|rule| {
            let of_port = rule.port.is_none_or(|it| it == port);
            of_port
                && match (&rule.hosts, address) {
                    (Hosts::All, _) => true,
                    (Hosts::Network(network, bits), Some(address)) => {
                        is_within(address, *network, *bits)
                    }
                    (Hosts::Domain(domain), None) => is_below(&name, domain),
                    (Hosts::Network(..), None) | (Hosts::Domain(_), Some(_)) => false,
                }
        })
    }
}

impl Rule {
    fn parse(entry: &str) -> Option<Self> {
        if let Some(address) = address(entry) {
            return Some(Self { hosts: Hosts::Network(address, width(address)), port: None });
        }
        if let Some((network, bits)) = entry.split_once('/') {
            let network = address(network)?;
            let bits = bits.parse().ok().filter(|bits| *bits <= width(network))?;
            return Some(Self { hosts: Hosts::Network(network, bits), port: None });
        }
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (entry, None),
        };
        let hosts = if host == "*" {
            Hosts::All
        } else if let Some(address) = address(host) {
            Hosts::Network(address, width(address))
        } else {
            let domain = host.strip_prefix('*').filter(|it| it.starts_with('.')).unwrap_or(host);
            let domain = domain.strip_prefix('.').unwrap_or(domain);
            let domain = domain.strip_suffix('.').unwrap_or(domain);
            let is_name = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.".contains(c);
            if domain.is_empty() || !domain.chars().all(is_name) {
                return None;
            }
            Hosts::Domain(domain.to_ascii_lowercase())
        };
        Some(Self { hosts, port })
    }
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|entry| !entry.is_empty())
}

/// An address, in brackets or not; one of IPv4 inside IPv6 is taken for what it is.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(text);
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { u32::BITS } else { u128::BITS }
}

fn is_within(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let differing = match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        _ => return false,
    };
    differing >= bits
}

fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
