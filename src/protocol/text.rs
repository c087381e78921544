//! Cutting text at ASCII characters.
//!
//! The standard library's searchers do the same for any pattern, and cost a kilobyte for it.

/// What stands before the first such character, and after it if there is one.
pub(crate) fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    debug_assert!(mark.is_ascii());
    let Some(at) = text.bytes().position(|byte| byte == mark) else {
        return (text, None);
    };
    (text.get(..at).unwrap_or_default(), text.get(at + 1..))
}

/// The parts between such characters; at least one.
pub(crate) fn split(text: &str, mark: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let (part, after) = cut(rest?, mark);
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cuts_as_the_standard_library_does(text in "[a&é🔑]{0,9}") {
            let whole = (text.as_str(), None);
            let expected = text.split_once('&').map_or(whole, |(before, after)| (before, Some(after)));
            prop_assert_eq!(cut(&text, b'&'), expected);
            let parts: Vec<_> = split(&text, b'&').collect();
            prop_assert_eq!(parts, text.split('&').collect::<Vec<_>>());
        }
    }
}
