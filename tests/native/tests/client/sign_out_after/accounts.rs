//! Several accounts: inactivity ends all of them, and each has its own maximum duration.

use super::*;

#[test]
fn inactivity_ends_all_accounts() {
    let stage = stage();
    let several = || idle().several_accounts();
    let page = stage.page_of(several());
    let reasons = Reasons::of(&page.client);
    let ada = sign_in(&stage, &page.client, ADA);
    let bob = sign_in(&stage, &page.client, BOB);
    stage.advance(IDLE + MINUTE);
    assert_eq!(reasons.all(), [SignOutReason::Idle]);
    is_signed_out(&stage, &page.client);
    assert!(stage.run(page.client.accounts().list()).is_empty());
    for session in [ada, bob] {
        assert!(!stage.accepts(session.access_token()));
    }
    assert!(kept(&stage, &*stage.world.local_storage()).is_empty());
}

#[test]
fn inactivity_ends_parked_accounts_without_an_active_one() {
    for is_open in [true, false] {
        let stage = stage();
        let several = || limited(Some(IDLE), Some(HOUR)).several_accounts();
        let mut page = stage.page_of(several());
        sign_in(&stage, &page.client, ADA);
        work(&stage, &page, 40);
        let bob = sign_in(&stage, &page.client, BOB);
        stage.run(page.client.accounts().switch("ada")).unwrap();
        work(&stage, &page, 21);
        is_signed_out(&stage, &page.client);
        assert_eq!(stage.run(page.client.accounts().list()).len(), 1);
        if !is_open {
            page.tab.crash();
        }
        stage.advance(IDLE + MINUTE);
        if !is_open {
            page = stage.page_of(several());
        }
        let refused = stage.run(page.client.accounts().switch(bob.username()));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidInput);
        assert!(stage.run(page.client.accounts().list()).is_empty());
        stage.advance(MINUTE);
        assert!(!stage.accepts(bob.access_token()), "it is revoked");
        assert!(kept(&stage, &*stage.world.local_storage()).is_empty());
    }
}

#[test]
fn a_sign_in_does_not_keep_unused_parked_accounts() {
    let stage = stage();
    let page = stage.page_of(limited(Some(IDLE), Some(HOUR)).several_accounts());
    sign_in(&stage, &page.client, ADA);
    work(&stage, &page, 40);
    let bob = sign_in(&stage, &page.client, BOB);
    stage.run(page.client.accounts().switch("ada")).unwrap();
    work(&stage, &page, 21);
    is_signed_out(&stage, &page.client);
    stage.advance(IDLE + MINUTE);
    sign_in(&stage, &page.client, ADA);
    assert_eq!(stage.run(page.client.accounts().list()).len(), 1);
    stage.advance(MINUTE);
    assert!(!stage.accepts(bob.access_token()), "it is revoked");
    is_signed_in(&stage, &page.client);
}

#[test]
fn each_account_has_its_own_maximum_session() {
    let stage = stage();
    let page = stage.page_of(limited(Some(IDLE), Some(HOUR)).several_accounts());
    let reasons = Reasons::of(&page.client);
    sign_in(&stage, &page.client, ADA);
    work(&stage, &page, 30);
    let bob = sign_in(&stage, &page.client, BOB);
    work(&stage, &page, 31);
    // The time of Ada, who is not active, is over.
    assert!(reasons.all().is_empty());
    let accounts = stage.run(page.client.accounts().list());
    let names: Vec<_> = accounts.iter().map(|it| it.username()).collect();
    assert_eq!(names, [bob.username()]);
    stage.run(page.client.accounts().switch("ada")).unwrap_err();
    let ada = sign_in(&stage, &page.client, ADA);
    let _ = stage
        .run(page.client.accounts().switch(bob.username()))
        .unwrap();
    work(&stage, &page, 31);
    // The time of Bob, who was active, is over: no other account becomes active, but Ada can be chosen.
    assert_eq!(reasons.all(), [SignOutReason::Total]);
    is_signed_out(&stage, &page.client);
    let session = stage.run(page.client.accounts().switch("ada")).unwrap();
    assert_eq!(session.username(), ada.username());
    is_signed_in(&stage, &page.client);
}

#[test]
fn after_a_sign_out_a_long_parked_account_can_become_active() {
    let stage = stage();
    let page = stage.page_of(idle().several_accounts());
    sign_in(&stage, &page.client, ADA);
    sign_in(&stage, &page.client, BOB);
    work(&stage, &page, 120);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(report.active(), Some("ada"));
    stage.advance(MINUTE);
    is_signed_in(&stage, &page.client);
}
