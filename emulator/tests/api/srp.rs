//! USER_SRP_AUTH with an independent client.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;
use serde_json::{Value, json};

use crate::srp_client::{Lies, Person, prime};
use crate::support::{BROWSER, MAILBOX, Refusal, SECRET, Stage};

fn ada<'a>() -> Person<'a> {
    Person {
        client: BROWSER,
        pool_name: "Vestibule",
        name: "ada",
        password: "Lovelace1815",
    }
}

fn refusal(kind: &str, message: &str) -> Result<Value, Refusal> {
    Err((kind.to_owned(), message.to_owned()))
}

fn incorrect() -> Result<Value, Refusal> {
    refusal("NotAuthorizedException", "Incorrect username or password.")
}

#[test]
fn the_prime_is_that_of_the_rfc_and_other_clients() {
    let hex = prime().to_str_radix(16);
    assert!(hex.starts_with("ffffffffffffffffc90fdaa22168c234"));
    assert!(hex.ends_with("43db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"));
    assert_eq!(hex.len(), 768);
}

#[test]
fn an_independent_client_signs_in() {
    let mut stage = Stage::new();
    let response = ada().sign_in(&mut stage, 1).unwrap();
    let result = &response["AuthenticationResult"];
    assert_eq!(result["TokenType"], "Bearer");
    assert_eq!(
        crate::support::claims(&result["IdToken"])["cognito:username"],
        "ada"
    );
}

#[test]
fn salts_and_public_numbers_work_with_any_leading_byte() {
    let mut stage = Stage::new();
    for round in 0..24 {
        let name = format!("person{round}");
        stage.member(&name, "Arithmetic 1");
        let person = Person {
            name: &name,
            password: "Arithmetic 1",
            ..ada()
        };
        person.sign_in(&mut stage, round).unwrap();
    }
}

#[test]
fn passwords_are_hashed_as_their_utf8_bytes() {
    let mut stage = Stage::new();
    let password = format!("Pass wörd 😀 {}", "9".repeat(240));
    stage.member("plus+%Ünï", &password);
    let person = Person {
        name: "PLUS+%üNÏ",
        password: &password,
        ..ada()
    };
    person.sign_in(&mut stage, 2).unwrap();
    let other = Person {
        password: &password.to_lowercase(),
        ..person
    };
    assert_eq!(other.sign_in(&mut stage, 3), incorrect());
}

#[test]
fn a_wrong_password_is_refused() {
    let person = Person {
        password: "lovelace1815",
        ..ada()
    };
    assert_eq!(person.sign_in(&mut Stage::new(), 1), incorrect());
}

#[test]
fn aliases_and_addresses_can_sign_in() {
    let mut stage = Stage::new();
    for name in ["ADA@example.com", "+441815121000"] {
        Person { name, ..ada() }.sign_in(&mut stage, 1).unwrap();
    }
    let mary = Person {
        client: MAILBOX,
        pool_name: "Mailbox01",
        name: "mary@example.com",
        password: "Somerville1780",
    };
    let (challenge, a) = mary.begin(&mut stage, 4).unwrap();
    assert_ne!(challenge["USER_ID_FOR_SRP"], "mary@example.com");
    mary.finish(&mut stage, &challenge, &a, &Lies::default())
        .unwrap();
}

#[test]
fn a_multiple_of_the_prime_is_refused() {
    let mut stage = Stage::new();
    for public in [BigUint::ZERO, prime(), prime() * 2_u8] {
        let parameters = json!({ "USERNAME": "ada", "SRP_A": public.to_str_radix(16) });
        let body = json!({ "ClientId": BROWSER, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters });
        assert_eq!(
            stage.call("InitiateAuth", body).unwrap_err().0,
            "InvalidParameterException"
        );
    }
    for text in ["", "xyz", "-1", "+2", &"f".repeat(4000)] {
        let parameters = json!({ "USERNAME": "ada", "SRP_A": text });
        let body = json!({ "ClientId": BROWSER, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters });
        assert_eq!(
            stage.call("InitiateAuth", body).unwrap_err().0,
            "InvalidParameterException"
        );
    }
}

