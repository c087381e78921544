//! The names of Regions.
//!
//! Source: <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>

/// `eu-central-1`, `us-gov-west-1`: words, and a number at the end.
pub(super) fn is_region(text: &str) -> bool {
    let mut words = text.split('-').rev();
    let number = words.next().unwrap_or_default();
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number && words.clone().count() >= 2 && words.all(is_word)
}
