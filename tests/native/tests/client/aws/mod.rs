//! Identities and credentials: stored, renewed once for all tabs, and never another user's. The identity pool is simulated.

mod bad_input;
mod emulated;
mod first;
mod guests;
mod logins;
mod played;
mod refused;
mod saml;
mod signed;
mod stored;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use played::{POOL_ID, Played};
use serde_json::json;
use vestibule::platform::simulated::Delivery;
use vestibule::platform::{LocalFuture, MemoryStore, Store, StoreError};
use vestibule::protocol::http::HttpRequest;
use vestibule::{AwsCredentials, ClientConfig, CustomStore, ErrorKind, IdentityPool, Storage};
use vestibule_native_tests::{ADA, BROWSER, Page, Stage, config, sign_in};

const GET: &str = "GetCredentialsForIdentity";
const HOUR: Duration = Duration::from_secs(3600);

fn with_pool() -> ClientConfig {
    config(BROWSER).identity_pool(IdentityPool::new(POOL_ID))
}

fn scene() -> (Stage, Page, Played) {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let page = stage.page_of(with_pool());
    (stage, page, played)
}

fn credentials(stage: &Stage, page: &Page) -> AwsCredentials {
    stage.run(page.client.aws().credentials()).unwrap()
}

/// A user without a group.
fn bob(stage: &Stage) -> (&'static str, &'static str) {
    let (name, password) = ("bob", "Builder1999");
    let user = json!({ "Username": name, "MessageAction": "SUPPRESS" });
    stage.administer("AdminCreateUser", user);
    let password_of = json!({ "Username": name, "Password": password, "Permanent": true });
    stage.administer("AdminSetUserPassword", password_of);
    (name, password)
}

/// The stored credentials.
fn at_rest(stage: &Stage) -> Option<String> {
    let storage = stage.world.local_storage();
    stage.run(async move {
        let keys = storage.keys("vestibule.").await.unwrap();
        let key = keys.into_iter().find(|key| key.ends_with(".aws"))?;
        storage.read(&key).await.unwrap()
    })
}

#[test]
fn credentials_are_cached_until_shortly_before_they_expire() {
    let (stage, page, played) = scene();
    let session = sign_in(&stage, &page.client, ADA);
    let first = credentials(&stage, &page);
    let now = stage.world.now().as_millis();
    let left = first.expires_at().as_millis() - now;
    assert!((3_595_000..=3_600_000).contains(&left), "{left}");
    let logins = &played.input("GetId")["Logins"];
    let key = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Vestibule";
    assert_eq!(logins[key], session.id_token());

    stage.advance(HOUR - Duration::from_secs(360));
    assert_eq!(credentials(&stage, &page), first);
    assert_eq!(played.calls(GET), 1);
    // In their last five minutes they are still returned, and renewed in the background.
    stage.advance(Duration::from_secs(120));
    assert_eq!(credentials(&stage, &page), first);
    stage.advance(Duration::from_secs(10));
    let second = credentials(&stage, &page);
    assert_ne!(second, first);
    assert_eq!(second.identity_id(), first.identity_id());
    assert_eq!((played.calls(GET), played.calls("GetId")), (2, 1));
    // The request had a fresh token.
    let sent = played.input(GET)["Logins"].clone();
    let token = sent.as_object().unwrap().values().next().unwrap();
    let claims = vestibule_native_tests::jwt::payload(token.as_str().unwrap());
    assert!(claims["exp"].as_u64().unwrap() * 1000 > stage.world.now().as_millis());
}

#[test]
fn concurrent_callers_and_tabs_share_one_request() {
    let (stage, page, played) = scene();
    sign_in(&stage, &page.client, ADA);
    let others = [stage.page_of(with_pool()), stage.page_of(with_pool())];
    let found = RefCell::new(Vec::new());
    let ask = |page: &Page| {
        let (aws, found) = (page.client.aws(), &found);
        async move {
            let credentials = aws.credentials().await.unwrap();
            found.borrow_mut().push(credentials);
        }
    };
    stage.run(async {
        let [one, two] = &others;
        let mut all: Vec<std::pin::Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
        for page in [&page, &page, one, two, two] {
            all.push(Box::pin(ask(page)));
        }
        futures_util::future::join_all(all).await;
    });
    let found = found.into_inner();
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|it| it.access_key_id() == "ASIA1"));
    assert_eq!(played.operations(), ["GetId", GET]);
}

