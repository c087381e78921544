//! Step-up through the hosted UI.

use super::*;

/// Signs in as this user at the hosted UI, and returns to the app.
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
    // The last scope allows her to change her MFA settings.
    let redirect = Redirect::code().scope("aws.cognito.signin.user.admin");
    stage.run(page.client.redirect_sign_in(redirect)).unwrap();
    let mut browser = Browser::new(stage);
    let session = round_trip(stage, page, &mut browser, HEDY).unwrap();
    (browser, session)
}

#[test]
fn a_redirect_asks_the_user_again() {
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

    stage.advance(Duration::from_secs(301));
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

/// Hedy has signed in by redirect with only a password, and has turned on codes by text message since.
fn scene_by_redirect(stage: &Stage) -> (Page, Browser<'_>, Session) {
    let mut page = stage.page_on_demand(FACTORS);
    let (browser, session) = by_redirect(stage, &mut page);
    let sms = MfaPreference::default().sms(MfaChoice::On);
    stage.run(page.client.mfa().set_preference(sms)).unwrap();
    (page, browser, session)
}

#[test]
fn a_redirect_asks_only_for_the_missing_factor() {
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
    // The session keeps this level when it is renewed.
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_eq!(renewed.acr(), new.acr());
}

#[test]
fn a_cancelled_redirect_keeps_the_session() {
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

/// The hosted UI ignores `acr_values` if the pool's plan has no levels.
#[test]
fn a_level_ignored_by_the_hosted_pages_is_an_error() {
    let stage = Stage::new();
    let mut page = stage.page_on_demand(FACTORS);
    let (mut browser, old) = by_redirect(&stage, &mut page);
    let step_up = StepUp::to(level(4)).max_age(Duration::ZERO);
    stage.advance(Duration::from_secs(2));
    stage
        .run(
            page.client
                .redirect_step_up(step_up.clone(), Redirect::code()),
        )
        .unwrap();
    let error = round_trip(&stage, &mut page, &mut browser, HEDY).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LevelNotReached);
    assert_eq!(now(&stage, &page.client), old);
    // The same with a first sign-in that requires a level.
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
fn another_user_at_the_hosted_pages_is_refused() {
    let stage = Stage::new();
    let mut page = stage.page_on_demand(FACTORS);
    let (mut browser, old) = by_redirect(&stage, &mut page);
    stage.advance(Duration::from_secs(2));
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
