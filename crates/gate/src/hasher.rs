//! How passwords are hashed, and how a hash is recognized.

use std::{sync::Arc, thread::available_parallelism};

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{
    refusal::{Refusal, Result},
    secrets,
};

/// Hashes passwords with Argon2id, as many at once as there are cores: each takes tens of
/// milliseconds of one, and 19 MiB.
#[derive(Debug)]
pub struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))))
    }
}

impl Hasher {
    /// The hash of a password that somebody chose.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.on_a_core(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| {
                Refusal::internal(format!("a password could not be hashed: {error}"))
            })
        })
        .await?
    }

    /// Is this the password behind the hash?
    pub async fn verify(&self, hash: String, password: String) -> Result<bool> {
        if secrets::is_generated(&hash) {
            return Ok(secrets::verify_secret(&hash, &password));
        }
        self.on_a_core(move || {
            let parsed = PasswordHash::new(&hash)
                .map_err(|error| Refusal::internal(format!("a stored password hash: {error}")))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await?
    }

    /// Is this the password behind the hash? Without a hash, and with that of a generated secret,
    /// it takes as long as with any other.
    pub async fn verify_or_pretend(&self, hash: Option<String>, password: String) -> Result<bool> {
        match hash {
            Some(hash) if secrets::is_generated(&hash) => {
                self.hash(password.clone()).await?;
                self.verify(hash, password).await
            }
            Some(hash) => self.verify(hash, password).await,
            None => self.hash(password).await.map(|_| false),
        }
    }

    async fn on_a_core<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let failed =
            |error: &dyn std::fmt::Display| Refusal::internal(format!("hashing failed: {error}"));
        let permit = self.0.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|error| failed(&error))
    }
}

/// Was it hashed with other parameters than passwords are hashed with now? A generated secret needs
/// no slow hash.
pub fn is_outdated(hash: &str) -> bool {
    if secrets::is_generated(hash) {
        return false;
    }
    let now = Argon2::default();
    let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    let same = PasswordHash::new(hash).ok().is_some_and(|parsed| {
        let params = Params::try_from(&parsed);
        params.is_ok_and(|params| costs(&params) == costs(now.params()))
            && parsed.algorithm.as_str() == "argon2id"
            && parsed.version == Some(0x13)
    });
    !same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_outdated() {
        let hash = Hasher::default().hash("a password".to_owned()).await.unwrap();
        assert!(!is_outdated(&hash), "{hash}");
        let weaker = Params::new(8, 1, 1, None).unwrap();
        let weaker = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, weaker);
        let weaker = weaker.hash_password(b"a password").unwrap().to_string();
        assert!(is_outdated(&weaker), "{weaker}");
        assert!(Hasher::default().verify(weaker, "a password".to_owned()).await.unwrap());
        let mut random = crate::random::Random::seeded(1);
        assert!(!is_outdated(&secrets::hash_secret(&mut random, "generated")));
    }
}
