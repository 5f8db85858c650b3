//! What a builder accepts, and what it says of the rest.

use authing_transport::time::Sleep;
use authing_transport_hyper::{BuildError, HyperTransportBuilder, TokioSleep};

use crate::support::{builder, chain};

fn error(builder: HyperTransportBuilder) -> BuildError {
    builder.build().expect_err("the roots are not good")
}

#[test]
fn a_root_that_is_no_certificate_is_named_by_its_position() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let garbage =
        "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----";
    let cut = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n";
    for (error, message) in [
        (
            error(builder().add_root_certificate_pem(b"")),
            "root certificate 1 is PEM text without a certificate in it",
        ),
        (
            error(builder().add_root_certificate_pem(key.as_bytes())),
            "root certificate 1 is PEM text without a certificate in it",
        ),
        (
            error(builder().add_root_certificate_pem(cut.as_bytes())),
            "root certificate 1 is not valid PEM: ",
        ),
        (
            error(builder().add_root_certificate_pem(garbage.as_bytes())),
            "root certificate 1 is not a certificate that can be trusted: ",
        ),
        (
            error(builder().add_root_certificate_der(b"not a certificate")),
            "root certificate 1 is not a certificate that can be trusted: ",
        ),
        (
            error(builder().without_bundled_roots()),
            "no root certificate is trusted: add one, or keep the bundled ones",
        ),
    ] {
        assert!(chain(&error).starts_with(message), "{}", chain(&error));
    }

    let params = rcgen::CertificateParams::default();
    let good = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap();
    let second = builder().add_root_certificate_der(good.der()).add_root_certificate_der(b"bad");
    assert!(error(second).to_string().starts_with("root certificate 2 "));
}

#[test]
fn a_transport_is_built_outside_of_a_runtime() {
    let transport = builder().build().unwrap();
    let text = format!("{transport:?}");
    assert!(
        text.contains("timeout: 10s") && text.contains("max_response_bytes: 1048576"),
        "{text}"
    );
}

#[cfg(feature = "platform-roots")]
#[test]
fn the_roots_of_the_platform_are_read_or_their_absence_is_told() {
    match builder().without_bundled_roots().platform_roots().build() {
        Ok(_) => {}
        Err(error) => {
            assert_eq!(error.to_string(), "the root certificates of the platform cannot be read");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_sleep_of_tokio_sleeps() {
    let start = tokio::time::Instant::now();
    TokioSleep::new().sleep(std::time::Duration::from_secs(60)).await;
    assert_eq!(start.elapsed().as_secs(), 60);
}
