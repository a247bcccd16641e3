//! The memory that hashing needs, kept from one password to the next.

use std::sync::{Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};

use crate::{
    random::Random,
    refusal::{Refusal, Result},
};

/// Buffers that are free. New memory for each password would be kept by the allocator of each
/// thread that ever hashed one.
#[derive(Default)]
pub(super) struct Buffers(Mutex<Vec<Vec<Block>>>);

impl Buffers {
    /// Does the work with a buffer, and keeps the buffer for the next.
    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut Vec<Block>) -> T) -> T {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut buffer = free.unwrap_or_default();
        let done = work(&mut buffer);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        done
    }

    /// How many there are, and their bytes.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        let buffers = self.0.lock().unwrap();
        let blocks: usize = buffers.iter().map(Vec::capacity).sum();
        (buffers.len(), blocks * Block::SIZE)
    }
}

/// The hash of a password, with a new salt.
pub(super) fn hash(
    argon2: &Argon2<'_>,
    buffer: &mut Vec<Block>,
    password: &str,
) -> Result<PasswordHash> {
    let salt = Salt::new(&Random::System.bytes::<{ Salt::RECOMMENDED_LENGTH }>());
    let salt = salt.map_err(failed)?;
    let length = argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    Ok(PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params()).map_err(failed)?,
        salt: Some(salt),
        hash: Some(output(argon2, buffer, (password, &salt), length)?),
    })
}

/// Is this the password behind the hash, whatever parameters it was hashed with?
pub(super) fn verify(buffer: &mut Vec<Block>, hash: &str, password: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(failed)?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
    let version = hash.version.map(Version::try_from).transpose().map_err(failed)?;
    let params = Params::try_from(&hash).map_err(failed)?;
    let argon2 = Argon2::new(algorithm, version.unwrap_or_default(), params);
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Err(failed("a stored hash has no salt or no output"));
    };
    let found = output(&argon2, buffer, (password, salt), expected.len())?;
    // `Output` compares in constant time.
    Ok(found == *expected)
}

fn output(
    argon2: &Argon2<'_>,
    buffer: &mut Vec<Block>,
    (password, salt): (&str, &Salt),
    length: usize,
) -> Result<Output> {
    let needed = argon2.params().block_count();
    if buffer.len() < needed {
        buffer.try_reserve_exact(needed - buffer.len()).map_err(failed)?;
        buffer.resize(needed, Block::new());
    }
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes.get_mut(..length).ok_or_else(|| failed("the hash is too long"))?;
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, bytes, &mut buffer[..needed])
        .map_err(failed)?;
    Output::new(bytes).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::internal(format!("a password could not be hashed: {error}"))
}
