//! Each rule of Cognito's names the page of AWS's documentation that it is from, or stands in ASSUMED.md.
//!
//! A rule is a function that refuses something, a constant that is a limit, a claim of a token, or the value of
//! a setting that is left out. Beside it stands an address in full, or a line `Source: <page>`, or `Assumed: <what>`. A page's name is the last part of its address:
//! `API_…` and `CommonErrors` are of the API's reference, all others of the developer guide.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Files without a rule of Cognito's: the emulator's own machinery, and what RFCs and other specifications say.
const MACHINERY: [&str; 30] = [
    "account/mod.rs",
    "config/error.rs",
    "crypto/cose.rs",
    "crypto/jwt.rs",
    "crypto/mod.rs",
    "errors/factors.rs",
    "errors/sign_in.rs",
    "errors/surroundings.rs",
    "errors/tokens.rs",
    "hosted/form.rs",
    "hosted/pages/mod.rs",
    "hosted/pages/parts.rs",
    "http.rs",
    "idp/mod.rs",
    "lib.rs",
    "main.rs",
    "moment.rs",
    "outgoing.rs",
    "random.rs",
    "saml/c14n.rs",
    "saml/metadata.rs",
    "saml/mod.rs",
    "saml/signature.rs",
    "saml/xml.rs",
    "server.rs",
    "service/inbox.rs",
    "service/local.rs",
    "service/mod.rs",
    "service/pages.rs",
    "state/mod.rs",
];

/// Limits that are no rule of Cognito's: sizes of formats, and of the program that serves the emulator.
const OWN_LIMITS: [&str; 7] = [
    "crypto/web_authn.rs: HEAD",
    "crypto/web_authn.rs: AAGUID",
    "errors/mod.rs: LONGEST_HEADER",
    "outgoing.rs: MOST",
    "server.rs: LARGEST_BODY",
    "server.rs: PATIENCE",
    "service/clock.rs: MOST",
];

/// What refuses: errors of the API, and of the hosted pages and their endpoints.
const REFUSALS: [&str; 4] = ["Failure::", "OauthError::", "Denial::", "PageError::"];

/// What refuses an identity provider's answer.
const REFUSALS_OF_PROVIDERS: [&str; 4] = [
    "Fault::invalid(",
    "Stop::invalid(",
    "Refusal::Part(",
    "NotAdmitted::",
];

/// Pages of the developer guide that `Source:` may name: each was there when it was added.
const PAGES: [&str; 42] = [
    "amazon-cognito-user-pools-authentication-flow-methods",
    "amazon-cognito-user-pools-device-tracking",
    "amazon-cognito-user-pools-using-the-access-token",
    "amazon-cognito-user-pools-using-the-id-token",
    "amazon-cognito-user-pools-using-the-refresh-token",
    "authentication",
    "authentication-flows-selection-sdk",
    "authorization-endpoint",
    "cognito-user-pool-managing-errors",
    "cognito-user-pools-SAML-session-initiation",
    "cognito-user-pools-identity-federation",
    "cognito-user-pools-managing-saml-idp-naming",
    "cognito-user-pools-oidc-flow",
    "cognito-user-pools-saml-idp",
    "cognito-user-pools-saml-idp-things-to-know",
    "cognito-user-pools-specifying-attribute-mapping",
    "cognito-user-pools-step-up-authentication",
    "cognito-user-pools-user-groups",
    "cognito-user-pools-working-with-lambda-triggers",
    "federation-endpoint-idp-responses",
    "how-to-create-user-accounts",
    "how-to-manage-user-accounts",
    "login-endpoint",
    "logout-endpoint",
    "managing-users-passwords",
    "quotas",
    "revocation-endpoint",
    "signing-up-users-in-your-app",
    "token-endpoint",
    "token-revocation",
    "user-pool-case-sensitivity",
    "user-pool-email",
    "user-pool-lambda-challenge",
    "user-pool-multi-region",
    "user-pool-settings-attributes",
    "user-pool-settings-email-phone-verification",
    "user-pool-settings-mfa",
    "user-pool-settings-mfa-sms-email-message",
    "user-pool-settings-mfa-totp",
    "user-pool-sms-settings",
    "user-pool-waf",
    "userinfo-endpoint",
];

/// Pages of the API's reference that are no operation of AWS's model.
const REFERENCE: [&str; 18] = [
    "API_AdminCreateUserConfigType",
    "API_CreateIdentityProvider",
    "API_CreateUserPool",
    "API_CreateUserPoolClient",
    "API_DeviceConfigurationType",
    "API_GroupType",
    "API_IssuerConfigurationType",
    "API_PasswordPolicyType",
    "API_RefreshTokenRotationType",
    "API_SchemaAttributeType",
    "API_SignInPolicyType",
    "API_SmsConfigurationType",
    "API_TokenValidityUnitsType",
    "API_UserAttributeUpdateSettingsType",
    "API_UserType",
    "API_UsernameConfigurationType",
    "API_WebAuthnConfigurationType",
    "CommonErrors",
];

const MODEL: &str = include_str!("../../protocol/src/idp/model.json");

