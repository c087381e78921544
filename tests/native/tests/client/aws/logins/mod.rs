//! Logins of other providers at the identity pool, instead of or besides the user pool's.

mod emulated;

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

use super::played::{POOL_ID, Played};
use super::{GET, HOUR, at_rest, bob, credentials};
use vestibule::protocol::identity::DEVELOPER;
use vestibule::{
    ClientConfig, ErrorKind, IdentityPool, LoginProvider, Logins, LoginsError, Storage,
};
use vestibule_native_tests::{ADA, BROWSER, Page, Stage, config, sign_in};

const USER_POOL: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";

/// The logins that the app's function returns.
#[derive(Clone)]
struct App(Arc<Mutex<Result<Logins, LoginsError>>>);

impl App {
    fn of(logins: Logins) -> Self {
        App(Arc::new(Mutex::new(Ok(logins))))
    }

    fn gives(&self, logins: Result<Logins, LoginsError>) {
        *self.0.lock().unwrap() = logins;
    }

    fn config(&self, pool: IdentityPool) -> ClientConfig {
        let app = self.clone();
        let pool = pool.logins(move || {
            let app = app.clone();
            async move { app.0.lock().unwrap().clone() }
        });
        config(BROWSER).identity_pool(pool)
    }
}

fn scene(logins: Logins) -> (Stage, Page, Played, App) {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let app = App::of(logins);
    let page = stage.page_of(app.config(IdentityPool::new(POOL_ID)));
    (stage, page, played, app)
}

/// An ID token of Google.
fn token(sub: &str, issued: u64) -> String {
    let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "iss": "https://accounts.google.com", "sub": sub, "iat": issued });
    [
        part(json!({ "alg": "RS256" })),
        part(claims),
        "c2ln".to_owned(),
    ]
    .join(".")
}

fn google(token: &str) -> Logins {
    Logins::new().with(LoginProvider::Google, token)
}

#[test]
fn logins_are_read_anew_for_every_renewal() {
    let (first_token, second_token) = (token("7", 1), token("7", 2));
    let (stage, page, played, app) = scene(google(&first_token));
    let first = credentials(&stage, &page);
    assert_eq!(
        played.input("GetId")["Logins"],
        json!({ "accounts.google.com": first_token })
    );
    // A new token of the same user needs no request.
    app.gives(Ok(google(&second_token)));
    assert_eq!(credentials(&stage, &page), first);
    assert_eq!(played.calls(GET), 1);
    stage.advance(HOUR);
    let second = credentials(&stage, &page);
    assert_ne!(second, first);
    assert_eq!(second.identity_id(), first.identity_id());
    assert_eq!(
        played.input(GET)["Logins"],
        json!({ "accounts.google.com": second_token })
    );
    assert_eq!(played.calls("GetId"), 1);
}

#[test]
fn logins_are_not_used_for_another_user_or_a_guest() {
    let ours = token("7", 1);
    let (stage, page, played, app) = scene(google(&ours));
    let other_tab = stage.page_of(app.config(IdentityPool::new(POOL_ID)));
    let first = credentials(&stage, &page);
    assert_eq!(credentials(&stage, &other_tab), first);
    let kept = at_rest(&stage).unwrap();
    let payload = ours.split('.').nth(1).unwrap();
    assert!(kept.contains(first.secret_access_key()) && !kept.contains(payload));
    for next in [google(&token("8", 1)), Logins::new()] {
        app.gives(Ok(next));
        assert_eq!(stage.run(page.client.aws().known_identity_id()), None);
        for page in [&page, &other_tab] {
            let theirs = credentials(&stage, page);
            assert_ne!(theirs.identity_id(), first.identity_id());
            assert_ne!(theirs.secret_access_key(), first.secret_access_key());
        }
        assert_ne!(played.input(GET)["IdentityId"], first.identity_id());
        assert!(!at_rest(&stage).unwrap().contains(first.secret_access_key()));
    }
    assert_eq!(played.input(GET).get("Logins"), None);
    app.gives(Ok(google(&ours)));
    assert_eq!(
        credentials(&stage, &page).identity_id(),
        first.identity_id()
    );
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(at_rest(&stage), None);
}

