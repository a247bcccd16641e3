//! Why a mail did not leave, and whether trying again helps.

use lettre::transport::smtp::Error;

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In words, for the operator.
    pub reason: String,
    /// Would every other attempt fail as well?
    pub is_final: bool,
}

impl Failure {
    /// One that may be over at the next attempt.
    pub(super) fn for_now(reason: String) -> Self {
        Self { reason, is_final: false }
    }

    /// One that stays.
    pub(super) fn for_good(reason: String) -> Self {
        Self { reason, is_final: true }
    }

    /// What a mail server answered, or that there was no answer.
    pub(super) fn of(error: &Error) -> Self {
        let is_final = error.status().is_some_and(|code| is_final(u16::from(code)));
        Self { reason: error.to_string(), is_final }
    }
}

/// Does a mail server never take the mail after this answer? The answers 530 to 538 are about how
/// this server signs in there, which has nothing to do with the mail and is soon put right.
fn is_final(code: u16) -> bool {
    (500..600).contains(&code) && !(530..=538).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_refused_for_good_by_an_answer_about_the_mail_alone() {
        for code in [500, 501, 521, 550, 551, 552, 553, 554, 556] {
            assert!(is_final(code), "{code}");
        }
        for code in [250, 421, 450, 451, 452, 530, 534, 535, 538] {
            assert!(!is_final(code), "{code}");
        }
    }
}
