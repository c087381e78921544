//! `docs/COVERAGE.md` says where each operation and each challenge of the user pool is, and which
//! tests go through it. It is read off the sources and asked of the emulator. To make it anew:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test coverage

mod places;
#[path = "../client/refusals/played.rs"]
mod played;
mod sources;

use std::fmt::Write;
use std::fs;

use places::PLACES;
use serde_json::json;
use sources::{Source, Sources, Tests, root, snake_case};
use vestibule::protocol::idp::{ChallengeName, OPERATIONS};
use vestibule_native_tests::Stage;

const HEAD: &str = "\
# Coverage

Made by `tests/native/tests/coverage/`, which fails when this is out of date.

## Operations
The COUNT operations of the user pool's API that need no IAM key. Each has all fields that AWS's model
has, in `protocol/src/idp/`, and can be called by `Client::call_operation` in Rust and by
`Vestibule.call` in TypeScript; the table names what goes further.

Which tests go through it: of the library in the simulation (`tests/native`), of the emulator itself
(`emulator/tests`), of other people's clients at the emulator (`tests/interop`), and in Chromium
(`tests/browser`, `tests/e2e`). Every error that AWS's model lists for an operation is met in
`refusals`: provoked in the emulator, or played by the network where it says so below.

| operation | library | emulator | TypeScript | screen | simulation | emulator's own | other clients | browser |
|---|---|---|---|---|---|---|---|---|
";

const CHALLENGES: &str = "
## Challenges
| challenge | step in Rust | kind in TypeScript | simulation | emulator's own | other clients | browser |
|---|---|---|---|---|---|---|
";

const ERRORS: &str = "
## Errors
Of the errors that AWS's model lists for these operations, the emulator gives each under the condition
under which Cognito gives it (`tests/native/tests/client/refusals/real/`), but for these, which the
network plays:

";

/// The errors without a condition in the emulator, of which operations, and why.
fn errors() -> String {
    let mut text = ERRORS.to_owned();
    for (code, of, why) in &played::PLAYED {
        let of = match of {
            played::Of::All => "every operation that lists it".to_owned(),
            played::Of::These(names) if names.len() > 4 => format!("{} operations", names.len()),
            played::Of::These(names) => names.join(", "),
        };
        let _ = writeln!(text, "- `{code}` of {of}: {why}.");
    }
    text
}

fn made() -> String {
    let stage = Stage::new();
    let sources = Sources::read();
    let mut text = HEAD.replace("COUNT", &OPERATIONS.len().to_string());
    for place in PLACES {
        let (_, answer) = stage.call(place.operation, json!({}));
        let emulated = match answer["__type"] == "UnknownOperationException" {
            true => "no",
            false => "yes",
        };
        let (operation, rust, npm) = (place.operation, place.rust, place.npm);
        let screens = sources.screens_of(place);
        let tests = columns(&sources.tests_of(place));
        let _ = writeln!(
            text,
            "| {operation} | `{rust}` | {emulated} | `{npm}` | {screens} | {tests} |"
        );
    }
    text.push_str(CHALLENGES);
    for name in ChallengeName::NAMES {
        let (step, kind) = step_of(name);
        let bare = |text: &'static str| text.strip_prefix('`')?.strip_suffix('`');
        let tests = columns(&sources.tests_of_challenge(name, bare(step), bare(kind)));
        let _ = writeln!(text, "| {name} | {step} | {kind} | {tests} |");
    }
    text.push_str(&errors());
    text
}

fn columns(tests: &Tests) -> String {
    let Tests {
        simulation,
        emulator,
        others,
        browser,
    } = tests;
    format!("{simulation} | {emulator} | {others} | {browser}")
}