#[test]
fn a_failing_login_function_keeps_the_credentials() {
    let (stage, page, played, app) = scene(google(&token("7", 1)));
    let first = credentials(&stage, &page);
    for (fault, kind) in [
        (LoginsError::Unreachable, ErrorKind::Network),
        (LoginsError::Refused, ErrorKind::ProviderError),
    ] {
        app.gives(Err(fault));
        let error = stage.run(page.client.aws().credentials()).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.is_retryable(), fault == LoginsError::Unreachable);
        let help = error.help();
        assert!(
            fault == LoginsError::Unreachable || help.contains("`logins`"),
            "{help}"
        );
    }
    let empty = Logins::new().with(LoginProvider::Apple, "");
    for wrong in [empty, Logins::developer("somebody", "t0ken")] {
        app.gives(Ok(wrong));
        let error = stage.run(page.client.aws().credentials()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!format!("{error:?}").contains("t0ken"));
    }
    app.gives(Ok(google(&token("7", 2))));
    assert_eq!(credentials(&stage, &page), first);
    assert_eq!(played.calls(GET), 1);
}

#[test]
fn each_provider_has_its_key_in_logins() {
    let saml = "arn:aws:iam::123456789012:saml-provider/Example";
    let openid = |issuer: &str| LoginProvider::OpenId(issuer.to_owned());
    for (provider, key) in [
        (LoginProvider::Google, "accounts.google.com"),
        (LoginProvider::Facebook, "graph.facebook.com"),
        (LoginProvider::Amazon, "www.amazon.com"),
        (LoginProvider::Apple, "appleid.apple.com"),
        (openid("https://idp.example/tenant"), "idp.example/tenant"),
        (LoginProvider::Saml(saml.to_owned()), saml),
    ] {
        let given = token("7", 1);
        let (stage, page, played, _) = scene(Logins::new().with(provider, given.as_str()));
        credentials(&stage, &page);
        assert_eq!(played.input(GET)["Logins"], json!({ key: given }));
    }
}

#[test]
fn logins_are_sent_with_the_user_pools_token() {
    let given = token("7", 1);
    let (stage, page, played, app) = scene(google(&given));
    let alone = credentials(&stage, &page);
    let session = sign_in(&stage, &page.client, ADA);
    assert_ne!(credentials(&stage, &page), alone);
    assert_eq!(
        played.input(GET)["Logins"],
        json!({ "accounts.google.com": given, USER_POOL: session.id_token() })
    );
    // Only the user pool's login is removed.
    stage.run(page.client.aws().unlink()).unwrap();
    let sent = played.input("UnlinkIdentity");
    assert_eq!(sent["LoginsToRemove"], json!([USER_POOL]));
    // Ada's credentials are not used for anyone else, whatever the other login is.
    let ada = credentials(&stage, &page);
    sign_in(&stage, &page.client, bob(&stage));
    assert_ne!(credentials(&stage, &page), ada);
    app.gives(Ok(Logins::new()));
    let error = stage.run(page.client.aws().unlink());
    assert!(error.is_ok(), "{error:?}");
}

#[test]
fn logins_work_with_memory_storage() {
    let stage = Stage::new();
    let _played = Played::on(&stage);
    let app = App::of(google(&token("7", 1)));
    let config = app.config(IdentityPool::new(POOL_ID));
    let page = stage.page_of(config.storage(Storage::Memory));
    let first = credentials(&stage, &page);
    assert_eq!(credentials(&stage, &page), first);
    app.gives(Ok(google(&token("8", 1))));
    assert_ne!(
        credentials(&stage, &page).identity_id(),
        first.identity_id()
    );
}

#[test]
fn a_developer_token_is_the_only_login() {
    let (id, given) = ("eu-west-1:0a", token("7", 1));
    let (stage, page, played, _) = scene(Logins::developer(id, given.as_str()));
    sign_in(&stage, &page.client, ADA);
    credentials(&stage, &page);
    let sent = json!({ "IdentityId": id, "Logins": { DEVELOPER: given } });
    assert_eq!(played.operations(), [GET]);
    assert_eq!(played.input(GET), sent);
}
