//! People whom the identity pool knows by other logins than that of the user pool.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

use super::played::{POOL_ID, Played};
use super::{GET, HOUR, at_rest, bob, credentials, emulated};
use vestibule::protocol::http::HttpRequest;
use vestibule::protocol::identity::DEVELOPER;
use vestibule::protocol::sigv4::{self, Payload, Scope};
use vestibule::{
    ClientConfig, ErrorKind, IdentityPool, LoginProvider, Logins, LoginsError, Storage,
};
use vestibule_emulator::OpenIdProviderSettings;
use vestibule_native_tests::{ADA, BROWSER, COGNITO, PASSWORD, Page, Stage, config, sign_in};

const USER_POOL: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";
const FACEBOOK: &str = "facebook-token-of-augusta";

/// What the app gives when it is asked.
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

/// An ID token of Google's.
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

fn facebook() -> Logins {
    Logins::new().with(LoginProvider::Facebook, FACEBOOK)
}

#[test]
fn they_are_sent_with_every_renewal_as_they_are_then() {
    let (first_token, second_token) = (token("7", 1), token("7", 2));
    let (stage, page, played, app) = scene(google(&first_token));
    let first = credentials(&stage, &page);
    assert_eq!(
        played.input("GetId")["Logins"],
        json!({ "accounts.google.com": first_token })
    );
    // A new token of the same person asks for nothing.
    app.gives(Ok(google(&second_token)));
    assert_eq!(credentials(&stage, &page), first);
    assert_eq!(played.calls(GET), 1);
    stage.pass(HOUR);
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
fn another_person_never_gets_them_nor_a_guest() {
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
fn a_failure_of_the_app_takes_nothing_away() {
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
fn each_provider_has_the_key_that_the_identity_pool_knows() {
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
fn whoever_is_signed_in_to_the_user_pool_has_both() {
    let given = token("7", 1);
    let (stage, page, played, app) = scene(google(&given));
    let alone = credentials(&stage, &page);
    let session = sign_in(&stage, &page.client, ADA);
    assert_ne!(credentials(&stage, &page), alone);
    assert_eq!(
        played.input(GET)["Logins"],
        json!({ "accounts.google.com": given, USER_POOL: session.id_token() })
    );
    // The user pool's login alone is taken away.
    stage.run(page.client.aws().unlink()).unwrap();
    let sent = played.input("UnlinkIdentity");
    assert_eq!(sent["LoginsToRemove"], json!([USER_POOL]));
    // What Ada has is nobody else's, whatever the other login says.
    let ada = credentials(&stage, &page);
    sign_in(&stage, &page.client, bob(&stage));
    assert_ne!(credentials(&stage, &page), ada);
    app.gives(Ok(Logins::new()));
    let error = stage.run(page.client.aws().unlink());
    assert!(error.is_ok(), "{error:?}");
}

#[test]
fn in_memory_they_are_somebodys_as_well() {
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
fn the_emulator_knows_somebody_by_facebook_and_links_the_account() {
    let stage = Stage::new();
    let app = App::of(Logins::new());
    let page = stage.page_of(app.config(emulated::pool()));
    let guest = credentials(&stage, &page);
    // The guest becomes somebody, and keeps the identity.
    app.gives(Ok(facebook()));
    let ours = credentials(&stage, &page);
    assert_eq!(ours.identity_id(), guest.identity_id());
    assert_ne!(ours, guest);
    assert!(!at_rest(&stage).unwrap().contains(FACEBOOK));
    // With the account of the user pool, too.
    sign_in(&stage, &page.client, ADA);
    let both = credentials(&stage, &page);
    assert_eq!(both.identity_id(), ours.identity_id());
    app.gives(Ok(Logins::new()));
    let account = credentials(&stage, &page);
    assert_eq!(account.identity_id(), ours.identity_id());
    assert_ne!(account, both);
    // Without either it is another one: a guest.
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_ne!(credentials(&stage, &page).identity_id(), ours.identity_id());
    app.gives(Ok(Logins::new().with(LoginProvider::Facebook, "another")));
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthorized, "{error:?}");
    assert!(!format!("{error:?}").contains("another"));
}

/// An ID token of somebody at a provider of OpenID Connect, for this client of its.
fn openid_token(stage: &Stage, (name, password): (&str, &str)) -> String {
    let parameters = json!({ "USERNAME": name, "PASSWORD": password });
    let input = json!({ "ClientId": PASSWORD, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
    let (status, answer) = stage.call("InitiateAuth", input);
    assert_eq!(status, 200, "{answer}");
    let token = &answer["AuthenticationResult"]["IdToken"];
    token.as_str().unwrap().to_owned()
}

#[test]
fn the_emulator_knows_somebody_by_any_provider_of_openid_connect() {
    // A user pool that the identity pool does not know as one.
    let issuer = format!("https://{USER_POOL}");
    let stage = Stage::with(|config| {
        let pool = &mut config.identity_pools[0];
        pool.cognito_identity_providers.clear();
        pool.role_mappings.clear();
        let provider = OpenIdProviderSettings {
            url: issuer.clone(),
            client_id_list: vec![PASSWORD.to_owned()],
            jwks: None,
        };
        let arn = provider.arn("123456789012");
        pool.open_id_connect_provider_arns.push(arn);
        config.account.openid_providers.push(provider);
    });
    let of = |token: String| Logins::new().with(LoginProvider::OpenId(issuer.clone()), token);
    let app = App::of(of(openid_token(&stage, ADA)));
    let page = stage.page_of(app.config(emulated::pool()));
    let ada = credentials(&stage, &page);
    let key = format!("private/{}/x", ada.identity_id());
    assert_eq!(emulated::put(&stage, &page, &key).status, 200);
    app.gives(Ok(of(openid_token(&stage, bob(&stage)))));
    assert_ne!(credentials(&stage, &page).identity_id(), ada.identity_id());
    // Hers once more, by a new token; and one that has expired says so.
    let token = openid_token(&stage, ADA);
    app.gives(Ok(of(token.clone())));
    assert_eq!(credentials(&stage, &page).identity_id(), ada.identity_id());
    stage.pass(HOUR * 2);
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(!format!("{error:?}").contains(&token));
    app.gives(Ok(of(openid_token(&stage, ADA))));
    assert_eq!(credentials(&stage, &page).identity_id(), ada.identity_id());
}

/// What the app's own server gets for somebody: the identity and a token.
fn developer(stage: &Stage, page: &Page, user: &str, identity: Option<&str>) -> Logins {
    let mut input =
        json!({ "IdentityPoolId": POOL_ID, "Logins": { "login.vestibule.example": user } });
    if let Some(identity) = identity {
        input["IdentityId"] = identity.into();
    }
    let body = input.to_string();
    let headers = [
        ("content-type", "application/x-amz-json-1.1"),
        (
            "x-amz-target",
            "AWSCognitoIdentityService.GetOpenIdTokenForDeveloperIdentity",
        ),
    ];
    let url = [COGNITO, "/"].concat();
    let request = sigv4::Request {
        method: "POST",
        url: &url,
        headers: &headers,
        payload: Payload::Bytes(body.as_bytes()),
    };
    let server = sigv4::Credentials {
        access_key_id: "AKIAVESTIBULEDEMO001".to_owned(),
        secret_access_key: "vestibule+demo/secret0000000000000000001".into(),
        session_token: None,
    };
    let scope = Scope::new("eu-west-1", "cognito-identity");
    let now = stage.world.now().as_millis() as i64;
    let signed = sigv4::sign(&request, &scope, &server, now).unwrap();
    let mut headers: Vec<_> = headers.map(|(name, value)| (name, value.to_owned())).into();
    headers.extend(
        signed
            .headers
            .iter()
            .map(|(name, value)| (*name, value.clone())),
    );
    let sent = HttpRequest {
        method: "POST",
        url,
        headers,
        body: Some(body),
    };
    let fetch = page.tab.platform().fetch;
    let timeout = std::time::Duration::from_secs(5);
    let answer = stage.run(async { fetch.fetch(&sent, timeout).await.unwrap() });
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    Logins::developer(text("IdentityId"), text("Token"))
}

#[test]
fn whom_the_apps_own_server_knows_has_the_identity_that_came_with_the_token() {
    let role = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
    for pool in [emulated::pool(), emulated::pool().basic_flow(role)] {
        let stage = Stage::new();
        let app = App::of(Logins::new());
        let page = stage.page_of(app.config(pool));
        let somebody = developer(&stage, &page, "augusta", None);
        app.gives(Ok(somebody.clone()));
        let ours = credentials(&stage, &page);
        let key = format!("private/{}/x", ours.identity_id());
        assert_eq!(emulated::put(&stage, &page, &key).status, 200);
        // A new token of the same person: what is kept serves.
        stage.pass(std::time::Duration::from_secs(60));
        app.gives(Ok(developer(&stage, &page, "augusta", None)));
        assert_eq!(credentials(&stage, &page), ours);
        // The account of the user pool is not sent along.
        sign_in(&stage, &page.client, ADA);
        assert_eq!(credentials(&stage, &page).identity_id(), ours.identity_id());
        app.gives(Ok(developer(&stage, &page, "charles", None)));
        assert_ne!(credentials(&stage, &page).identity_id(), ours.identity_id());
        // A token that has expired is an error, and nobody is replaced.
        app.gives(Ok(somebody));
        stage.pass(HOUR);
        let error = stage.run(page.client.aws().credentials()).unwrap_err();
        assert_ne!(error.kind(), ErrorKind::Other, "{error:?}");
        app.gives(Ok(developer(&stage, &page, "augusta", None)));
        assert_eq!(credentials(&stage, &page).identity_id(), ours.identity_id());
    }
}

#[test]
fn what_the_apps_own_server_got_is_sent_alone() {
    let (id, given) = ("eu-west-1:0a", token("7", 1));
    let (stage, page, played, _) = scene(Logins::developer(id, given.as_str()));
    sign_in(&stage, &page.client, ADA);
    credentials(&stage, &page);
    let sent = json!({ "IdentityId": id, "Logins": { DEVELOPER: given } });
    assert_eq!(played.operations(), [GET]);
    assert_eq!(played.input(GET), sent);
}

#[test]
fn a_guest_whom_the_server_gets_to_know_keeps_the_identity() {
    let stage = Stage::new();
    let app = App::of(Logins::new());
    let page = stage.page_of(app.config(emulated::pool()));
    let guest = credentials(&stage, &page);
    let known = developer(&stage, &page, "augusta", Some(guest.identity_id()));
    app.gives(Ok(known));
    let ours = credentials(&stage, &page);
    assert_eq!(ours.identity_id(), guest.identity_id());
    assert_ne!(ours, guest);
    // Somebody who has another one takes its place, and the app hears of it.
    let _ = stage.run(page.client.sign_out()).unwrap();
    app.gives(Ok(Logins::new()));
    let guest = credentials(&stage, &page);
    app.gives(Ok(developer(&stage, &page, "augusta", None)));
    let back = credentials(&stage, &page);
    assert_eq!(back.identity_id(), ours.identity_id());
    assert_eq!(back.replaced_identity_id(), Some(guest.identity_id()));
}
