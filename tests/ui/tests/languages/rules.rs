//! The rules of languages: plural categories and quotation marks.

/// The rules of one language.
pub struct Rules {
    /// The plural categories of its cardinal numbers, in the order of CLDR.
    ///
    /// Source: CLDR 48, common/supplemental/plurals.xml; a test in a browser compares them with `Intl.PluralRules`.
    pub categories: &'static [&'static str],
    /// The allowed pairs of quotation marks.
    pub quotes: &'static [(char, char)],
}

const ONE: &[&str] = &["other"];
const TWO: &[&str] = &["one", "other"];
const MILLIONS: &[&str] = &["one", "many", "other"];
const FEW: &[&str] = &["one", "few", "other"];
const SLAVIC: &[&str] = &["one", "few", "many", "other"];
const HEBREW: &[&str] = &["one", "two", "other"];
const ALL: &[&str] = &["zero", "one", "two", "few", "many", "other"];

const HIGH: (char, char) = ('“', '”');
const ANGLES: (char, char) = ('«', '»');
const CORNERS: (char, char) = ('「', '」');

/// The rules of the language with this code.
pub fn of(code: &str) -> Option<Rules> {
    let (categories, quotes): (_, &[(char, char)]) = match code {
        "en" | "nl" | "tr" => (TWO, &[HIGH]),
        "de" => (TWO, &[('„', '“')]),
        "sv" | "fi" => (TWO, &[('”', '”')]),
        "nb" => (TWO, &[ANGLES]),
        "da" => (TWO, &[HIGH, ('»', '«')]),
        "hu" => (TWO, &[('„', '”')]),
        "el" => (TWO, &[ANGLES]),
        "fr" => (MILLIONS, &[ANGLES]),
        "es" | "it" | "pt" => (MILLIONS, &[ANGLES, HIGH]),
        "pt-BR" => (MILLIONS, &[HIGH]),
        "ro" => (FEW, &[('„', '”')]),
        "pl" => (SLAVIC, &[('„', '”')]),
        "cs" => (SLAVIC, &[('„', '“')]),
        "uk" => (SLAVIC, &[ANGLES]),
        "ja" | "zh-Hant" => (ONE, &[CORNERS]),
        "ko" | "zh-Hans" | "id" => (ONE, &[HIGH]),
        "ar" => (ALL, &[ANGLES, HIGH]),
        "he" => (HEBREW, &[HIGH, ('״', '״')]),
        _ => return None,
    };
    Some(Rules { categories, quotes })
}
