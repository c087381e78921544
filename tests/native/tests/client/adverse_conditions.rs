//! Bad networks, throttling services, wrong clocks and frozen tabs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::simulated::{BrowserApi, Delivery};
use vestibule::protocol::http::HttpResponse;
use vestibule::{Change, ErrorKind, SessionState};
use vestibule_native_tests::{
    ADA, APP, BROWSER, ROTATION, Stage, client, config, response, sign_in,
};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);
const DAY: i64 = 86_400_000;

fn busy(retry_after: Option<u32>) -> Delivery {
    let body = "{\"__type\":\"TooManyRequestsException\",\"message\":\"Rate exceeded\"}";
    Delivery::Answer(HttpResponse {
        retry_after,
        ..response(400, body)
    })
}

#[test]
fn the_session_is_available_offline() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    let session = sign_in(&stage, &here.client, ADA);
    assert_eq!(session.state(), SessionState::Fresh);
    let changes = Arc::new(Mutex::new(Vec::new()));
    let list = changes.clone();
    let listener = move |change: &Change| {
        if let Change::Stale(session) = change {
            list.lock()
                .unwrap()
                .push((session.username().to_owned(), session.state()));
        }
    };
    there.client.on_change(listener).forget();
    stage.deliver_all(Delivery::LoseRequest);
    stage.advance(2 * HOUR);
    assert_eq!(
        *changes.lock().unwrap(),
        [("ada".to_owned(), SessionState::Offline)]
    );
    for page in [&here, &there] {
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network);
        let known = stage.run(page.client.current()).unwrap();
        assert_eq!(
            (known.username(), known.state()),
            ("ada", SessionState::Offline)
        );
    }
    stage.deliver_all(Delivery::Deliver);
    stage.advance(Duration::from_secs(31));
    for page in [&here, &there] {
        let known = stage.run(page.client.current()).unwrap();
        assert_eq!(known.state(), SessionState::Fresh);
        assert!(stage.accepts(known.access_token()));
    }
}

#[test]
fn requests_that_a_user_waits_for_are_tried_three_times() {
    let stage = Stage::new();
    let page = stage.page_on_demand(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.advance(2 * HOUR);
    stage.deliver_all(Delivery::LoseRequest);
    let before = stage.world.now();
    stage.run(page.client.session()).unwrap_err();
    assert_eq!(stage.calls(RENEWAL), 3);
    assert!(stage.world.now().since(before) < Duration::from_secs(2));

    let tries = Arc::new(Mutex::new(0));
    stage.world.network(move |_| {
        let mut tries = tries.lock().unwrap();
        *tries += 1;
        match *tries {
            1 => Delivery::Answer(response(503, "")),
            2 => Delivery::LoseAnswer,
            _ => Delivery::Deliver,
        }
    });
    let session = stage.run(page.client.session()).unwrap();
    assert!(stage.accepts(session.access_token()));
    assert_eq!(stage.calls(RENEWAL), 6);
}

#[test]
fn reads_are_retried_and_writes_are_not() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.deliver_all(busy(None));
    let error = stage.run(page.client.profile().user()).unwrap_err();
    assert_eq!(
        (error.kind(), stage.calls("GetUser")),
        (ErrorKind::Throttled, 3)
    );
    let error = stage
        .run(page.client.profile().change_password(ADA.1, "Lovelace1852"))
        .unwrap_err();
    assert_eq!(
        (error.kind(), stage.calls("ChangePassword")),
        (ErrorKind::Throttled, 1)
    );
    let profile = page.client.profile();
    let error = stage.run(profile.send_attribute_code("email")).unwrap_err();
    let calls = stage.calls("GetUserAttributeVerificationCode");
    assert_eq!((error.kind(), calls), (ErrorKind::Throttled, 1));
}

#[test]
fn retry_after_is_respected() {
    let stage = Stage::new();
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    stage.advance(Duration::from_secs(1));
    stage.deliver(RENEWAL, busy(Some(600)));
    stage.advance(HOUR);
    assert_eq!(stage.calls(RENEWAL), 1, "by one tab for both");
    for page in [&here, &there] {
        let error = stage.run(page.client.session()).unwrap_err();
        assert!(error.is_retryable());
    }
    assert_eq!(stage.calls(RENEWAL), 1);
    stage.deliver_all(Delivery::Deliver);
    stage.advance(Duration::from_secs(631));
    assert_eq!(
        stage.run(there.client.current()).unwrap().state(),
        SessionState::Fresh
    );
}

