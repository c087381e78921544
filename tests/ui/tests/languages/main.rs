//! The files in `languages/` are complete and well-formed.
//!
//! `en.json` and `notes/texts.json`, the notes for translators, are generated from the Rust sources. The other files
//! are sorted in the same order:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-ui-tests --test languages
//!
//! To list all faults of one language (`de` here):
//!
//!     VESTIBULE_LANGUAGE=de cargo test -p vestibule-ui-tests --test languages each_file

mod check;
mod file;
mod rules;

use std::path::{Path, PathBuf};

use file::{File, Text};
use vestibule::ui::{AccountStrings, Entry, Language, StepStrings, Strings};
use vestibule_native_tests::assert_generated;

/// Returns the groups of a file from the sources.
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

/// Returns the languages to check, without English.
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

#[test]
fn the_english_file_matches_the_sources() {
    assert_generated!("languages/en.json", &File::english().written());
}

#[test]
fn the_notes_for_translators_match_the_sources() {
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
    assert_generated!("languages/notes/texts.json", &notes.written());
}

#[test]
fn each_file_is_complete_and_correct() {
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
                "{code}: it is not sorted as the others; `VESTIBULE_BLESS=1 cargo test -p vestibule-ui-tests --test \
                 languages` sorts it"
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
