//! A stronger or more recent sign-in of the signed-in user (step-up).

mod api;
mod redirect;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::http::Request;
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpResponse;
use vestibule::{
    Change, Client, ErrorKind, MfaChoice, MfaPreference, Redirect, Session, SignInStep, StepUp,
};
use vestibule_emulator::UserPoolTier;
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::jwt::payload;
use vestibule_native_tests::{
    CALLBACK, COGNITO, FACTORS, FACTORS_POOL, HEDY, Page, Stage, config, done, response, sign_in,
    totp,
};

const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const PHONE: &str = "+4319141109";
const RADIA: (&str, &str) = ("radia", "Perlman1951");

fn level(number: u8) -> String {
    format!("urn:cognito:loa:{number}")
}

/// Hedy has signed in with only a password, and has turned on codes by text message since.
fn scene() -> (Stage, Page, Session) {
    let stage = Stage::new();
    let page = stage.page_on_demand(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    let sms = MfaPreference::default().sms(MfaChoice::On);
    stage.run(page.client.mfa().set_preference(sms)).unwrap();
    (stage, page, session)
}

/// Submits the code that was sent.
fn by_code(stage: &Stage, step: SignInStep) -> Result<SignInStep, vestibule::Error> {
    let SignInStep::SmsCode(step) = step else {
        panic!("{step:?}")
    };
    stage.run(step.submit(&stage.code_for(PHONE)))
}

fn now(stage: &Stage, client: &Client) -> Session {
    stage.run(client.session()).unwrap()
}

#[test]
fn a_session_has_its_level_and_methods() {
    let (stage, page, session) = scene();
    assert_eq!(session.acr(), Some(level(1).as_str()));
    assert_eq!(session.amr(), ["pwd"]);
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(
        (renewed.acr(), renewed.amr()),
        (session.acr(), session.amr())
    );
}

#[test]
fn the_missing_factor_is_asked_and_the_tokens_replace_the_session() {
    let (stage, page, old) = scene();
    let client = &page.client;
    let changes = Arc::new(Mutex::new(Vec::new()));
    let list = changes.clone();
    let _subscription = client.on_change(move |change| {
        list.lock()
            .unwrap()
            .push(matches!(change, Change::SignedOut { .. }));
    });
    let step = stage.run(client.step_up(StepUp::to(level(3)))).unwrap();
    // The password was entered before.
    assert_eq!(now(&stage, client), old, "until then nothing has changed");
    let new = done(by_code(&stage, step));
    assert_eq!(new.acr(), Some(level(3).as_str()));
    assert_eq!(new.amr(), ["pwd", "sms", "mfa"]);
    assert_eq!(now(&stage, client), new);
    assert_ne!(new.access_token(), old.access_token());
    assert!(
        !changes.lock().unwrap().contains(&true),
        "nobody was signed out"
    );
    // The session can be renewed, and keeps its level.
    let renewed = stage.run(client.refresh()).unwrap();
    assert_eq!(renewed.acr(), Some(level(3).as_str()));
}

#[test]
fn no_factor_is_asked_if_the_level_is_reached() {
    let (stage, page, session) = scene();
    let before = stage.operations().len();
    for step_up in [
        StepUp::to(level(1)),
        StepUp::to(level(4)).or(level(1)),
        StepUp::within(Duration::from_secs(60)),
    ] {
        let step = stage.run(page.client.step_up(step_up)).unwrap();
        let SignInStep::Done(response) = step else {
            panic!("{step:?}")
        };
        assert_eq!(response, session);
    }
    assert_eq!(stage.operations().len(), before);
}

#[test]
fn a_sign_in_older_than_max_age_starts_again() {
    let (stage, page, old) = scene();
    stage.advance(Duration::from_secs(301));
    let step_up = StepUp::to(level(1)).max_age(Duration::from_secs(300));
    let step = stage.run(page.client.step_up(step_up.clone())).unwrap();
    let SignInStep::SelectChallenge(step) = step else {
        panic!("{step:?}")
    };
    assert!(!step.choices().is_empty());
    let step = stage.run(step.choose("PASSWORD_SRP")).unwrap();
    let SignInStep::Password(step) = step else {
        panic!("{step:?}")
    };
    let step = stage.run(step.submit(HEDY.1)).unwrap();
    // "MFA is a floor": she has turned it on.
    let new = done(by_code(&stage, step));
    assert!(page.client.meets(&new, &step_up) && !page.client.meets(&old, &step_up));
}

#[test]
fn a_cancelled_or_failed_step_up_keeps_the_session() {
    let (stage, page, old) = scene();
    let client = &page.client;
    let step = stage.run(client.step_up(StepUp::to(level(3)))).unwrap();
    let SignInStep::SmsCode(step) = step else {
        panic!("{step:?}")
    };
    let error = stage.run(step.submit("000000")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CodeMismatch);
    drop(step);
    assert_eq!(now(&stage, client), old);
    assert!(
        stage.run(client.resume_sign_in()).is_none(),
        "nothing is left behind"
    );
    assert!(stage.accepts(old.access_token()));
}

#[test]
fn unreachable_levels_are_reported() {
    let (stage, page, old) = scene();
    let refused = |levels: &str| {
        let error = stage
            .run(page.client.step_up(StepUp::to(levels)))
            .unwrap_err();
        assert!(!error.help().is_empty());
        error.kind()
    };
    assert_eq!(refused(&level(4)), ErrorKind::LevelUnavailable);
    assert_eq!(refused("urn:nobody:knows"), ErrorKind::LevelUnavailable);
    assert_eq!(now(&stage, &page.client), old);

    let lite = Stage::with(|config| {
        let mut pools = config.pools.iter_mut();
        let pool = pools.find(|pool| pool.id == FACTORS_POOL).unwrap();
        pool.user_pool_tier = UserPoolTier::Lite;
    });
    let page = lite.page_on_demand(FACTORS);
    sign_in(&lite, &page.client, HEDY);
    let error = lite
        .run(page.client.step_up(StepUp::to(level(3))))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FeatureUnavailableInTier);

    // The pool has custom names, and the page expects another one.
    let own = Stage::with(|config| {
        let mut pools = config.pools.iter_mut();
        let pool = pools.find(|pool| pool.id == FACTORS_POOL).unwrap();
        let names = [("Level1", "bronze"), ("Level2", "silver")];
        let names = names.map(|(level, name)| (level.to_owned(), name.to_owned()));
        pool.acr_configuration.extend(names);
    });
    let page = own.page_on_demand(FACTORS);
    let session = sign_in(&own, &page.client, HEDY);
    assert_eq!(session.acr(), Some("bronze"));
    let step = own.run(page.client.step_up(StepUp::to("silver"))).unwrap();
    assert!(matches!(step, SignInStep::SelectChallenge(_)), "{step:?}");
}

