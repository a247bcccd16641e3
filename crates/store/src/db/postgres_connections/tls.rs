//! The database URL, and whom to trust behind it.
//!
//! `sslmode` means what it means to PostgreSQL's own programs: `disable` never encrypts, `prefer`
//! (the default) and `require` encrypt without asking who answers, `verify-full` asks for a
//! certificate of the host's name signed by a public authority or by one of the file
//! `sslrootcert`. `verify-ca` does the same as `verify-full`. A Unix socket is never encrypted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::Config;
use tokio_postgres::config::Host;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::OpenError;

/// A database URL taken apart.
#[derive(Clone)]
pub(in crate::db) struct Address {
    pub(in crate::db) config: Config,
    pub(in crate::db) tls: MakeRustlsConnect,
}

impl Address {
    pub(in crate::db) fn parse(url: &str) -> Result<Self, OpenError> {
        if has_unescaped(url) {
            return Err(invalid(
                "the user or the password has a character that means something else in an address: `@` is written `%40`, `/` as `%2F`, `?` as `%3F` and `#` as `%23`",
            ));
        }
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut verify = false;
        let mut authorities = None;
        let mut kept = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", "verify-ca" | "verify-full")) => {
                    verify = true;
                    kept.push("sslmode=require");
                }
                Some(("sslrootcert", file)) => authorities = Some(file.replace("%2F", "/")),
                _ => kept.push(parameter),
            }
        }
        if authorities.is_some() && !verify {
            return Err(invalid("`sslrootcert` needs `sslmode=verify-full`"));
        }
        let config = format!("{base}?{}", kept.join("&"))
            .parse::<Config>()
            .map_err(|error| invalid(described(&error)))?;
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(invalid)?;
        let client = if verify {
            builder.with_root_certificates(trusted(authorities.as_deref())?).with_no_client_auth()
        } else {
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Anyone(provider)))
                .with_no_client_auth()
        };
        Ok(Self { config, tls: MakeRustlsConnect::new(client) })
    }

    /// Host and database, for messages: without the password.
    pub(in crate::db) fn describe(&self) -> String {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts = hosts.collect::<Vec<_>>().join(",");
        match self.config.get_dbname() {
            Some(database) => format!("`{hosts}`, database `{database}`"),
            None => format!("`{hosts}`"),
        }
    }
}

fn trusted(authorities: Option<&str>) -> Result<RootCertStore, OpenError> {
    let mut roots = RootCertStore::empty();
    let Some(file) = authorities else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let unreadable =
        |error: &dyn std::fmt::Display| invalid(format!("`sslrootcert={file}`: {error}"));
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))? {
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    Ok(roots)
}

fn invalid(message: impl std::fmt::Display) -> OpenError {
    OpenError::Url { message: message.to_string() }
}

/// The driver's error with its cause, which has the substance.
pub(in crate::db) fn described(error: &(dyn std::error::Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}

/// Encrypts without checking the certificate, as `prefer` and `require` say.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Does the part before the host end early? Then a piece of the password would count as the host,
/// and be shown in errors.
fn has_unescaped(url: &str) -> bool {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let (authority, rest) = behind.split_at(behind.find(['/', '?', '#']).unwrap_or(behind.len()));
    // A host has no `@`; behind it, one can only be escaped or in the value of an option.
    let path = rest.split('?').next().unwrap_or_default();
    authority.matches('@').count() > 1
        || path.contains('@')
        || (!authority.contains('@') && rest.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sslmode_is_understood_and_the_password_is_never_shown() {
        for mode in ["disable", "prefer", "require", "verify-ca", "verify-full"] {
            let url = format!("postgres://ada:secret@db.example:5433/roster?sslmode={mode}");
            let address = Address::parse(&url).map(|address| address.describe());
            assert!(address.is_ok_and(|it| it == "`db.example`, database `roster`"), "{mode}");
        }
        let Err(error) = Address::parse("postgres://ada:secret@db.example/roster?sslmode=maybe")
        else {
            panic!("a mode that does not exist is refused");
        };
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn a_password_that_is_not_percent_encoded_is_explained_and_not_shown() {
        for password in ["se@cret", "se/cret", "se?cret", "se#cret"] {
            let url = format!("postgres://ada:{password}@db.example/roster?sslmode=disable");
            let Err(error) = Address::parse(&url) else { panic!("{password} was taken") };
            let told = error.to_string();
            assert!(told.contains("%40") && !told.contains("cret"), "{told}");
        }
        let taken = Address::parse("postgres://ada:se%40cr%2Fet@db.example/roster?sslmode=disable");
        assert!(taken.is_ok_and(|it| it.describe() == "`db.example`, database `roster`"));
        assert!(Address::parse("postgres://db.example/roster?application_name=a@b").is_err());
    }

    #[test]
    fn an_authority_that_would_not_be_asked_is_refused() {
        let error = Address::parse("postgres://db/roster?sslmode=require&sslrootcert=/ca.pem");
        assert!(error.is_err_and(|error| error.to_string().contains("verify-full")));
    }
}
