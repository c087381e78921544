//! The files in `languages/` are complete and well made.
//!
//! `en.json` and `notes/texts.json`, what translators are told of each text, are made from the Rust sources; the other
//! files are put into the same order:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-ui-tests --test languages
//!
//! What is wrong with one language alone (`de` here), all of it at once:
//!
//!     VESTIBULE_LANGUAGE=de cargo test -p vestibule-ui-tests --test languages each_file

mod check;
mod file;
mod rules;

use std::path::{Path, PathBuf};

use file::{File, Text};
use vestibule::ui::{AccountStrings, Entry, Language, StepStrings, Strings};

/// The groups of a file, as the sources have them.
fn groups() -> Vec<(&'static str, Vec<Entry>)> {
    vec![
        ("strings", Strings::ENGLISH.entries()),
        ("steps", StepStrings::ENGLISH.entries()),
        ("account", AccountStrings::ENGLISH.entries()),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../languages")
}

fn is_blessing() -> bool {
    std::env::var_os("VESTIBULE_BLESS").is_some()
}

/// The languages that are asked for, English left out.
fn languages() -> Vec<Language> {
    let asked = std::env::var("VESTIBULE_LANGUAGE").ok();
    let all = Language::ALL.into_iter();
    let all = all.filter(|language| *language != Language::ENGLISH);
    all.filter(|language| {
        asked
            .as_deref()
            .is_none_or(|asked| asked == language.code())
    })
    .collect()
}

/// Compares a file with what it must be, or makes it so.
fn hold(path: &Path, wanted: &str) {
    if is_blessing() {
        std::fs::write(path, wanted).unwrap();
        return;
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == wanted,
        "{} is out of date: see the first lines of this test",
        path.display()
    );
}

#[test]
fn the_english_file_is_what_the_sources_say() {
    hold(&folder().join("en.json"), &File::english().written());
}

#[test]
fn the_notes_for_translators_are_what_the_sources_say() {
    let groups = groups().into_iter().map(|(name, entries)| {
        let notes = entries.into_iter().map(|entry| {
            let note = entry.note.trim().to_owned();
            (entry.name.to_owned(), Text::Plain(note))
        });
        (name.to_owned(), notes.collect())
    });
    let notes = File {
        groups: groups.collect(),
    };
    hold(&folder().join("notes/texts.json"), &notes.written());
}

#[test]
fn each_file_says_all_that_the_english_one_says() {
    let english = File::english();
    let mut faults = Vec::new();
    for language in languages() {
        let code = language.code();
        let path = folder().join(format!("{code}.json"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            faults.push(format!("{code}: there is no {code}.json"));
            continue;
        };
        let mut file = match File::read(&text) {
            Ok(file) => file,
            Err(fault) => {
                faults.push(format!("{code}: {fault}"));
                continue;
            }
        };
        if is_blessing() {
            file.sort_as(&english);
            std::fs::write(&path, file.written()).unwrap();
        } else if file.written() != text {
            faults.push(format!(
                "{code}: it is not laid out as the others: VESTIBULE_BLESS=1 does that"
            ));
        }
        let same = std::fs::read_to_string(folder().join(format!("notes/same/{code}.txt")));
        let same = same.unwrap_or_default();
        let found = check::faults(code, &file, &english, &same);
        faults.extend(found.into_iter().map(|fault| format!("{code}: {fault}")));
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_language_has_rules() {
    for language in Language::ALL {
        assert!(rules::of(language.code()).is_some(), "{language:?}");
    }
}
