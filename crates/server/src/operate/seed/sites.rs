//! Where people work, and the numbers under which they are called.
//!
//! The numbers lie in the ranges that the telephone authorities keep for fiction: none of them
//! rings anywhere.

use super::{person::pick, region::Region};
use gate::random::Random;

/// A place of work. In the numbers `#` stands for a digit, and the rest is as people read it.
pub(super) struct Site {
    pub(super) region: Region,
    /// The two letters of its country.
    pub(super) country: &'static str,
    phones: &'static [&'static str],
    mobiles: &'static [&'static str],
}

/// Every place of work.
pub(super) const SITES: [Site; 6] = [
    Site {
        region: Region::Americas,
        country: "US",
        phones: &[
            "+1 317-555-01##",
            "+1 212-555-01##",
            "+1 312-555-01##",
            "+1 415-555-01##",
            "+1 503-555-01##",
            "+1 512-555-01##",
            "+1 602-555-01##",
            "+1 617-555-01##",
            "+1 713-555-01##",
            "+1 786-555-01##",
            "+1 919-555-01##",
            "+1 206-555-01##",
        ],
        mobiles: &["+1 463-555-01##", "+1 646-555-01##", "+1 737-555-01##"],
    },
    Site {
        region: Region::Americas,
        country: "CA",
        phones: &["+1 416-555-01##", "+1 514-555-01##", "+1 604-555-01##"],
        mobiles: &["+1 647-555-01##", "+1 438-555-01##"],
    },
    Site {
        region: Region::Europe,
        country: "GB",
        phones: &["+44 20 7946 0###", "+44 161 496 0###", "+44 121 496 0###", "+44 131 496 0###"],
        mobiles: &["+44 7700 900###"],
    },
    Site {
        region: Region::Europe,
        country: "DE",
        phones: &["+49 30 23125###", "+49 69 90009###", "+49 40 66969###", "+49 89 99998###"],
        mobiles: &["+49 171 39200##"],
    },
    Site {
        region: Region::Europe,
        country: "FR",
        phones: &["+33 1 99 00 ## ##", "+33 2 61 91 ## ##", "+33 5 36 49 ## ##"],
        mobiles: &["+33 6 39 98 ## ##"],
    },
    Site {
        region: Region::AsiaPacific,
        country: "AU",
        phones: &["+61 2 5550 ####", "+61 3 5550 ####", "+61 7 5550 ####", "+61 8 5550 ####"],
        mobiles: &["+61 491 570 ###"],
    },
];

impl Site {
    /// A number at work, as people read it.
    pub(super) fn phone(&self, random: &mut Random) -> String {
        let pattern = *pick(random, self.phones);
        digits(pattern, random)
    }

    /// A number of a mobile phone, as people read it.
    pub(super) fn mobile(&self, random: &mut Random) -> String {
        let pattern = *pick(random, self.mobiles);
        digits(pattern, random)
    }
}

fn digits(pattern: &str, random: &mut Random) -> String {
    const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    pattern.chars().map(|c| if c == '#' { *pick(random, &DIGITS) } else { c }).collect()
}

/// The number without what only makes it easier to read.
pub(super) fn e164(display: &str) -> String {
    display.chars().filter(|c| *c == '+' || c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use api::{Contact, ContactMedia, ContactType};

    use super::*;
    use resources::rules::people::contacts;

    #[test]
    fn every_number_is_kept_as_the_server_keeps_those_of_a_request() {
        let mut random = Random::seeded(1);
        for site in &SITES {
            for pattern in site.phones.iter().chain(site.mobiles) {
                let display = digits(pattern, &mut random);
                let contact = Contact {
                    address: Some(e164(&display)),
                    display: Some(display),
                    country_code: Some(site.country.to_owned()),
                    media_type: Some(ContactMedia::Phone),
                    r#type: Some(ContactType::Work),
                    ..Contact::default()
                };
                let kept = contacts::normalize(vec![contact.clone()], "US", "ada@example.com");
                assert_eq!(kept.unwrap(), [contact]);
            }
        }
    }
}
