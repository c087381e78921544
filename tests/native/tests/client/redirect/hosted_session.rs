//! The hosted UI's own session: who is signed in by it without a form, and how a sign-out ends it.

use super::*;

#[test]
fn a_hosted_session_redirects_back_at_once() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let mut browser = Browser::new(&stage);
    browser
        .open(&leave(&stage, &page, Redirect::code()))
        .sign_in(ADA);
    browser.open(&leave(&stage, &page, Redirect::code().prompt("none")));
    assert!(browser.address().starts_with(CALLBACK));
    page.arrive(browser.address(), config(BROWSER));
    stage
        .run(page.client.handle_callback())
        .unwrap()
        .expect("it is a callback");

    browser.open(&leave(&stage, &page, Redirect::code().prompt("login")));
    assert!(browser.address().starts_with(COGNITO), "asked again");
}

#[test]
fn a_sign_out_ends_the_hosted_session_too() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    let mut browser = Browser::new(&stage);
    browser
        .open(&leave(&stage, &page, Redirect::code()))
        .sign_in(ADA);
    page.arrive(browser.address(), config(BROWSER));
    let session = stage
        .run(page.client.handle_callback())
        .unwrap()
        .unwrap()
        .session;

    let report = stage.run(page.client.redirect_sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert!(!stage.accepts(session.access_token()));
    assert_eq!(
        stage.run(page.client.session()).unwrap_err().kind(),
        ErrorKind::SignedOut
    );
    assert!(
        page.tab.url().starts_with(&format!("{COGNITO}/logout?")),
        "{}",
        page.tab.url()
    );
    browser.open(&page.tab.url());
    assert_eq!(browser.address(), GOODBYE);

    browser.open(&leave(&stage, &page, Redirect::code()));
    assert!(
        browser.address().starts_with(COGNITO),
        "the password is asked for again"
    );
}

#[test]
fn an_offline_sign_out_still_navigates_to_the_logout_page() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.redirect_sign_out()).unwrap();
    assert_eq!(
        report.unfinished().map(vestibule::Error::kind),
        Some(ErrorKind::Network)
    );
    assert!(page.tab.url().starts_with(&format!("{COGNITO}/logout?")));
}

#[test]
fn a_redirect_users_sign_out_ends_the_hosted_session() {
    for everywhere in [false, true] {
        let stage = Stage::new();
        let mut page = stage.page(BROWSER);
        round_trip(&stage, &mut page, BROWSER, Redirect::code());
        let report = match everywhere {
            false => stage.run(page.client.sign_out()).unwrap(),
            true => stage.run(page.client.sign_out_everywhere()).unwrap(),
        };
        assert!(report.is_leaving());
        let wanted = format!("{COGNITO}/logout?client_id={BROWSER}&logout_uri=");
        assert!(page.tab.url().starts_with(&wanted), "{}", page.tab.url());
    }
}

#[test]
fn a_hosted_session_that_could_not_be_ended_does_not_sign_in_silently() {
    let asks = |page: &Page, stage: &Stage, redirect| {
        stage.run(page.client.redirect_sign_in(redirect)).unwrap();
        page.tab.url().contains("&prompt=login")
    };
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.hosted_session_remains() && !report.is_leaving());
    stage.deliver_all(Delivery::Deliver);
    // With any options, and also after a reload.
    page.reload(config(BROWSER));
    assert!(asks(&page, &stage, Redirect::code()));
    let before = page.tab.url();
    let none = || Redirect::code().prompt("none");
    for error in [
        stage.run(page.client.redirect_sign_in(none())).unwrap_err(),
        stage.run(page.client.popup_sign_in(none())).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::ProviderError);
        assert_eq!(error.code(), Some("login_required"));
    }
    assert_eq!(page.tab.url(), before, "the page is not left");
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    assert!(
        !asks(&page, &stage, Redirect::code()),
        "somebody has signed in there"
    );

    // The app can redirect to the logout endpoint itself, with nobody signed in.
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.hosted_session_remains());
    stage.deliver_all(Delivery::Deliver);
    let report = stage.run(page.client.redirect_sign_out()).unwrap();
    assert!(report.is_leaving() && !report.hosted_session_remains());
    assert!(page.tab.url().starts_with(&format!("{COGNITO}/logout?")));
    // It is unknown whether the request arrived.
    assert!(asks(&page, &stage, Redirect::code()));
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    assert!(!asks(&page, &stage, Redirect::code()));
}