#[test]
fn without_a_session_a_step_up_is_an_error() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let error = stage
        .run(page.client.step_up(StepUp::to(level(3))))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

/// A service without levels: the tokens have no level, or a lower one.
#[test]
fn tokens_of_a_lower_level_are_refused() {
    let (stage, page, old) = scene();
    let client = page.client.clone();
    let step = stage.run(client.step_up(StepUp::to(level(3)))).unwrap();
    // Cognito returns the tokens of the earlier sign-in.
    let body = serde_json::json!({ "AuthenticationResult": {
        "AccessToken": old.access_token(), "IdToken": old.id_token(),
        "RefreshToken": "of-nobody", "ExpiresIn": 3600, "TokenType": "Bearer" } });
    stage.respond("RespondToAuthChallenge", response(200, &body.to_string()));
    let error = by_code(&stage, step).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LevelNotReached);
    assert_eq!(now(&stage, &client), old);
    assert_eq!(stage.calls("RevokeToken"), 1, "nobody holds what came");
}

#[test]
fn another_users_tokens_are_refused() {
    let (stage, page, old) = scene();
    let step = stage
        .run(page.client.step_up(StepUp::to(level(3))))
        .unwrap();
    let (_, output) = stage.call(
        "InitiateAuth",
        serde_json::json!({ "ClientId": FACTORS, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": { "USERNAME": RADIA.0, "PASSWORD": RADIA.1 } }),
    );
    let code = totp::code(TOTP_SECRET, stage.world.now().as_secs());
    let (_, output) = stage.call(
        "RespondToAuthChallenge",
        serde_json::json!({ "ClientId": FACTORS, "ChallengeName": "SOFTWARE_TOKEN_MFA",
            "Session": output["Session"],
            "ChallengeResponses": { "USERNAME": RADIA.0, "SOFTWARE_TOKEN_MFA_CODE": code } }),
    );
    stage.respond("RespondToAuthChallenge", response(200, &output.to_string()));
    let error = by_code(&stage, step).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(now(&stage, &page.client), old);
}

#[test]
fn a_sign_out_during_the_step_up_stays() {
    let (stage, page, _) = scene();
    let step = stage
        .run(page.client.step_up(StepUp::to(level(3))))
        .unwrap();
    let _ = stage.run(page.client.sign_out()).unwrap();
    let error = by_code(&stage, step).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}
