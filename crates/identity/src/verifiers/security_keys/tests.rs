use ciborium::cbor;

use super::*;

#[test]
fn keys_are_asked_for_by_pages_of_their_site_alone() {
    for (origin, site, is) in [
        ("https://example.com", "example.com", true),
        ("https://example.com:8443", "example.com", true),
        ("https://login.example.com", "example.com", true),
        ("https://example.com", "login.example.com", false),
        ("https://evilexample.com", "example.com", false),
        ("https://example.com.evil.test", "example.com", false),
        ("http://example.com", "example.com", false),
        ("http://localhost:8080", "localhost", true),
        ("http://localhost.example.com", "example.com", false),
        ("null", "example.com", false),
        ("android:apk-key-hash:abc", "example.com", false),
    ] {
        assert_eq!(is_of_site(origin, site), is, "{origin} {site}");
    }
}

#[test]
fn bytes_are_read_with_and_without_padding() {
    for text in ["_-8", "_-8="] {
        assert_eq!(decode("field", text).unwrap(), [0xff, 0xef]);
    }
    assert_eq!(decode("field", "+/8").unwrap_err().field, "field");
}

#[test]
fn what_an_authenticator_says_may_be_cut_off_anywhere() {
    let mut data = Sha256::digest(b"example.com").to_vec();
    data.push(PRESENT);
    data.extend([0, 0, 0, 7]);
    let said = check_said("field", &data, "example.com").unwrap();
    assert_eq!((said.flags, said.counter, said.rest), (PRESENT, 7, &[][..]));
    for length in 0..data.len() {
        assert!(check_said("field", &data[..length], "example.com").is_err(), "{length}");
    }
    assert!(check_said("field", &data, "example.org").is_err());
    for flags in [0, PRESENT | IS_COPIED] {
        data[32] = flags;
        assert!(check_said("field", &data, "example.com").is_err(), "{flags}");
    }
}

#[test]
fn other_kinds_of_keys_are_named() {
    let key = cbor!({ 1 => 2, 3 => -36, -1 => 3 }).unwrap();
    assert_eq!(PublicKey::read(&key).unwrap_err(), "a key of kind 2 and algorithm -36");
    let key = cbor!({ 1 => 2 }).unwrap();
    assert_eq!(PublicKey::read(&key).unwrap_err(), "a key without its field 3");
    let short = cbor!({ 1 => 1, 3 => -8, -1 => 6, -2 => Value::Bytes(vec![1; 31]) });
    assert_eq!(PublicKey::read(&short.unwrap()).unwrap_err(), "31 bytes");
}
