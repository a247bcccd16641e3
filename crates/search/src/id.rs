//! Ids of documents.

use std::{fmt, str::FromStr};

/// The id of a document: a UUID, in 16 bytes. Ids sort as their texts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

/// Where the hyphens stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

impl FromStr for Id {
    type Err = ();

    /// Reads the 36 characters of a UUID, in any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.as_bytes();
        if text.len() != 36 {
            return Err(());
        }
        let mut id = 0_u128;
        for (place, byte) in text.iter().enumerate() {
            if HYPHENS.contains(&place) {
                if *byte != b'-' {
                    return Err(());
                }
                continue;
            }
            let digit = char::from(*byte).to_digit(16).ok_or(())?;
            id = id << 4 | u128::from(digit);
        }
        Ok(Self(id))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'-'; 36];
        let mut shift = 128;
        for (place, byte) in text.iter_mut().enumerate() {
            if HYPHENS.contains(&place) {
                continue;
            }
            shift -= 4;
            let digit = usize::try_from(self.0 >> shift & 15).unwrap_or_default();
            *byte = b"0123456789abcdef"[digit];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_it_was_read() {
        let text = "99676c3d-4433-4c6d-8e8a-6c49652d9733";
        let id: Id = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(text.to_uppercase().parse(), Ok(id));
        for no_id in
            ["", "99676c3d", "99676c3d-4433-4c6d-8e8a-6c49652d973g", &text.replace('-', "0")]
        {
            assert_eq!(no_id.parse::<Id>(), Err(()), "{no_id}");
        }
    }
}