#[test]
fn after_an_ended_session_the_hosted_session_does_not_sign_in_silently() {
    const MINUTES: Duration = Duration::from_secs(15 * 60);
    let limits = [(Some(MINUTES), None), (None, Some(MINUTES))];
    for (idle, total) in limits {
        for hosted in [HostedSignOut::Visit, HostedSignOut::Leave] {
            for at_the_button in [false, true] {
                let limited = || {
                    config(BROWSER)
                        .hosted_sign_out(hosted)
                        .sign_out_after(SignOutAfter { idle, total })
                };
                let stage = Stage::new();
                let mut page = stage.page(BROWSER);
                round_trip(&stage, &mut page, BROWSER, Redirect::code());
                page.tab.crash();
                if !at_the_button {
                    page = stage.page_of(limited());
                    stage.run(page.client.session()).unwrap();
                    stage.advance(MINUTES + Duration::from_secs(2));
                } else {
                    stage.advance(MINUTES);
                    page = stage.page_of(limited());
                    let report = stage.run(page.client.sign_out()).unwrap();
                    assert!(!report.is_leaving());
                }
                assert!(stage.run(page.client.session()).is_err());
                let url = leave(&stage, &page, Redirect::code());
                let asks = url.contains("&prompt=login");
                assert_eq!(asks, hosted == HostedSignOut::Visit, "{url}");
            }
        }
    }
}

#[test]
fn after_an_ended_parked_session_the_hosted_session_does_not_sign_in_silently() {
    const MINUTES: Duration = Duration::from_secs(15 * 60);
    let limits = SignOutAfter {
        idle: Some(MINUTES),
        total: None,
    };
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    page.reload(config(BROWSER).sign_out_after(limits).several_accounts());
    sign_in(&stage, &page.client, ("charles", "Babbage1791"));
    assert_eq!(stage.run(page.client.accounts().list()).len(), 2);
    stage.advance(MINUTES + Duration::from_secs(2));
    assert!(stage.run(page.client.accounts().list()).is_empty());
    assert!(leave(&stage, &page, Redirect::code()).contains("&prompt=login"));
}

#[test]
fn the_hosted_session_stays_if_configured_or_offline() {
    let without_address = ClientConfig::new("eu-west-1_Vestibule", BROWSER)
        .endpoint(COGNITO)
        .domain(COGNITO)
        .redirect_uri(CALLBACK);
    let stay = config(BROWSER).hosted_sign_out(HostedSignOut::Leave);
    for (configuration, delivery) in [
        (without_address, Delivery::Deliver),
        (stay, Delivery::Deliver),
        (config(BROWSER), Delivery::LoseRequest),
    ] {
        let stage = Stage::new();
        let mut page = stage.page(BROWSER);
        round_trip(&stage, &mut page, BROWSER, Redirect::code());
        page.reload(configuration);
        let before = page.tab.url();
        let is_away = matches!(delivery, Delivery::LoseRequest);
        stage.deliver_all(delivery);
        let report = stage.run(page.client.sign_out()).unwrap();
        assert!(!report.is_leaving());
        assert_eq!(report.hosted_session_remains(), is_away);
        assert_eq!(page.tab.url(), before);
    }
    // A sign-in with a password has no hosted session.
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    assert!(!stage.run(page.client.sign_out()).unwrap().is_leaving());
}

#[test]
fn a_throttled_revocation_does_not_keep_the_hosted_session() {
    let stage = Stage::new();
    let mut page = stage.page(BROWSER);
    round_trip(&stage, &mut page, BROWSER, Redirect::code());
    stage.respond("RevokeToken", response(429, ""));
    let report = stage.run(page.client.sign_out()).unwrap();
    let unfinished = report.unfinished().map(vestibule::Error::kind);
    assert_eq!(unfinished, Some(ErrorKind::Throttled));
    assert!(report.is_leaving() && !report.hosted_session_remains());
}
