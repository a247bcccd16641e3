//! Folded text: what matching and sorting compare.

/// Text as it is compared: without case, and without white space around it.
///
/// Stored beside the text it was made from, because the engines fold differently.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}
