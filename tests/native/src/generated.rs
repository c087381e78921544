//! Files of the repository that tests generate, and lists of names that have to agree.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Compares a file of the repository with what the test generated. With `VESTIBULE_BLESS=1`, writes the file.
#[macro_export]
macro_rules! assert_generated {
    ($file:expr, $generated:expr $(,)?) => {
        $crate::generated::compare(
            $file,
            $generated,
            concat!(
                "cargo test -p ",
                env!("CARGO_PKG_NAME"),
                " --test ",
                env!("CARGO_CRATE_NAME")
            ),
        )
    };
}

/// Returns the path of a file of the repository.
pub fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file)
}

/// Use [`assert_generated!`](crate::assert_generated), which knows the command.
#[doc(hidden)]
#[track_caller]
pub fn compare(file: &str, generated: &str, command: &str) {
    let path = path(file);
    if std::env::var_os("VESTIBULE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, generated).unwrap();
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == generated,
        "{file} is out of date {}\nTo generate it:\n\n    VESTIBULE_BLESS=1 {command}\n",
        first_difference(&found, generated)
    );
}

fn first_difference(found: &str, generated: &str) -> String {
    let (mut found, mut generated) = (found.lines(), generated.lines());
    let mut number = 1;
    loop {
        match (found.next(), generated.next()) {
            (None, None) => return "in its last line break.".to_owned(),
            (old, new) if old != new => {
                let [old, new] = [old, new].map(|line| line.unwrap_or("(the end)"));
                return format!("in line {number}:\n  in the file: {old}\n  generated:   {new}");
            }
            _ => number += 1,
        }
    }
}

/// Compares two lists of names in any order, and names only what one of them lacks.
#[track_caller]
pub fn assert_same_names<'a>(
    (found, place): (impl IntoIterator<Item = &'a str>, &str),
    (wanted, source): (impl IntoIterator<Item = &'a str>, &str),
) {
    let found: Vec<_> = found.into_iter().collect();
    let wanted: BTreeSet<_> = wanted.into_iter().collect();
    let names: BTreeSet<_> = found.iter().copied().collect();
    let missing: Vec<_> = wanted.difference(&names).collect();
    let unknown: Vec<_> = names.difference(&wanted).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{place} lacks {missing:?}, and has {unknown:?}, which {source} lacks"
    );
    assert_eq!(found.len(), names.len(), "{place} names one twice");
}
