//! Matching of language tags.

use super::Language;
use crate::protocol::text::{cut, split};

/// Returns the language for a tag: by the whole tag, or by the tag with its last subtags removed one by one.
///
/// <https://www.rfc-editor.org/rfc/rfc4647#section-3.4>
pub(super) fn find(tag: &str, among: &[Language]) -> Option<Language> {
    let tag = tag.trim().replace('_', "-");
    let mut range = tag.as_str();
    loop {
        let known = same(range, among).or_else(|| same(alias(range)?, among));
        if known.is_some() {
            return known;
        }
        range = range.rsplit_once('-')?.0;
        // A single-letter subtag is removed together with the one after it.
        if let Some((before, last)) = range.rsplit_once('-')
            && last.len() == 1
        {
            range = before;
        }
    }
}

/// Returns the tags of the header `Accept-Language`, sorted by weight. Tags with a weight of 0 are left out.
///
/// <https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2>
pub(super) fn by_weight(header: &str) -> Vec<&str> {
    let ranges = split(header, b',').map(|range| {
        let (tag, parameter) = cut(range, b';');
        let weight = parameter.and_then(|parameter| parameter.trim().strip_prefix("q="));
        (tag.trim(), weight.map_or(1000, thousandths))
    });
    let mut wanted: Vec<_> = ranges.filter(|(_, weight)| *weight > 0).collect();
    wanted.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(tag, _)| tag).collect()
}

/// Parses a weight: `0.75` is 750. An invalid weight is 0.
fn thousandths(weight: &str) -> u32 {
    let (whole, part) = cut(weight.trim(), b'.');
    let part: String = part
        .unwrap_or_default()
        .chars()
        .chain("000".chars())
        .take(3)
        .collect();
    match (whole, part.parse()) {
        ("0", Ok(part)) => part,
        ("1", Ok(0)) => 1000,
        _ => 0,
    }
}

fn same(tag: &str, among: &[Language]) -> Option<Language> {
    let is_same = |language: &&Language| language.code().eq_ignore_ascii_case(tag);
    among.iter().find(is_same).copied()
}

/// Returns the equivalent of a tag: deprecated ISO 639 codes, macrolanguages with their usual member, and Chinese by
/// region.
///
/// <https://www.iana.org/assignments/language-subtag-registry>
fn alias(tag: &str) -> Option<&'static str> {
    const ALIASES: &str = "no=nb nn=nb iw=he in=id mo=ro zh=zh-Hans cmn=zh-Hans yue=zh-Hant zh-tw=zh-Hant \
         zh-hk=zh-Hant zh-mo=zh-Hant cmn-hans=zh-Hans cmn-hant=zh-Hant";
    let mut aliases = ALIASES.split_ascii_whitespace().map(|pair| cut(pair, b'='));
    aliases.find_map(|(name, code)| name.eq_ignore_ascii_case(tag).then_some(code)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_find_the_language_that_they_mean() {
        for (tag, code) in [
            ("de", "de"),
            ("de-AT", "de"),
            ("DE-de-1996", "de"),
            ("en-US", "en"),
            ("pt", "pt"),
            ("pt-PT", "pt"),
            ("pt-AO", "pt"),
            ("pt-BR", "pt-BR"),
            ("pt_br", "pt-BR"),
            ("no", "nb"),
            ("nn-NO", "nb"),
            ("nb-NO", "nb"),
            ("iw", "he"),
            ("he-IL", "he"),
            ("in", "id"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-SG", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-HK", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("zh-Hans-HK", "zh-Hans"),
            ("ar-EG-u-nu-latn", "ar"),
            ("de-x-own", "de"),
        ] {
            let found = find(tag, &Language::ALL).map(Language::code);
            assert_eq!(found, Some(code), "{tag}");
        }
        for tag in ["", "-", "eo", "sr-Latn-RS", "*", "x-own", "denglisch"] {
            assert_eq!(find(tag, &Language::ALL), None, "{tag}");
        }
    }

    #[test]
    fn a_header_is_read_by_its_weights() {
        assert_eq!(
            by_weight("da, en-gb;q=0.8, en;q=0.7"),
            ["da", "en-gb", "en"]
        );
        assert_eq!(
            by_weight("en; q=0.5,fr;q=0,de;q=0.51,it"),
            ["it", "de", "en"]
        );
        assert_eq!(
            by_weight("de;q=1.000, fr;q=2, it;q=x, es;v=1"),
            ["de", "es"]
        );
        assert_eq!(
            Language::from_header("fr;q=0.2, ja;q=0.9"),
            Language::JAPANESE
        );
        for header in ["", "*", ",;,q=1", "eo"] {
            assert_eq!(Language::from_header(header), Language::ENGLISH, "{header}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_header_and_any_tag_can_be_read(text: String) {
            Language::from_header(&text);
            find(&text, &Language::ALL);
        }
    }

    #[test]
    fn only_what_the_app_has_is_found() {
        let among = [Language::ENGLISH, Language::PORTUGUESE];
        let found = Language::lookup(["ja", "pt-BR", "en"], &among);
        assert_eq!(found, Some(Language::PORTUGUESE));
        assert_eq!(Language::lookup(["ja"], &among), None);
    }

    #[test]
    fn the_first_tag_that_any_language_suits_decides() {
        let found = Language::lookup(["eo", "fr-CA", "de"], &Language::ALL);
        assert_eq!(found, Some(Language::FRENCH));
    }
}
