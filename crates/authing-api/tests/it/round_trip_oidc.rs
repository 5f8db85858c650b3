//! Any field values of the OIDC operations survive building and decoding on the other side.

use proptest::option;
use proptest::prelude::*;

use authing_api::oidc::AuthorizeRequest;
use authing_api::operations::{AuthByCode, AuthByToken, RefreshAccessToken};
use authing_api::{Operation, OperationExt, server};
use authing_types::{
    AppSecret, AuthorizationCode, CodeVerifier, IdToken, RedirectUri, RefreshToken, Scopes,
};

use crate::support::context;

/// Builds the request and reads it as the service would.
fn there<O: Operation + serde::de::DeserializeOwned>(operation: &O) -> O {
    let request = operation.to_http(&context(), None).unwrap();
    assert_eq!(server::operation_of_request(&request).unwrap().name, O::INFO.name);
    server::read(&request, |_| None).unwrap()
}

prop_compose! {
    fn sign_in()(
        uri in "[a-z][a-z+.-]{0,9}:[!-\"$-~]{1,30}", verifier in "[A-Za-z0-9._~-]{43,128}",
        scope in "[!#-\\[\\]-~]{1,9}( [!#-\\[\\]-~]{1,9}){0,3}",
    ) -> AuthorizeRequest {
        let mut request = AuthorizeRequest::new(RedirectUri::parse(uri).unwrap()).unwrap();
        request.scope = Scopes::parse(scope).unwrap();
        request.code_verifier = CodeVerifier::parse(verifier).unwrap();
        request
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn auth_by_code(request in sign_in(), code in "[!-~]{1,40}", secret in option::of("[!-~]{1,40}")) {
        let mut sent = AuthByCode::new(&request, AuthorizationCode::parse(code).unwrap());
        if let Some(secret) = secret {
            sent = sent.with_client_secret(AppSecret::parse(secret).unwrap());
        }
        let read = there(&sent);
        prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
        prop_assert_eq!((read.redirect_uri, read.scope), (sent.redirect_uri, sent.scope));
        let verifier = |o: &Option<CodeVerifier>| o.as_ref().map(|v| v.expose_secret().to_owned());
        prop_assert_eq!(verifier(&read.code_verifier), verifier(&sent.code_verifier));
        let secret = |o: &Option<AppSecret>| o.as_ref().map(|s| s.expose_secret().to_owned());
        prop_assert_eq!(secret(&read.client_secret), secret(&sent.client_secret));
    }

    #[test]
    fn auth_by_token(request in sign_in(), token in "[!-~]{1,40}") {
        let sent = AuthByToken::new(&request, IdToken::parse(token).unwrap());
        let read = there(&sent);
        prop_assert_eq!(read.token.expose_secret(), sent.token.expose_secret());
        prop_assert_eq!((read.redirect_uri, read.scope), (sent.redirect_uri, sent.scope));
    }

    #[test]
    fn refresh_access_token(token in "[!-~]{1,40}") {
        let sent = RefreshAccessToken::new(RefreshToken::parse(token).unwrap());
        let read = there(&sent);
        prop_assert_eq!(read.refresh_token.expose_secret(), sent.refresh_token.expose_secret());
    }

    #[test]
    fn any_return_gives_a_code_or_an_error(url in ".{0,80}") {
        let request = AuthorizeRequest::new(RedirectUri::parse("a:b").unwrap()).unwrap();
        prop_assert!(request.read_callback(&url).is_err());
    }
}
