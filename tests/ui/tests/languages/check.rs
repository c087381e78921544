//! Checks of language files.

use super::file::{File, Text};
use super::rules;

/// Returns all faults of a file. `same` lists the texts that may be the same as in English, one per line.
pub fn faults(code: &str, file: &File, english: &File, same: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (place, _) in file.texts() {
        if find(english, &place).is_none() {
            faults.push(format!("{place} is no text of the screens"));
        }
    }
    for (place, original) in english.texts() {
        match find(file, &place) {
            None => faults.push(format!("{place} is missing ({})", shown(original))),
            Some(text) => {
                let found = faults_of(code, text, original);
                faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
            }
        }
    }
    faults.extend(copies(file, english, same));
    faults
}

fn find<'a>(file: &'a File, place: &str) -> Option<&'a Text> {
    let (group, name) = place.split_once('.')?;
    file.get(group, name)
}

fn shown(text: &Text) -> String {
    let forms = text.forms();
    let texts: Vec<_> = forms.into_iter().map(|(_, text)| text).collect();
    texts.join(" / ")
}

/// Returns unlisted texts that are the same as in English, and wrong lines of the list.
fn copies(file: &File, english: &File, same: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let listed: Vec<&str> = same.lines().map(str::trim).collect();
    for (place, original) in english.texts() {
        let is_copy = find(file, &place) == Some(original);
        let is_listed = listed.contains(&place.as_str());
        if is_copy && !is_listed {
            let text = shown(original);
            faults.push(format!(
                "{place} reads as in English ({text}); if it must, notes/same/ lists it"
            ));
        }
        if !is_copy && is_listed {
            faults.push(format!(
                "{place} is listed as the same as in English, and is not"
            ));
        }
    }
    let unknown = listed.iter().filter(|place| !place.is_empty());
    let unknown = unknown.filter(|place| find(english, place).is_none());
    faults.extend(unknown.map(|place| format!("{place} is listed, and is no text of the screens")));
    faults
}

fn faults_of(code: &str, text: &Text, original: &Text) -> Vec<String> {
    let mut faults = categories(code, text, original);
    let Some((_, sample)) = original.forms().pop() else {
        return faults;
    };
    for (category, text) in text.forms() {
        let found = faults_of_form(code, category, text, sample).into_iter();
        let of = if category.is_empty() { "" } else { ": " };
        faults.extend(found.map(|fault| [category, of, &fault].concat()));
    }
    faults
}

fn categories(code: &str, text: &Text, original: &Text) -> Vec<String> {
    let wanted: Vec<&str> = match (original, rules::of(code)) {
        (Text::Forms(_), Some(rules)) => rules.categories.to_vec(),
        _ => vec![""],
    };
    let forms = text.forms();
    let found: Vec<&str> = forms.iter().map(|(category, _)| *category).collect();
    match (found == wanted, wanted.as_slice()) {
        (true, _) => Vec::new(),
        (false, [""]) => vec!["it has forms, and depends on no number".into()],
        (false, _) => vec![format!(
            "it has the forms {found:?}, and the language has {wanted:?}, in this order"
        )],
    }
}

fn faults_of_form(code: &str, category: &str, text: &str, sample: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if text.trim().is_empty() {
        return vec!["it is empty".into()];
    }
    if text.trim() != text || text.contains("  ") {
        faults.push("there is a space too many".into());
    }
    if text.contains(char::is_control) {
        faults.push("it has a control character".into());
    }
    match (placeholders(text), placeholders(sample)) {
        // "One" and "two" may be written as words.
        (Some(found), Some(_))
            if found.is_empty() && ["one", "two", "zero"].contains(&category) => {}
        (Some(found), Some(wanted)) if found == wanted => {}
        (found, wanted) => faults.push(format!(
            "its placeholders are {:?}, and those of the English are {:?}",
            found.unwrap_or_default(),
            wanted.unwrap_or_default()
        )),
    }
    faults.extend(marks(code, text));
    faults.extend(end(text, sample));
    faults
}

/// Returns the placeholders, sorted; `None` if braces are not balanced.
fn placeholders(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, end) = after.split_once('}')?;
        if before.contains('}') || name.contains('{') {
            return None;
        }
        found.push(name);
        rest = end;
    }
    found.sort_unstable();
    (!rest.contains('}')).then_some(found)
}

const QUOTES: &str = "\"„“”«»「」『』״";

