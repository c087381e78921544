//! Functions for splitting text.
//!
//! The standard library's functions accept any pattern, and add a kilobyte to the WebAssembly.

/// Splits the text at the first occurrence of an ASCII character. Without one, returns the whole text and `None`.
pub fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    debug_assert!(mark.is_ascii());
    let Some(at) = text.bytes().position(|byte| byte == mark) else {
        return (text, None);
    };
    (text.get(..at).unwrap_or_default(), text.get(at + 1..))
}

/// Splits the text at each occurrence of an ASCII character. Returns at least one part.
pub fn split(text: &str, mark: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let (part, after) = cut(rest?, mark);
        rest = after;
        Some(part)
    })
}

/// Whether the text contains the part.
pub fn has(text: &str, part: &str) -> bool {
    cut_text(text, part).is_some()
}

/// Splits the text at the first occurrence of another text. `None` if there is none.
pub fn cut_text<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    for at in 0..=text.len() {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        if rest.starts_with(mark.as_bytes()) {
            return Some((text.get(..at)?, text.get(at + mark.len()..)?));
        }
    }
    None
}

/// Returns the host of an absolute URL, with its port if it names one.
pub fn host_of(url: &str) -> &str {
    let rest = cut_text(url, "://").map_or(url, |(_, rest)| rest);
    let end = rest.bytes().position(|byte| b"/?#".contains(&byte));
    end.map_or(rest, |end| rest.get(..end).unwrap_or_default())
}

/// Parses an integer of 1 to 19 digits without a sign.
///
/// The standard library's parser detects an overflow by a multiplication in 128 bits, for which WebAssembly has no
/// instruction.
pub fn whole_number(text: &str) -> Option<u64> {
    let is_number = matches!(text.len(), 1..=19) && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| {
        text.bytes()
            .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
    })
}

/// Joins the texts with a separator.
pub fn join<T: AsRef<str>>(texts: &[T], mark: char) -> String {
    let mut joined = String::new();
    for (number, text) in texts.iter().enumerate() {
        if number > 0 {
            joined.push(mark);
        }
        joined.push_str(text.as_ref());
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_host_of_a_url() {
        for (url, host) in [
            ("https://example.com/a/b?c#d", "example.com"),
            ("http://127.0.0.1:9229", "127.0.0.1:9229"),
            ("https://example.com?a=https://x/", "example.com"),
            ("https://example.com#/", "example.com"),
            ("example.com/a", "example.com"),
            ("", ""),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_the_standard_library_reads_it(number in any::<u64>(), text in "[+0-9a]{0,21}") {
            let number = number / 2;
            prop_assert_eq!(whole_number(&number.to_string()), Some(number));
            let strict = text.len() <= 19 && !text.starts_with('+');
            prop_assert_eq!(whole_number(&text), text.parse().ok().filter(|_| strict));
        }

        #[test]
        fn cuts_as_the_standard_library_does(text in "[a&é🔑]{0,9}") {
            let whole = (text.as_str(), None);
            let expected = text.split_once('&').map_or(whole, |(before, after)| (before, Some(after)));
            prop_assert_eq!(cut(&text, b'&'), expected);
            let parts: Vec<_> = split(&text, b'&').collect();
            prop_assert_eq!(&parts, &text.split('&').collect::<Vec<_>>());
            prop_assert_eq!(join(&parts, '&'), text);
        }

        #[test]
        fn finds_as_the_standard_library_does(text in "[ab:/é🔑]{0,9}", mark in "[ab:/é]{0,3}") {
            prop_assert_eq!(cut_text(&text, &mark), text.split_once(mark.as_str()));
            prop_assert_eq!(has(&text, &mark), text.contains(mark.as_str()));
        }
    }
}
