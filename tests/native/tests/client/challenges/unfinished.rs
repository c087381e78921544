//! An unfinished sign-in survives a reload.

use super::*;

#[test]
fn an_unfinished_sign_in_survives_a_reload() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    assert!(stage.run(page.client.resume_sign_in()).is_none());
    let step = expect!(
        begin(&stage, &page, Password::srp(KAREN.0, KAREN.1)),
        SmsCode
    );
    stage.run(step.submit("000000")).unwrap_err();
    page.reload(config(FACTORS));
    let step = expect!(stage.run(page.client.resume_sign_in()).unwrap(), SmsCode);
    assert_eq!((step.username(), step.challenge()), ("karen", "SMS_MFA"));
    assert!(step.delivery().unwrap().destination.ends_with("2600"));
    code_is_tried_twice(&stage, &step, KARENS_PHONE);
    page.reload(config(FACTORS));
    assert!(
        stage.run(page.client.resume_sign_in()).is_none(),
        "it is finished"
    );

    let step = expect!(
        begin(&stage, &page, Credentials::choice("hedy")),
        SelectChallenge
    );
    page.reload(config(FACTORS));
    let resumed = expect!(
        stage.run(page.client.resume_sign_in()).unwrap(),
        SelectChallenge
    );
    assert_eq!(resumed.choices(), step.choices());
    // Another tab does not have it, and neither does another client.
    assert!(
        stage
            .run(stage.page(FACTORS).client.resume_sign_in())
            .is_none()
    );
    page.reload(config(STRICT));
    assert!(stage.run(page.client.resume_sign_in()).is_none());
    stage.advance(Duration::from_secs(15 * 60));
    page.reload(config(FACTORS));
    assert!(
        stage.run(page.client.resume_sign_in()).is_none(),
        "Cognito waits no longer"
    );
}

#[test]
fn a_set_up_survives_a_reload_with_the_newer_session() {
    let stage = Stage::new();
    let mut page = stage.page(STRICT);
    let step = begin(&stage, &page, Password::srp(JOAN.0, JOAN.1));
    stage.run(expect!(step, SetUpMfa).totp()).unwrap();
    page.reload(config(STRICT));
    let step = stage.run(page.client.resume_sign_in()).unwrap();
    let set_up = stage.run(expect!(step, SetUpMfa).totp()).unwrap();
    let code = totp_now(&stage, set_up.secret());
    done(stage.run(set_up.submit(&code, "")));
}

#[test]
fn memory_stores_no_unfinished_sign_in() {
    let stage = Stage::new();
    let memory = || config(FACTORS).storage(Storage::Memory);
    let mut page = stage.page_of(memory());
    begin(&stage, &page, Password::srp(KAREN.0, KAREN.1));
    page.reload(memory());
    assert!(stage.run(page.client.resume_sign_in()).is_none());
}

#[test]
fn a_stored_unfinished_sign_in_has_no_password() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    begin(&stage, &page, Password::srp(KAREN.0, KAREN.1));
    let platform = page.tab.platform();
    let keys = stage.run(platform.tab.keys("vestibule.")).unwrap();
    let [key] = &keys[..] else { panic!("{keys:?}") };
    let kept = stage.run(platform.tab.read(key)).unwrap().unwrap();
    assert!(kept.contains("karen") && !kept.contains(KAREN.1), "{kept}");
}

#[test]
fn a_damaged_unfinished_sign_in_is_ignored() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    begin(&stage, &page, Password::srp(KAREN.0, KAREN.1));
    let store = page.tab.platform().tab;
    let key = stage.run(store.keys("vestibule.")).unwrap().remove(0);
    let whole = stage.run(store.read(&key)).unwrap().unwrap();
    for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
        stage.run(store.write(&key, &whole[..cut])).unwrap();
        assert!(stage.run(page.client.resume_sign_in()).is_none(), "{cut}");
    }
}
