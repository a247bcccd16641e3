//! How passwords are hashed, and how a hash is recognized.
//!
//! Each hash takes a core for tens of milliseconds and 19 MiB. So a bounded number is hashed at
//! once, each in a buffer that is kept for the next, and a bounded number waits for that.

mod memory;

use std::{sync::Arc, thread::available_parallelism};

use argon2::{Argon2, Block, Params, password_hash::phc::PasswordHash};
use tokio::sync::{Semaphore, SemaphorePermit};

use self::memory::Buffers;

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
    #[cfg(any(test, feature = "testing"))]
    Quick,
}

impl Hashing {
    fn algorithm(self) -> Argon2<'static> {
        match self {
            Self::Full => Argon2::default(),
            #[cfg(any(test, feature = "testing"))]
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

/// The most passwords that are hashed at once, on machines with more cores too: their buffers are
/// kept.
const MAX_AT_ONCE: usize = 16;
/// How many passwords may wait for each that is hashed at once; the last one waits a few seconds.
const MAX_WAITING: usize = 64;
/// When to come again after all places to wait are taken, in seconds.
const AGAIN: u64 = 5;

/// Hashes passwords with Argon2id, as many at once as there are cores.
pub struct Hasher {
    argon2: Argon2<'static>,
    cores: Arc<Semaphore>,
    buffers: Arc<Buffers>,
    /// Places to be hashed or to wait for that.
    places: Semaphore,
}

/// A place in the queue of passwords to be hashed, for as long as it is kept.
#[must_use = "the place is given up when this is dropped"]
pub struct Turn<'a> {
    hasher: &'a Hasher,
    _place: SemaphorePermit<'a>,
}

/// All places in the queue are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// When to come again, in seconds.
    pub seconds: u64,
}

impl From<Busy> for Refusal {
    fn from(Busy { seconds }: Busy) -> Self {
        Self::too_many_requests(seconds).because("too many passwords wait to be hashed")
    }
}

impl Hasher {
    /// Hashes with this much work.
    pub fn new(hashing: Hashing) -> Self {
        let cores = available_parallelism().map_or(1, usize::from).min(MAX_AT_ONCE);
        Self {
            argon2: hashing.algorithm(),
            cores: Arc::new(Semaphore::new(cores)),
            buffers: Arc::default(),
            places: Semaphore::new(cores * (1 + MAX_WAITING)),
        }
    }

    /// A place in the queue. Take it before the attempt is counted: when the queue is full, the
    /// password is not checked, and the attempt must not count as wrong.
    pub fn turn(&self) -> std::result::Result<Turn<'_>, Busy> {
        let place = self.places.try_acquire().map_err(|_| Busy { seconds: AGAIN })?;
        Ok(Turn { hasher: self, _place: place })
    }

    /// Does work on a core, with a buffer.
    async fn on_a_core<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T> {
        let failed =
            |error: &dyn std::fmt::Display| Refusal::internal(format!("hashing failed: {error}"));
        let permit = self.cores.clone().acquire_owned().await.map_err(|error| failed(&error))?;
        let buffers = self.buffers.clone();
        let done = tokio::task::spawn_blocking(move || {
            let done = buffers.lend(work);
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

impl Turn<'_> {
    /// The hash of a password that a person chose.
    pub async fn hash(&self, password: String) -> Result<String> {
        let argon2 = self.hasher.argon2.clone();
        let hash = move |buffer: &mut Vec<Block>| memory::hash(&argon2, buffer, &password);
        Ok(self.hasher.on_a_core(hash).await??.to_string())
    }

    /// Is this the password behind the hash?
    pub async fn verify(&self, hash: String, password: String) -> Result<bool> {
        if secrets::is_generated(&hash) {
            return Ok(secrets::verify_secret(&hash, &password));
        }
        let verify = move |buffer: &mut Vec<Block>| memory::verify(buffer, &hash, &password);
        self.hasher.on_a_core(verify).await?
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_outdated() {
        let (full, quick) = (Hasher::new(Hashing::Full), Hasher::new(Hashing::Quick));
        let password = || "a password".to_owned();
        let hash = full.turn().unwrap().hash(password()).await.unwrap();
        let weaker = quick.turn().unwrap().hash(password()).await.unwrap();
        assert!(!full.is_outdated(&hash), "{hash}");
        assert!(full.is_outdated(&weaker), "{weaker}");
        assert!(full.turn().unwrap().verify(weaker, password()).await.unwrap());
        let mut random = crate::random::Random::seeded(1);
        assert!(!full.is_outdated(&secrets::hash_secret(&mut random, "generated")));
    }

    #[tokio::test]
    async fn passwords_are_hashed_at_full_cost_unless_a_test_asks_otherwise() {
        let hasher = Hasher::new(Hashing::default());
        let hash = hasher.turn().unwrap().hash("a password".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn as_many_buffers_as_cores_hash_every_password() {
        let hasher = Arc::new(Hasher::new(Hashing::Full));
        let (cores, mut tasks) = (hasher.cores.available_permits(), tokio::task::JoinSet::new());
        for number in 0..4 * cores {
            let hasher = hasher.clone();
            tasks.spawn(async move {
                let (turn, password) = (hasher.turn().unwrap(), format!("password {number}"));
                let hash = turn.hash(password.clone()).await.unwrap();
                assert!(turn.verify(hash.clone(), password).await.unwrap(), "{hash}");
                assert!(!turn.verify(hash.clone(), "another".to_owned()).await.unwrap(), "{hash}");
            });
        }
        tasks.join_all().await;
        let (buffers, bytes) = hasher.buffers.size();
        assert!((1..=cores).contains(&buffers), "{buffers} buffers for {cores} cores");
        assert_eq!(bytes, buffers * 19 * 1024 * 1024);
    }

    #[tokio::test]
    async fn what_others_hashed_is_verified_in_a_buffer_that_was_used() {
        // The test vector of RFC 9106 has a secret and associated data; this is the reference
        // implementation's: argon2 somesalt -id -t 2 -m 16 -p 1, for "password".
        let known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let hasher = Hasher::new(Hashing::Quick);
        let turn = hasher.turn().unwrap();
        let quick = turn.hash("a password".to_owned()).await.unwrap();
        for _ in 0..2 {
            assert!(turn.verify(known.to_owned(), "password".to_owned()).await.unwrap());
            assert!(!turn.verify(known.to_owned(), "passwore".to_owned()).await.unwrap());
            assert!(turn.verify(quick.clone(), "a password".to_owned()).await.unwrap());
        }
    }

    #[test]
    fn the_queue_has_an_end_and_a_place_that_was_given_up_is_free() {
        let hasher = Hasher::new(Hashing::Quick);
        let cores = hasher.cores.available_permits();
        let mut queue: Vec<_> = (0..65 * cores).map(|_| hasher.turn().unwrap()).collect();
        assert_eq!(hasher.turn().err(), Some(Busy { seconds: 5 }));
        queue.pop();
        assert!(hasher.turn().is_ok());
    }
}
