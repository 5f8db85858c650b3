//! Whom to trust.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::WebPkiServerVerifier,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::{
    error::{BuildError, Problem},
    pins::{Pin, PinningVerifier},
};

/// The roots that a transport will trust.
#[derive(Clone, Debug)]
pub(crate) struct Roots {
    pub(crate) bundled: bool,
    #[cfg(feature = "platform-roots")]
    pub(crate) platform: bool,
    pub(crate) added: Vec<Added>,
}

#[derive(Clone)]
pub(crate) enum Added {
    Pem(Vec<u8>),
    Der(Vec<u8>),
}

impl Roots {
    pub(crate) fn new() -> Self {
        Self {
            bundled: true,
            #[cfg(feature = "platform-roots")]
            platform: false,
            added: Vec::new(),
        }
    }

    /// A TLS configuration with these roots, and with these pins if there are any. It has ring
    /// whatever the process has as its default.
    pub(crate) fn client_config(&self, pins: &[Pin]) -> Result<ClientConfig, BuildError> {
        let store = Arc::new(self.store()?);
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| BuildError::new(Problem::Tls).caused_by(error))?;
        if pins.is_empty() {
            return Ok(builder.with_root_certificates(store).with_no_client_auth());
        }
        let algorithms = provider.signature_verification_algorithms;
        let verifier = WebPkiServerVerifier::builder_with_provider(store.clone(), provider)
            .build()
            .map_err(|error| BuildError::new(Problem::Tls).caused_by(error))?;
        let verifier = PinningVerifier::new(verifier, store, algorithms, pins.to_vec());
        // "Dangerous" is what rustls calls any verifier that it did not make.
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        Ok(builder.with_no_client_auth())
    }

    fn store(&self) -> Result<RootCertStore, BuildError> {
        let mut store = RootCertStore::empty();
        if self.bundled {
            store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        #[cfg(feature = "platform-roots")]
        if self.platform {
            add_platform_roots(&mut store)?;
        }
        for (position, added) in (1..).zip(&self.added) {
            added.add_to(&mut store, position)?;
        }
        if store.is_empty() { Err(BuildError::new(Problem::NoRoots)) } else { Ok(store) }
    }
}

/// Skips roots that rustls cannot use, as every platform has some.
#[cfg(feature = "platform-roots")]
fn add_platform_roots(store: &mut RootCertStore) -> Result<(), BuildError> {
    let found = rustls_native_certs::load_native_certs();
    let (usable, _) = store.add_parsable_certificates(found.certs);
    match found.errors.into_iter().next() {
        Some(error) if usable == 0 => Err(BuildError::new(Problem::Platform).caused_by(error)),
        _ if usable == 0 => Err(BuildError::new(Problem::Platform)),
        _ => Ok(()),
    }
}

impl Added {
    fn add_to(&self, store: &mut RootCertStore, position: usize) -> Result<(), BuildError> {
        match self {
            Self::Der(der) => add(store, CertificateDer::from_slice(der), position),
            Self::Pem(text) => {
                let mut empty = true;
                for certificate in CertificateDer::pem_slice_iter(text) {
                    let certificate = certificate.map_err(|error| {
                        BuildError::new(Problem::Pem(position)).caused_by(error)
                    })?;
                    add(store, certificate, position)?;
                    empty = false;
                }
                if empty { Err(BuildError::new(Problem::NoCertificate(position))) } else { Ok(()) }
            }
        }
    }
}

fn add(
    store: &mut RootCertStore,
    certificate: CertificateDer<'_>,
    position: usize,
) -> Result<(), BuildError> {
    store
        .add(certificate.into_owned())
        .map_err(|error| BuildError::new(Problem::Root(position)).caused_by(error))
}

impl std::fmt::Debug for Added {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (form, length) = match self {
            Self::Pem(text) => ("Pem", text.len()),
            Self::Der(der) => ("Der", der.len()),
        };
        write!(f, "{form}({length} bytes)")
    }
}
