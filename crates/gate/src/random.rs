//! Randomness, as an argument.

use std::cell::RefCell;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{
    RngExt as _, SeedableRng as _, TryRng as _,
    rngs::{ChaCha12Rng, SysRng},
};
use uuid::Builder;

use crate::hex::hex;

/// Where ids and secrets come from.
#[derive(Debug)]
pub enum Random {
    /// The operating system.
    System,
    /// A sequence that is the same for the same seed: demo data, never secrets of a real server.
    Seeded(Box<ChaCha12Rng>),
}

thread_local! {
    /// Seeded by the operating system, once for each thread.
    static NAMES: RefCell<Random> = RefCell::new(Random::Seeded(Box::new(
        ChaCha12Rng::from_seed(Random::System.bytes()),
    )));
}

/// A new id that only tells one thing from another, such as a request in the log. It is no secret,
/// so no request has to ask the operating system for it.
pub fn name() -> String {
    NAMES.with_borrow_mut(Random::id)
}

impl Random {
    /// The sequence of this seed.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Box::new(ChaCha12Rng::seed_from_u64(seed)))
    }

    /// A new id: a UUID in lower case.
    pub fn id(&mut self) -> String {
        Builder::from_random_bytes(self.bytes()).into_uuid().hyphenated().to_string()
    }

    /// A secret of 256 bits, in characters that need no escaping in a URL.
    pub fn secret(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// So many hexadecimal digits, from 2 × `N` bytes.
    pub fn hex<const N: usize>(&mut self) -> String {
        hex(&self.bytes::<N>())
    }

    /// A number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        match self {
            Self::Seeded(rng) => rng.random_range(0..end.max(1)),
            Self::System => {
                let bytes = self.bytes::<8>();
                let number =
                    u64::from_le_bytes(bytes) % u64::try_from(end.max(1)).unwrap_or(u64::MAX);
                usize::try_from(number).unwrap_or_default()
            }
        }
    }

    /// Random bytes.
    ///
    /// # Panics
    ///
    /// When the operating system gives no randomness: without it nothing here is safe.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Self::Seeded(rng) => rng.fill(&mut bytes[..]),
            #[expect(clippy::expect_used, reason = "without randomness nothing here is safe")]
            Self::System => {
                SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
            }
        }
        bytes
    }
}
