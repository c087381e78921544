//! Passkeys: creating them, signing in with them, listing, deleting, and all their errors.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::simulated::Delivery;
use vestibule::platform::{Ceremony, PasskeyError};
use vestibule::{
    Credentials, Error, ErrorKind, MfaChoice, MfaPreference, PasskeyMfa, PasskeyStep, SignInStep,
    Storage,
};
use vestibule_emulator::FactorConfiguration;
use vestibule_native_tests::authenticator::Authenticator;
use vestibule_native_tests::{
    BROWSER, FACTORS, FACTORS_POOL, HEDY, Page, Stage, config, done, sign_in,
};

const ORIGIN: &str = "http://localhost:8080";

type Shared = Arc<Mutex<Authenticator>>;

fn with_authenticator(stage: &Stage, origin: &'static str) -> Shared {
    let shared = Arc::new(Mutex::new(Authenticator::new(origin)));
    let own = shared.clone();
    stage
        .world
        .authenticator(move |ceremony, options| own.lock().unwrap().run(ceremony, options));
    shared
}

/// Hedy is signed in, and has an authenticator.
fn signed_in() -> (Stage, Page, Shared) {
    let stage = Stage::new();
    let authenticator = with_authenticator(&stage, ORIGIN);
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    (stage, page, authenticator)
}

#[track_caller]
fn asked(stage: &Stage, page: &Page) -> PasskeyStep {
    let credentials = Credentials::choice("hedy").preferred("WEB_AUTHN");
    match stage.run(page.client.sign_in(credentials)) {
        Ok(SignInStep::Passkey(step)) => step,
        other => panic!("no passkey is asked for: {other:?}"),
    }
}

#[track_caller]
fn kind<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.expect_err("it should be refused").kind()
}

#[test]
fn a_passkey_is_registered_and_signs_in() {
    let (stage, page, authenticator) = signed_in();
    stage.run(page.client.passkeys().register()).unwrap();
    let listed = stage.run(page.client.passkeys().list(None)).unwrap();
    let [passkey] = &listed.passkeys[..] else {
        panic!("{listed:?}")
    };
    assert_eq!(
        (passkey.relying_party_id.as_str(), &listed.next),
        ("localhost", &None)
    );
    assert_eq!(passkey.attachment.as_deref(), Some("platform"));
    assert_eq!(passkey.transports, ["internal"]);
    assert!(passkey.created.is_some() && !passkey.name.is_empty());
    let factors = stage.run(page.client.mfa().factors()).unwrap();
    assert!(
        factors.first.contains(&"WEB_AUTHN".to_owned()),
        "{factors:?}"
    );

    let step = asked(&stage, &page);
    assert_eq!((step.username(), step.challenge()), ("hedy", "WEB_AUTHN"));
    assert!(step.options().contains("\"rpId\":\"localhost\""));
    assert_eq!(done(stage.run(step.sign())).username(), "hedy");
    done(stage.run(asked(&stage, &page).autofill()));
    assert_eq!(
        authenticator.lock().unwrap().asked,
        [Ceremony::Create, Ceremony::Get, Ceremony::Autofill]
    );
}

#[test]
fn a_credential_requested_by_the_page_is_accepted() {
    let (stage, page, authenticator) = signed_in();
    stage.run(page.client.passkeys().register()).unwrap();
    let step = asked(&stage, &page);
    for bad in ["", "{}", "nothing"] {
        let error = stage.run(step.submit(bad)).unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::NotAuthorized | ErrorKind::InvalidInput
            ),
            "{error}"
        );
    }
    let credential = authenticator
        .lock()
        .unwrap()
        .run(Ceremony::Get, step.options())
        .unwrap();
    done(stage.run(step.submit(&credential)));
}

#[test]
fn an_authenticator_registers_only_one_passkey() {
    let (stage, page, _) = signed_in();
    stage.run(page.client.passkeys().register()).unwrap();
    assert_eq!(
        kind(stage.run(page.client.passkeys().register())),
        ErrorKind::PasskeyExists
    );
}

