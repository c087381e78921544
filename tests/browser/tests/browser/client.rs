//! The client in a browser with an emulator: the flows of the native tests with the real fetch, storage, locks and channels.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use vestibule::{
    Change, Client, ClientConfig, ErrorKind, Password, Session, SignInStep, SignUp, SignUpStep,
    Storage,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{EMULATOR, wait};

const POOL: &str = "eu-west-1_Vestibule";
const BROWSER: &str = "vestibuledemobrowser000001";
const PASSWORD: &str = "vestibuledemopassword00002";
const ROTATION: &str = "vestibuledemorotation00005";

fn client(client_id: &str, storage: Storage) -> Client {
    let config = ClientConfig::new(POOL, client_id)
        .endpoint(EMULATOR)
        .storage(storage);
    Client::new(config).expect("the configuration is valid")
}

async fn sign_in(client: &Client, credentials: Password) -> Session {
    match client.sign_in(credentials).await {
        Ok(SignInStep::Done(session)) => session,
        other => panic!("not signed in: {other:?}"),
    }
}

fn ada() -> Password {
    Password::srp("ada", "Lovelace1815")
}

#[wasm_bindgen_test]
async fn a_session_from_sign_in_to_sign_out_works() {
    let here = client(BROWSER, Storage::Local);
    let session = sign_in(&here, ada()).await;
    assert_eq!(session.username(), "ada");
    assert_eq!(
        here.profile().user().await.unwrap().attribute("email"),
        Some("ada@example.com")
    );

    let reloaded = client(BROWSER, Storage::Local);
    assert_eq!(reloaded.session().await.unwrap(), session);
    let renewed = reloaded.refresh().await.unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
    assert_eq!(here.session().await.unwrap(), renewed);

    assert!(here.sign_out().await.unwrap().unfinished().is_none());
    assert_eq!(
        reloaded.session().await.unwrap_err().kind(),
        ErrorKind::SignedOut
    );
}

#[wasm_bindgen_test]
async fn many_tabs_renew_once() {
    let tabs: Vec<Client> = (0..4).map(|_| client(ROTATION, Storage::Local)).collect();
    sign_in(&tabs[0], ada()).await;
    // Each waits for the lock and reads what the one before has stored.
    let sessions = join_all(tabs.iter().map(Client::refresh)).await;
    let first = sessions[0].as_ref().unwrap();
    assert!(
        sessions
            .iter()
            .all(|session| session.as_ref().unwrap() == first)
    );
    assert!(tabs[3].sign_out().await.unwrap().unfinished().is_none());
}

#[wasm_bindgen_test]
async fn changes_reach_other_tabs() {
    let (here, there) = (
        client(PASSWORD, Storage::Local),
        client(PASSWORD, Storage::Local),
    );
    let changes = Arc::new(Mutex::new(Vec::new()));
    let list = changes.clone();
    let _subscription = there.on_change(move |change| {
        list.lock().unwrap().push(match change {
            Change::SignedIn(session) => session.username().to_owned(),
            Change::SignedOut { .. } => "out".to_owned(),
            other => format!("{other:?}"),
        });
    });
    sign_in(&here, Password::plain("charles", "Babbage1791")).await;
    wait(100).await;
    let _ = here.sign_out().await.unwrap();
    wait(100).await;
    assert_eq!(*changes.lock().unwrap(), ["charles", "out"]);
}

#[wasm_bindgen_test]
async fn a_session_in_session_storage_is_not_in_local_storage() {
    let here = client(BROWSER, Storage::Session);
    let session = sign_in(&here, ada()).await;
    assert_eq!(
        client(BROWSER, Storage::Session).session().await.unwrap(),
        session
    );
    let origins = vestibule::Platform::browser().local;
    let key = ["vestibule.", BROWSER, ".session"].concat();
    assert_eq!(origins.read(&key).await, Ok(None));
    let _ = here.sign_out().await.unwrap();
}

#[wasm_bindgen_test]
async fn errors_are_cognitos_own() {
    let here = client(BROWSER, Storage::Memory);
    let error = here
        .sign_in(Password::srp("ada", "Wrong1815"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongCredentials);
    assert_eq!(
        (error.status(), error.code()),
        (Some(400), Some("NotAuthorizedException"))
    );
    assert!(error.request_id().is_some());
    let error = here
        .sign_in(Password::plain("ada", "Lovelace1815"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FlowNotEnabled);

    let config = ClientConfig::new(POOL, BROWSER).endpoint("http://127.0.0.1:65530");
    let nowhere = Client::new(config.storage(Storage::Memory)).unwrap();
    let error = nowhere.sign_in(ada()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert!(error.is_retryable());
}

#[wasm_bindgen_test]
async fn names_and_passwords_with_any_characters_sign_in() {
    let here = client(PASSWORD, Storage::Memory);
    let (name, password) = (
        "J\u{fc}rgen+%41\u{1f980}",
        "p\u{e4}ss w\u{f6}rd \u{1f511} 9 Z",
    );
    let sign_up = SignUp::new(name, password).attribute("email", "juergen@example.com");
    let SignUpStep::Confirm(step) = here.sign_up(sign_up).await.unwrap() else {
        panic!("a code is waited for");
    };
    assert_eq!(
        step.submit("000000").await.unwrap_err().kind(),
        ErrorKind::CodeMismatch
    );
    let inbox = fetch_text(&format!("{EMULATOR}/_inbox.json?to=juergen%40example.com")).await;
    let (_, code) = inbox.rsplit_once("\"code\":\"").expect("a code was sent");
    step.submit(&code[..6]).await.unwrap();
    for credentials in [
        Password::srp(name, password),
        Password::plain(name, password),
    ] {
        assert_eq!(sign_in(&here, credentials).await.username(), name);
    }
    here.profile().delete_user().await.unwrap();
}

async fn fetch_text(url: &str) -> String {
    let request = vestibule::protocol::http::HttpRequest {
        method: "GET",
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
    };
    let fetch = vestibule::Platform::browser().fetch;
    let response = fetch
        .fetch(&request, std::time::Duration::from_secs(10))
        .await;
    response.expect("the emulator answers").body
}
