//! Finds the rules in the emulator's source, and the sources that they name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Limits that are not Cognito's: sizes of formats, and limits of the emulator itself.
const OWN_LIMITS: [&str; 7] = [
    "crypto/web_authn.rs: HEAD",
    "crypto/web_authn.rs: AAGUID",
    "errors/mod.rs: MAX_HEADER",
    "outgoing.rs: MAX_REQUESTS",
    "server.rs: MAX_BODY",
    "server.rs: REQUEST_TIMEOUT",
    "service/clock.rs: MAX_OFFSET",
];

/// Errors of the API, the hosted pages and their endpoints. A function that creates one is a rule.
const REFUSALS: [&str; 4] = ["Failure::", "OauthError::", "Denial::", "PageError::"];

/// Errors about an identity provider's response.
const PROVIDER_REFUSALS: [&str; 4] = [
    "FederationError::invalid(",
    "Interruption::invalid(",
    "Refusal::Part(",
    "FederationRefusal::",
];

/// A function that refuses something or a limit, with the comments above it.
pub struct Rule {
    pub name: String,
    pub text: String,
}

pub fn rules(file: &str, text: &str) -> Vec<Rule> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let mut rules = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let item = line.trim_start();
        let item = item
            .strip_prefix("pub(crate) ")
            .or(item.strip_prefix("pub(super) "))
            .or(item.strip_prefix("pub "))
            .unwrap_or(item);
        let is_function = item.starts_with("fn ") || item.starts_with("const fn ");
        let is_limit = item.starts_with("const ")
            && ["Duration", "u32", "u64", "usize", "i64"]
                .iter()
                .any(|kind| item.contains(&format!(": {kind} = ")));
        let name = item.trim_start_matches("const ").trim_start_matches("fn ");
        let name: String = name
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let above = lines[..at]
            .iter()
            .rev()
            .take_while(|line| {
                let line = line.trim_start();
                line.starts_with("//") || line.starts_with("#[")
            })
            .count();
        let end = match (is_function, is_limit) {
            (true, _) => {
                let close = format!("{indent}}}");
                let rest = lines[at..].iter().position(|line| **line == close);
                rest.map_or(at, |rest| at + rest)
            }
            (_, true) => at,
            _ => continue,
        };
        let whole = lines[at - above..=end].join("\n");
        let refuses = REFUSALS.iter().any(|word| refuses_by(&whole, word))
            || PROVIDER_REFUSALS.iter().any(|word| whole.contains(word));
        let is_own = OWN_LIMITS.contains(&format!("{file}: {name}").as_str());
        if (is_function && refuses && !file.starts_with("errors/")) || (is_limit && !is_own) {
            rules.push(Rule { name, text: whole });
        }
    }
    rules
}

/// Whether a text creates an error of this kind, and does not only call a method of it.
fn refuses_by(text: &str, word: &str) -> bool {
    text.split(word).skip(1).any(|rest| {
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let is_method = ["message", "kind", "code", "of_code", "into_response"];
        !is_method.contains(&name.as_str())
            && match word {
                "Failure::" => rest[name.len()..].starts_with('('),
                _ => name.starts_with(char::is_uppercase),
            }
    })
}

pub fn has_source(text: &str) -> bool {
    let text = joined(text);
    [
        "https://docs.aws.amazon.com/",
        "https://repost.aws/",
        "https://www.rfc-editor.org/",
        "Source: ",
        "Assumed: ",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}

pub fn has_mark(comment: &str) -> bool {
    comment.contains("Source: ") || comment.contains("Assumed: ")
}

/// The claim that a line of `tokens.rs` adds.
pub fn claim(line: &str) -> Option<String> {
    let line = line.trim_start();
    let inserted = ["access.", "id.", "claims."]
        .iter()
        .find_map(|map| line.strip_prefix(map)?.strip_prefix("insert("));
    let quoted = inserted.unwrap_or(line).strip_prefix('"')?;
    let (name, rest) = quoted.split_once('"')?;
    let is_claim = match inserted {
        Some(_) => rest.starts_with(".to_owned()"),
        None => rest.starts_with(": "),
    };
    is_claim.then(|| name.to_owned())
}

/// Whether a line is a setting with a default, or an implementation of `Default`.
pub fn has_default(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim_start();
    if line.starts_with("impl Default for ") {
        return true;
    }
    let Some((_, kind)) = line
        .strip_prefix("pub ")
        .and_then(|field| field.split_once(": "))
    else {
        return false;
    };
    let is_nothing = ["Option<", "Vec<", "BTreeMap<", "String"]
        .iter()
        .any(|nothing| kind.starts_with(nothing));
    let mut above = lines[..at]
        .iter()
        .rev()
        .map(|line| line.trim_start())
        .take_while(|line| line.starts_with("#["));
    let is_set = |line: &str| line.contains("default = ");
    above.any(|line| {
        line.starts_with("#[serde(") && line.contains("default") && (!is_nothing || is_set(line))
    })
}

/// The `//` comment directly above a line or its attributes.
pub fn comment_above(lines: &[&str], at: usize) -> String {
    let above = lines[..at].iter().rev().map(|line| line.trim_start());
    let above = above.take_while(|line| line.starts_with("//") || line.starts_with("#["));
    let mut comment: Vec<&str> = above.filter(|line| line.starts_with("// ")).collect();
    comment.reverse();
    comment.join(" ")
}

/// The pages after each `Source:`, up to the end of its sentence.
pub fn named(text: &str) -> BTreeSet<String> {
    let text = joined(text);
    let mut pages = BTreeSet::new();
    for list in text.split("// Source: ").skip(1) {
        let list = first_line(list).split(". ").next().unwrap_or_default();
        // Quotations of a page are in brackets.
        let mut depth = 0;
        let bare: String = list
            .chars()
            .filter(|c| {
                match c {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => return depth == 0,
                }
                false
            })
            .collect();
        let message = bare.split(',').map(str::trim);
        let message = message.filter_map(|word| word.split(' ').next());
        pages.extend(
            message
                .filter(|word| !word.is_empty() && !word.starts_with("which"))
                .map(|word| word.trim_end_matches('.').to_owned()),
        );
    }
    pages
}

/// The text with each `//` comment joined into one line.
pub fn joined(text: &str) -> String {
    let mut joined = String::new();
    let mut was_comment = false;
    for line in text.lines() {
        let more = line.trim_start().strip_prefix("// ");
        match more.filter(|_| was_comment) {
            Some(more) => joined = joined + " " + more,
            None => joined = joined + "\n" + line,
        }
        was_comment = more.is_some();
    }
    joined
}

pub fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The text of a file in `src`.
pub fn source(name: &str) -> String {
    let found = sources().into_iter().find(|(file, _)| file == name);
    found.map(|(_, text)| text).unwrap_or_default()
}

/// The name and the text of each file in `src`.
pub fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(&root).unwrap().to_string_lossy();
            (name.replace('\\', "/"), text)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
