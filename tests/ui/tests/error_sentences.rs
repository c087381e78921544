//! `docs/recipes/errors.md` lists the kinds of errors, and has the screens' messages as a TypeScript file to copy. Both
//! are generated from the library. To update them:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-ui-tests --test error_sentences

use std::fmt::Write;
use std::path::{Path, PathBuf};

use vestibule::ErrorKind;
use vestibule::ui::Strings;
use vestibule_native_tests::assert_generated;

const BEGIN: &str = "<!-- made by tests/ui/tests/error_sentences.rs -->\n";
const END: &str = "<!-- end of what is made -->\n";

#[test]
fn the_recipe_has_every_kind_and_the_screens_sentences() {
    let path = root().join("docs/recipes/errors.md");
    let found = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = found.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = [before, BEGIN, &generated(), END, after].concat();
    assert_generated!("docs/recipes/errors.md", &wanted);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn generated() -> String {
    let types = std::fs::read_to_string(root().join("pkg/src/error.ts")).unwrap();
    let mut text = String::from("\n| kind | what has happened | again? |\n|---|---|---|\n");
    for kind in ErrorKind::ALL {
        let again = if kind.is_retryable() { "yes" } else { "" };
        let meaning = meaning(&types, *kind);
        let _ = writeln!(text, "| `{}` | {meaning} | {again} |", kind.name());
    }
    text.push_str("\n```ts file=sentences.ts\n");
    text.push_str("import type { ErrorKind, VestibuleError } from \"vestibule-auth\";\n\n");
    text.push_str("const SENTENCES: Readonly<Record<ErrorKind, string>> = {\n");
    for kind in ErrorKind::ALL {
        let sentence = Strings::ENGLISH.for_kind(*kind);
        let _ = writeln!(text, "  {}: {sentence:?},", kind.name());
    }
    text.push_str(TAIL);
    text.push_str("```\n\n");
    text
}

const TAIL: &str = "\
};

/** What to tell the person. */
export function sentence(error: VestibuleError): string {
  // Your own trigger's words are for the person. So are the rules of the pool that a new password misses.
  const [, words] = /(?:policy: |failed with error )(.+)/.exec(error.message) ?? [];
  if (words && (error.kind === \"invalidPassword\" || error.kind === \"lambdaRejected\")) return words;
  return SENTENCES[error.kind] ?? SENTENCES.other;
}
";

/// The comment above the kind in the package's types, as one line.
fn meaning(types: &str, kind: ErrorKind) -> String {
    let (_, union) = types.split_once("export type ErrorKind =").unwrap();
    let (before, _) = union.split_once(&format!("| \"{}\"", kind.name())).unwrap();
    let (_, comment) = before.rsplit_once("/**").unwrap();
    let lines = comment.lines().map(|line| {
        let line = line.trim().trim_end_matches("*/");
        line.trim_start_matches('*').trim()
    });
    let words: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    words.join(" ").replace('|', "\\|")
}
