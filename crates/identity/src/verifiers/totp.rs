//! Codes that follow the time (RFC 6238).

use api::{DateTime, TotpAlgorithm, WireEnum as _};
use store::verifiers::{Key, Method, StoredVerifier};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use gate::{
    random::Random,
    refusal::{Refusal, Result},
};

/// A code of one step before and one after is right too: clocks differ, and people type slowly.
const STEPS_AROUND: u16 = 1;
/// The most bytes of a secret; the fewest are 16, which is what RFC 4226 demands.
const MAX_KEY_BYTES: usize = 64;

/// A new secret of so many bytes, in base32.
pub fn new_secret(random: &mut Random, bytes: i32) -> String {
    let random = random.bytes::<MAX_KEY_BYTES>();
    let some = usize::try_from(bytes).ok().and_then(|bytes| random.get(..bytes));
    Secret::from(some.unwrap_or(&random)).to_base32()
}

/// The address that authenticator apps take.
pub fn key_uri(
    verifier: &StoredVerifier,
    secret: &str,
    issuer: &str,
    account: &str,
) -> Result<String> {
    // A colon stands between the two; neither may have one, escaped or not.
    let [issuer, account] = [issuer, account].map(|name| name.replace(':', " "));
    let named = builder(verifier, secret)?.with_issuer(Some(issuer)).with_account_name(account);
    named.build().and_then(|totp| totp.to_url()).map_err(|error| failed(&verifier.id, error))
}

/// The step of time for which this is the code, if that is now, one step ago or one ahead. Whether
/// it was used before is another question.
pub fn step_of(key: &Key, code: &str, now: DateTime) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.milliseconds().div_euclid(1000)).unwrap_or_default();
    let step = generator(key)?.check(code, seconds);
    Ok(step.map(|step| i64::try_from(step).unwrap_or(i64::MAX)))
}

fn generator(Key { verifier, secret, .. }: &Key) -> Result<Totp> {
    builder(verifier, secret)?.build().map_err(|error| failed(&verifier.id, error))
}

fn builder(verifier: &StoredVerifier, secret: &str) -> Result<Builder> {
    let Method::Codes { algorithm, digits, period } = &verifier.method else {
        return Err(failed(&verifier.id, "it is a security key"));
    };
    let algorithm = match TotpAlgorithm::from_wire(algorithm) {
        TotpAlgorithm::Sha1 => Algorithm::SHA1,
        TotpAlgorithm::Sha256 => Algorithm::SHA256,
        TotpAlgorithm::Sha512 => Algorithm::SHA512,
        TotpAlgorithm::Other(other) => return Err(failed(&verifier.id, other)),
    };
    let secret = Secret::try_from_base32(secret).map_err(|_| failed(&verifier.id, "its secret"))?;
    Ok(Builder::new()
        .with_algorithm(algorithm)
        .with_digits(u8::try_from(*digits).unwrap_or_default())
        .with_step_duration(u64::try_from(*period).unwrap_or_default())
        .with_skew(STEPS_AROUND)
        .with_secret(secret))
}

/// A stored verifier that makes no codes.
fn failed(id: &str, why: impl std::fmt::Display) -> Refusal {
    Refusal::internal(format!("verifier {id}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(algorithm: &str, digits: i64, period: i64, secret: &[u8]) -> Key {
        let verifier = StoredVerifier {
            id: "id".to_owned(),
            name: "Phone".to_owned(),
            method: Method::Codes { algorithm: algorithm.to_owned(), digits, period },
            enabled: true,
            is_default: false,
            confirmed_at: None,
            created_at: DateTime::from_milliseconds(0),
        };
        Key { verifier, secret: Secret::from(secret).to_base32(), last_step: -1 }
    }

    fn at(seconds: i64) -> DateTime {
        DateTime::from_milliseconds(seconds * 1000)
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let digits = b"1234567890".repeat(7);
        for (seconds, sha1, sha256, sha512) in [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ] {
            for (algorithm, length, code) in
                [("SHA1", 20, sha1), ("SHA256", 32, sha256), ("SHA512", 64, sha512)]
            {
                let eight = key(algorithm, 8, 30, &digits[..length]);
                assert_eq!(step_of(&eight, code, at(seconds)).unwrap(), Some(seconds / 30));
                let six = key(algorithm, 6, 30, &digits[..length]);
                assert_eq!(step_of(&six, &code[2..], at(seconds)).unwrap(), Some(seconds / 30));
            }
        }
    }

    #[test]
    fn a_code_is_right_for_one_step_more_on_either_side() {
        let key = key("SHA1", 8, 30, b"12345678901234567890");
        let code = "07081804"; // of the step from 1111111080 to 1111111109
        for (seconds, right) in [
            (1_111_111_049, false),
            (1_111_111_050, true),
            (1_111_111_080, true),
            (1_111_111_139, true),
            (1_111_111_140, false),
        ] {
            let step = step_of(&key, code, at(seconds)).unwrap();
            assert_eq!(step, right.then_some(37_037_036), "{seconds}");
        }
    }

    #[test]
    fn nothing_but_the_digits_themselves_is_a_code() {
        let key = key("SHA1", 6, 30, b"12345678901234567890");
        assert!(step_of(&key, "287082", at(59)).unwrap().is_some());
        for wrong in
            ["", "87082", "94287082", "+87082", " 287082", "287082 ", "２８７０８２", "abcdef"]
        {
            assert_eq!(step_of(&key, wrong, at(59)).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_of_a_key_escapes_what_it_names() {
        let key = key("SHA256", 8, 60, b"12345678901234567890");
        let uri = key_uri(&key.verifier, &key.secret, "Ö & Söhne: Süd", "ada+x@example.com");
        assert_eq!(
            uri.unwrap(),
            "otpauth://totp/%C3%96%20%26%20S%C3%B6hne%20%20S%C3%BCd:ada%2Bx%40example.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8&algorithm=SHA256\
             &issuer=%C3%96%20%26%20S%C3%B6hne%20%20S%C3%BCd&period=60"
        );
    }

    #[test]
    fn a_secret_has_the_size_that_was_asked_for() {
        for (asked, bytes) in [(16, 16), (20, 20), (64, 64)] {
            let secret = new_secret(&mut Random::seeded(7), asked);
            assert_eq!(Secret::try_from_base32(secret).unwrap().len(), bytes);
        }
    }

    #[test]
    fn a_key_that_is_stored_wrong_is_an_error_without_its_secret() {
        let mut key = key("SHA1", 6, 30, b"12345678901234567890");
        key.secret = "not base32!".to_owned();
        let refusal = step_of(&key, "287082", at(59)).unwrap_err();
        assert!(!format!("{refusal:?}").contains("base32!"));
    }
}
