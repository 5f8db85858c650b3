use authing_types::{BaseUrl, InvalidValue};

use crate::ApplicationConfig;

/// The domain below which the service's applications have hosts of their own, where the base URL is
/// one of the service's (protocol.md 1.1): `authing.cn` for `https://core.authing.cn`.
fn domain(base_url: &BaseUrl) -> Option<&str> {
    let (label, domain) = base_url.host().split_once('.')?;
    let is_service = label.eq_ignore_ascii_case("core") || label.eq_ignore_ascii_case("console");
    (is_service && base_url.is_https() && domain.eq_ignore_ascii_case("authing.cn"))
        .then_some(domain)
}

/// Whether applications have hosts of their own for OIDC. An IP address, `localhost` and an
/// on-premise host serve OIDC themselves (protocol.md 1.1).
pub fn has_application_hosts(base_url: &BaseUrl) -> bool {
    domain(base_url).is_some()
}

/// The OIDC host of an application, by its public configuration: `requestHostname`, else
/// `{identifier}.{domain}` (protocol.md 1.1, D11). The base URL itself, where it serves OIDC.
///
/// # Errors
///
/// [`InvalidValue`] when the configuration names neither, or no host can be made of it.
#[inline]
pub fn host_of_application(
    base_url: &BaseUrl,
    config: &ApplicationConfig,
) -> Result<BaseUrl, InvalidValue> {
    let Some(domain) = domain(base_url) else {
        return Ok(base_url.clone());
    };
    match (&config.request_hostname, &config.identifier) {
        (Some(host), _) if host.contains("://") => BaseUrl::parse(host.as_str()),
        (Some(host), _) => BaseUrl::parse(format!("https://{host}")),
        (None, Some(label)) if is_label(label) => {
            BaseUrl::parse(format!("https://{label}.{domain}"))
        }
        (None, _) => Err(InvalidValue::new(
            "oidc_host",
            "is not in the application's public configuration: give it to the builder",
        )),
    }
}

#[inline]
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(base: &str, hostname: Option<&str>, identifier: Option<&str>) -> Option<String> {
        let config = ApplicationConfig {
            request_hostname: hostname.map(str::to_owned),
            identifier: identifier.map(str::to_owned),
            ..ApplicationConfig::default()
        };
        let base = BaseUrl::parse(base).unwrap();
        host_of_application(&base, &config).ok().map(|url| url.as_str().to_owned())
    }

    #[test]
    fn the_host_is_chosen_as_the_reference_recommends() {
        let of = |base, hostname, identifier| host(base, hostname, identifier);
        let service = "https://core.authing.cn";
        let sample = Some("sample-app");
        assert_eq!(of(service, None, sample).unwrap(), "https://sample-app.authing.cn");
        assert_eq!(
            of("https://console.authing.cn", None, sample).unwrap(),
            "https://sample-app.authing.cn"
        );
        assert_eq!(of(service, Some("id.app.example"), sample).unwrap(), "https://id.app.example");
        assert_eq!(of(service, None, None), None);
        assert_eq!(of(service, None, Some("evil.example/")), None);
        for own in ["http://127.0.0.1:4000", "http://localhost:1", "https://core.corp.example"] {
            assert_eq!(of(own, Some("id.app.example"), sample).unwrap(), own);
        }
    }
}
