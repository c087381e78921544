//! The stores behind features: sealed, cookies, worker.

use vestibule::http::Request;
use vestibule::{
    Client, ClientConfig, Cookies, CustomStore, ErrorKind, Password, Session, SignInStep, Storage,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::EMULATOR;

const POOL: &str = "eu-west-1_Vestibule";
/// App clients that no other test uses.
const SEALED: &str = "vestibuledemoimplicit00004";
const IN_COOKIES: &str = "vestibuledemolegacy0000006";

fn config(client_id: &str) -> ClientConfig {
    ClientConfig::new(POOL, client_id).endpoint(EMULATOR)
}

/// Signs in, reads the session with a second client as after a reload, renews there, and signs out. `look` is called while
/// the session is stored.
async fn live(make: impl Fn() -> ClientConfig, look: impl Fn(&Session)) {
    let client = || Client::new(make()).expect("the configuration is valid");
    let here = client();
    let session = match here.sign_in(Password::srp("ada", "Lovelace1815")).await {
        Ok(SignInStep::Done(session)) => session,
        other => panic!("not signed in: {other:?}"),
    };
    look(&session);
    let reloaded = client();
    assert_eq!(reloaded.session().await.unwrap(), session);
    let renewed = reloaded.refresh().await.unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
    assert!(reloaded.sign_out().await.unwrap().unfinished().is_none());
    let nobody = client().session().await.unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::SignedOut);
}

/// Everything that the page's storage has of an app client, as one text.
fn stored(client_id: &str) -> String {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    let mut all = String::new();
    for at in 0..storage.length().unwrap() {
        let key = storage.key(at).unwrap().unwrap_or_default();
        // The number of the sign-out stays in the storage; it identifies no user.
        if key.contains(client_id) && !key.ends_with(".session.ended") {
            all += &storage.get_item(&key).unwrap().unwrap_or_default();
        }
    }
    all
}

fn cookies() -> String {
    let document = js_sys::Reflect::get(&js_sys::global(), &"document".into()).unwrap();
    let text = js_sys::Reflect::get(&document, &JsValue::from_str("cookie")).unwrap();
    text.as_string().unwrap()
}

#[wasm_bindgen_test]
async fn sealed_storage_and_worker_storage_keep_a_session() {
    live(
        || config(SEALED).store(CustomStore::sealed()),
        |session| {
            let stored = stored(SEALED);
            assert!(!stored.is_empty());
            // Long enough not to occur by chance.
            let payload = session.access_token().split('.').nth(1).unwrap_or_default();
            for readable in ["accessToken", "refreshToken", "username", payload] {
                assert!(!readable.is_empty() && !stored.contains(readable));
            }
        },
    )
    .await;
    assert_eq!(stored(SEALED), "");
    live(
        || config(SEALED).storage(Storage::Worker),
        |_| assert_eq!(stored(SEALED), ""),
    )
    .await;
}

/// The worker sends only requests to the user pool; the page sends requests to an app's server itself.
#[wasm_bindgen_test]
async fn requests_to_an_apps_server_bypass_the_worker() {
    let client = Client::new(config(SEALED).storage(Storage::Worker)).unwrap();
    let credentials = Password::srp("ada", "Lovelace1815");
    client
        .sign_in(credentials)
        .await
        .expect("it is the password");
    let api = client.api([EMULATOR]).unwrap();
    let request = Request::post(format!("{EMULATOR}/_clock"))
        .body("{\"advance_seconds\":0}")
        .expect("it is an address");
    let response = api.fetch(request).await.expect("it answers");
    assert_eq!(response.status(), 200);
    let body = String::from_utf8_lossy(response.body());
    assert!(body.contains("now"), "{body}");
    assert!(client.sign_out().await.unwrap().unfinished().is_none());
}

#[wasm_bindgen_test]
async fn cookie_storage_keeps_a_session_and_is_cleared_at_sign_out() {
    live(
        || config(IN_COOKIES).store(CustomStore::cookies(&Cookies::new()).unwrap()),
        |_| {
            assert!(cookies().contains(IN_COOKIES), "{}", cookies());
            assert_eq!(stored(IN_COOKIES), "");
        },
    )
    .await;
    assert!(!cookies().contains(IN_COOKIES), "{}", cookies());
}