#[test]
fn retries_back_off() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    stage.advance(Duration::from_secs(3300));
    stage.deliver_all(Delivery::LoseRequest);
    stage.advance(2 * HOUR);
    // In the long run, once every fifteen seconds on average.
    let calls = stage.calls(RENEWAL);
    assert!((300..=800).contains(&calls), "{calls}");
}

#[test]
fn a_clock_wrong_by_a_day_signs_in_and_keeps_the_session() {
    for wrong in [-DAY, DAY] {
        let stage = Stage::new();
        let tab = stage.world.tab(APP);
        tab.set_clock(wrong);
        let here = client(&tab, config(BROWSER));
        let session = sign_in(&stage, &here, ADA);
        let machine = tab.platform().clock.now();
        let life = session.expires_at().since(machine);
        assert!(
            life > Duration::from_secs(3590) && life <= HOUR,
            "by its own clock: {life:?}"
        );
        stage.advance(Duration::from_secs(3200));
        assert_eq!(stage.calls(RENEWAL), 0);
        // A page that is opened later reads it from the record.
        let tab = stage.world.tab(APP);
        tab.set_clock(wrong);
        let there = client(&tab, config(BROWSER));
        let requests = stage.world.requests().len();
        assert_eq!(stage.run(there.session()).unwrap(), session);
        assert_eq!(stage.world.requests().len(), requests);
        stage.advance(3 * HOUR);
        assert!(
            (3..=4).contains(&stage.calls(RENEWAL)),
            "{}",
            stage.calls(RENEWAL)
        );
        let session = stage.run(there.session()).unwrap();
        assert!(stage.accepts(session.access_token()));
    }
}

#[test]
fn a_jumping_clock_keeps_the_session() {
    let stage = Stage::new();
    let pages = [stage.page(BROWSER), stage.page(BROWSER)];
    sign_in(&stage, &pages[0].client, ADA);
    for jump in [DAY, -DAY, 40 * 60_000, -40 * 60_000, 0] {
        pages.iter().for_each(|page| page.tab.set_clock(jump));
        for _ in 0..20 {
            stage.advance(Duration::from_secs(300));
            for page in &pages {
                let session = stage.run(page.client.session()).unwrap();
                assert!(stage.accepts(session.access_token()));
            }
        }
    }
    let calls = stage.calls(RENEWAL);
    assert!(
        calls < 25,
        "ten hours, and two for each jump at the most: {calls}"
    );
}

#[test]
fn a_tab_closed_during_a_renewal_does_not_block_others() {
    let stage = Stage::new();
    let (here, there) = (stage.page_on_demand(BROWSER), stage.page_on_demand(BROWSER));
    sign_in(&stage, &here.client, ADA);
    stage.advance(2 * HOUR);
    stage.deliver_all(Delivery::Hang);
    let dying = here.client.clone();
    here.tab
        .platform()
        .spawn
        .spawn(Box::pin(async move { drop(dying.session().await) }));
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.calls(RENEWAL), 1);
    here.tab.crash();
    stage.deliver_all(Delivery::Deliver);
    let before = stage.world.now();
    stage.run(there.client.session()).unwrap();
    assert!(stage.world.now().since(before) < Duration::from_millis(300));
}

