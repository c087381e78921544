//! Unusual user names and passwords, sent byte for byte.

use serde_json::json;
use vestibule::{ErrorKind, Password, SignUp, SignUpStep};
use vestibule_native_tests::{PASSWORD, Stage, done};

const NAMES: [&str; 12] = [
    "ada+notes",
    "50%",
    "a%2Bb%20c",
    "Ada.LOVELACE",
    "ada/../root?x=1&y=2#z",
    "\"quoted\"\\and\\backslashed",
    "Ünïcödé",
    "e\u{301}mile",
    "日本語の名前",
    "עברית",
    "🦀🔑",
    "<script>alert(1)</script>",
];

/// With SRP, and with USER_PASSWORD_AUTH.
const BOTH_WAYS: [fn(&str, &str) -> Password; 2] = [
    |name, password| Password::srp(name, password),
    |name, password| Password::plain(name, password),
];

fn passwords() -> Vec<String> {
    let mut long: String = "aA1 ".repeat(64);
    long.replace_range(255..256, "!");
    vec![
        "correct Horse battery 9 staple".to_owned(),
        "Two  spaces\tand a tab 9x".to_owned(),
        "🔑 Emoji 9 👩‍👩‍👧‍👦".to_owned(),
        "Pässwörd 9 ß İ ı".to_owned(),
        "Zalgo9 e\u{301}\u{327} aA".to_owned(),
        "\"quotes\" 'Single' \\back\\ 9".to_owned(),
        "%41+%20Plus&Amp=9;#".to_owned(),
        "zero\u{200b}Width\u{2028}9x".to_owned(),
        "\u{1F600}".repeat(250) + "aA9xyz",
        long,
    ]
}

#[test]
fn every_password_works_by_srp_and_in_plain_text() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for (index, password) in passwords().iter().enumerate() {
        let name = format!("user{index}");
        assert!(password.chars().count() <= 256);
        let address = format!("{name}@example.com");
        let sign_up = SignUp::new(name.as_str(), password.as_str()).attribute("email", &address);
        let step = stage.run(page.client.sign_up(sign_up)).unwrap();
        let SignUpStep::Confirm(step) = step else {
            panic!("{step:?}")
        };
        stage.run(step.submit(&stage.code_for(&address))).unwrap();
        for right in [
            Password::srp(&name, password),
            Password::plain(&name, password),
        ] {
            let session = done(stage.run(page.client.sign_in(right)));
            assert_eq!(session.username(), name);
        }
        let mut wrong = password.clone();
        wrong.pop();
        for wrong in [Password::srp(&name, &wrong), Password::plain(&name, &wrong)] {
            let error = stage.run(page.client.sign_in(wrong)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WrongCredentials, "{password}");
        }
    }
}

#[test]
fn every_password_can_be_a_new_password() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let mut current = "Lovelace1815".to_owned();
    done(stage.run(page.client.sign_in(Password::srp("ada", &current))));
    for password in passwords() {
        stage
            .run(page.client.profile().change_password(&current, &password))
            .unwrap();
        let step = stage.run(page.client.forgot_password("ada")).unwrap();
        stage
            .run(step.submit(&stage.code_for("ada@example.com"), &password))
            .unwrap();
        done(stage.run(page.client.sign_in(Password::srp("ada", &password))));
        current = password;
    }
}

#[test]
fn different_unicode_forms_are_different_passwords() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let (composed, decomposed) = ("Caf\u{e9}-noir-9", "Cafe\u{301}-noir-9");
    stage.administer(
        "AdminSetUserPassword",
        json!({ "Username": "ada", "Password": composed, "Permanent": true }),
    );
    for way in BOTH_WAYS {
        done(stage.run(page.client.sign_in(way("ada", composed))));
        let error = stage
            .run(page.client.sign_in(way("ada", decomposed)))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    }
}

#[test]
fn every_name_works_by_srp_and_in_plain_text() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    for (index, name) in NAMES.into_iter().enumerate() {
        let address = format!("n{index}+tag%25@example.com");
        let sign_up = SignUp::new(name, "Correct9horse").attribute("email", &address);
        let step = stage.run(page.client.sign_up(sign_up)).unwrap();
        let SignUpStep::Confirm(step) = step else {
            panic!("{step:?}")
        };
        assert_eq!(step.username(), name);
        stage.run(step.submit(&stage.code_for(&address))).unwrap();
        for way in BOTH_WAYS {
            let session = done(stage.run(page.client.sign_in(way(name, "Correct9horse"))));
            assert_eq!(session.username(), name);
            assert_eq!(session.claims().string("cognito:username"), Some(name));
            assert_eq!(session.claims().string("email"), Some(address.as_str()));
            assert_eq!(
                stage.run(page.client.profile().user()).unwrap().username,
                name
            );
        }
        let by_alias = Password::srp(address, "Correct9horse");
        assert_eq!(
            done(stage.run(page.client.sign_in(by_alias))).username(),
            name
        );
    }
}

#[test]
fn names_are_case_sensitive_if_the_pool_is() {
    let stage = Stage::with_pool(|pool| pool.username_case_sensitive = true);
    let page = stage.page(PASSWORD);
    for (name, password) in [("Maria", "Correct9horse"), ("maria", "Battery9staple")] {
        let address = format!("{name}.{}@example.com", password.len());
        let sign_up = SignUp::new(name, password).attribute("email", &address);
        let step = stage.run(page.client.sign_up(sign_up)).unwrap();
        let SignUpStep::Confirm(step) = step else {
            panic!("{step:?}")
        };
        stage.run(step.submit(&stage.code_for(&address))).unwrap();
    }
    for (name, password) in [("Maria", "Correct9horse"), ("maria", "Battery9staple")] {
        let session = done(stage.run(page.client.sign_in(Password::srp(name, password))));
        assert_eq!(session.username(), name);
    }
    let error = stage
        .run(page.client.sign_in(Password::srp("MARIA", "Correct9horse")))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    let stage = Stage::new();
    let session = done(
        stage.run(
            stage
                .page(PASSWORD)
                .client
                .sign_in(Password::srp("ADA", "Lovelace1815")),
        ),
    );
    assert_eq!(session.username(), "ada");
}

#[test]
fn attributes_and_claims_keep_all_characters() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let value = "Zoë \"Q\" \\ \u{1f98a} <b> \u{0} \u{7f} \u{2029} Ω\r\n\tend";
    let sign_up = SignUp::new("zoe", "Correct9horse")
        .attribute("email", "zoe@example.com")
        .attribute("name", value);
    let SignUpStep::Confirm(step) = stage.run(page.client.sign_up(sign_up)).unwrap() else {
        panic!("a code is waited for");
    };
    stage
        .run(step.submit(&stage.code_for("zoe@example.com")))
        .unwrap();
    let session = done(stage.run(page.client.sign_in(Password::srp("zoe", "Correct9horse"))));
    assert_eq!(session.claims().string("name"), Some(value));
    assert_eq!(
        stage
            .run(page.client.profile().user())
            .unwrap()
            .attribute("name"),
        Some(value)
    );
    let claims: serde_json::Value = serde_json::from_str(&session.id_claims_json()).unwrap();
    assert_eq!(claims["name"], value);
}
