//! Checks that each rule of the emulator names its page of AWS's documentation, or has a row in ASSUMED.md.
//!
//! A rule is a function that refuses something, a constant that is a limit, a claim of a token, or a setting's default.
//! It has a full URL in its comment, or a line `Source: <page>` or `Assumed: <what>`. A page's name is the last part of
//! its URL: `API_…` and `CommonErrors` are pages of the API reference, all others of the developer guide.

mod pages;
mod rules;

use std::fs;
use std::path::Path;

use pages::{AWS_PAGES, AWS_REFERENCE, PAGES, REFERENCE};
use rules::{
    claim, comment_above, first_line, has_default, has_mark, has_source, joined, named, rules,
    source, sources,
};
use serde_json::Value;

/// Files without rules from AWS's documentation: the emulator's own code, and rules from RFCs and other specifications.
const WITHOUT_AWS_RULES: [&str; 36] = [
    "access/mod.rs",
    "account/mod.rs",
    "config/error.rs",
    "crypto/cose.rs",
    "crypto/jwt.rs",
    "crypto/mod.rs",
    "dynamodb/expression/tests.rs",
    "errors/factors.rs",
    "errors/identity_pool.rs",
    "errors/sign_in.rs",
    "errors/environment.rs",
    "errors/sync.rs",
    "errors/tokens.rs",
    "hosted/form.rs",
    "hosted/pages/mod.rs",
    "hosted/pages/parts.rs",
    "http.rs",
    "iam/tests.rs",
    "idp/mod.rs",
    "lib.rs",
    "main.rs",
    "timestamp.rs",
    "outgoing.rs",
    "random.rs",
    "saml/c14n.rs",
    "saml/metadata.rs",
    "saml/mod.rs",
    "saml/signature.rs",
    "saml/xml.rs",
    "server.rs",
    "signing/tests.rs",
    "service/inbox.rs",
    "service/local.rs",
    "service/mod.rs",
    "service/pages.rs",
    "state/mod.rs",
];

const MODEL: &str = include_str!("../../../protocol/src/idp/model.json");

#[test]
fn every_file_names_a_page_of_the_documentation() {
    let without: Vec<String> = sources()
        .into_iter()
        .filter(|(name, text)| {
            !text.contains("https://docs.aws.amazon.com/")
                && !WITHOUT_AWS_RULES.contains(&name.as_str())
        })
        .map(|(name, _)| name)
        .collect();
    assert!(
        without.is_empty(),
        "these files name no page of AWS's documentation: {without:?}"
    );
}

#[test]
fn every_rule_has_a_source_or_an_assumption() {
    let mut without = Vec::new();
    let mut seen = 0;
    for (file, text) in sources() {
        for rule in rules(&file, &text) {
            seen += 1;
            if !has_source(&rule.text) {
                without.push(format!("{file}: {}", rule.name));
            }
        }
    }
    assert!(seen > 150, "{seen} rules were found");
    assert!(
        without.is_empty(),
        "each of these needs a comment with `Source: <page>`, or with `Assumed: <what>` and a row in ASSUMED.md: \
         {without:#?}"
    );
}

#[test]
fn every_named_source_is_a_known_page() {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    for (file, text) in sources() {
        for page in named(&text) {
            let page = page.split('#').next().unwrap().to_owned();
            let operation = page.strip_prefix("API_");
            let is_there = PAGES.contains(&page.as_str())
                || AWS_PAGES.contains(&page.as_str())
                || AWS_REFERENCE.contains(&page.as_str())
                || page.starts_with("https://")
                || REFERENCE.contains(&page.as_str())
                || operation.is_some_and(|name| {
                    name.starts_with("Admin") || model["operations"].get(name).is_some()
                });
            assert!(
                is_there,
                "{file}: no page of AWS's is known by the name {page}"
            );
        }
    }
}

/// Assumptions other than the messages of errors need a row for their file in ASSUMED.md.
#[test]
fn every_assumption_has_a_row_in_the_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let assumed = fs::read_to_string(root.join("ASSUMED.md")).unwrap();
    let places: Vec<&str> = assumed
        .lines()
        .filter(|line| line.starts_with("| "))
        .filter_map(|row| row.split(" | ").nth(1))
        .collect();
    for (file, text) in sources() {
        for what in joined(&text).split("Assumed: ").skip(1) {
            // The messages of errors have a common row.
            if what.starts_with("the message") && !what.starts_with("the message,") {
                continue;
            }
            let has_row = places.iter().any(|place| place.contains(&file));
            assert!(
                has_row,
                "{file}: ASSUMED.md has no row for \"{}\"",
                first_line(what)
            );
        }
    }
}

#[test]
fn files_named_in_the_list_of_assumptions_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ASSUMED.md")).unwrap();
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        for name in row.split('`').filter(|name| name.starts_with("src/")) {
            assert!(root.join(name).exists(), "{name} is not there: {row}");
        }
    }
}

#[test]
fn every_claim_of_a_token_has_a_source_above_it() {
    let text = source("tokens.rs");
    let lines: Vec<&str> = text.lines().collect();
    let mut seen = 0;
    let mut without = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(claim) = claim(line) else { continue };
        seen += 1;
        if !has_mark(&comment_above(&lines, at)) {
            without.push(claim);
        }
    }
    assert!(seen > 20, "{seen} claims were found");
    assert!(
        without.is_empty(),
        "each of these claims needs a comment `// Source: <page>` or `// Assumed: <what>`: {without:#?}"
    );
}

/// The default of a setting is from AWS's reference, assumed, or the emulator's own. An empty default needs no comment.
#[test]
fn every_default_of_a_setting_has_a_source() {
    let mut seen = 0;
    let mut without = Vec::new();
    for (file, text) in sources() {
        if !file.starts_with("config/") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            if !has_default(&lines, at) {
                continue;
            }
            seen += 1;
            let comment = comment_above(&lines, at);
            if !has_mark(&comment) && !comment.contains("The emulator's own") {
                without.push(format!("{file}: {}", line.trim()));
            }
        }
    }
    assert!(seen > 30, "{seen} defaults were found");
    assert!(
        without.is_empty(),
        "above each of these `// Source: <page>` is wanted, or `// Assumed: <what>`, or `// The emulator's own.`: \
         {without:#?}"
    );
}

/// Tests the search itself: a refusal without a source is found in any kind of function.
#[test]
fn a_rule_without_a_source_is_found() {
    let text = "
impl A {
    /// Says no.
    fn first(&self) -> Result<(), Failure> {
        Err(Failure::user_not_found())
    }

    // Source: API_GetUser.
    fn second(&self) -> Result<(), Failure> {
        Err(Failure::user_not_found())
    }

    fn third(&self) {}
}

/// Many.
const MOST: usize = 7;
";
    let found: Vec<_> = rules("a.rs", text)
        .into_iter()
        .map(|rule| (rule.name, has_source(&rule.text)))
        .collect();
    let expected = [("first", false), ("second", true), ("MOST", false)];
    assert_eq!(found, expected.map(|(name, has)| (name.to_owned(), has)));
}