fn marks(code: &str, text: &str) -> Option<String> {
    if text.contains("...") {
        return Some("three dots: there is a character for them (…)".into());
    }
    if text.contains('\'') || text.contains('`') {
        return Some("a straight apostrophe: it is ’".into());
    }
    let found: Vec<char> = text.chars().filter(|c| QUOTES.contains(*c)).collect();
    let pairs = rules::of(code)?.quotes;
    let is_right = pairs.iter().any(|(open, close)| {
        let mut pairs = found.chunks(2);
        pairs.all(|pair| pair == [*open, *close])
    });
    (!is_right).then(|| format!("quotation marks {found:?}: this language has {pairs:?}"))
}

/// A text ends like a sentence if and only if the English one does.
fn end(text: &str, sample: &str) -> Option<String> {
    let last = |text: &str| text.chars().next_back().unwrap_or_default();
    let kind = |c: char| match c {
        '.' | '。' | '．' | '!' | '！' => '.',
        // A question in Greek ends with a semicolon.
        '?' | '？' | '؟' | ';' | '\u{37e}' => '?',
        _ => ' ',
    };
    let (found, wanted) = (kind(last(text)), kind(last(sample)));
    (found != wanted).then(|| {
        format!(
            "it ends with {:?}, and the English with {:?}",
            last(text),
            last(sample)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = r#"{ "strings": {
        "hello": "Hello {name}.",
        "send": "Send",
        "wait": { "one": "{n} second", "other": "{n} seconds" }
    } }"#;

    /// Returns the faults of a correct file with this replacement.
    fn found(code: &str, from: &str, to: &str) -> String {
        let good = r#"{ "strings": {
            "hello": "Hallo {name}.",
            "send": "Senden",
            "wait": { "one": "eine Sekunde", "other": "{n} Sekunden" }
        } }"#;
        assert!(good.contains(from), "{from}");
        let file = File::read(&good.replace(from, to)).unwrap();
        let english = File::read(ENGLISH).unwrap();
        faults(code, &file, &english, "").join("\n")
    }

    #[test]
    fn a_good_file_has_no_faults() {
        assert_eq!(found("de", "Hallo", "Hallo"), "");
    }

    #[test]
    fn each_fault_is_named() {
        for (from, to, fault) in [
            (
                "\"send\": \"Senden\",",
                "",
                "strings.send is missing (Send)",
            ),
            ("\"send\"", "\"sent\"", "strings.sent is no text"),
            ("Senden", "Send", "strings.send reads as in English"),
            ("Senden", "", "strings.send: it is empty"),
            (
                "Senden",
                "Senden ",
                "strings.send: there is a space too many",
            ),
            ("Senden", "Senden.", "strings.send: it ends with"),
            (
                "Hallo {name}.",
                "Hallo {name}",
                "strings.hello: it ends with",
            ),
            ("{name}", "{nama}", "strings.hello: its placeholders"),
            ("{name}", "{name} {name}", "strings.hello: its placeholders"),
            ("{name}", "{name", "strings.hello: its placeholders"),
            (
                "{n} Sekunden",
                "Sekunden",
                "strings.wait: other: its placeholders",
            ),
            (
                "\"one\": \"eine Sekunde\", ",
                "",
                "strings.wait: it has the forms",
            ),
            ("\"one\"", "\"two\"", "strings.wait: it has the forms"),
            (
                "\"Senden\"",
                "{ \"other\": \"Senden\" }",
                "strings.send: it has forms",
            ),
            ("Senden", "“Senden”", "strings.send: quotation marks"),
            ("Senden", "„Senden", "strings.send: quotation marks"),
            ("Senden", "Senden...", "strings.send: three dots"),
            ("Senden", "Send' es", "strings.send: a straight apostrophe"),
        ] {
            let found = found("de", from, to);
            assert!(found.contains(fault), "{from} as {to}: {found}");
        }
        assert!(found("pl", "Hallo", "Hej").contains("\"few\", \"many\""));
    }

    #[test]
    fn what_is_listed_as_the_same_must_be_so() {
        let english = File::read(ENGLISH).unwrap();
        let found = faults(
            "en",
            &english,
            &english,
            "strings.hello\nstrings.wait\nstrings.send\n",
        );
        assert_eq!(found, Vec::<String>::new());
        let german = File::read(&ENGLISH.replace("Send", "Senden")).unwrap();
        let found = faults(
            "en",
            &german,
            &english,
            "strings.hello\nstrings.wait\nstrings.send\nno.such",
        );
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
