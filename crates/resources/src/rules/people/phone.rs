//! Phone numbers and extensions: read as people write them, kept in one form.

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

/// More digits than this are no extension; numbers of the public network have up to 15.
const LONGEST_EXTENSION: usize = 15;

/// A number of the public telephone network.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// In E.164, such as `+13175550194`.
    pub e164: String,
    /// As people read it, such as `+1 317-555-0194`.
    pub display: String,
}

/// The country whose numbers may be written without their country calling code.
pub(super) fn country(code: &str) -> Option<Region> {
    if code.len() != 2 {
        return None;
    }
    let region = Region::from_code(code).ok()?;
    PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| region)
}

/// Reads a number; one without a leading `+` belongs to `country`.
///
/// A number must have a possible length, but need not be assigned to anybody: test data and
/// documentation use numbers that no exchange has. One that can be dialled only within its town is
/// refused, for it has no form in E.164, and so is one with an extension behind it, which would be
/// lost.
pub(super) fn number(text: &str, country: Option<Region>) -> Option<Number> {
    let number = PHONE_NUMBER_UTIL.parse(text, country).ok()?;
    if number.extension.as_ref().is_some_and(|extension| !extension.is_empty()) {
        return None;
    }
    if number.is_possible_with_reason() != Ok(NumberLengthType::IsPossible) {
        return None;
    }
    let written = |format| number.format_as(format).into_owned();
    Some(Number {
        e164: written(PhoneNumberFormat::E164),
        display: written(PhoneNumberFormat::International),
    })
}

/// The digits of an extension, which may stand in parentheses.
pub(super) fn extension(text: &str) -> Option<&str> {
    let text = text.trim();
    let digits = in_parentheses(text).unwrap_or(text);
    let fits = (1..=LONGEST_EXTENSION).contains(&digits.len());
    (fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// What stands between the parentheses of `(4105)`.
pub(super) fn in_parentheses(text: &str) -> Option<&str> {
    Some(text.trim().strip_prefix('(')?.strip_suffix(')')?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, code: &str) -> Option<(String, String)> {
        number(text, country(code)).map(|number| (number.e164, number.display))
    }

    fn pair(e164: &str, display: &str) -> (String, String) {
        (e164.to_owned(), display.to_owned())
    }

    #[test]
    fn a_number_is_kept_in_e164_and_shown_in_international_format() {
        let expected = Some(pair("+13175550194", "+1 317-555-0194"));
        for text in
            ["+13175550194", "+1 (317) 555-0194", " +1.317.555.0194 ", "tel:+1-317-555-0194"]
        {
            assert_eq!(read(text, ""), expected, "{text}");
        }
    }

    #[test]
    fn a_national_number_belongs_to_the_country() {
        assert_eq!(read("(317) 555-0194", "US"), Some(pair("+13175550194", "+1 317-555-0194")));
        assert_eq!(read("020 7183 8750", "gb"), Some(pair("+442071838750", "+44 20 7183 8750")));
        assert_eq!(read("06 1234 5678", "IT"), Some(pair("+390612345678", "+39 06 1234 5678")));
    }

    #[test]
    fn a_plus_outranks_the_country() {
        assert_eq!(read("+44 20 7183 8750", "US"), Some(pair("+442071838750", "+44 20 7183 8750")));
    }

    #[test]
    fn a_national_number_without_a_country_is_refused() {
        assert_eq!(read("317 555 0194", ""), None);
    }

    #[test]
    fn made_up_numbers_of_the_right_length_are_taken() {
        assert_eq!(read("+1 555 555 0100", ""), Some(pair("+15555550100", "+1 555-555-0100")));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let long = "1".repeat(10_000);
        let texts =
            ["", "+", "Ada", "4105", "(4105)", "555-0194", "+1 317 555 0194 77", "+999 123 4567"];
        for text in texts.into_iter().chain([long.as_str()]) {
            assert_eq!(read(text, "US"), None, "{text}");
        }
    }

    #[test]
    fn a_number_with_an_extension_behind_it_is_refused() {
        assert_eq!(read("+1 317 555 0194 ext. 12", "US"), None);
        assert_eq!(read("+1 317 555 0194 x12", "US"), None);
    }

    #[test]
    fn what_is_written_reads_as_itself_in_every_country() {
        for region in PHONE_NUMBER_UTIL.get_supported_regions() {
            let example = PHONE_NUMBER_UTIL.get_example_number(region).unwrap();
            let national = example.format_as(PhoneNumberFormat::National).into_owned();
            let once = number(&national, Some(region)).unwrap();
            assert_eq!(number(&once.e164, None).as_ref(), Some(&once), "{region}");
            assert_eq!(number(&once.display, None).as_ref(), Some(&once), "{region}");
            let digits: String =
                once.display.chars().filter(|c| *c == '+' || c.is_ascii_digit()).collect();
            assert_eq!(digits, once.e164, "{region}");
        }
    }

    #[test]
    fn countries_have_two_letters_and_telephones() {
        assert!(country("US").is_some() && country("us").is_some());
        for code in ["", "U", "USA", "001", "ZZ", "1", "ÄÖ", "12"] {
            assert!(country(code).is_none(), "{code}");
        }
    }

    #[test]
    fn an_extension_is_digits_with_or_without_parentheses() {
        for text in ["4105", "(4105)", " ( 4105 ) "] {
            assert_eq!(extension(text), Some("4105"), "{text}");
        }
        for text in
            ["", "()", "(4105", "4105)", "41 05", "+4105", "x4105", "1234567890123456", "٤١"]
        {
            assert_eq!(extension(text), None, "{text}");
        }
    }
}