#[test]
fn a_proof_works_for_one_challenge_and_one_attempt() {
    let mut stage = Stage::new();
    let (challenge, a) = ada().begin(&mut stage, 5).unwrap();
    ada()
        .finish(&mut stage, &challenge, &a, &Lies::default())
        .unwrap();
    assert_eq!(
        ada().finish(&mut stage, &challenge, &a, &Lies::default()),
        incorrect()
    );

    let (challenge, a) = ada().begin(&mut stage, 6).unwrap();
    let lies = Lies {
        secret_block: Some(STANDARD.encode([0; 900])),
        ..Lies::default()
    };
    assert_eq!(ada().finish(&mut stage, &challenge, &a, &lies), incorrect());
    let lies = Lies {
        username: Some("charles"),
        ..Lies::default()
    };
    assert_eq!(ada().finish(&mut stage, &challenge, &a, &lies), incorrect());
}

#[test]
fn a_challenge_expires_after_three_minutes() {
    let mut stage = Stage::new();
    let (challenge, a) = ada().begin(&mut stage, 7).unwrap();
    stage.wait(180);
    let expired = "Invalid session for the user, session is expired.";
    let late = ada().finish(&mut stage, &challenge, &a, &Lies::default());
    assert_eq!(late, refusal("NotAuthorizedException", expired));
}

#[test]
fn the_timestamps_form_and_difference_are_checked() {
    let mut stage = Stage::new();
    let format = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.";
    let expected = [
        (
            "2026-09-05T12:00:00Z",
            refusal("InvalidParameterException", format),
        ),
        (
            "Sat Sep 5 12:00:00 IST 2026",
            refusal("InvalidParameterException", format),
        ),
        ("Sat Sep 05 12:00:00 UTC 2026", incorrect()),
        ("Mon Sep 5 12:00:00 UTC 2026", incorrect()),
        ("Sat Sep 5 12:05:01 UTC 2026", incorrect()),
        ("Sat Sep 5 11:54:59 UTC 2026", incorrect()),
    ];
    for (timestamp, expected) in expected {
        let (challenge, a) = ada().begin(&mut stage, 8).unwrap();
        let lies = Lies {
            timestamp: Some(timestamp),
            ..Lies::default()
        };
        assert_eq!(
            ada().finish(&mut stage, &challenge, &a, &lies),
            expected,
            "{timestamp}"
        );
        stage.wait(0);
    }
    // The right proof still works after these.
    ada().sign_in(&mut stage, 9).unwrap();
}

#[test]
fn clients_can_sign_in_after_the_clock_was_moved() {
    let mut stage = Stage::new();
    let request = http::Request::post("/_clock");
    let response = stage.send(request, br#"{"advance_seconds": 90000}"#);
    assert_eq!(response.status(), 200);
    ada().sign_in(&mut stage, 10).unwrap();
}

#[test]
fn an_unknown_user_gets_a_simulated_challenge() {
    let mut stage = Stage::new();
    let nobody = Person {
        name: "nobody",
        ..ada()
    };
    let (first, a) = nobody.begin(&mut stage, 11).unwrap();
    let (second, _) = nobody.begin(&mut stage, 12).unwrap();
    assert_eq!(first["SALT"], second["SALT"]);
    assert_eq!(first["USER_ID_FOR_SRP"], second["USER_ID_FOR_SRP"]);
    assert_ne!(first["SRP_B"], second["SRP_B"]);
    let lies = Lies {
        username: Some("nobody"),
        ..Lies::default()
    };
    assert_eq!(nobody.finish(&mut stage, &first, &a, &lies), incorrect());
}

#[test]
fn users_in_other_states_get_their_error() {
    let mut stage = Stage::new();
    let expected = [
        (
            "alan",
            "Turing1912",
            "UserNotConfirmedException",
            "User is not confirmed.",
        ),
        (
            "emmy",
            "Noether1882",
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        (
            "disabled",
            "Disabled1999",
            "NotAuthorizedException",
            "User is disabled.",
        ),
    ];
    for (name, password, kind, message) in expected {
        let person = Person {
            name,
            password,
            ..ada()
        };
        assert_eq!(person.sign_in(&mut stage, 13), refusal(kind, message));
    }
    let grace = Person {
        name: "grace",
        password: "Temporary1906",
        ..ada()
    };
    let response = grace.sign_in(&mut stage, 14).unwrap();
    assert_eq!(response["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_client_with_a_secret_must_prove_it() {
    let mut stage = Stage::new();
    let person = Person {
        client: SECRET,
        ..ada()
    };
    let missing =
        format!("Client {SECRET} is configured with secret but SECRET_HASH was not received");
    assert_eq!(
        person.begin(&mut stage, 15).unwrap_err(),
        ("NotAuthorizedException".to_owned(), missing)
    );
}
