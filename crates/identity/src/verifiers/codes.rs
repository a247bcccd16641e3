//! Codes that users present: each is right once, and wrong ones are counted.

use api::DateTime;
use store::{
    Lock, Tx,
    verifiers::{self, Method},
};

use super::totp;
use gate::refusal::Result;

/// So many wrong codes in a row cost no time.
const FREE: i64 = 4;
/// How long codes are refused after one more, in seconds; each further doubles it.
const FIRST_DELAY: i64 = 30;
/// The longest that they are refused, in seconds: an hour. An attacker who knows the password then
/// has some 24 tries a day at one of a million codes.
const LONGEST_DELAY: i64 = 3600;

/// Which of a user's verifiers a code may belong to.
#[derive(Debug, Clone, Copy)]
pub enum WhichVerifier<'a> {
    /// One that is asked for at sign-in.
    SignIn,
    /// This one, whether it is confirmed and enabled or not.
    Verifier(&'a str),
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was right, and is used up.
    Right,
    /// It was wrong, or used before.
    Wrong,
    /// It was not looked at: too many were wrong. One may be tried after so many seconds.
    Later(u64),
}

/// Must this user present a second factor at sign-in?
pub async fn asks(tx: &mut Tx, user: &str) -> Result<bool> {
    Ok(verifiers::any_enabled(tx, user).await?)
}

/// Is this a code of the user now? It is used up by the question.
///
/// A wrong code is counted, so the transaction must be committed whatever the answer. After five
/// in a row the answer is no for as long as [`refuses_for`] says, without a look at the code.
pub async fn take_code(tx: &mut Tx, user: &str, code: &str, now: DateTime) -> Result<bool> {
    Ok(take(tx, user, WhichVerifier::SignIn, code, now).await? == Taken::Right)
}

/// For how many seconds no code of the user is looked at, because too many were wrong.
pub async fn refuses_for(tx: &mut Tx, user: &str, now: DateTime) -> Result<Option<u64>> {
    Ok(wait(verifiers::wrong_codes(tx, user).await?.refused_until, now))
}

/// Looks at a code; the transaction must be committed whatever the answer.
pub async fn take(
    tx: &mut Tx,
    user: &str,
    of: WhichVerifier<'_>,
    code: &str,
    now: DateTime,
) -> Result<Taken> {
    // Of several at once each sees what those before it did.
    tx.lock(Lock::User(user)).await?;
    let before = verifiers::wrong_codes(tx, user).await?;
    if let Some(seconds) = wait(before.refused_until, now) {
        return Ok(Taken::Later(seconds));
    }
    // Apps show codes in groups, and people type them so.
    let code: String = code.chars().filter(|character| !character.is_whitespace()).collect();
    let mut keys = verifiers::keys(tx, user).await?;
    keys.retain(|key| match of {
        WhichVerifier::SignIn => key.verifier.enabled && key.verifier.confirmed_at.is_some(),
        WhichVerifier::Verifier(id) => key.verifier.id == id,
    });
    let could_be = |digits: i64| usize::try_from(digits).is_ok_and(|digits| digits == code.len());
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit())
        && keys.iter().any(|key| match key.verifier.method {
            Method::Codes { digits, .. } => could_be(digits),
            Method::SecurityKey { .. } => false,
        });
    if !is_code {
        // Text that cannot be a code is no guess, and is not counted.
        return Ok(Taken::Wrong);
    }
    for key in &keys {
        let Some(step) = totp::step_of(key, &code, now)? else { continue };
        if verifiers::use_step(tx, &key.verifier.id, step).await? {
            verifiers::delete_wrong_codes(tx, user).await?;
            return Ok(Taken::Right);
        }
    }
    let wrong = before.wrong.saturating_add(1);
    let refused_until =
        Some(delay(wrong)).filter(|&seconds| seconds > 0).map(|seconds| now.plus_seconds(seconds));
    let codes = verifiers::WrongCodes { wrong, refused_until };
    verifiers::save_wrong_codes(tx, user, codes).await?;
    Ok(Taken::Wrong)
}

/// How long codes are refused after so many wrong ones in a row, in seconds.
fn delay(wrong: i64) -> i64 {
    if wrong <= FREE {
        return 0;
    }
    // Twenty doublings are beyond the longest by far.
    let doublings = (wrong - FREE - 1).min(20);
    (FIRST_DELAY << doublings).min(LONGEST_DELAY)
}

/// For how many seconds still; a time that lies further ahead than any delay was set before the
/// organization's clock was turned back, and is ignored.
fn wait(refused_until: Option<DateTime>, now: DateTime) -> Option<u64> {
    let left = refused_until?.milliseconds().saturating_sub(now.milliseconds());
    let left = u64::try_from(left).ok().filter(|left| *left > 0)?.div_ceil(1000);
    (left <= LONGEST_DELAY.unsigned_abs()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime {
        DateTime::from_milliseconds(1_767_323_045_678 + seconds * 1000)
    }

    #[test]
    fn the_delay_begins_with_the_fifth_wrong_code_and_grows_up_to_an_hour() {
        let delays = [0, 1, 4, 5, 6, 7, 11, 12, 40, 1_000_000, i64::MAX].map(delay);
        assert_eq!(delays, [0, 0, 0, 30, 60, 120, 1920, 3600, 3600, 3600, 3600]);
    }

    #[test]
    fn a_clock_that_was_turned_back_locks_nobody_out() {
        let now = at(0);
        assert_eq!(wait(None, now), None);
        assert_eq!(wait(Some(now), now), None);
        assert_eq!(wait(Some(now.plus_milliseconds(1)), now), Some(1));
        assert_eq!(wait(Some(now.plus_seconds(3600)), now), Some(3600));
        assert_eq!(wait(Some(now.plus_seconds(3601)), now), None);
    }
}
