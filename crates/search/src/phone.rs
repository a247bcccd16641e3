//! Telephone numbers in any spelling.
//!
//! Numbers are kept as `+13175550194` and extensions as digits. Who searches may write them with
//! blanks, dashes, dots and parentheses, with `00` for `+`, or as they are dialled within a country.

/// Fewer digits than this are no end of a number.
const SHORTEST_END: usize = 7;

/// The digits of a text that is written like a telephone number, as it may be kept: as it stands,
/// and without what is dialled before it within a country or to leave one.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let is_written_so = |letter: char| letter.is_ascii_digit() || " +-./()".contains(letter);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 3 || !text.chars().all(is_written_so) {
        return Vec::new();
    }
    let mut spellings = vec![digits.clone()];
    if !text.trim_start().starts_with('+') {
        let abroad = digits.strip_prefix("00").filter(|rest| rest.len() >= 3);
        let within = digits.strip_prefix('0').filter(|rest| rest.len() >= 3);
        spellings.extend(abroad.or(within).map(str::to_owned));
    }
    spellings
}

/// The digits of a value, if it is a number or an extension.
pub(crate) fn digits(value: &str) -> Option<&str> {
    let digits = value.strip_prefix('+').unwrap_or(value);
    let is = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is.then_some(digits)
}

/// Is it the whole number, or its end without the country's code?
pub(crate) fn is_whole(digits: &str, wanted: &str) -> bool {
    digits == wanted || wanted.len() >= SHORTEST_END && digits.ends_with(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_written() {
        let kept = digits("+13175550194").unwrap();
        for text in [
            "+13175550194",
            "+1 (317) 555-0194",
            "tel:+1-317-555-0194",
            "(317) 555-0194",
            "317.555.0194",
            "0013175550194",
            "555-0194",
        ] {
            assert!(spellings(text).iter().any(|wanted| is_whole(kept, wanted)), "{text}");
        }
        for text in ["317", "0194", "+1 317 555 0195", "13175550194 x", "ada", "", "12"] {
            assert!(!spellings(text).iter().any(|wanted| is_whole(kept, wanted)), "{text}");
        }
        let london = digits("+442071838750").unwrap();
        assert!(spellings("020 7183 8750").iter().any(|wanted| is_whole(london, wanted)));
        assert_eq!((digits("4105"), digits("ada4105"), digits("+")), (Some("4105"), None, None));
    }
}
