//! An unconfirmed sign-up survives a reload of the page, without the password.

use std::time::Duration;

use vestibule::{ConfirmSignUpStep, Medium, SignUp, SignUpStep, Storage};
use vestibule_native_tests::{BROWSER, FACTORS, Page, Stage, config, done};

fn emily() -> SignUp {
    SignUp::new("emily", "Chatelet1706").attribute("email", "emily@example.com")
}

#[track_caller]
fn begin(stage: &Stage, page: &Page) -> ConfirmSignUpStep {
    match stage.run(page.client.sign_up(emily())) {
        Ok(SignUpStep::Confirm(step)) => step,
        other => panic!("it waits for no code: {other:?}"),
    }
}

#[test]
fn a_stored_sign_up_is_confirmed_and_signs_in_after_a_reload() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    assert!(stage.run(page.client.resume_sign_up()).is_none());
    let before = begin(&stage, &page);
    page.reload(config(FACTORS));
    let step = stage
        .run(page.client.resume_sign_up())
        .expect("it was kept");
    assert_eq!(
        (step.username(), step.delivery()),
        ("emily", before.delivery())
    );
    assert_eq!(step.delivery().unwrap().medium, Medium::Email);
    stage.run(step.submit("000000")).unwrap_err();
    page.reload(config(FACTORS));
    let step = stage
        .run(page.client.resume_sign_up())
        .expect("a wrong code loses nothing");
    let step = stage.run(step.resend()).unwrap();
    let code = stage.code_for("emily@example.com");
    let SignUpStep::Done(signed_up) = stage.run(step.submit(&code)).unwrap() else {
        panic!("it is not confirmed")
    };
    assert!(signed_up.can_sign_in() && signed_up.user_sub().is_some());
    let session = done(stage.run(page.client.sign_in_signed_up(&signed_up)));
    assert_eq!(session.username(), "emily");
    page.reload(config(FACTORS));
    assert!(
        stage.run(page.client.resume_sign_up()).is_none(),
        "it is over"
    );
}

#[test]
fn a_stored_sign_up_has_no_password_and_is_only_in_its_tab() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    begin(&stage, &page);
    let store = page.tab.platform().tab;
    let keys = stage.run(store.keys("vestibule.")).unwrap();
    let [key] = &keys[..] else { panic!("{keys:?}") };
    let kept = stage.run(store.read(key)).unwrap().unwrap();
    assert!(
        kept.contains("emily") && !kept.contains("Chatelet1706"),
        "{kept}"
    );
    let local = stage.world.local_storage();
    let local = stage
        .run(vestibule::platform::Store::keys(&*local, ""))
        .unwrap();
    assert!(local.is_empty(), "{local:?}");
    let elsewhere = [stage.page(FACTORS), stage.page(BROWSER)];
    for other in &elsewhere {
        assert!(stage.run(other.client.resume_sign_up()).is_none());
    }
}

#[test]
fn a_stored_sign_up_with_an_expired_code_is_dropped() {
    let stage = Stage::new();
    let mut page = stage.page(FACTORS);
    begin(&stage, &page);
    stage.advance(Duration::from_secs(24 * 3600));
    page.reload(config(FACTORS));
    assert!(stage.run(page.client.resume_sign_up()).is_none());
    let keys = stage
        .run(page.tab.platform().tab.keys("vestibule."))
        .unwrap();
    assert!(keys.is_empty(), "{keys:?}");
}

#[test]
fn memory_stores_no_sign_up_and_a_damaged_one_is_ignored() {
    let stage = Stage::new();
    let memory = || config(FACTORS).storage(Storage::Memory);
    let mut page = stage.page_of(memory());
    begin(&stage, &page);
    page.reload(memory());
    assert!(stage.run(page.client.resume_sign_up()).is_none());

    let stage = Stage::new();
    let page = stage.page(FACTORS);
    begin(&stage, &page);
    let store = page.tab.platform().tab;
    let key = stage.run(store.keys("vestibule.")).unwrap().remove(0);
    let whole = stage.run(store.read(&key)).unwrap().unwrap();
    for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
        stage.run(store.write(&key, &whole[..cut])).unwrap();
        assert!(stage.run(page.client.resume_sign_up()).is_none(), "{cut}");
    }
}
