//! Several accounts of one app client, one of them active, in two tabs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join;
use serde_json::{Value, json};
use vestibule::platform::simulated::Delivery;
use vestibule::protocol::http::HttpRequest;
use vestibule::{Account, Change, Client, ClientConfig, ErrorKind, SignOutReason, Storage};
use vestibule_native_tests::{
    ADA, BROWSER, PASSWORD, Page, ROTATION, Stage, config, response, sign_in,
};

use crate::migration::{keys, read, record, reported_changes};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);
const BOB: (&str, &str) = ("bob", "Builder1999");
const CAROL: (&str, &str) = ("carol", "Shaw1978Raid");

fn several(client: &str) -> ClientConfig {
    config(client).several_accounts()
}

fn stage() -> Stage {
    let stage = Stage::new();
    for (username, password) in [BOB, CAROL] {
        let user = json!({ "Username": username, "MessageAction": "SUPPRESS" });
        stage.administer("AdminCreateUser", user);
        let password = json!({ "Username": username, "Password": password, "Permanent": true });
        stage.administer("AdminSetUserPassword", password);
    }
    stage
}

/// Ada has signed in, then Bob, who is active.
fn two(client: &str) -> (Stage, Page, Page) {
    let stage = stage();
    let (here, there) = (
        stage.page_of(several(client)),
        stage.page_of(several(client)),
    );
    sign_in(&stage, &here.client, ADA);
    sign_in(&stage, &here.client, BOB);
    stage.advance(Duration::from_millis(50));
    (stage, here, there)
}

/// The user names, the active one with a star.
fn accounts(stage: &Stage, client: &Client) -> Vec<String> {
    let name = |it: &Account| match it.is_active() {
        true => format!("{}*", it.username()),
        false => it.username().to_owned(),
    };
    stage
        .run(client.accounts().list())
        .iter()
        .map(name)
        .collect()
}

fn active(stage: &Stage, page: &Page) -> String {
    stage
        .run(page.client.session())
        .unwrap()
        .username()
        .to_owned()
}

fn place(client: &str) -> String {
    format!("vestibule.{client}.accounts")
}

#[test]
fn a_sign_in_adds_an_account_and_makes_it_the_active_one_in_all_tabs() {
    let stage = stage();
    let (here, there) = (
        stage.page_of(several(BROWSER)),
        stage.page_of(several(BROWSER)),
    );
    let changes = reported_changes(&there);
    assert!(accounts(&stage, &here.client).is_empty());
    for (user, expected) in [
        (ADA, &["ada*"][..]),
        (BOB, &["bob*", "ada"]),
        (CAROL, &["carol*", "bob", "ada"]),
        // Signing in again does not add a second account.
        (ADA, &["ada*", "carol", "bob"]),
        (ADA, &["ada*", "carol", "bob"]),
    ] {
        sign_in(&stage, &there.client, user);
        stage.advance(Duration::from_millis(50));
        for page in [&here, &there] {
            assert_eq!(accounts(&stage, &page.client), expected);
            assert_eq!(active(&stage, page), user.0);
        }
    }
    let changes = changes.lock().unwrap();
    assert_eq!(
        *changes,
        ["in ada", "in bob", "in carol", "in ada", "in ada"]
    );
    let all = stage.run(here.client.accounts().list());
    assert_eq!(all[2].claims().string("cognito:username"), Some("bob"));
}

#[test]
fn without_the_option_a_sign_in_replaces_the_other() {
    let stage = stage();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, ADA);
    sign_in(&stage, &page.client, BOB);
    assert_eq!(accounts(&stage, &page.client), ["bob*"]);
    assert_eq!(keys(&stage), [record(BROWSER)]);
}

