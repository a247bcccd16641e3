//! Words of a text, at whose beginnings prefixes and terms are looked for.

/// Letters, digits and `_` belong to words; all else stands between them, `@`, `.` and `-` too.
pub(crate) fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Where words of a value begin. Its first character always counts, so that `+1317` is a beginning
/// too.
pub(crate) fn beginnings(value: &str) -> impl Iterator<Item = usize> {
    let mut within = false;
    value.char_indices().filter_map(move |(place, letter)| {
        let is = is_of_word(letter);
        let begins = place == 0 || is && !within;
        within = is;
        begins.then_some(place)
    })
}

/// The words of a value.
pub(crate) fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|letter| !is_of_word(letter)).filter(|word| !word.is_empty())
}

/// Does a word end where `rest` begins, after a text that ends so?
pub(crate) fn ends(before: &str, rest: &str) -> bool {
    let inside = |letter: Option<char>| letter.is_some_and(is_of_word);
    !(inside(before.chars().next_back()) && inside(rest.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_whatever_is_no_letter_and_no_digit() {
        let begin = |value: &'static str| {
            beginnings(value).map(|place| &value[place..]).collect::<Vec<_>>()
        };
        assert_eq!(
            begin("ada.first@example.com"),
            ["ada.first@example.com", "first@example.com", "example.com", "com"]
        );
        assert_eq!(
            begin("+1317 o'neil_x"),
            ["+1317 o'neil_x", "1317 o'neil_x", "o'neil_x", "neil_x"]
        );
        assert!(begin("").is_empty());
        assert_eq!(words("a-b  c").collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(ends("ada", "@x") && ends("ada", "") && !ends("ada", "m") && ends("ada.", "m"));
    }
}
