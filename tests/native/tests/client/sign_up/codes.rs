//! The code that confirms a sign-up: wrong, empty, expired, or sent again.

use super::*;

/// A wrong code of six digits.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("a code is a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[test]
fn a_wrong_code_can_be_corrected() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    let code = stage.code_for(ADDRESS);
    let error = stage.run(step.submit(&other_than(&code))).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::CodeMismatch, Some(Field::Code))
    );
    stage
        .run(step.submit(&format!("  {code}\n")))
        .expect("spaces around a code do no harm");
}

#[test]
fn an_empty_code_is_an_error_of_its_field() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    for code in ["", "   "] {
        let error = stage.run(step.submit(code)).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidInput, Some(Field::Code))
        );
    }
}

#[test]
fn too_many_wrong_codes_are_an_error() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    let code = stage.code_for(ADDRESS);
    for _ in 0..5 {
        let error = stage.run(step.submit(&other_than(&code))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CodeMismatch);
    }
    let error = stage.run(step.submit(&code)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyAttempts);
    let step = stage.run(step.resend()).unwrap();
    stage
        .run(step.submit(&stage.code_for(ADDRESS)))
        .expect("a new code has its own tries");
}

#[test]
fn a_code_is_valid_for_a_day_and_works_once() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    let old = stage.code_for(ADDRESS);
    stage.advance(Duration::from_secs(86_400));
    let error = stage.run(step.submit(&old)).unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::CodeExpired, Some(Field::Code))
    );

    let step = stage.run(step.resend()).unwrap();
    assert_eq!(
        step.delivery()
            .map(|delivery| delivery.destination.as_str()),
        Some("e***@e***")
    );
    let new = stage.code_for(ADDRESS);
    stage.run(step.submit(&new)).unwrap();
    let error = stage.run(step.submit(&new)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyConfirmed);
    assert_eq!(
        error.message(),
        "User cannot be confirmed. Current status is CONFIRMED"
    );
}

#[test]
fn a_new_code_invalidates_the_old_one() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    let old = stage.code_for(ADDRESS);
    stage.run(step.resend()).unwrap();
    let new = stage.code_for(ADDRESS);
    assert_ne!(old, new);
    let error = stage.run(step.submit(&old)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CodeMismatch);
    stage.run(step.submit(&new)).unwrap();
}

#[test]
fn the_number_of_codes_is_limited() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let step = to_confirm(&stage, &page, emily());
    for _ in 0..4 {
        stage.run(step.resend()).unwrap();
    }
    let error = stage.run(step.resend()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooManyAttempts);
    stage.advance(Duration::from_secs(3600));
    stage.run(step.resend()).unwrap();
}

#[test]
fn a_new_code_for_a_confirmed_user_is_an_error() {
    let stage = Stage::new();
    let step = stage.page(BROWSER).client.confirm_sign_up("ada");
    let error = stage.run(step.resend()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyConfirmed);
    assert_eq!(error.message(), "User is already confirmed.");
}
