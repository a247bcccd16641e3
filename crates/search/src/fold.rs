//! Folded text: what is compared.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Text without case, accents, and white space around it; compatible forms of a letter are the
/// letter. Control characters are blanks, so that they can stand between values.
///
/// `Zoë`, `ZOE` and `Ｚｏｅ` are all `zoe`.
pub fn fold(text: &str) -> String {
    let text = text.trim();
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        folded.extend(text.chars().map(|letter| {
            if letter.is_ascii_control() { ' ' } else { letter.to_ascii_lowercase() }
        }));
        return folded;
    }
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_control() {
            folded.push(' ');
        } else {
            letter.to_lowercase().for_each(|letter| push(&mut folded, letter));
        }
    }
    // Compatible forms may bring blanks of their own.
    if folded.trim().len() == folded.len() { folded } else { folded.trim().to_owned() }
}

/// Letters that Unicode does not take apart, as people type them without their own keyboard.
fn push(folded: &mut String, letter: char) {
    match letter {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        letter if is_combining_mark(letter) => {}
        letter => folded.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_blanks_around_do_not_count() {
        for (text, folded) in [
            ("Zoë", "zoe"),
            ("ZOE\u{308}", "zoe"),
            ("Ｚｏｅ", "zoe"),
            (" Straße ", "strasse"),
            ("Łukasz Øye", "lukasz oye"),
            ("İstanbul", "istanbul"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("Ada\u{1f}Example\n", "ada example"),
            ("Zo\u{b}ë", "zo e"),
            ("가", "가"),
            ("", ""),
        ] {
            assert_eq!(fold(text), fold(folded), "{text}");
            assert_eq!(fold(&fold(text)), fold(text), "{text} is folded once and for all");
        }
        assert_eq!(fold("Zoë"), "zoe");
    }
}
