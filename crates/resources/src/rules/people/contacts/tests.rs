//! The rules of contacts, by example.

use serde_json::{Value, json};

use super::*;

const OWN: &str = "Ada.Example@example.com";

fn contacts(json: Value) -> Vec<Contact> {
    serde_json::from_value(json).unwrap()
}

fn kept(json: Value) -> Value {
    serde_json::to_value(normalize(contacts(json), "US", OWN).unwrap()).unwrap()
}

/// The code, and the message without its end.
fn refused(json: Value) -> String {
    let refusal = normalize(contacts(json), "US", OWN).unwrap_err();
    format!("{}: {}", refusal.code, refusal.message())
}

fn starts(text: &str, start: &str) {
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn the_sample_of_the_documentation_comes_out_as_it_stands_there() {
    let sent = json!([
        {"address": "+13175550170", "mediaType": "SMS", "type": "MOBILE"},
        {"address": "+13175550194", "mediaType": "PHONE", "type": "WORK"}]);
    let addresses = normalize(contacts(sent), "US", OWN).unwrap();
    let expected = json!([
        {"address": "+13175550170", "display": "+1 317-555-0170", "mediaType": "SMS",
            "type": "MOBILE"},
        {"address": "+13175550194", "display": "+1 317-555-0194", "mediaType": "PHONE",
            "type": "WORK"}]);
    assert_eq!(serde_json::to_value(&addresses).unwrap(), expected);
    let expected = json!([
        {"address": "+13175550194", "display": "+1 317-555-0194", "mediaType": "PHONE",
            "type": "PRIMARY"},
        {"address": "+13175550170", "mediaType": "SMS", "type": "PRIMARY"},
        {"address": OWN, "mediaType": "EMAIL", "type": "PRIMARY"}]);
    assert_eq!(serde_json::to_value(primary(OWN, &addresses)).unwrap(), expected);
}

#[test]
fn a_user_without_addresses_has_its_email_as_primary_contact() {
    let expected = json!([{"address": OWN, "mediaType": "EMAIL", "type": "PRIMARY"}]);
    assert_eq!(serde_json::to_value(primary(OWN, &[])).unwrap(), expected);
}

#[test]
fn the_primary_number_is_the_one_marked_so_or_that_of_work_or_the_first() {
    let number = |kind: &str, n: u8| {
        json!({"address": format!("+131755501{n:02}"),
        "mediaType": "PHONE", "type": kind})
    };
    for (sent, expected) in [
        (vec![number("HOME", 1), number("WORK", 2), number("PRIMARY", 3)], "+13175550103"),
        (vec![number("HOME", 1), number("WORK", 2)], "+13175550102"),
        (vec![number("HOME", 1), number("MOBILE", 2)], "+13175550101"),
    ] {
        let addresses = normalize(contacts(sent.into()), "US", OWN).unwrap();
        let first = &primary(OWN, &addresses)[0];
        assert_eq!(first.address.as_deref(), Some(expected));
        assert_eq!(first.r#type, Some(ContactType::Primary));
    }
}

#[test]
fn a_primary_number_stays_among_the_addresses_as_it_was_sent() {
    let sent = json!([{"address": "317 555 0194", "mediaType": "PHONE", "type": "PRIMARY"}]);
    assert_eq!(kept(sent)[0]["type"], "PRIMARY");
}

#[test]
fn an_extension_by_itself_is_answered_in_parentheses() {
    let expected = json!([{"display": "(4105)", "mediaType": "PHONE", "type": "WORK"}]);
    for line in [
        json!({"extension": "4105"}),
        json!({"extension": " (4105) "}),
        json!({"extension": "4105", "display": "4105"}),
        json!({"extension": "4105", "address": ""}),
        json!({"display": "(4105)"}),
        json!({"extension": "4105", "display": "(9999)"}),
    ] {
        let mut sent = line.clone();
        sent["mediaType"] = "PHONE".into();
        sent["type"] = "WORK".into();
        assert_eq!(kept(json!([sent])), expected, "{line}");
    }
}

#[test]
fn a_number_with_an_extension_is_answered_without_address() {
    let expected = json!([{"display": "+1 317-555-0194", "extension": "4105",
        "mediaType": "PHONE", "type": "WORK"}]);
    for line in [
        json!({"address": "(317) 555-0194", "extension": "4105"}),
        json!({"display": "+1 317-555-0194", "extension": "4105"}),
        json!({"address": "+13175550194", "display": "+1 999-555-0000", "extension": "4105"}),
    ] {
        let mut sent = line.clone();
        sent["mediaType"] = "PHONE".into();
        sent["type"] = "WORK".into();
        assert_eq!(kept(json!([sent])), expected, "{line}");
    }
}

#[test]
fn what_was_read_may_be_sent_again_and_changes_nothing() {
    let lines = [
        json!({"address": "+1 (317) 555-0194"}),
        json!({"address": "020 7183 8750", "countryCode": "gb"}),
        json!({"address": "06 1234 5678", "countryCode": "IT", "integration": "directory"}),
        json!({"extension": "4105"}),
        json!({"address": "317-555-0194", "extension": "4105"}),
        json!({"display": "(0)"}),
    ];
    for media in ["PHONE", "SMS"] {
        for kind in ContactType::FACTS.values {
            for line in &lines {
                let mut sent = line.clone();
                sent["mediaType"] = media.into();
                sent["type"] = (*kind).into();
                let mail = json!({"address": "ada@home.example", "mediaType": "EMAIL",
                    "type": "HOME"});
                let once = kept(json!([sent, mail]));
                assert_eq!(kept(once.clone()), once, "{line}");
            }
        }
    }
}

#[test]
fn a_country_of_its_own_outranks_that_of_the_organization() {
    let sent = json!([{"address": "020 7183 8750", "countryCode": "gb", "mediaType": "PHONE",
        "type": "WORK"}]);
    let kept = kept(sent);
    assert_eq!(kept[0]["address"], "+442071838750");
    assert_eq!(kept[0]["countryCode"], "GB");
}

#[test]
fn an_unknown_country_is_refused_by_name() {
    let sent = json!([{"address": "+13175550194", "countryCode": "USA", "mediaType": "PHONE",
        "type": "WORK"}]);
    starts(
        &refused(sent),
        "invalid.value: Value [USA] is not valid for field \
        [addresses[0].countryCode]; allowed: ",
    );
}

#[test]
fn what_is_no_number_is_refused_by_name() {
    let good = json!({"address": "ada@home.example", "mediaType": "EMAIL", "type": "HOME"});
    let sent = json!([good, {"address": "4105", "mediaType": "PHONE", "type": "WORK"}]);
    starts(
        &refused(sent),
        "invalid.value: Value [4105] is not valid for field \
        [addresses[1].address]; allowed: a phone number such as +13175550194",
    );
    let sent = json!([{"display": "+1", "mediaType": "SMS", "type": "WORK"}]);
    starts(
        &refused(sent),
        "invalid.value: Value [+1] is not valid for field \
        [addresses[0].display]; allowed: ",
    );
}

#[test]
fn what_is_no_extension_is_refused_by_name() {
    let sent = json!([{"extension": "x4105", "mediaType": "PHONE", "type": "WORK"}]);
    starts(
        &refused(sent),
        "invalid.value: Value [x4105] is not valid for field \
        [addresses[0].extension]; allowed: ",
    );
    let sent = json!([{"address": "ada@home.example", "extension": "4105",
        "mediaType": "EMAIL", "type": "WORK"}]);
    starts(
        &refused(sent),
        "invalid.value: Value [4105] is not valid for field \
        [addresses[0].extension]; allowed: none for EMAIL",
    );
}

#[test]
fn what_is_missing_is_named() {
    for (sent, field) in [
        (json!({"address": "+13175550194", "type": "WORK"}), "mediaType"),
        (json!({"address": "+13175550194", "mediaType": "PHONE"}), "type"),
        (json!({"mediaType": "PHONE", "type": "WORK"}), "address"),
        (json!({"mediaType": "PHONE", "type": "WORK", "display": "desk"}), "address"),
        (json!({"mediaType": "EMAIL", "type": "WORK", "address": " "}), "address"),
    ] {
        let expected = format!("bad.request: Field [addresses[0].{field}] is required.");
        assert_eq!(refused(json!([sent])), expected);
    }
}

#[test]
fn the_users_own_email_may_be_repeated_and_is_left_out() {
    let sent = json!([{"address": "ADA.example@Example.com", "mediaType": "EMAIL",
        "type": "PRIMARY"}]);
    assert_eq!(kept(sent), json!([]));
}

#[test]
fn another_primary_email_is_refused() {
    let sent = json!([{"address": "eve@example.com", "mediaType": "EMAIL",
        "type": "PRIMARY"}]);
    starts(
        &refused(sent),
        "invalid.value: Value [eve@example.com] is not valid for field \
        [addresses[0].address]; allowed: Ada.Example@example.com",
    );
}

#[test]
fn each_type_stands_once_for_a_medium() {
    let phone = |kind: &str| {
        json!({"address": "+13175550194", "mediaType": "PHONE",
        "type": kind})
    };
    let text = json!({"address": "+13175550194", "mediaType": "SMS", "type": "WORK"});
    assert_eq!(kept(json!([phone("WORK"), phone("HOME"), text])).as_array().unwrap().len(), 3);
    starts(
        &refused(json!([phone("WORK"), phone("HOME"), phone("WORK")])),
        "invalid.value: \
        Value [WORK] is not valid for field [addresses[2].type]; allowed: one PHONE address",
    );
}

#[test]
fn nothing_clears_the_addresses() {
    assert_eq!(kept(json!([])), json!([]));
}

#[test]
fn a_refusal_repeats_a_long_value_only_in_part() {
    let sent = json!([{"address": "ä".repeat(10_000), "mediaType": "PHONE", "type": "WORK"}]);
    assert!(refused(sent).chars().count() < 400);
}

#[test]
fn an_email_address_is_one_that_mail_can_go_to() {
    for text in ["ada@example.com", "a@b", "Ada+x@mail.example.com", "ädä@exämple.com"] {
        assert!(email(text, "email").is_ok(), "{text}");
    }
    let long = format!("{}@example.com", "a".repeat(243));
    for text in [
        "",
        "ada",
        "@",
        "ada@",
        "@example.com",
        "a@b@c",
        "ada @example.com",
        "ada@example..com",
        "ada@.com",
        "ada@example.com.",
        "ada@exam\tple.com",
        "ada,bob@example.com",
        "<ada>@example.com",
        "ada..b@example.com",
        "ada@-example.com",
        &long,
    ] {
        let refusal = email(text, "email").unwrap_err();
        assert_eq!(refusal.code, "invalid.value", "{text}");
        assert_eq!(refusal.params["field"], "email");
    }
}
