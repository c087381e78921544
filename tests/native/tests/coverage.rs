//! `docs/COVERAGE.md` says where each operation and each challenge of the user pool is, and which
//! tests go through it. It is read off the sources and asked of the emulator. To make it anew:
//!
//!     VESTIBULE_BLESS=1 cargo test -p vestibule-native-tests --test coverage

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use vestibule::protocol::idp::{ChallengeName, OPERATIONS};
use vestibule_native_tests::Stage;

const HEAD: &str = "\
# Coverage

Made by `tests/native/tests/coverage.rs`, which fails when this is out of date.

## Operations
The 34 operations of the user pool's API that need no IAM key. Each has all fields that AWS's model
has, in `src/protocol/idp/`, and can be called by `Client::call_operation` in Rust and by
`Vestibule.call` in TypeScript; the table names what goes further.

| operation | library | emulator | TypeScript | screen | tested by |
|---|---|---|---|---|---|
";

const CHALLENGES: &str = "
## Challenges
| challenge | step in Rust | kind in TypeScript | tested by |
|---|---|---|---|
";

/// A file of this repository, with its path in it.
struct Source {
    path: String,
    text: String,
}

struct Sources {
    library: Vec<Source>,
    screens: Vec<Source>,
    tests: Vec<Source>,
    types: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Sources {
    fn read() -> Self {
        Sources {
            library: files("src"),
            screens: files("src/ui"),
            tests: [
                "tests/native/tests/client",
                "emulator/tests/api",
                "tests/interop/boto3",
            ]
            .into_iter()
            .flat_map(files)
            .collect(),
            types: fs::read_to_string(root().join("pkg/index.d.ts")).unwrap(),
        }
    }

    /// The files that call one of these methods.
    fn calling<'a>(sources: &'a [Source], methods: &'a [&str]) -> impl Iterator<Item = &'a Source> {
        let calls = |source: &Source| {
            let call = |method: &&str| source.text.contains(&format!(".{method}("));
            methods.iter().any(call)
        };
        sources.iter().filter(move |source| calls(source))
    }

    fn tests_of(&self, place: &Place) -> String {
        let quoted = format!("\"{}\"", place.operation);
        let snake = format!(".{}(", snake_case(place.operation));
        let native: Vec<_> = Self::calling(&self.tests, place.called)
            .map(|source| &source.path)
            .collect();
        let tests = self.tests.iter().filter(|source| {
            let has = |text: &str| source.text.contains(text);
            match source.path.starts_with("tests/native") {
                true => has(&quoted) || native.contains(&&source.path),
                false => has(&quoted) || has(&snake),
            }
        });
        names(tests)
    }
}

/// Where an operation is reached.
struct Place {
    operation: &'static str,
    /// In Rust, as its documentation names it.
    rust: &'static str,
    /// In TypeScript.
    npm: &'static str,
    /// The methods whose calls show that a file gets there.
    called: &'static [&'static str],
}

const fn place(
    operation: &'static str,
    rust: &'static str,
    npm: &'static str,
    called: &'static [&'static str],
) -> Place {
    Place {
        operation,
        rust,
        npm,
        called,
    }
}

const PLACES: &[Place] = &[
    place(
        "AssociateSoftwareToken",
        "Client::set_up_totp",
        "setUpTotp",
        &["set_up_totp", "totp"],
    ),
    place(
        "ChangePassword",
        "Client::change_password",
        "changePassword",
        &["change_password"],
    ),
    place(
        "CompleteWebAuthnRegistration",
        "Client::register_passkey",
        "registerPasskey",
        &["register_passkey"],
    ),
    place(
        "ConfirmDevice",
        "Client::sign_in",
        "signIn",
        &["this_device"],
    ),
    place(
        "ConfirmForgotPassword",
        "ResetPasswordStep::submit",
        "submit",
        &["forgot_password", "reset_password"],
    ),
    place(
        "ConfirmSignUp",
        "ConfirmSignUpStep::submit",
        "submit",
        &["confirm_sign_up"],
    ),
    place(
        "DeleteUser",
        "Client::delete_user",
        "deleteUser",
        &["delete_user"],
    ),
    place(
        "DeleteUserAttributes",
        "Client::delete_attributes",
        "deleteAttributes",
        &["delete_attributes"],
    ),
    place(
        "DeleteWebAuthnCredential",
        "Client::delete_passkey",
        "deletePasskey",
        &["delete_passkey"],
    ),
    place(
        "ForgetDevice",
        "Client::forget_device",
        "forgetDevice",
        &["forget_device"],
    ),
    place(
        "ForgotPassword",
        "Client::forgot_password",
        "forgotPassword",
        &["forgot_password"],
    ),
    place("GetDevice", "Client::device", "device", &["device"]),
    place(
        "GetTokensFromRefreshToken",
        "Client::refresh",
        "refresh",
        &["refresh"],
    ),
    place("GetUser", "Client::user", "user", &["user"]),
    place(
        "GetUserAttributeVerificationCode",
        "Client::send_attribute_code",
        "sendAttributeCode",
        &["send_attribute_code"],
    ),
    place(
        "GetUserAuthFactors",
        "Client::auth_factors",
        "authFactors",
        &["auth_factors"],
    ),
    place(
        "GlobalSignOut",
        "Client::sign_out_everywhere",
        "signOutEverywhere",
        &["sign_out_everywhere"],
    ),
    place("InitiateAuth", "Client::sign_in", "signIn", &["sign_in"]),
    place("ListDevices", "Client::devices", "devices", &["devices"]),
    place(
        "ListUserSessions",
        "Client::user_sessions",
        "userSessions",
        &["user_sessions"],
    ),
    place(
        "ListWebAuthnCredentials",
        "Client::passkeys",
        "passkeys",
        &["passkeys"],
    ),
    place(
        "ResendConfirmationCode",
        "ConfirmSignUpStep::resend",
        "resend",
        &["confirm_sign_up"],
    ),
    place(
        "RespondToAuthChallenge",
        "Client::sign_in",
        "signIn",
        &["sign_in"],
    ),
    place("RevokeToken", "Client::sign_out", "signOut", &["sign_out"]),
    place(
        "RevokeUserSession",
        "Client::revoke_user_session",
        "revokeUserSession",
        &["revoke_user_session"],
    ),
    place(
        "SetUserMFAPreference",
        "Client::set_mfa",
        "setMfa",
        &["set_mfa"],
    ),
    place("SetUserSettings", "Client::call_operation", "call", &[]),
    place("SignUp", "Client::sign_up", "signUp", &["sign_up"]),
    place(
        "StartWebAuthnRegistration",
        "Client::register_passkey",
        "registerPasskey",
        &["register_passkey"],
    ),
    place(
        "UpdateAuthEventFeedback",
        "Client::call_operation",
        "call",
        &[],
    ),
    place(
        "UpdateDeviceStatus",
        "Client::remember_device",
        "rememberDevice",
        &["remember_device"],
    ),
    place(
        "UpdateUserAttributes",
        "Client::update_attributes",
        "updateAttributes",
        &["update_attributes"],
    ),
    place(
        "VerifySoftwareToken",
        "TotpSetUp::submit",
        "submit",
        &["set_up_totp", "totp"],
    ),
    place(
        "VerifyUserAttribute",
        "Client::verify_attribute",
        "verifyAttribute",
        &["verify_attribute"],
    ),
];

