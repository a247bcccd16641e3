//! Which addresses mail can go to.

use lettre::Address;
use url::Host;

/// The address as mail servers take it: the domain in ASCII.
pub(super) fn parsed(text: &str) -> Option<Address> {
    let address: Address = text.parse().ok()?;
    // An IP address is no domain, and no top-level domain is a number.
    if address
        .domain()
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    if address.domain().is_ascii() {
        return Some(address);
    }
    match Host::parse(address.domain()).ok()? {
        Host::Domain(domain) => Address::new(address.user(), domain).ok(),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// Has the address a form that mail can be sent to? Whether it exists, only sending would tell.
pub fn can_get_mail(text: &str) -> bool {
    parsed(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_in_any_alphabet_goes_out_in_ascii() {
        for (text, sent) in [
            ("ada@example.com", "ada@example.com"),
            ("ada@exämple.com", "ada@xn--exmple-cua.com"),
            ("ädä@日本.example", "ädä@xn--wgv71a.example"),
        ] {
            assert_eq!(parsed(text).unwrap().to_string(), sent);
        }
    }

    #[test]
    fn what_no_mail_server_takes_is_no_address() {
        let long = format!("{}@example.com", "a".repeat(65));
        for text in [
            "ada",
            "@example.com",
            "ada@",
            "<ada>@example.com",
            "ada,bob@example.com",
            "ada..b@example.com",
            ".ada@example.com",
            "ada(home)@example.com",
            "ada@-example.com",
            "ada@exam ple.com",
            "ada@example.com>",
            "ada@127.0.0.1",
            "ada@example.123",
            &long,
        ] {
            assert!(!can_get_mail(text), "{text}");
        }
    }
}