#[test]
fn all_waiting_callers_get_the_error_and_the_next_call_retries() {
    let (stage, page, played) = scene();
    sign_in(&stage, &page.client, ADA);
    played.refuse(
        "GetId",
        "NotAuthorizedException",
        "Token is not from a supported provider of this identity pool.",
    );
    let aws = page.client.aws();
    let (one, two) = stage.run(async {
        let (one, two) = (aws.clone(), aws.clone());
        futures_util::future::join(async move { one.credentials().await }, async move {
            two.credentials().await
        })
        .await
    });
    for error in [one.unwrap_err(), two.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::IdentityPoolConfiguration);
        assert!(
            error.help().contains("identity provider"),
            "{}",
            error.help()
        );
    }
    assert_eq!(played.calls("GetId"), 1);
    credentials(&stage, &page);
}

#[test]
fn a_sign_out_removes_the_credentials_in_every_tab() {
    let (stage, page, played) = scene();
    sign_in(&stage, &page.client, ADA);
    let other = stage.page_of(with_pool());
    let ours = credentials(&stage, &page);
    assert_eq!(credentials(&stage, &other), ours);
    assert!(at_rest(&stage).unwrap().contains(ours.secret_access_key()));
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(at_rest(&stage), None);
    for page in [&page, &other] {
        assert_eq!(stage.run(page.client.aws().known_identity_id()), None);
    }
    for page in [&page, &other] {
        let guest = credentials(&stage, page);
        assert_ne!(guest.identity_id(), ours.identity_id());
    }
    assert_eq!(played.input(GET).get("Logins"), None);
}

#[test]
fn credentials_are_not_used_for_another_user() {
    let (stage, page, played) = scene();
    sign_in(&stage, &page.client, ADA);
    let ada = credentials(&stage, &page);
    // Another user signs in without a sign-out.
    sign_in(&stage, &page.client, bob(&stage));
    assert_eq!(stage.run(page.client.aws().known_identity_id()), None);
    let bob = credentials(&stage, &page);
    assert_ne!(bob.identity_id(), ada.identity_id());
    // Her identity was not sent with another user's token either.
    assert_ne!(played.input(GET)["IdentityId"], ada.identity_id());
    assert!(!at_rest(&stage).unwrap().contains(ada.secret_access_key()));
}

#[test]
fn a_response_after_the_sign_out_is_dropped() {
    let (stage, page, _) = scene();
    sign_in(&stage, &page.client, ADA);
    stage.world.network(
        |request: &HttpRequest| match request.url.contains("cognito-identity") {
            true => Delivery::Slowly(Duration::from_secs(1), Duration::from_secs(1)),
            false => Delivery::Deliver,
        },
    );
    let (aws, client) = (page.client.aws(), page.client.clone());
    let (found, _) = stage.run(futures_util::future::join(
        async move { aws.credentials().await },
        async move { client.sign_out().await.map(drop) },
    ));
    assert_eq!(found.unwrap_err().kind(), ErrorKind::SignedOut);
    assert_eq!(at_rest(&stage), None);
}

#[test]
fn cached_credentials_work_offline_until_they_expire() {
    let (stage, page, _) = scene();
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    stage.deliver_all(Delivery::LoseRequest);
    stage.advance(Duration::from_secs(3500));
    assert_eq!(credentials(&stage, &page), ours);
    assert_eq!(
        stage.run(page.client.aws().identity_id()).unwrap(),
        ours.identity_id()
    );
    stage.advance(Duration::from_secs(120));
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(
        stage.run(page.client.aws().identity_id()).unwrap(),
        ours.identity_id()
    );
}

#[test]
fn a_wrong_clock_does_not_affect_credentials() {
    let (stage, page, played) = scene();
    page.tab.set_clock(-20 * 60 * 1000);
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    // By the machine's clock this is 20 minutes before the real time.
    let left = ours.expires_at().as_millis() + 20 * 60 * 1000 - stage.world.now().as_millis();
    assert!((3_590_000..=3_602_000).contains(&left), "{left}");
    stage.advance(Duration::from_secs(3200));
    assert_eq!(credentials(&stage, &page), ours);
    stage.advance(Duration::from_secs(500));
    assert_ne!(credentials(&stage, &page), ours);
    assert_eq!(played.calls(GET), 2);
}

