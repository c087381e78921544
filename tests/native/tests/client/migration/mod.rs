//! Migration of sessions from Amplify and amazon-cognito-identity-js. `tests/interop/upgrade` tests it
//! with the real libraries.

mod devices;
mod left_alone;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use vestibule::platform::Store;
use vestibule::{Change, ErrorKind, Migration, Password, Redirect, SignInStep, Storage};
use vestibule_native_tests::hosted::Browser;
use vestibule_native_tests::{
    ADA, BROWSER, FACTORS, HEDY, PASSWORD, Page, ROTATION, STRICT, Stage, config, done, sign_in,
};

const RENEWAL: &str = "GetTokensFromRefreshToken";
const HOUR: Duration = Duration::from_secs(3600);
const MARGARET: (&str, &str) = ("margaret", "Hamilton1936");

/// The other library's sign-in: the tokens of a sign-in with a password.
pub(crate) fn tokens(stage: &Stage, client: &str, (username, password): (&str, &str)) -> Value {
    let input = json!({
        "ClientId": client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": username, "PASSWORD": password },
    });
    let (status, response) = stage.call("InitiateAuth", input);
    assert_eq!(status, 200, "{response}");
    response["AuthenticationResult"].clone()
}

pub(crate) fn prefix(client: &str) -> String {
    format!("CognitoIdentityServiceProvider.{client}.")
}

pub(crate) fn write(stage: &Stage, key: &str, value: &str) {
    let store = stage.world.local_storage();
    stage.run(async { store.write(key, value).await.unwrap() });
}

pub(crate) fn read(stage: &Stage, key: &str) -> Option<String> {
    let store = stage.world.local_storage();
    stage.run(async { store.read(key).await.unwrap() })
}

pub(crate) fn keys(stage: &Stage) -> Vec<String> {
    let store = stage.world.local_storage();
    let mut keys = stage.run(async { store.keys("").await.unwrap() });
    keys.sort();
    keys
}

pub(crate) fn theirs(stage: &Stage) -> Vec<String> {
    let keys = keys(stage).into_iter();
    keys.filter(|key| !key.starts_with("vestibule.")).collect()
}

/// The tokens as the other library stores them.
pub(crate) fn plant(stage: &Stage, client: &str, name: &str, tokens: &Value) {
    let of = |end: &str| [&prefix(client), name, end].concat();
    for (end, field) in [
        (".idToken", "IdToken"),
        (".accessToken", "AccessToken"),
        (".refreshToken", "RefreshToken"),
    ] {
        if let Some(token) = tokens[field].as_str() {
            write(stage, &of(end), token);
        }
    }
    write(stage, &of(".clockDrift"), "-7");
    write(stage, &of(".userData"), "{}");
    write(stage, &[&prefix(client), "LastAuthUser"].concat(), name);
}

fn planted(client: &str) -> Stage {
    let stage = Stage::new();
    let tokens = tokens(&stage, client, ADA);
    plant(&stage, client, "ada", &tokens);
    stage
}

/// The changes reported in a tab, in short.
pub(crate) fn reported_changes(page: &Page) -> Arc<Mutex<Vec<String>>> {
    let changes = Arc::<Mutex<Vec<String>>>::default();
    let list = changes.clone();
    let subscription = page.client.on_change(move |change| {
        list.lock().unwrap().push(match change {
            Change::SignedIn(session) => format!("in {}", session.username()),
            Change::Refreshed(session) => format!("renewed {}", session.username()),
            Change::SignedOut { .. } => "out".to_owned(),
            other => format!("{other:?}"),
        });
    });
    subscription.forget();
    changes
}

pub(crate) fn record(client: &str) -> String {
    format!("vestibule.{client}.session")
}

#[test]
fn a_foreign_session_is_migrated_without_a_request() {
    let stage = planted(PASSWORD);
    let page = stage.page(PASSWORD);
    let changes = reported_changes(&page);
    let requests = stage.world.requests().len();
    let session = stage.run(page.client.session()).unwrap();
    assert_eq!(session.username(), "ada");
    assert!(stage.accepts(session.access_token()));
    assert_eq!(stage.world.requests().len(), requests);
    assert_eq!(keys(&stage), [record(PASSWORD)], "what was taken is gone");
    assert!(changes.lock().unwrap().is_empty());
    // The session is renewed like any other, also after a reload.
    stage.advance(HOUR);
    let renewed = stage.run(page.client.session()).unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
    assert_eq!(
        stage.run(stage.page(PASSWORD).client.session()).unwrap(),
        renewed
    );
}

#[test]
fn expired_tokens_with_a_refresh_token_are_renewed() {
    let stage = planted(PASSWORD);
    stage.advance(3 * HOUR);
    let page = stage.page(PASSWORD);
    let session = stage.run(page.client.session()).unwrap();
    assert!(stage.accepts(session.access_token()));
    assert_eq!(stage.calls(RENEWAL), 1);
    assert!(theirs(&stage).is_empty());
}

#[test]
fn an_existing_session_wins_and_a_sign_out_removes_the_foreign_one() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let session = sign_in(&stage, &page.client, ADA);
    let tokens = tokens(&stage, PASSWORD, ADA);
    plant(&stage, PASSWORD, "ada", &tokens);
    let other = stage.page(PASSWORD);
    assert_eq!(stage.run(other.client.session()).unwrap(), session);
    assert_eq!(theirs(&stage).len(), 6);
    let _ = stage.run(other.client.sign_out()).unwrap();
    assert!(keys(&stage).is_empty());
    for page in [page, other, stage.page(PASSWORD)] {
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignedOut);
    }
}

