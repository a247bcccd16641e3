//! Random choices that a seed repeats.

use gate::random::Random;

/// A number from one up to and including another.
pub(super) fn between(random: &mut Random, from: i64, to: i64) -> i64 {
    let choices = usize::try_from(to - from).unwrap_or_default().saturating_add(1);
    from + i64::try_from(random.below(choices)).unwrap_or_default()
}

/// Random numbers that are the same for the same seed, user and purpose, whatever was drawn before.
pub(super) fn sequence(seed: u64, user: &str, purpose: &str) -> Random {
    // FNV-1a: it tells them apart and stays the same in every version.
    let bytes =
        seed.to_le_bytes().into_iter().chain(user.bytes()).chain([0]).chain(purpose.bytes());
    let mixed = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Random::seeded(mixed)
}