#[test]
fn a_passkey_is_deleted() {
    let (stage, page, _) = signed_in();
    stage.run(page.client.passkeys().register()).unwrap();
    let id = stage
        .run(page.client.passkeys().list(None))
        .unwrap()
        .passkeys[0]
        .id
        .clone();
    stage.run(page.client.passkeys().delete(&id)).unwrap();
    assert!(
        stage
            .run(page.client.passkeys().list(None))
            .unwrap()
            .passkeys
            .is_empty()
    );
    let error = stage.run(page.client.passkeys().delete(&id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    let credentials = Credentials::choice("hedy").preferred("WEB_AUTHN");
    let step = stage.run(page.client.sign_in(credentials)).unwrap();
    assert!(matches!(step, SignInStep::SelectChallenge(_)), "{step:?}");
}

#[test]
fn browser_errors_are_distinguished_and_can_be_retried() {
    let (stage, page, authenticator) = signed_in();
    stage.run(page.client.passkeys().register()).unwrap();
    let step = asked(&stage, &page);
    for (refusal, expected) in [
        (PasskeyError::Cancelled, ErrorKind::PasskeyCancelled),
        (PasskeyError::Unavailable, ErrorKind::PasskeyUnavailable),
        (PasskeyError::Exists, ErrorKind::PasskeyExists),
        (PasskeyError::Origin, ErrorKind::PasskeyOriginRefused),
        (PasskeyError::Aborted, ErrorKind::Aborted),
    ] {
        stage.world.authenticator(move |_, _| Err(refusal));
        assert_eq!(kind(stage.run(step.sign())), expected);
        assert_eq!(kind(stage.run(page.client.passkeys().register())), expected);
    }
    stage.world.authenticator(move |ceremony, options| {
        authenticator.lock().unwrap().run(ceremony, options)
    });
    done(stage.run(step.sign()));
}

#[test]
fn a_passkey_of_another_origin_is_refused() {
    let stage = Stage::new();
    with_authenticator(&stage, "https://evil.example");
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let error = stage.run(page.client.passkeys().register()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WebAuthnOriginNotAllowed);
    assert!(error.help().contains("relying party"), "{}", error.help());
}

#[test]
fn passkeys_need_a_pool_that_allows_them_and_a_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    assert_eq!(
        kind(stage.run(page.client.passkeys().register())),
        ErrorKind::SignedOut
    );
    assert_eq!(
        kind(stage.run(page.client.passkeys().list(None))),
        ErrorKind::SignedOut
    );
    assert_eq!(
        kind(stage.run(page.client.passkeys().delete("id"))),
        ErrorKind::SignedOut
    );
    sign_in(&stage, &page.client, vestibule_native_tests::ADA);
    assert_eq!(
        kind(stage.run(page.client.passkeys().register())),
        ErrorKind::WebAuthnNotEnabled
    );
    page.client.passkeys().abort();
}

/// The result of autofill: the signed-in user, or `None` if nothing was offered.
#[track_caller]
fn autofilled(stage: &Stage, page: &Page, username: Option<&str>) -> Option<String> {
    let step = stage
        .run(page.client.passkeys().autofill(username))
        .unwrap()?;
    Some(done(Ok(step)).username().to_owned())
}

#[test]
fn autofill_starts_at_once_for_a_remembered_user() {
    let (stage, mut page, authenticator) = signed_in();
    // No user name is known, and none is asked for.
    let before = stage.operations().len();
    assert_eq!(autofilled(&stage, &page, None), None);
    assert_eq!(stage.operations().len(), before);
    // A user without a passkey starts nothing, and leaves no unfinished sign-in.
    assert_eq!(autofilled(&stage, &page, Some("hedy")), None);
    assert!(stage.run(page.client.resume_sign_in()).is_none());

    stage.run(page.client.passkeys().register()).unwrap();
    assert_eq!(
        stage.run(page.client.passkeys().last_user()).as_deref(),
        Some("hedy")
    );
    let name = "hedy@example.com";
    let signed_in = autofilled(&stage, &page, Some(name));
    assert_eq!(signed_in.as_deref(), Some("hedy"));
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    page.reload(config(FACTORS));
    let user = stage.run(page.client.passkeys().last_user());
    assert_eq!(user.as_deref(), Some(name), "as she called herself");
    let signed_in = autofilled(&stage, &page, None);
    assert_eq!(signed_in.as_deref(), Some("hedy"));
    let asked = &authenticator.lock().unwrap().asked;
    assert_eq!(
        asked,
        &[Ceremony::Create, Ceremony::Autofill, Ceremony::Autofill]
    );

    stage.run(page.client.passkeys().forget_last_user());
    assert_eq!(autofilled(&stage, &page, None), None);
}

#[test]
fn the_passkey_user_is_remembered_only_with_local_storage() {
    let stage = Stage::new();
    let _authenticator = with_authenticator(&stage, ORIGIN);
    let page = stage.page_of(config(FACTORS).storage(Storage::Session));
    sign_in(&stage, &page.client, HEDY);
    stage.run(page.client.passkeys().register()).unwrap();
    assert!(autofilled(&stage, &page, Some("hedy")).is_some());
    assert_eq!(stage.run(page.client.passkeys().last_user()), None);
}

#[test]
fn an_offered_passkey_is_not_an_unfinished_sign_in() {
    let (stage, page, _) = signed_in();
    stage.run(page.client.passkeys().register()).unwrap();
    let client = page.client.clone();
    let asked = Arc::new(Mutex::new(0));
    let seen = asked.clone();
    stage.world.authenticator(move |_, _| {
        *seen.lock().unwrap() += 1;
        Err(PasskeyError::Aborted)
    });
    let refused = stage.run(page.client.passkeys().autofill(None));
    assert_eq!(kind(refused), ErrorKind::Aborted);
    assert_eq!(*asked.lock().unwrap(), 1, "called off is called off");
    assert!(stage.run(client.resume_sign_in()).is_none());
}

#[test]
fn an_expired_passkey_offer_is_repeated() {
    let stage = Stage::new();
    let authenticator = with_authenticator(&stage, ORIGIN);
    let page = stage.page_of(config(FACTORS).timeout(Duration::from_secs(3600)));
    sign_in(&stage, &page.client, HEDY);
    stage.run(page.client.passkeys().register()).unwrap();
    // Cognito waits three minutes; the response to the first offers is later than that.
    let late = |times: u32| {
        let mut left = times;
        stage.world.network(move |request| {
            let is_answer = request
                .body
                .as_deref()
                .is_some_and(|it| it.contains("ChallengeResponses"));
            if !is_answer || left == 0 {
                return Delivery::Deliver;
            }
            left -= 1;
            Delivery::Slowly(Duration::from_secs(181), Duration::ZERO)
        });
    };
    late(1);
    assert!(autofilled(&stage, &page, None).is_some());
    late(2);
    let refused = stage.run(page.client.passkeys().autofill(None));
    assert_eq!(kind(refused), ErrorKind::SignInExpired);
    let asked = authenticator.lock().unwrap().asked.len();
    assert_eq!(asked, 5, "made, and offered twice and twice");
}

/// A pool whose passkeys count as two factors.
fn both_factors() -> Stage {
    Stage::with(|config| {
        let mut pools = config.pools.iter_mut();
        let pool = pools.find(|pool| pool.id == FACTORS_POOL).unwrap();
        let passkeys = pool.web_authn_configuration.as_mut().unwrap();
        passkeys.factor_configuration = FactorConfiguration::MultiFactorWithUserVerification;
    })
}

#[test]
fn a_passkey_counts_as_both_factors_if_the_user_prefers_it() {
    let stage = both_factors();
    let _authenticator = with_authenticator(&stage, ORIGIN);
    let client = stage.page(FACTORS).client;
    sign_in(&stage, &client, HEDY);
    stage.run(client.passkeys().register()).unwrap();
    // Only besides another factor.
    let passkey = MfaPreference::default().passkey(PasskeyMfa::On);
    assert_eq!(
        kind(stage.run(client.mfa().set_preference(passkey))),
        ErrorKind::InvalidInput
    );
    stage
        .run(
            client
                .mfa()
                .set_preference(passkey.sms(MfaChoice::Preferred)),
        )
        .unwrap();
    let factors = stage.run(client.mfa().factors()).unwrap();
    assert_eq!(factors.second, ["SMS_MFA", "WEB_AUTHN"]);
    let credentials = Credentials::choice("hedy").preferred("WEB_AUTHN");
    let Ok(SignInStep::Passkey(step)) = stage.run(client.sign_in(credentials)) else {
        panic!("no passkey is asked for")
    };
    // The authenticator must verify the user.
    assert!(step.options().contains("\"userVerification\":\"required\""));
    let step = stage.run(step.sign()).unwrap();
    assert!(
        matches!(step, SignInStep::Done(_)),
        "no code is asked for: {step:?}"
    );
    stage
        .run(
            client
                .mfa()
                .set_preference(MfaPreference::default().passkey(PasskeyMfa::Off)),
        )
        .unwrap();
    assert_eq!(
        stage.run(client.mfa().factors()).unwrap().second,
        ["SMS_MFA"]
    );
}

#[test]
fn a_passkey_counts_as_one_factor_in_a_single_factor_pool() {
    let (stage, page, _authenticator) = signed_in();
    let both = MfaPreference::default()
        .sms(MfaChoice::On)
        .passkey(PasskeyMfa::On);
    assert_eq!(
        kind(stage.run(page.client.mfa().set_preference(both))),
        ErrorKind::InvalidInput
    );
}
