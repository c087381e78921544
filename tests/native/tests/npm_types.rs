//! Compares the npm package's types in `pkg/src`, which are written by hand, with the library.

use std::path::Path;
use vestibule::{ErrorKind, Field, Subject, Verdict};

fn types() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pkg/src");
    let read = |name| std::fs::read_to_string(folder.join(name)).unwrap();
    ["error.ts", "diagnosis.ts"].map(read).concat()
}

/// The literals of `export type <name> = "a" | "b" …;`, without comments.
fn literals(types: &str, name: &str) -> Vec<String> {
    let start = format!("export type {name} =");
    let (_, rest) = types.split_once(&start).unwrap();
    let (union, _) = rest.split_once("\";").unwrap();
    let lines = union.lines().map(str::trim);
    let is_code = |line: &&str| !line.starts_with("/**") && !line.starts_with('*');
    let code: Vec<&str> = lines.filter(is_code).collect();
    let code = code.join(" ");
    let literals = code.split('|').map(|it| it.trim().trim_matches('"'));
    literals
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn error_kinds_match_the_library() {
    let kinds: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(literals(&types(), "ErrorKind"), kinds);
}

#[test]
fn fields_match_the_library() {
    let fields = [
        Field::Username,
        Field::Password,
        Field::NewPassword,
        Field::Code,
        Field::Email,
        Field::PhoneNumber,
    ];
    assert_eq!(literals(&types(), "Field"), fields.map(Field::name));
}

#[test]
fn diagnosis_texts_match_the_library() {
    let subjects: Vec<&str> = Subject::ALL.iter().map(|it| it.name()).collect();
    assert_eq!(literals(&types(), "Subject"), subjects);
    let verdicts: Vec<&str> = Verdict::ALL.iter().map(|it| it.name()).collect();
    assert_eq!(literals(&types(), "Verdict"), verdicts);
}

#[test]
fn every_error_kind_is_documented() {
    let types = types();
    let (_, union) = types.split_once("export type ErrorKind =").unwrap();
    for kind in ErrorKind::ALL {
        let (before, _) = union.split_once(&format!("| \"{}\"", kind.name())).unwrap();
        let above = before.trim_end().lines().last().unwrap_or_default();
        assert!(above.trim_end().ends_with("*/"), "{}", kind.name());
    }
}
