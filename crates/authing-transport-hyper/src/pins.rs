//! Key pinning: a chain of certificates must hold a key that is known beforehand.

use std::{fmt, sync::Arc};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use ring::digest;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime},
};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

/// The SHA-256 of a public key as certificates hold it (`SubjectPublicKeyInfo` in DER, RFC 7469,
/// 2.4).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pin([u8; 32]);

impl Pin {
    /// Reads base64 of 32 bytes, padded or not, after `sha256/` (OkHttp) or `sha256//` (curl).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().strip_prefix("sha256/")?;
        let text = text.strip_suffix('=').unwrap_or(text);
        // 43 characters are 32 bytes, and the first may well be a slash of the base64.
        let text = if text.len() == 44 { text.strip_prefix('/')? } else { text };
        let bytes = STANDARD_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    fn of(public_key_info: &[u8]) -> Self {
        let mut pin = [0; 32];
        pin.copy_from_slice(digest::digest(&digest::SHA256, public_key_info).as_ref());
        Self(pin)
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256/{}", STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Verifies like rustls, and demands a pinned key in the verified chain, from the server's own up
/// to the root.
///
/// What else the server sends along does not count: anybody can send somebody else's certificate.
#[derive(Debug)]
pub(crate) struct PinningVerifier {
    inner: Arc<WebPkiServerVerifier>,
    roots: Arc<RootCertStore>,
    algorithms: WebPkiSupportedAlgorithms,
    pins: Vec<Pin>,
}

impl PinningVerifier {
    /// The verifier must be one with these roots and algorithms.
    pub(crate) fn new(
        inner: Arc<WebPkiServerVerifier>,
        roots: Arc<RootCertStore>,
        algorithms: WebPkiSupportedAlgorithms,
        pins: Vec<Pin>,
    ) -> Self {
        Self { inner, roots, algorithms, pins }
    }

    /// Builds the chain once more, this time only by way of a pinned key.
    fn check_pins(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), NotPinned> {
        let end_entity =
            EndEntityCert::try_from(end_entity).map_err(|_| NotPinned { server: None })?;
        let own = Pin::of(&end_entity.subject_public_key_info());
        let verified = end_entity.verify_for_usage(
            self.algorithms.all,
            &self.roots.roots,
            intermediates,
            now,
            KeyUsage::server_auth(),
            None,
            Some(&|path: &VerifiedPath<'_>| {
                // The builder goes on to the next path then.
                if self.is_pinned(path) { Ok(()) } else { Err(webpki::Error::UnknownIssuer) }
            }),
        );
        verified.map(|_| ()).map_err(|_| NotPinned { server: Some(own) })
    }

    fn is_pinned(&self, path: &VerifiedPath<'_>) -> bool {
        let is_pinned = |public_key_info: &[u8]| self.pins.contains(&Pin::of(public_key_info));
        is_pinned(&path.end_entity().subject_public_key_info())
            || path
                .intermediate_certificates()
                .any(|certificate| is_pinned(&certificate.subject_public_key_info()))
            || is_pinned(&public_key_info(path.anchor()))
    }
}

impl ServerCertVerifier for PinningVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.inner.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )?;
        self.check_pins(end_entity, intermediates, now).map_err(|error| {
            Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
        })?;
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The `SubjectPublicKeyInfo` of a root, which holds it without the header of the sequence.
fn public_key_info(anchor: &TrustAnchor<'_>) -> Vec<u8> {
    let content: &[u8] = &anchor.subject_public_key_info;
    let length = content.len().to_be_bytes();
    let digits = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut der = vec![0x30];
    match digits {
        [] => der.push(0),
        [short @ 0..0x80] => der.push(*short),
        // No slice of bytes is longer than 8 bytes can count.
        long => der.extend([&[0x80 | long.len() as u8], long].concat()),
    }
    der.extend_from_slice(content);
    der
}

/// The chain is good, but it is not the one that was to be expected.
struct NotPinned {
    server: Option<Pin>,
}

impl fmt::Display for NotPinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no key in the chain of certificates is pinned")?;
        match self.server {
            Some(pin) => write!(f, "; the server's own is {pin}"),
            None => Ok(()),
        }
    }
}

/// The text, since that is what rustls shows of it.
impl fmt::Debug for NotPinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for NotPinned {}

#[cfg(test)]
mod tests;
