//! TLS with the ring provider, handed to each client: nothing global is installed.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use rustls_platform_verifier::BuilderVerifierExt;

/// What a client trusts.
#[derive(Debug, Clone)]
pub(crate) enum Trust {
    /// What the operating system trusts.
    System,
    /// These authorities alone.
    Authorities(Arc<RootCertStore>),
    /// Nothing: for plain HTTP, which must work on a machine without certificates.
    Nothing,
}

pub(crate) fn config(trust: Trust) -> Result<ClientConfig, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    Ok(match trust {
        Trust::System => config.with_platform_verifier()?.with_no_client_auth(),
        Trust::Authorities(authorities) => {
            config.with_root_certificates(authorities).with_no_client_auth()
        }
        Trust::Nothing => {
            config.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
        }
    })
}

/// The certificates of authorities in a PEM text; the error says what is wrong with it.
pub(crate) fn authorities(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        store.add(certificate).map_err(|error| error.to_string())?;
    }
    if store.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    Ok(store)
}