/// Told by hand, and held against the package's types below.
fn step_of(challenge: &str) -> (&'static str, &'static str) {
    match challenge {
        "SMS_MFA" | "SMS_OTP" => ("`SmsCode`", "`smsCode`"),
        "EMAIL_OTP" => ("`EmailCode`", "`emailCode`"),
        "SOFTWARE_TOKEN_MFA" => ("`TotpCode`", "`totpCode`"),
        "SELECT_MFA_TYPE" => ("`SelectMfa`", "`selectMfa`"),
        "MFA_SETUP" => ("`SetUpMfa`", "`setUpMfa`"),
        "CUSTOM_CHALLENGE" => ("`Custom`", "`custom`"),
        "SELECT_CHALLENGE" => ("`SelectChallenge`", "`selectChallenge`"),
        "NEW_PASSWORD_REQUIRED" => ("`NewPassword`", "`newPassword`"),
        "PASSWORD" | "PASSWORD_SRP" => ("`Password`", "`password`"),
        "WEB_AUTHN" => ("`Passkey`", "`passkey`"),
        "PASSWORD_VERIFIER" | "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" => {
            ("answered by the library", "answered by the library")
        }
        _ => ("`Unknown`", "`unknown`"),
    }
}

#[test]
fn the_coverage_table_is_up_to_date_and_complete() {
    let path = root().join("docs/COVERAGE.md");
    let made = made();
    if std::env::var_os("VESTIBULE_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    for row in made.lines().filter(|line| line.starts_with("| ")).skip(1) {
        assert!(!row.contains("| no |"), "{row}");
        // The library's own tests reach each of them, whatever else does.
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let simulation = columns.iter().rev().nth(4).unwrap();
        assert!(
            !simulation.is_empty(),
            "the simulation does not test it: {row}"
        );
        let browser = columns.iter().rev().nth(1).unwrap();
        assert!(
            !browser.is_empty(),
            "nothing in a browser goes through it: {row}"
        );
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == made,
        "docs/COVERAGE.md is out of date: see this test's first lines"
    );
}

#[test]
fn the_emulators_readme_counts_the_operations() {
    let readme = fs::read_to_string(root().join("emulator/README.md")).unwrap();
    let count = format!("All {} of `cognito-idp`", OPERATIONS.len());
    assert!(readme.contains(&count), "emulator/README.md lacks: {count}");
}

#[test]
fn each_operation_has_a_place_that_exists() {
    let mut all: Vec<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
    all.sort_unstable();
    let places: Vec<_> = PLACES.iter().map(|place| place.operation).collect();
    assert_eq!(places, all);
    let sources = Sources::read();
    for place in PLACES {
        let (type_name, method) = place.rust.split_once("::").unwrap();
        let is_there = |source: &Source| source.defines(type_name, method);
        assert!(sources.library.iter().any(is_there), "{}", place.rust);
        assert!(is_declared(&sources.types, place.npm), "{}", place.npm);
    }
}

/// Whether the package's types have a method: `signIn`, or `mfa.setUpTotp` of a group.
fn is_declared(types: &str, npm: &str) -> bool {
    let Some((group, method)) = npm.split_once('.') else {
        return types.contains(&format!("  {npm}"));
    };
    let (first, rest) = group.split_at(1);
    let interface = format!("{}{rest}", first.to_uppercase());
    let methods = types
        .split_once(&format!("export interface {interface} {{\n"))
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .map_or("", |(methods, _)| methods);
    types.contains(&format!("  readonly {group}: {interface};"))
        && methods.contains(&format!("\n  {method}("))
}

#[test]
fn error_kinds_match_the_types() {
    let types = fs::read_to_string(root().join("pkg/src/steps.ts")).unwrap();
    for name in ChallengeName::NAMES {
        let (_, kind) = step_of(name);
        let quoted = kind.replace('`', "\"");
        assert!(
            !kind.starts_with('`') || types.contains(&quoted),
            "{name}: {kind}"
        );
    }
}

#[test]
fn operation_names_match_boto3() {
    for (operation, name) in [
        ("SetUserMFAPreference", "set_user_mfa_preference"),
        ("GetUser", "get_user"),
        (
            "CompleteWebAuthnRegistration",
            "complete_web_authn_registration",
        ),
    ] {
        assert_eq!(snake_case(operation), name);
    }
}
