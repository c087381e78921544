//! The triggers of federated sign-ins.

use vestibule_emulator::{Trigger, TriggerError, TriggerErrorKind};

use crate::provider::{assert_failed, open, sign_in, user};
use crate::support::{CLIENT, World, authorize};

/// A pool in which these triggers fail.
fn refusing(triggers: &[(Trigger, Option<&str>)]) -> World {
    World::with(|config| {
        config.pools[0].trigger_errors = triggers
            .iter()
            .map(|(trigger, source)| TriggerError {
                trigger: *trigger,
                username: None,
                source: source.map(str::to_owned),
                message: "no".to_owned(),
                kind: TriggerErrorKind::UserLambdaValidation,
            })
            .collect();
    })
}

#[test]
fn the_first_federated_sign_in_runs_the_sign_up_triggers() {
    let message = |trigger: &str| format!("{trigger} failed with error no.");
    let sign_up = (Trigger::PreSignUp, Some("PreSignUp_ExternalProvider"));
    let confirmed = (
        Trigger::PostConfirmation,
        Some("PostConfirmation_ConfirmSignUp"),
    );
    let later = [
        (Trigger::PreAuthentication, None),
        (Trigger::PostAuthentication, None),
        (Trigger::PreSignUp, Some("PreSignUp_SignUp")),
    ];
    let mut world = refusing(&[confirmed, sign_up]);
    let acme = open(&mut world);
    let response = sign_in(&mut world, &acme, &[]);
    assert_failed(&response, &message("PreSignUp"));
    let nobody = user(&mut world, "Acme_42");
    assert_eq!(nobody["__type"], "UserNotFoundException");

    let mut world = refusing(&[confirmed]);
    let acme = open(&mut world);
    let response = sign_in(&mut world, &acme, &[]);
    assert_failed(&response, &message("PostConfirmation"));
    assert_eq!(
        user(&mut world, "Acme_42")["UserStatus"],
        "EXTERNAL_PROVIDER"
    );

    let mut world = refusing(&later);
    let acme = open(&mut world);
    sign_in(&mut world, &acme, &[]).parameter("code");
    let response = sign_in(&mut world, &acme, &[("prompt", "login")]);
    assert_failed(&response, &message("PreAuthentication"));
}

#[test]
fn a_later_federated_sign_in_runs_the_sign_in_triggers() {
    let first = [
        (
            Trigger::PostAuthentication,
            Some("PostAuthentication_Authentication"),
        ),
        (
            Trigger::PreTokenGeneration,
            Some("TokenGeneration_RefreshTokens"),
        ),
    ];
    let mut world = refusing(&first);
    let acme = open(&mut world);
    let response = sign_in(&mut world, &acme, &[]);
    let tokens = world.exchange(&response.parameter("code"), &[]).json();
    assert!(tokens["id_token"].is_string(), "{tokens}");
    let response = sign_in(&mut world, &acme, &[("prompt", "login")]);
    assert_failed(&response, "PostAuthentication failed with error no.");
}

#[test]
fn the_token_trigger_has_the_hosted_pages_source() {
    let token = (
        Trigger::PreTokenGeneration,
        Some("TokenGeneration_HostedAuth"),
    );
    let mut world = refusing(&[token]);
    let acme = open(&mut world);
    let response = sign_in(&mut world, &acme, &[]);
    let refused = world.exchange(&response.parameter("code"), &[]).json();
    assert_eq!(refused["error"], "invalid_grant");
    let implicit = world.get(&authorize("token", CLIENT));
    let location = implicit.location().unwrap();
    assert!(location.contains("error=invalid_request"), "{location}");
    assert!(!location.contains("access_token"), "{location}");
}