#[test]
fn a_sign_out_ends_a_session_that_is_not_migrated_yet() {
    let stage = planted(PASSWORD);
    let token = read(&stage, &[&prefix(PASSWORD), "ada.accessToken"].concat()).unwrap();
    let page = stage.page(PASSWORD);
    let report = stage.run(page.client.sign_out()).unwrap();
    assert!(report.unfinished().is_none());
    assert!(keys(&stage).is_empty());
    assert!(!stage.accepts(&token), "it is revoked as well");
}

#[test]
fn of_twenty_tabs_one_migrates_and_one_renews() {
    for lag in [Duration::ZERO, Duration::from_millis(300)] {
        let stage = planted(ROTATION);
        stage.advance(2 * HOUR);
        stage.world.storage_lag(lag);
        let pages: Vec<Page> = (0..20).map(|_| stage.page(ROTATION)).collect();
        let sessions = pages.iter().map(|page| page.client.session());
        let sessions = stage.run(futures_util::future::join_all(sessions));
        let first = sessions[0].as_ref().unwrap();
        for session in &sessions {
            assert_eq!(session.as_ref().unwrap(), first);
        }
        assert_eq!(
            stage.calls(RENEWAL),
            1,
            "with a refresh token that serves once"
        );
        stage.advance(Duration::from_secs(1));
        assert_eq!(keys(&stage), [record(ROTATION)]);
    }
}

#[test]
fn concurrent_callers_both_get_the_migrated_session() {
    let stage = planted(PASSWORD);
    let page = stage.page(PASSWORD);
    let both = futures_util::future::join(page.client.current(), page.client.session());
    let (current, session) = stage.run(both);
    assert_eq!(current.unwrap(), session.unwrap());
}

#[test]
fn a_session_in_session_storage_is_migrated() {
    let stage = planted(PASSWORD);
    let page = stage.page(PASSWORD);
    let (local, tab) = (stage.world.local_storage(), page.tab.platform().tab);
    stage.run(async {
        for key in local.keys("").await.unwrap() {
            let value = local.read(&key).await.unwrap().unwrap();
            tab.write(&key, &value).await.unwrap();
            local.remove(&key).await.unwrap();
        }
    });
    assert_eq!(stage.run(page.client.session()).unwrap().username(), "ada");
    assert!(stage.run(async { tab.keys("").await.unwrap() }).is_empty());
}

#[test]
fn names_with_dots_and_aliases_are_migrated() {
    let stage = Stage::new();
    let tokens = tokens(&stage, PASSWORD, ("ada@example.com", ADA.1));
    plant(&stage, PASSWORD, "ada@mail.example.com", &tokens);
    let page = stage.page(PASSWORD);
    assert_eq!(stage.run(page.client.session()).unwrap().username(), "ada");
    assert!(theirs(&stage).is_empty());
}

/// A page whose session the other tabs do not know.
fn apart(stage: &Stage, client: &str) -> Page {
    stage.page_of(config(client).storage(Storage::Session))
}

/// What such a page stores.
fn kept(stage: &Stage, page: &Page, key: &str) -> Value {
    let store = page.tab.platform().tab;
    let text = stage.run(async { store.read(key).await.unwrap().unwrap() });
    serde_json::from_str(&text).unwrap()
}

/// Writes the session as the other library stores it.
fn session_as_theirs(stage: &Stage, page: &Page, client: &str, name: &str) {
    let record = kept(stage, page, &record(client));
    let tokens = json!({
        "IdToken": record["idToken"],
        "AccessToken": record["accessToken"],
        "RefreshToken": record["refreshToken"],
    });
    plant(stage, client, name, &tokens);
}

pub(crate) fn forget(stage: &Stage, key: &str) {
    let store = stage.world.local_storage();
    stage.run(async { store.remove(key).await.unwrap() });
}

#[test]
fn a_redirect_session_differs_from_a_password_session() {
    let stage = Stage::new();
    let mut page = apart(&stage, BROWSER);
    stage
        .run(page.client.redirect_sign_in(Redirect::code()))
        .unwrap();
    let mut browser = Browser::new(&stage);
    browser.open(&page.tab.url()).sign_in(ADA);
    let of_tab = config(BROWSER).storage(Storage::Session);
    page.arrive(browser.address(), of_tab);
    stage.run(page.client.handle_callback()).unwrap().unwrap();
    session_as_theirs(&stage, &page, BROWSER, "ada");
    let page = stage.page(BROWSER);
    stage.run(page.client.session()).unwrap();
    assert!(
        read(&stage, &record(BROWSER))
            .unwrap()
            .contains(r#""origin":"redirect""#)
    );

    let stage = planted(PASSWORD);
    // Amplify removes this entry late.
    write(
        &stage,
        &[&prefix(PASSWORD), "ada.deviceKey"].concat(),
        "eu-west-1_0",
    );
    write(
        &stage,
        &[&prefix(PASSWORD), "oauthSignIn"].concat(),
        "true,false",
    );
    stage.run(stage.page(PASSWORD).client.session()).unwrap();
    assert!(
        read(&stage, &record(PASSWORD))
            .unwrap()
            .contains(r#""origin":"direct""#)
    );
    assert!(theirs(&stage).is_empty());
}