#[test]
fn every_file_has_a_source() {
    let without: Vec<String> = sources()
        .into_iter()
        .filter(|(name, text)| {
            !text.contains("https://docs.aws.amazon.com/") && !MACHINERY.contains(&name.as_str())
        })
        .map(|(name, _)| name)
        .collect();
    assert!(
        without.is_empty(),
        "these name no page of AWS's documentation: {without:?}"
    );
}

#[test]
fn every_rule_has_a_source_beside_it() {
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
        "beside each of these a page of AWS's documentation is wanted (`Source: <page>`), or `Assumed: <what>` \
         and a row in ASSUMED.md: {without:#?}"
    );
}

#[test]
fn what_is_named_as_a_source_is_there() {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    for (file, text) in sources() {
        for page in named(&text) {
            let page = page.split('#').next().unwrap().to_owned();
            let operation = page.strip_prefix("API_");
            let is_there = PAGES.contains(&page.as_str())
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

/// `Assumed:` is said where ASSUMED.md has a row for the file, or for the words of its errors.
#[test]
fn what_is_assumed_has_a_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let assumed = fs::read_to_string(root.join("ASSUMED.md")).unwrap();
    let places: Vec<&str> = assumed
        .lines()
        .filter(|line| line.starts_with("| "))
        .filter_map(|row| row.split(" | ").nth(1))
        .collect();
    for (file, text) in sources() {
        for what in joined(&text).split("Assumed: ").skip(1) {
            // "All other words of errors" have a row of their own.
            if what.starts_with("the words") && !what.starts_with("the words,") {
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

/// A row of ASSUMED.md that names a file names one that is there.
#[test]
fn what_is_assumed_is_where_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ASSUMED.md")).unwrap();
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        for name in row.split('`').filter(|name| name.starts_with("src/")) {
            assert!(root.join(name).exists(), "{name} is not there: {row}");
        }
    }
}

/// Each claim of the tokens has a comment of its own above it.
#[test]
fn every_claim_has_a_source_above_it() {
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
        "above each of these claims `// Source: <page>` is wanted, or `// Assumed: <what>`: {without:#?}"
    );
}

/// What a setting is where nothing sets it: from AWS's reference, assumed, or the emulator's own. One that is then
/// not there at all, or empty, needs none.
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

/// The test itself notices a refusal without a source, wherever its function begins and ends.
#[test]
fn a_rule_without_a_source_is_noticed() {
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

/// A function that refuses something, or a limit, with the comments above it.
struct Rule {
    name: String,
    text: String,
}

fn rules(file: &str, text: &str) -> Vec<Rule> {
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
            || REFUSALS_OF_PROVIDERS
                .iter()
                .any(|word| whole.contains(word));
        let is_own = OWN_LIMITS.contains(&format!("{file}: {name}").as_str());
        if (is_function && refuses && !file.starts_with("errors/")) || (is_limit && !is_own) {
            rules.push(Rule { name, text: whole });
        }
    }
    rules
}

/// Whether an error of this kind is made: what only carries one on, or reads its words, makes none.
fn refuses_by(text: &str, word: &str) -> bool {
    text.split(word).skip(1).any(|rest| {
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let is_method = [
            "message",
            "kind",
            "words",
            "code",
            "of_code",
            "into_response",
        ];
        !is_method.contains(&name.as_str())
            && match word {
                "Failure::" => rest[name.len()..].starts_with('('),
                _ => name.starts_with(char::is_uppercase),
            }
    })
}

fn has_source(text: &str) -> bool {
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

fn has_mark(comment: &str) -> bool {
    comment.contains("Source: ") || comment.contains("Assumed: ")
}

/// The claim that a line of `tokens.rs` writes.
fn claim(line: &str) -> Option<String> {
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

/// Whether a line is a setting with a value of its own where it is left out, or says what such values are.
fn has_default(lines: &[&str], at: usize) -> bool {
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

/// The comment of `//` right above a line, or between it and its attributes.
fn comment_above(lines: &[&str], at: usize) -> String {
    let above = lines[..at].iter().rev().map(|line| line.trim_start());
    let above = above.take_while(|line| line.starts_with("//") || line.starts_with("#["));
    let mut comment: Vec<&str> = above.filter(|line| line.starts_with("// ")).collect();
    comment.reverse();
    comment.join(" ")
}

/// The pages after each `Source:`, up to the end of its sentence.
fn named(text: &str) -> BTreeSet<String> {
    let text = joined(text);
    let mut pages = BTreeSet::new();
    for list in text.split("// Source: ").skip(1) {
        let list = first_line(list).split(". ").next().unwrap_or_default();
        // What is quoted of a page stands in brackets.
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
        let words = bare.split(',').map(str::trim);
        let words = words.filter_map(|word| word.split(' ').next());
        pages.extend(
            words
                .filter(|word| !word.is_empty() && !word.starts_with("which"))
                .map(|word| word.trim_end_matches('.').to_owned()),
        );
    }
    pages
}

/// The same, with each comment of `//` in one line.
fn joined(text: &str) -> String {
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

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What stands in one file below `src`.
fn source(name: &str) -> String {
    let found = sources().into_iter().find(|(file, _)| file == name);
    found.map(|(_, text)| text).unwrap_or_default()
}

/// The name of each file below `src`, and what stands in it.
fn sources() -> Vec<(String, String)> {
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
