//! Any field values of these operations survive building and decoding on the other side.

use proptest::option;
use proptest::prelude::*;
use zeroize::Zeroizing;

use authing_api::operations::{
    Link, LoginByAd, LoginByLdap, LoginByScannedTicket, MfaVerifyByRecoveryCode, MfaVerifyByTotp,
    SocialLogin, Unlink,
};
use authing_api::{Auth, Bearer, DirectoryApi, Operation, OperationExt, server};
use authing_types::{
    ConnectionId, IdToken, IdentityProvider, MfaScope, MfaToken, Password, ProviderCode, QrCodeId,
    RecoveryCode, SocialProvider, TotpCode, Username,
};

use crate::support::{context, decrypt};

fn there<O: Operation + serde::de::DeserializeOwned>(operation: &O) -> O {
    let token = IdToken::parse("a.b.c").unwrap();
    let mfa_token = MfaToken::parse("m.f.a").unwrap();
    let bearer = match O::INFO.auth {
        Auth::Mfa => Bearer::Mfa(&mfa_token),
        _ => Bearer::Id(&token),
    };
    let request = operation.to_http(&context(), Some(bearer)).unwrap();
    let info = server::operation_of(request.method(), request.uri().path()).unwrap();
    assert_eq!(info.name, O::INFO.name);
    let is_sealed = operation.encrypts();
    server::read(&request, |sealed| is_sealed.then(|| Zeroizing::new(decrypt(sealed)))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn factors(code in ".{1,40}", is_personal in any::<bool>()) {
        let scope = if is_personal { MfaScope::Personal } else { MfaScope::Application };
        let sent = MfaVerifyByTotp::new(TotpCode::parse(code.as_str()).unwrap(), scope);
        let read = there(&sent);
        prop_assert_eq!(read.totp.expose_secret(), code.as_str());
        let sent = MfaVerifyByRecoveryCode::new(RecoveryCode::parse(code.as_str()).unwrap());
        let read = there(&sent);
        prop_assert_eq!(read.recovery_code.expose_secret(), code.as_str());
    }

    #[test]
    fn social_login(name in "x[a-zA-Z0-9:_-]{1,30}", code in ".{1,60}") {
        let sent = SocialLogin::new(
            SocialProvider::parse(name.as_str()).unwrap(),
            ConnectionId::parse(name).unwrap(),
            ProviderCode::parse(code).unwrap(),
        );
        let read = there(&sent);
        prop_assert_eq!((read.provider, read.conn_id), (sent.provider, sent.conn_id));
        prop_assert_eq!(read.code.expose_secret(), sent.code.expose_secret());
    }

    #[test]
    fn directories(name in "[^\\p{Cc}]{1,40}", clear in ".{1,29}", is_login in any::<bool>()) {
        let api = if is_login { DirectoryApi::Login } else { DirectoryApi::VerifyUser };
        let (name, password) = (Username::parse(name).unwrap(), Password::parse(clear).unwrap());
        let mut ldap = LoginByLdap::new(name.clone(), password.clone());
        ldap.api = api;
        let read = there(&ldap);
        prop_assert_eq!(&read.username, &name);
        prop_assert_eq!(read.password.expose_secret(), password.expose_secret());
        let mut ad = LoginByAd::new(name.clone(), password.clone());
        ad.api = api;
        let read = there(&ad);
        prop_assert_eq!(read.username, name);
        prop_assert_eq!(read.password.expose_secret(), password.expose_secret());
    }

    #[test]
    fn linking_and_qr_codes(text in "[!-~]{1,60}", shown in option::of("[!-~]{1,60}")) {
        let token = IdToken::parse(text.as_str()).unwrap();
        let read = there(&Link::new(token.clone(), token));
        prop_assert_eq!(read.secondary_user_token.expose_secret(), text.as_str());
        let mut unlink = Unlink::new(IdentityProvider::parse("wechat:mobile").unwrap());
        unlink.primary_user_token = shown.map(|shown| IdToken::parse(shown).unwrap());
        let read = there(&unlink);
        prop_assert_eq!(
            read.primary_user_token.as_ref().map(IdToken::expose_secret),
            unlink.primary_user_token.as_ref().map(IdToken::expose_secret)
        );
        let sent = LoginByScannedTicket::new(QrCodeId::parse(text).unwrap());
        prop_assert_eq!(there(&sent).random, sent.random);
    }
}
