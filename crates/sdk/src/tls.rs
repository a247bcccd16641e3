//! TLS with the ring provider, handed to each client: nothing global is installed.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;

/// What a client trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// What the operating system trusts.
    System,
    /// Nothing: for plain HTTP, which must work on a machine without certificates.
    Nothing,
}

pub(crate) fn config(trust: Trust) -> Result<ClientConfig, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    Ok(match trust {
        Trust::System => config.with_platform_verifier()?.with_no_client_auth(),
        Trust::Nothing => {
            config.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
        }
    })
}