#[test]
fn a_tab_hanging_during_a_renewal_blocks_others_only_for_seconds() {
    for lacks in [None, Some(BrowserApi::Locks)] {
        let stage = Stage::new();
        if let Some(part) = lacks {
            stage.world.disable(part);
        }
        let pages: Vec<_> = (0..4).map(|_| stage.page_on_demand(ROTATION)).collect();
        sign_in(&stage, &pages[0].client, ADA);
        stage.advance(2 * HOUR);
        stage.deliver_all(Delivery::Hang);
        let hanging = pages[0].client.clone();
        let ask = async move { drop(hanging.session().await) };
        pages[0].tab.platform().spawn.spawn(Box::pin(ask));
        stage.advance(Duration::from_secs(2));
        assert_eq!(stage.calls(RENEWAL), 1);
        pages[0].tab.freeze();
        stage.deliver_all(Delivery::Deliver);
        let before = stage.world.now();
        let asked = pages[1..].iter().map(|page| page.client.session());
        let sessions = stage.run(futures_util::future::join_all(asked));
        assert!(stage.world.now().since(before) < Duration::from_secs(10));
        assert!(sessions.iter().all(Result::is_ok));
        assert_eq!(stage.calls(RENEWAL), 2);
        // The tab that was frozen sees what the others have done.
        pages[0].tab.thaw();
        stage.advance(Duration::from_secs(1));
        let session = stage.run(pages[0].client.session()).unwrap();
        assert_eq!(&session, sessions[0].as_ref().unwrap());
        assert_eq!(stage.calls(RENEWAL), 2);
    }
}

#[test]
fn tabs_with_delayed_storage_still_renew_once() {
    for lacks in [None, Some(BrowserApi::Locks)] {
        let stage = Stage::with_client(ROTATION, |client| {
            client.refresh_token_rotation.retry_grace_period_seconds = 0;
        });
        if let Some(part) = lacks {
            stage.world.disable(part);
        }
        stage.world.storage_lag(Duration::from_millis(100));
        let pages: Vec<_> = (0..5).map(|_| stage.page_on_demand(ROTATION)).collect();
        sign_in(&stage, &pages[0].client, ADA);
        for day in 1..=10 {
            stage.advance(24 * HOUR);
            let asked = pages.iter().map(|page| page.client.session());
            let sessions = stage.run(futures_util::future::join_all(asked));
            assert_eq!(stage.calls(RENEWAL), day);
            assert!(sessions.iter().all(|session| session.is_ok()));
        }
    }
}

#[test]
fn a_cancelled_callers_renewal_is_still_stored() {
    let stage = Stage::with_client(ROTATION, |client| {
        client.refresh_token_rotation.retry_grace_period_seconds = 0;
    });
    let page = stage.page_on_demand(ROTATION);
    let old = sign_in(&stage, &page.client, ADA);
    let clock = page.tab.platform().clock;
    stage.run(async {
        let given_up = Box::pin(page.client.refresh());
        let soon = clock.sleep(Duration::from_millis(10));
        futures_util::future::select(given_up, soon).await;
    });
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.calls(RENEWAL), 1);
    assert_ne!(stage.run(page.client.session()).unwrap(), old);
    stage
        .run(page.client.refresh())
        .expect("the new token is the one that counts");
}

#[test]
fn a_sign_out_does_not_wait_for_a_renewal() {
    let stage = Stage::new();
    let (here, there) = (
        stage.page_on_demand(ROTATION),
        stage.page_on_demand(ROTATION),
    );
    let session = sign_in(&stage, &here.client, ADA);
    stage.deliver(
        RENEWAL,
        Delivery::Slowly(Duration::from_millis(100), Duration::from_secs(4)),
    );
    let renewing = there.client.clone();
    let ask = async move { drop(renewing.refresh().await) };
    there.tab.platform().spawn.spawn(Box::pin(ask));
    stage.advance(Duration::from_secs(1));
    let before = stage.world.now();
    let report = stage.run(here.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert!(stage.world.now().since(before) < Duration::from_millis(100));
    stage.advance(Duration::from_secs(10));
    assert!(stage.run(there.client.current()).is_none());
    assert!(stage.run(here.client.current()).is_none());
    assert!(!stage.accepts(session.access_token()));
}

#[test]
fn a_sign_out_with_a_clock_ahead_hides_no_later_sign_in() {
    let stage = Stage::new();
    stage.world.disable(BrowserApi::Locks);
    let (here, there) = (stage.page(BROWSER), stage.page(BROWSER));
    sign_in(&stage, &here.client, ADA);
    stage.advance(Duration::from_secs(1));
    there.tab.set_clock(DAY);
    drop(stage.run(there.client.sign_out()).unwrap());
    there.tab.set_clock(0);
    stage.advance(Duration::from_secs(10));
    let later = stage.page(BROWSER);
    let session = sign_in(&stage, &later.client, ADA);
    stage.advance(Duration::from_secs(1));
    assert_eq!(stage.run(here.client.current()), Some(session));
}