#[test]
fn credentials_are_stored_with_the_session_but_not_in_a_custom_store() {
    for storage in [Storage::Session, Storage::Memory] {
        let stage = Stage::new();
        let _played = Played::on(&stage);
        let page = stage.page_of(with_pool().storage(storage));
        sign_in(&stage, &page.client, ADA);
        let ours = credentials(&stage, &page);
        assert_eq!(credentials(&stage, &page), ours);
        assert_eq!(at_rest(&stage), None);
    }
    let stage = Stage::new();
    let _played = Played::on(&stage);
    let own = Own::default();
    let page = stage.page_of(with_pool().store(CustomStore::new(own.clone())));
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    assert_eq!(credentials(&stage, &page), ours);
    let keys = stage.run(async { own.keys("").await.unwrap() });
    assert!(
        keys.len() == 1 && keys.iter().all(|key| !key.ends_with(".aws")),
        "{keys:?}"
    );
    let _ = stage.run(page.client.sign_out()).unwrap();
    assert_eq!(stage.run(page.client.aws().known_identity_id()), None);
}

#[test]
fn a_missing_identity_pool_is_an_error_with_help() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().starts_with("identity_pool"));
}

#[test]
fn new_credentials_can_be_requested() {
    let (stage, page, played) = scene();
    sign_in(&stage, &page.client, ADA);
    let first = credentials(&stage, &page);
    let second = stage.run(page.client.aws().renew()).unwrap();
    assert_ne!(first, second);
    assert_eq!(credentials(&stage, &page), second);
    assert_eq!(played.calls("GetId"), 1);
}

#[test]
fn the_basic_flow_uses_sts() {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let role = "arn:aws:iam::123456789012:role/web";
    let pool = IdentityPool::new(POOL_ID).basic_role_arn(role);
    let page = stage.page_of(config(BROWSER).identity_pool(pool));
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    assert_eq!(ours.session_token(), "token-1");
    assert_eq!(played.operations(), ["GetId", "GetOpenIdToken", "STS"]);
    let sent = played.input("STS");
    assert!(sent.as_str().unwrap().contains("&WebIdentityToken=o.i.d"));
    stage.advance(Duration::from_secs(3590));
    played.state().next.push((
        "STS",
        played::response(
            403,
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform \
            sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>"
                .to_owned(),
        ),
    ));
    stage.advance(Duration::from_secs(60));
    let error = stage.run(page.client.aws().credentials()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IdentityPoolConfiguration);
    assert!(error.help().contains("cognito-identity.amazonaws.com:aud"));
    for body in ["<html>".to_owned(), "<A>".repeat(200_000), String::new()] {
        played
            .state()
            .next
            .push(("STS", played::response(200, body)));
        let error = stage.run(page.client.aws().credentials()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    }
    assert_ne!(credentials(&stage, &page), ours);
}

#[test]
fn one_of_several_roles_can_be_requested() {
    let stage = Stage::new();
    let played = Played::on(&stage);
    let role = "arn:aws:iam::123456789012:role/admin";
    let pool = IdentityPool::new(POOL_ID)
        .role_arn(role)
        .login_key("idp.example/pool");
    let page = stage.page_of(config(BROWSER).identity_pool(pool));
    credentials(&stage, &page);
    assert_eq!(played.input(GET).get("CustomRoleArn"), None);
    sign_in(&stage, &page.client, ADA);
    credentials(&stage, &page);
    assert_eq!(played.input(GET)["CustomRoleArn"], role);
    let logins = played.input(GET)["Logins"].clone();
    assert!(logins.get("idp.example/pool").is_some());
}

#[test]
fn an_identity_is_unlinked() {
    let (stage, page, played) = scene();
    let error = stage.run(page.client.aws().unlink()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    sign_in(&stage, &page.client, ADA);
    let ours = credentials(&stage, &page);
    stage.run(page.client.aws().unlink()).unwrap();
    let sent = played.input("UnlinkIdentity");
    assert_eq!(sent["IdentityId"], ours.identity_id());
    assert_eq!(
        sent["LoginsToRemove"][0],
        sent["Logins"]
            .as_object()
            .unwrap()
            .keys()
            .next()
            .unwrap()
            .as_str()
    );
    assert_eq!(at_rest(&stage), None);
}

/// The app's own store, whose contents the test can read.
#[derive(Clone, Default)]
struct Own(Arc<MemoryStore>);

impl Store for Own {
    fn read<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<Option<String>, StoreError>> {
        self.0.read(key)
    }

    fn write<'a>(
        &'a self,
        key: &'a str,
        value: &'a str,
    ) -> LocalFuture<'a, Result<(), StoreError>> {
        self.0.write(key, value)
    }

    fn remove<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), StoreError>> {
        self.0.remove(key)
    }

    fn keys<'a>(&'a self, prefix: &'a str) -> LocalFuture<'a, Result<Vec<String>, StoreError>> {
        self.0.keys(prefix)
    }
}
