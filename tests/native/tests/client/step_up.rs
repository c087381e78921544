//! A stronger or newer sign-in of the person who is signed in.

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

/// Hedy signed in by a password alone, who has turned codes by text message on since.
fn scene() -> (Stage, Page, Session) {
    let stage = Stage::new();
    let page = stage.page_on_demand(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    let sms = MfaPreference::default().sms(MfaChoice::On);
    stage.run(page.client.mfa().set_preference(sms)).unwrap();
    (stage, page, session)
}

/// Answers a step by the code that was sent.
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
fn a_session_says_its_level_and_how_the_person_signed_in() {
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
fn what_is_missing_is_asked_for_and_the_tokens_take_the_sessions_place() {
    let (stage, page, old) = scene();
    let client = &page.client;
    let changes = Arc::new(Mutex::new(Vec::new()));
    let heard = changes.clone();
    let _subscription = client.on_change(move |change| {
        heard
            .lock()
            .unwrap()
            .push(matches!(change, Change::SignedOut { .. }));
    });
    let step = stage.run(client.step_up(StepUp::to(level(3)))).unwrap();
    // The password was shown before.
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
    // It can be renewed, and stays what it is.
    let renewed = stage.run(client.refresh()).unwrap();
    assert_eq!(renewed.acr(), Some(level(3).as_str()));
}

#[test]
fn nothing_is_asked_where_the_session_is_enough() {
    let (stage, page, session) = scene();
    let before = stage.operations().len();
    for step_up in [
        StepUp::to(level(1)),
        StepUp::to(level(4)).or(level(1)),
        StepUp::within(Duration::from_secs(60)),
    ] {
        let step = stage.run(page.client.step_up(step_up)).unwrap();
        let SignInStep::Done(answer) = step else {
            panic!("{step:?}")
        };
        assert_eq!(answer, session);
    }
    assert_eq!(stage.operations().len(), before);
}

#[test]
fn a_sign_in_too_long_ago_begins_anew() {
    let (stage, page, old) = scene();
    stage.pass(Duration::from_secs(301));
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
fn whoever_gives_up_or_fails_keeps_the_session() {
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
fn what_cannot_be_is_told() {
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

    // Names of the pool's own, of which the page knows another one.
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
fn nobody_is_signed_in() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let error = stage
        .run(page.client.step_up(StepUp::to(level(3))))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

/// What a service that does not know of levels would do: the tokens say nothing, or too little.
#[test]
fn tokens_of_a_lower_level_do_not_take_the_sessions_place() {
    let (stage, page, old) = scene();
    let client = page.client.clone();
    let step = stage.run(client.step_up(StepUp::to(level(3)))).unwrap();
    // Cognito answers with the tokens of the sign-in before.
    let body = serde_json::json!({ "AuthenticationResult": {
        "AccessToken": old.access_token(), "IdToken": old.id_token(),
        "RefreshToken": "of-nobody", "ExpiresIn": 3600, "TokenType": "Bearer" } });
    stage.answer("RespondToAuthChallenge", response(200, &body.to_string()));
    let error = by_code(&stage, step).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LevelNotReached);
    assert_eq!(now(&stage, &client), old);
    assert_eq!(stage.calls("RevokeToken"), 1, "nobody holds what came");
}

#[test]
fn another_persons_tokens_do_not_take_the_sessions_place() {
    let (stage, page, old) = scene();
    let step = stage
        .run(page.client.step_up(StepUp::to(level(3))))
        .unwrap();
    let (_, answer) = stage.call(
        "InitiateAuth",
        serde_json::json!({ "ClientId": FACTORS, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": { "USERNAME": RADIA.0, "PASSWORD": RADIA.1 } }),
    );
    let code = totp::code(TOTP_SECRET, stage.world.now().as_secs());
    let (_, answer) = stage.call(
        "RespondToAuthChallenge",
        serde_json::json!({ "ClientId": FACTORS, "ChallengeName": "SOFTWARE_TOKEN_MFA",
            "Session": answer["Session"],
            "ChallengeResponses": { "USERNAME": RADIA.0, "SOFTWARE_TOKEN_MFA_CODE": code } }),
    );
    stage.answer("RespondToAuthChallenge", response(200, &answer.to_string()));
    let error = by_code(&stage, step).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(now(&stage, &page.client), old);
}

#[test]
fn who_signs_out_meanwhile_stays_signed_out() {
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

/// Leaves for the hosted pages, signs in there as somebody, and comes back.
fn round_trip(
    stage: &Stage,
    page: &mut Page,
    browser: &mut Browser<'_>,
    who: (&str, &str),
) -> Result<Session, vestibule::Error> {
    browser.open(&page.tab.url());
    assert!(
        !browser.address().starts_with(CALLBACK),
        "the person is asked"
    );
    browser.sign_in(who);
    page.arrive(browser.address(), config(FACTORS));
    let outcome = stage.run(page.client.handle_callback());
    outcome.map(|outcome| outcome.unwrap().session)
}

fn by_redirect<'a>(stage: &'a Stage, page: &mut Page) -> (Browser<'a>, Session) {
    // The last scope lets her change her second factors.
    let redirect = Redirect::code().scope("aws.cognito.signin.user.admin");
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(stage);
    let session = round_trip(stage, page, &mut browser, HEDY).unwrap();
    (browser, session)
}

#[test]
fn by_redirect_the_person_is_asked_anew() {
    let stage = Stage::new();
    let mut page = stage.page_on_demand(FACTORS);
    let (mut browser, old) = by_redirect(&stage, &mut page);
    assert_eq!(old.acr(), Some(level(1).as_str()));
    let step_up = StepUp::to(level(1)).max_age(Duration::from_secs(300));
    let enough = stage.run(
        page.client
            .redirect_step_up(step_up.clone(), Redirect::code()),
    );
    assert_eq!(enough.unwrap().as_ref(), Some(&old));

    stage.pass(Duration::from_secs(301));
    let left = stage.run(
        page.client
            .redirect_step_up(step_up.clone(), Redirect::code()),
    );
    assert_eq!(left.unwrap(), None);
    let url = page.tab.url();
    for part in [
        "acr_values=urn%3Acognito%3Aloa%3A1",
        "max_age=300",
        "login_hint=hedy",
    ] {
        assert!(url.contains(part), "{url}");
    }
    assert!(!url.contains(old.access_token()));
    let new = round_trip(&stage, &mut page, &mut browser, HEDY).unwrap();
    assert!(page.client.meets(&new, &step_up));
    assert_eq!(now(&stage, &page.client), new);
}

/// Signed in by redirect with a password alone, Hedy has turned codes by text message on since.
fn scene_by_redirect(stage: &Stage) -> (Page, Browser<'_>, Session) {
    let mut page = stage.page_on_demand(FACTORS);
    let (browser, session) = by_redirect(stage, &mut page);
    let sms = MfaPreference::default().sms(MfaChoice::On);
    stage.run(page.client.mfa().set_preference(sms)).unwrap();
    (page, browser, session)
}

#[test]
fn by_redirect_a_code_alone_leads_to_the_level() {
    let stage = Stage::new();
    let (mut page, mut browser, old) = scene_by_redirect(&stage);
    assert_eq!(old.acr(), Some(level(1).as_str()));
    let step_up = StepUp::to(level(3));
    let left = stage.run(
        page.client
            .redirect_step_up(step_up.clone(), Redirect::code()),
    );
    assert_eq!(left.unwrap(), None);
    browser.open(&page.tab.url());
    assert!(!browser.html().contains("type=\"password\""));
    browser.fill(&[("code", &stage.code_for(PHONE))]);
    page.arrive(browser.address(), config(FACTORS));
    let outcome = stage.run(page.client.handle_callback()).unwrap().unwrap();
    let new = outcome.session;
    assert_eq!(new.acr(), Some(level(3).as_str()));
    assert_eq!(new.amr(), ["pwd", "sms", "mfa"]);
    assert!(page.client.meets(&new, &step_up) && !page.client.meets(&old, &step_up));
    assert_eq!(now(&stage, &page.client), new);
    // It stays at that level when it is renewed.
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(renewed.acr(), new.acr());
}

#[test]
fn by_redirect_whoever_gives_up_keeps_the_session() {
    let stage = Stage::new();
    let (mut page, mut browser, old) = scene_by_redirect(&stage);
    let step_up = StepUp::to(level(3));
    stage
        .run(page.client.redirect_step_up(step_up, Redirect::code()))
        .unwrap();
    browser.open(&page.tab.url());
    browser.fill(&[("cancel", "1")]);
    page.arrive(browser.address(), config(FACTORS));
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    assert_eq!(now(&stage, &page.client), old);
    assert!(stage.accepts(old.access_token()));
}

/// The hosted pages ignore `acr_values` where the plan has no levels.
#[test]
fn a_level_that_the_hosted_pages_ignored_is_noticed() {
    let stage = Stage::new();
    let mut page = stage.page_on_demand(FACTORS);
    let (mut browser, old) = by_redirect(&stage, &mut page);
    let step_up = StepUp::to(level(4)).max_age(Duration::ZERO);
    stage.pass(Duration::from_secs(2));
    stage
        .run(
            page.client
                .redirect_step_up(step_up.clone(), Redirect::code()),
        )
        .unwrap();
    let error = round_trip(&stage, &mut page, &mut browser, HEDY).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LevelNotReached);
    assert_eq!(now(&stage, &page.client), old);
    // The same of a first sign-in toward a level.
    let _ = stage.run(page.client.sign_out()).unwrap();
    stage
        .run(
            page.client
                .redirect_sign_in(Redirect::code().step_up(step_up)),
        )
        .unwrap();
    let error = round_trip(&stage, &mut page, &mut Browser::new(&stage), HEDY).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LevelNotReached);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

#[test]
fn somebody_else_at_the_hosted_pages_is_not_taken_for_the_person() {
    let stage = Stage::new();
    let mut page = stage.page_on_demand(FACTORS);
    let (mut browser, old) = by_redirect(&stage, &mut page);
    stage.pass(Duration::from_secs(2));
    let step_up = StepUp::within(Duration::ZERO);
    stage
        .run(page.client.redirect_step_up(step_up, Redirect::code()))
        .unwrap();
    browser.open(&page.tab.url()).sign_in(RADIA);
    let code = totp::code(TOTP_SECRET, stage.world.now().as_secs());
    browser.fill(&[("code", &code)]);
    page.arrive(browser.address(), config(FACTORS));
    let error = stage.run(page.client.handle_callback()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert_eq!(now(&stage, &page.client), old);
}

const ORDERS: &str = "https://api.example.com/orders";

/// An API that takes no token below a level, and notes what it saw.
fn demanding(stage: &Stage, least: u8) -> Arc<Mutex<Vec<String>>> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seeing = seen.clone();
    stage.world.network(move |request| {
        if request.url.starts_with(COGNITO) {
            return Delivery::Deliver;
        }
        let header = request.headers.iter().find(|it| it.0 == "authorization");
        let token = header.unwrap().1.strip_prefix("Bearer ").unwrap();
        seeing.lock().unwrap().push(token.to_owned());
        let acr = payload(token)["acr"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let challenge = format!(
            "Bearer error=\"insufficient_user_authentication\", acr_values=\"{}\"",
            level(least)
        );
        Delivery::Answer(match acr >= level(least) {
            true => response(200, "yours"),
            false => HttpResponse {
                authenticate: Some(challenge),
                ..response(401, "more")
            },
        })
    });
    seen
}

#[test]
fn an_api_that_wants_more_gets_it_once_for_all_requests() {
    let (stage, page, old) = scene();
    let seen = demanding(&stage, 3);
    let api = page.client.api(["https://api.example.com"]).unwrap();
    // Without a handler the refusal is the answer, and nothing is renewed.
    let answer = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(
        (
            answer.status().as_u16(),
            stage.calls("GetTokensFromRefreshToken")
        ),
        (401, 0)
    );
    seen.lock().unwrap().clear();

    let asked = Arc::new(Mutex::new(Vec::new()));
    let (client, asking) = (page.client.clone(), asked.clone());
    let (codes, waiting) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(None)));
    let (code, wait) = (codes.clone(), waiting.clone());
    let clock = page.tab.platform().clock.clone();
    let api = api.on_step_up(move |step_up| {
        asking.lock().unwrap().push(step_up.clone());
        let (client, code, wait, clock) =
            (client.clone(), code.clone(), wait.clone(), clock.clone());
        async move {
            let SignInStep::SmsCode(step) = client.step_up(step_up).await? else {
                panic!("a code is asked for")
            };
            *wait.lock().unwrap() = Some(());
            // The person looks at their phone.
            clock.sleep(Duration::from_secs(5)).await;
            let code: String = code.lock().unwrap().clone().expect("it has come");
            step.submit(&code).await.map(drop)
        }
    });
    let answers = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..5 {
        let (api, answers) = (api.clone(), answers.clone());
        page.tab.platform().spawn.spawn(Box::pin(async move {
            let answer = api.fetch(get(ORDERS)).await.unwrap();
            answers.lock().unwrap().push(answer.status().as_u16());
        }));
    }
    stage.pass(Duration::from_secs(2));
    assert!(waiting.lock().unwrap().is_some());
    *codes.lock().unwrap() = Some(stage.code_for(PHONE));
    stage.pass(Duration::from_secs(20));
    assert_eq!(*answers.lock().unwrap(), [200; 5]);
    assert_eq!(
        *asked.lock().unwrap(),
        [StepUp::to(level(3))],
        "one for all"
    );
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 10);
    assert!(seen[..5].iter().all(|token| token == old.access_token()));
}

#[test]
fn where_the_person_gives_up_the_refusal_is_the_answer() {
    let (stage, page, old) = scene();
    let seen = demanding(&stage, 3);
    let api = page.client.api(["https://api.example.com"]).unwrap();
    let client = page.client.clone();
    let api = api.on_step_up(move |step_up| {
        let client = client.clone();
        async move {
            client
                .step_up(
                    StepUp::to("urn:nobody:knows")
                        .max_age(step_up.longest_ago().unwrap_or_default()),
                )
                .await
                .map(drop)
        }
    });
    let answer = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.body(), b"more");
    assert_eq!(*seen.lock().unwrap(), [old.access_token()]);
    assert_eq!(now(&stage, &page.client), old);
    // A handler that does nothing makes no second request.
    let api = page.client.api(["https://api.example.com"]).unwrap();
    let api = api.on_step_up(|_| async { Ok(()) });
    let answer = stage.run(api.fetch(get(ORDERS))).unwrap();
    assert_eq!(
        (answer.status().as_u16(), seen.lock().unwrap().len()),
        (401, 2)
    );
}

fn get(url: &str) -> Request<&'static str> {
    Request::get(url).body("").expect("it is an address")
}