fn files(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files(&path));
        } else if path.ends_with(".rs") || path.ends_with(".py") {
            let text = fs::read_to_string(entry.path()).unwrap();
            found.push(Source { path, text });
        }
    }
    found
}

/// `native/devices, api/device, boto3/operations`
fn names<'a>(sources: impl Iterator<Item = &'a Source>) -> String {
    let short = |source: &Source| {
        let path = source.path.rsplit_once('.').map_or("", |(path, _)| path);
        path.replace("tests/native/tests/client/", "native/")
            .replace("emulator/tests/api/", "emulator/")
            .replace("tests/interop/", "")
            .replace("src/ui/", "")
            .replace("screens/", "")
    };
    sources.map(short).collect::<Vec<_>>().join(", ")
}

/// `set_user_mfa_preference` of `SetUserMFAPreference`, as boto3 names it.
fn snake_case(operation: &str) -> String {
    let letters: Vec<char> = operation.chars().collect();
    let mut name = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let is_capital = letter.is_uppercase();
        let after_small = at > 0 && letters[at - 1].is_lowercase();
        let before_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if is_capital && at > 0 && (after_small || before_small) {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn made() -> String {
    let stage = Stage::new();
    let sources = Sources::read();
    let mut text = HEAD.to_owned();
    for place in PLACES {
        let (_, answer) = stage.call(place.operation, json!({}));
        let emulated = match answer["__type"] == "UnknownOperationException" {
            true => "no",
            false => "yes",
        };
        let (operation, rust, npm) = (place.operation, place.rust, place.npm);
        let screens = names(Sources::calling(&sources.screens, place.called));
        let tests = sources.tests_of(place);
        let _ = writeln!(
            text,
            "| {operation} | `{rust}` | {emulated} | `{npm}` | {screens} | {tests} |"
        );
    }
    text.push_str(CHALLENGES);
    for name in ChallengeName::NAMES {
        let (step, kind) = step_of(name);
        let quoted = format!("\"{name}\"");
        let tests = sources
            .tests
            .iter()
            .filter(|source| source.text.contains(&quoted));
        let _ = writeln!(text, "| {name} | {step} | {kind} | {} |", names(tests));
    }
    text
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
fn the_table_is_up_to_date_and_has_no_hole() {
    let path = root().join("docs/COVERAGE.md");
    let made = made();
    if std::env::var_os("VESTIBULE_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    for row in made.lines().filter(|line| line.starts_with("| ")).skip(1) {
        assert!(!row.contains("| no |"), "{row}");
        let tests = row
            .trim_end_matches(" |")
            .rsplit("| ")
            .next()
            .unwrap_or_default();
        assert!(
            !tests.trim_matches(['|', ' ']).is_empty(),
            "nothing tests it: {row}"
        );
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == made,
        "docs/COVERAGE.md is out of date: see this test's first lines"
    );
}

#[test]
fn each_operation_has_a_place_that_exists() {
    let mut all: Vec<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
    all.sort_unstable();
    let places: Vec<_> = PLACES.iter().map(|place| place.operation).collect();
    assert_eq!(places, all);
    let sources = Sources::read();
    for place in PLACES {
        let (_, method) = place.rust.split_once("::").unwrap();
        let defined = format!("pub async fn {method}");
        let is_there = |source: &Source| source.text.contains(&defined);
        assert!(sources.library.iter().any(is_there), "{}", place.rust);
        assert!(
            sources.types.contains(&format!("  {}", place.npm)),
            "{}",
            place.npm
        );
    }
}

#[test]
fn the_kinds_are_those_of_the_types() {
    let types = fs::read_to_string(root().join("pkg/index.d.ts")).unwrap();
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
fn names_are_as_boto3_has_them() {
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