#[test]
fn switching_is_reported_to_every_tab_and_needs_no_request() {
    let (stage, here, there) = two(BROWSER);
    let (changes_here, changes_there) = (reported_changes(&here), reported_changes(&there));
    assert_eq!(active(&stage, &there), "bob");
    let requests = stage.world.requests().len();
    let session = stage.run(here.client.accounts().switch("ada")).unwrap();
    assert_eq!(session.username(), "ada");
    stage.advance(Duration::from_millis(50));
    assert_eq!(*changes_here.lock().unwrap(), ["in ada"]);
    assert_eq!(*changes_there.lock().unwrap(), ["in ada"]);
    assert_eq!(accounts(&stage, &there.client), ["ada*", "bob"]);
    let again = stage.run(there.client.accounts().switch("ada")).unwrap();
    assert_eq!(again, session, "she is the active one");
    stage.run(there.client.accounts().switch("bob")).unwrap();
    stage.advance(Duration::from_millis(50));
    assert_eq!(active(&stage, &here), "bob");
    assert_eq!(stage.world.requests().len(), requests);
    let unknown = stage
        .run(here.client.accounts().switch("carol"))
        .unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_parked_session_is_renewed_when_it_is_activated() {
    for client in [BROWSER, ROTATION] {
        let (stage, here, there) = two(client);
        for _ in 0..3 {
            stage.advance(5 * HOUR);
            let other = match active(&stage, &here).as_str() {
                "ada" => "bob",
                _ => "ada",
            };
            let before = stage.calls(RENEWAL);
            let session = stage.run(here.client.accounts().switch(other)).unwrap();
            assert_eq!(session.username(), other);
            assert!(stage.accepts(session.access_token()));
            assert_eq!(stage.calls(RENEWAL), before + 1);
            stage.advance(Duration::from_millis(50));
            assert_eq!(stage.run(there.client.session()).unwrap(), session);
        }
    }
}

#[test]
fn only_the_active_account_is_renewed() {
    let (stage, here, _there) = two(BROWSER);
    let parked = read(&stage, &place(BROWSER)).unwrap();
    stage.advance(5 * HOUR);
    assert_eq!(active(&stage, &here), "bob");
    assert_eq!(read(&stage, &place(BROWSER)).unwrap(), parked);
}

#[test]
fn an_ended_account_is_removed_with_its_reason() {
    let (stage, here, there) = two(BROWSER);
    let changes = reported_changes(&here);
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": "ada" }));
    stage.advance(2 * HOUR);
    let error = stage.run(here.client.accounts().switch("ada")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert_eq!(error.code(), Some("NotAuthorizedException"));
    assert_eq!(accounts(&stage, &here.client), ["bob*"]);
    assert_eq!(accounts(&stage, &there.client), ["bob*"]);
    assert!(read(&stage, &place(BROWSER)).is_none());
    let changes = changes.lock().unwrap();
    assert!(changes.iter().all(|it| it == "renewed bob"), "{changes:?}");
}

#[test]
fn offline_only_accounts_with_valid_tokens_can_be_activated() {
    let (stage, here, _there) = two(BROWSER);
    stage.advance(Duration::from_secs(3400));
    stage.deliver_all(Delivery::LoseRequest);
    assert_eq!(
        stage
            .run(here.client.accounts().switch("ada"))
            .unwrap()
            .username(),
        "ada"
    );
    stage.advance(2 * HOUR);
    let error = stage.run(here.client.accounts().switch("bob")).unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(accounts(&stage, &here.client), ["ada*", "bob"]);
    stage.deliver_all(Delivery::Deliver);
    stage.run(here.client.accounts().switch("bob")).unwrap();
}

#[test]
fn another_users_tokens_are_refused_for_a_parked_account() {
    let (stage, here, _there) = two(PASSWORD);
    stage.advance(2 * HOUR);
    let carol = crate::migration::tokens(&stage, PASSWORD, CAROL);
    let output = json!({ "AuthenticationResult": carol }).to_string();
    stage.respond(RENEWAL, response(200, &output));
    let error = stage.run(here.client.accounts().switch("ada")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
}

#[test]
fn a_sign_out_ends_the_active_account_and_reports_the_next() {
    let (stage, here, there) = two(BROWSER);
    sign_in(&stage, &there.client, CAROL);
    stage.advance(Duration::from_millis(50));
    let token = stage.run(here.client.session()).unwrap();
    let changes = reported_changes(&there);
    let report = stage.run(here.client.sign_out()).unwrap();
    assert_eq!(report.active(), Some("bob"));
    assert!(!stage.accepts(token.access_token()));
    stage.advance(Duration::from_millis(50));
    assert_eq!(accounts(&stage, &there.client), ["bob*", "ada"]);
    assert_eq!(changes.lock().unwrap().last().unwrap(), "in bob");
    let report = stage.run(there.client.sign_out_everywhere()).unwrap();
    assert_eq!(report.active(), Some("ada"));
    let report = stage.run(there.client.sign_out()).unwrap();
    assert_eq!(report.active(), None);
    stage.advance(Duration::from_millis(50));
    assert_eq!(changes.lock().unwrap().last().unwrap(), "out");
    assert!(keys(&stage).is_empty());
    let error = stage.run(here.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
}

#[test]
fn signing_out_of_all_accounts_removes_and_revokes_all() {
    let (stage, here, there) = two(BROWSER);
    let bob = stage.run(here.client.session()).unwrap();
    let ada = stage.run(here.client.accounts().switch("ada")).unwrap();
    sign_in(&stage, &there.client, CAROL);
    stage.advance(Duration::from_millis(50));
    let report = stage.run(here.client.accounts().sign_out_of_all()).unwrap();
    assert!(report.unfinished().is_none() && report.active().is_none());
    assert!(keys(&stage).is_empty());
    for session in [bob, ada] {
        assert!(!stage.accepts(session.access_token()));
    }
    assert_eq!(stage.calls("RevokeToken"), 3);
    stage.advance(Duration::from_millis(50));
    assert!(accounts(&stage, &there.client).is_empty());
    // Now there is nobody left to sign out.
    let _ = stage
        .run(there.client.accounts().sign_out_of_all())
        .unwrap();
    assert_eq!(stage.calls("RevokeToken"), 3);
}

#[test]
fn an_offline_sign_out_of_all_reports_the_rest() {
    let (stage, here, _there) = two(BROWSER);
    stage.deliver_all(Delivery::LoseRequest);
    let report = stage.run(here.client.accounts().sign_out_of_all()).unwrap();
    assert!(report.unfinished().unwrap().is_retryable());
    assert!(keys(&stage).is_empty());
}

#[test]
fn the_end_of_the_active_account_activates_no_other() {
    let (stage, here, _there) = two(BROWSER);
    let ended = std::sync::Arc::new(std::sync::Mutex::new(false));
    let seen = ended.clone();
    let subscription = here.client.on_change(move |change| {
        if let Change::SignedOut { reason, .. } = change {
            *seen.lock().unwrap() = *reason == SignOutReason::Revoked;
        }
    });
    stage.administer("AdminUserGlobalSignOut", json!({ "Username": "bob" }));
    stage.advance(HOUR);
    assert!(*ended.lock().unwrap());
    drop(subscription);
    assert_eq!(accounts(&stage, &here.client), ["ada"]);
    stage.run(here.client.accounts().switch("ada")).unwrap();
    assert_eq!(accounts(&stage, &here.client), ["ada*"]);
    assert!(read(&stage, &place(BROWSER)).is_none());
}

#[test]
fn concurrent_sign_ins_in_two_tabs_keep_both_accounts() {
    for lag in [Duration::ZERO, Duration::from_millis(300)] {
        let stage = stage();
        stage.world.storage_lag(lag);
        let (here, there) = (
            stage.page_of(several(BROWSER)),
            stage.page_of(several(BROWSER)),
        );
        sign_in(&stage, &here.client, ADA);
        let both = futures_util::future::join(
            here.client.sign_in(vestibule::Password::srp(BOB.0, BOB.1)),
            there
                .client
                .sign_in(vestibule::Password::srp(CAROL.0, CAROL.1)),
        );
        let (one, other) = stage.run(both);
        assert!(one.is_ok() && other.is_ok());
        stage.advance(Duration::from_secs(1));
        let mut all = accounts(&stage, &here.client);
        assert_eq!(all, accounts(&stage, &there.client));
        all.iter_mut()
            .for_each(|name| *name = name.trim_matches('*').to_owned());
        all.sort();
        assert_eq!(all, ["ada", "bob", "carol"]);
    }
}

#[test]
fn accounts_of_a_tab_are_stored_in_its_session_storage() {
    let stage = stage();
    let of_tab = || several(BROWSER).storage(Storage::Session);
    let mut page = stage.page_of(of_tab());
    sign_in(&stage, &page.client, ADA);
    sign_in(&stage, &page.client, BOB);
    page.reload(of_tab());
    assert_eq!(accounts(&stage, &page.client), ["bob*", "ada"]);
    assert!(keys(&stage).is_empty());
    let _ = stage.run(page.client.accounts().sign_out_of_all()).unwrap();
    let tab = page.tab.platform().tab;
    assert!(stage.run(async { tab.keys("").await.unwrap() }).is_empty());
}

#[test]
fn a_token_that_was_rotated_during_the_sign_out_is_revoked() {
    let (stage, here, _there) = two(ROTATION);
    let rotated: Arc<Mutex<Vec<String>>> = Arc::default();
    let received = rotated.clone();
    stage.observe_requests(move |_, response| {
        let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
        let token = body["AuthenticationResult"]["RefreshToken"].as_str();
        received.lock().unwrap().extend(token.map(str::to_owned));
    });
    let (soon, late) = (Duration::from_millis(20), Duration::from_secs(1));
    stage.deliver(RENEWAL, Delivery::Slowly(soon, late));
    let clock = here.tab.platform().clock;
    let sign_out = async {
        clock.sleep(late / 2).await;
        here.client.sign_out().await
    };
    let (_, report) = stage.run(join(here.client.refresh(), sign_out));
    assert_eq!(report.unwrap().active(), Some("ada"));
    stage.advance(Duration::from_secs(5));
    let rotated = rotated.lock().unwrap();
    let revoked = |request: &HttpRequest| {
        let body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
        Some(body["Token"].as_str()?.to_owned())
    };
    let revoked: Vec<String> = stage.world.requests().iter().filter_map(revoked).collect();
    assert_eq!(rotated.len(), 1, "Bob's session was renewed once");
    assert!(revoked.contains(&rotated[0]), "nobody uses the new token");
    let ada = stage.run(here.client.session()).unwrap();
    assert!(stage.accepts(ada.access_token()), "Ada stays signed in");
}
