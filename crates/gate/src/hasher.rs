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

/// How much work it is to hash a password that a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hashing {
    /// What protects real passwords: tens of milliseconds of a core, and 19 MiB.
    #[default]
    Full,
    /// Next to nothing, for tests that are not about passwords.
    #[cfg(feature = "testing")]
    Quick,
}

impl Hashing {
    fn algorithm(self) -> Argon2<'static> {
        match self {
            Self::Full => Argon2::default(),
            #[cfg(feature = "testing")]
            Self::Quick => {
                const PARAMS: Params = match Params::new(8, 1, 1, None) {
                    Ok(params) => params,
                    Err(_) => panic!("no such parameters"),
                };
                Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, PARAMS)
            }
        }
    }
}

/// Hashes passwords with Argon2id, as many at once as there are cores.
pub struct Hasher {
    argon2: Argon2<'static>,
    cores: Arc<Semaphore>,
}

impl Hasher {
    /// Hashes with this much work.
    pub fn new(hashing: Hashing) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self { argon2: hashing.algorithm(), cores: Arc::new(Semaphore::new(cores)) }
    }

    /// The hash of a password that a person chose.
    pub async fn hash(&self, password: String) -> Result<String> {
        let argon2 = self.argon2.clone();
        self.on_a_core(move || {
            let hash = argon2.hash_password(password.as_bytes());
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
        let argon2 = self.argon2.clone();
        self.on_a_core(move || {
            let parsed = PasswordHash::new(&hash)
                .map_err(|error| Refusal::internal(format!("a stored password hash: {error}")))?;
            Ok(argon2.verify_password(password.as_bytes(), &parsed).is_ok())
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
        let permit = self.cores.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|error| failed(&error))
    }

    /// Was it hashed with other parameters than passwords are hashed with now? A generated secret
    /// needs no slow hash.
    pub fn is_outdated(&self, hash: &str) -> bool {
        if secrets::is_generated(hash) {
            return false;
        }
        let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let same = PasswordHash::new(hash).ok().is_some_and(|parsed| {
            let params = Params::try_from(&parsed);
            params.is_ok_and(|params| costs(&params) == costs(self.argon2.params()))
                && parsed.algorithm.as_str() == "argon2id"
                && parsed.version == Some(0x13)
        });
        !same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_outdated() {
        let (full, quick) = (Hasher::new(Hashing::Full), Hasher::new(Hashing::Quick));
        let password = || "a password".to_owned();
        let (hash, weaker) = (full.hash(password()).await, quick.hash(password()).await);
        let (hash, weaker) = (hash.unwrap(), weaker.unwrap());
        assert!(!full.is_outdated(&hash), "{hash}");
        assert!(full.is_outdated(&weaker), "{weaker}");
        assert!(full.verify(weaker, password()).await.unwrap());
        let mut random = crate::random::Random::seeded(1);
        assert!(!full.is_outdated(&secrets::hash_secret(&mut random, "generated")));
    }

    #[tokio::test]
    async fn passwords_are_hashed_at_full_cost_unless_a_test_asks_otherwise() {
        let hasher = Hasher::new(Hashing::default());
        let hash = hasher.hash("a password".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
