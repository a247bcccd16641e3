//! Numbers that are kept as texts.

/// Reads a number: a whole number that sorts as the number does.
pub(crate) fn read(text: &str) -> Option<i64> {
    let number: f64 = text.trim().parse().ok()?;
    // There is one zero.
    let bits = (number + 0.0).to_bits().cast_signed();
    let turned = ((bits >> 63).cast_unsigned() >> 1).cast_signed();
    number.is_finite().then_some(bits ^ turned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_sort_as_they_are() {
        let texts = ["-9007199254740991", "-2.5", "-1", "-0.25", "0", "1e-3", "2", "10", "1e300"];
        let read: Vec<i64> = texts.iter().map(|text| super::read(text).unwrap()).collect();
        assert!(read.is_sorted_by(|one, other| one < other), "{read:?}");
        assert_eq!(super::read(" 1.50"), super::read("1.5"));
        assert_eq!(super::read("-0"), super::read("0"));
        for text in ["", "ten", "1,5", "NaN", "inf"] {
            assert_eq!(super::read(text), None, "{text}");
        }
    }
}
