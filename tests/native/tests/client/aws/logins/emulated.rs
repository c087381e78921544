//! Other logins with the emulator, which verifies the tokens as AWS documents it.

use serde_json::json;

use super::{App, USER_POOL};
use crate::aws::emulated::{pool, put};
use crate::aws::played::POOL_ID;
use crate::aws::{HOUR, at_rest, bob, credentials};
use vestibule::protocol::http::HttpRequest;
use vestibule::protocol::sigv4::{self, Payload, Scope};
use vestibule::{ErrorKind, LoginProvider, Logins};
use vestibule_emulator::OpenIdProviderSettings;
use vestibule_native_tests::{ADA, COGNITO, PASSWORD, Page, Stage, sign_in};

const FACEBOOK: &str = "facebook-token-of-augusta";

fn facebook() -> Logins {
    Logins::new().with(LoginProvider::Facebook, FACEBOOK)
}

#[test]
fn a_facebook_login_is_linked_to_the_identity() {
    let stage = Stage::new();
    let app = App::of(Logins::new());
    let page = stage.page_of(app.config(pool()));
    let guest = credentials(&stage, &page);
    // The guest signs in, and keeps the identity.
    app.gives(Ok(facebook()));
    let ours = credentials(&stage, &page);
    assert_eq!(ours.identity_id(), guest.identity_id());
    assert_ne!(ours, guest);
    assert!(!at_rest(&stage).unwrap().contains(FACEBOOK));
    // The user pool's account has it, too.
    sign_in(&stage, &page.client, ADA);
    let both = credentials(&stage, &page);
    assert_eq!(both.identity_id(), ours.identity_id());
    app.gives(Ok(Logins::new()));
    let account = credentials(&stage, &page);
    assert_eq!(account.identity_id(), ours.identity_id());
    assert_ne!(account, both);
    // Without either login it is a guest with another identity.
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_ne!(credentials(&stage, &page).identity_id(), ours.identity_id());
    app.gives(Ok(Logins::new().with(LoginProvider::Facebook, "another")));
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected, "{error:?}");
    assert!(!format!("{error:?}").contains("another"));
}

/// A user's ID token of an OpenID Connect provider, for this client ID.
fn openid_token(stage: &Stage, (name, password): (&str, &str)) -> String {
    let parameters = json!({ "USERNAME": name, "PASSWORD": password });
    let input = json!({ "ClientId": PASSWORD, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
    let (status, response) = stage.call("InitiateAuth", input);
    assert_eq!(status, 200, "{response}");
    let token = &response["AuthenticationResult"]["IdToken"];
    token.as_str().unwrap().to_owned()
}

#[test]
fn an_openid_connect_login_gets_an_identity() {
    // The provider is a user pool that the identity pool does not have as a user pool.
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
    let page = stage.page_of(app.config(pool()));
    let ada = credentials(&stage, &page);
    let key = format!("private/{}/x", ada.identity_id());
    assert_eq!(put(&stage, &page, &key).status, 200);
    app.gives(Ok(of(openid_token(&stage, bob(&stage)))));
    assert_ne!(credentials(&stage, &page).identity_id(), ada.identity_id());
    // A new token of the same user; an expired one is an error.
    let token = openid_token(&stage, ADA);
    app.gives(Ok(of(token.clone())));
    assert_eq!(credentials(&stage, &page).identity_id(), ada.identity_id());
    stage.advance(HOUR * 2);
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenRejected);
    assert!(!format!("{error:?}").contains(&token));
    app.gives(Ok(of(openid_token(&stage, ADA))));
    assert_eq!(credentials(&stage, &page).identity_id(), ada.identity_id());
}

/// What the app's server requests for a user: the identity and an OpenID token.
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
    let response = stage.run(async { fetch.fetch(&sent, timeout).await.unwrap() });
    assert_eq!(response.status, 200, "{}", response.body);
    let response: serde_json::Value = serde_json::from_str(&response.body).unwrap();
    let text = |name: &str| response[name].as_str().unwrap().to_owned();
    Logins::developer(text("IdentityId"), text("Token"))
}

#[test]
fn a_developer_authenticated_user_has_the_tokens_identity() {
    let role = "arn:aws:iam::123456789012:role/VestibuleSignedIn";
    for pool in [pool(), pool().basic_role_arn(role)] {
        let stage = Stage::new();
        let app = App::of(Logins::new());
        let page = stage.page_of(app.config(pool));
        let somebody = developer(&stage, &page, "augusta", None);
        app.gives(Ok(somebody.clone()));
        let ours = credentials(&stage, &page);
        let key = format!("private/{}/x", ours.identity_id());
        assert_eq!(put(&stage, &page, &key).status, 200);
        // For a new token of the same user the stored credentials are used.
        stage.advance(std::time::Duration::from_secs(60));
        app.gives(Ok(developer(&stage, &page, "augusta", None)));
        assert_eq!(credentials(&stage, &page), ours);
        // The user pool's login is not sent.
        sign_in(&stage, &page.client, ADA);
        assert_eq!(credentials(&stage, &page).identity_id(), ours.identity_id());
        app.gives(Ok(developer(&stage, &page, "charles", None)));
        assert_ne!(credentials(&stage, &page).identity_id(), ours.identity_id());
        // An expired token is an error, and the identity stays.
        app.gives(Ok(somebody));
        stage.advance(HOUR);
        let error = stage.run(page.client.aws().credentials()).unwrap_err();
        assert_ne!(error.kind(), ErrorKind::Other, "{error:?}");
        app.gives(Ok(developer(&stage, &page, "augusta", None)));
        assert_eq!(credentials(&stage, &page).identity_id(), ours.identity_id());
    }
}

#[test]
fn a_guest_keeps_the_identity_as_a_developer_authenticated_user() {
    let stage = Stage::new();
    let app = App::of(Logins::new());
    let page = stage.page_of(app.config(pool()));
    let guest = credentials(&stage, &page);
    let known = developer(&stage, &page, "augusta", Some(guest.identity_id()));
    app.gives(Ok(known));
    let ours = credentials(&stage, &page);
    assert_eq!(ours.identity_id(), guest.identity_id());
    assert_ne!(ours, guest);
    // A user with another identity replaces it, and the app is told.
    let _ = stage.run(page.client.sign_out()).unwrap();
    app.gives(Ok(Logins::new()));
    let guest = credentials(&stage, &page);
    app.gives(Ok(developer(&stage, &page, "augusta", None)));
    let back = credentials(&stage, &page);
    assert_eq!(back.identity_id(), ours.identity_id());
    assert_eq!(back.replaced_identity_id(), Some(guest.identity_id()));
}
