//! What is asked for at sign-in beside the password.

use api::DateTime;
use store::Tx;

use crate::refusal::Result;

/// Must this user present a code at sign-in?
pub(crate) async fn asks(_: &mut Tx, _organization: &str, _user: &str) -> Result<bool> {
    Ok(false)
}

/// Is this a code of the user now? It is used up by the question.
pub(crate) async fn take_code(
    _: &mut Tx,
    _organization: &str,
    _user: &str,
    _code: &str,
    _now: DateTime,
) -> Result<bool> {
    Ok(false)
}

/// Takes every second factor of the user away; how many there were.
pub(crate) async fn reset(_: &mut Tx, _organization: &str, _user: &str) -> store::Result<u64> {
    Ok(0)
}
