//! Which of our languages a language tag means.

use super::Language;
use crate::protocol::text::cut;

/// The language that suits the tag: by the tag itself, or by what is left of it as its end is cut off, part by part.
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
        // What a single letter begins is no part by itself.
        if let Some((before, last)) = range.rsplit_once('-')
            && last.len() == 1
        {
            range = before;
        }
    }
}

fn same(tag: &str, among: &[Language]) -> Option<Language> {
    let is_same = |language: &&Language| language.code().eq_ignore_ascii_case(tag);
    among.iter().find(is_same).copied()
}

/// Other tags of our languages: those of ISO 639 that were replaced, macrolanguages with their usual member, and
/// Chinese by its places.
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
