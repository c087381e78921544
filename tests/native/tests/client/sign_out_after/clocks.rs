//! The clocks behind automatic sign-outs: Cognito's, this machine's, and the stored times.

use super::*;

#[test]
fn the_maximum_session_uses_cognitos_time() {
    let stage = stage();
    for ahead in [-30 * 86_400_000, 30 * 86_400_000] {
        let mut page = stage.page_of(limited(Some(IDLE), Some(HOUR)));
        page.tab.set_clock(ahead);
        sign_in(&stage, &page.client, ADA);
        work(&stage, &page, 50);
        is_signed_in(&stage, &page.client);
        page.reload(limited(Some(IDLE), Some(HOUR)));
        is_signed_in(&stage, &page.client);
        let reasons = Reasons::of(&page.client);
        work(&stage, &page, 11);
        assert_eq!(reasons.all(), [SignOutReason::Total]);
        page.tab.crash();
    }
}

#[test]
fn a_time_in_the_future_does_not_extend_the_session() {
    for reloads in [false, true] {
        let stage = stage();
        let mut page = stage.page_of(idle());
        page.tab.set_clock(365 * 86_400_000);
        sign_in(&stage, &page.client, ADA);
        work(&stage, &page, 3);
        page.tab.set_clock(0);
        if reloads {
            page.reload(idle());
        }
        // The time counts from the moment when this was noticed.
        is_signed_in(&stage, &page.client);
        stage.advance(IDLE - MINUTE);
        is_signed_in(&stage, &page.client);
        stage.advance(2 * MINUTE);
        is_signed_out(&stage, &page.client);
    }
}

#[test]
fn without_a_stored_time_the_newest_tokens_time_is_used_once() {
    let stage = stage();
    // The setting was added later.
    let mut page = stage.page_of(config(BROWSER));
    sign_in(&stage, &page.client, ADA);
    stage.advance(2 * HOUR);
    page.reload(idle());
    is_signed_in(&stage, &page.client);
    stage.advance(IDLE - 6 * MINUTE);
    is_signed_in(&stage, &page.client);
    stage.advance(6 * MINUTE);
    is_signed_out(&stage, &page.client);
}

#[test]
fn an_invalid_time_is_replaced() {
    let stage = stage();
    let page = stage.page_of(idle());
    sign_in(&stage, &page.client, ADA);
    let key = format!("vestibule.{BROWSER}.session.active");
    let store = stage.world.local_storage();
    for text in ["", "x", "-1", "1.5e3.2", "99999999999999999999999"] {
        stage.run(store.write(&key, text)).unwrap();
        is_signed_in(&stage, &page.client);
        let written = stage.run(store.read(&key)).unwrap().unwrap();
        assert_ne!(written, text);
    }
}
