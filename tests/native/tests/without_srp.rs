//! The client without the feature `srp`: it signs in, confirms its device although it cannot sign in with
//! the device's key, and renews its session.
//!
//!     cargo test -p vestibule-native-tests --no-default-features --test without_srp
#![cfg(not(feature = "srp"))]

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::platform::Store;
use vestibule::{Client, Credentials, Password, Session, Storage, Subject};
use vestibule_emulator::DeviceConfiguration;
use vestibule_native_tests::{
    ADA, FACTORS, FACTORS_POOL, HEDY, PASSWORD, Page, Stage, config, done,
};

const RENEWAL: &str = "GetTokensFromRefreshToken";

/// Signs in with `USER_AUTH` and a plain password: a pool that remembers devices renews these
/// sessions, but not those of `USER_PASSWORD_AUTH`.
#[track_caller]
fn sign_in(stage: &Stage, client: &Client, (name, password): (&str, &str)) -> Session {
    done(stage.run(client.sign_in(Credentials::choice(name).password(password))))
}

/// The client's requests of an operation, oldest first.
fn sent(stage: &Stage, operation: &str) -> Vec<Value> {
    let target = ["AWSCognitoIdentityProviderService.", operation].concat();
    let requests = stage.world.requests();
    let of_it = requests.iter().filter(|request| {
        let mut headers = request.headers.iter();
        headers.any(|(_, value)| *value == target)
    });
    of_it
        .map(|request| serde_json::from_str(request.body.as_deref().unwrap()).unwrap())
        .collect()
}

/// The session is renewed with its device key on demand, and again after some time.
fn expect_renewals(stage: &Stage, page: &Page, session: &Session) {
    let key = session.access_claims().string("device_key").unwrap();
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
    stage.advance(Duration::from_secs(2 * 3600));
    let later = stage.run(page.client.session()).unwrap();
    assert_ne!(later.access_token(), renewed.access_token());
    assert!(stage.accepts(later.access_token()));
    let renewals = sent(stage, RENEWAL);
    assert!(renewals.len() >= 2);
    for renewal in renewals {
        assert_eq!(renewal["DeviceKey"], key);
    }
}

#[test]
fn a_new_device_is_confirmed_and_its_session_renewed() {
    for storage in [Storage::Local, Storage::Session, Storage::Memory] {
        let stage = Stage::new();
        let page = stage.page_of(config(FACTORS).storage(storage));
        let session = sign_in(&stage, &page.client, HEDY);
        let first = sent(&stage, "InitiateAuth").remove(0);
        assert_eq!(first["AuthFlow"], "USER_AUTH");
        assert_eq!(first["AuthParameters"]["PREFERRED_CHALLENGE"], "PASSWORD");
        let confirmed = sent(&stage, "ConfirmDevice");
        assert_eq!(confirmed.len(), 1, "{storage:?}");
        let key = session.access_claims().string("device_key").unwrap();
        assert_eq!(confirmed[0]["DeviceKey"], key);
        expect_renewals(&stage, &page, &session);
    }
}

#[test]
fn without_srp_a_device_is_not_remembered() {
    for asks in [true, false] {
        let stage = Stage::with(|config| {
            let pool = config.pools.iter_mut().find(|pool| pool.id == FACTORS_POOL);
            pool.unwrap().device_configuration = Some(DeviceConfiguration {
                device_only_remembered_on_user_prompt: asks,
                ..DeviceConfiguration::default()
            });
        });
        let page = stage.page(FACTORS);
        let session = sign_in(&stage, &page.client, HEDY);
        let local = stage.world.local_storage();
        let devices = ["vestibule.", FACTORS, ".devices"].concat();
        assert_eq!(stage.run(async { local.read(&devices).await }), Ok(None));
        let statuses = sent(&stage, "UpdateDeviceStatus");
        let statuses: Vec<_> = statuses
            .iter()
            .map(|body| &body["DeviceRememberedStatus"])
            .collect();
        match asks {
            true => assert!(statuses.is_empty(), "{statuses:?}"),
            false => assert_eq!(statuses, [&json!("not_remembered")]),
        }
        expect_renewals(&stage, &page, &session);
        // The next sign-in is from another device, and does not use this one's key.
        let again = sign_in(&stage, &page.client, HEDY);
        assert_ne!(
            again.access_claims().string("device_key"),
            session.access_claims().string("device_key")
        );
        assert_eq!(sent(&stage, "ConfirmDevice").len(), 2);
    }
}

#[test]
fn a_pool_without_device_tracking_renews_password_sessions() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    let session = done(stage.run(page.client.sign_in(Password::plain(ADA.0, ADA.1))));
    assert_eq!(session.access_claims().string("device_key"), None);
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
    assert_eq!(sent(&stage, "ConfirmDevice"), [] as [Value; 0]);
    let found = stage.run(page.client.diagnose());
    let mut findings = found.findings.into_iter();
    let password = findings.find(|it| it.subject == Subject::Password).unwrap();
    assert!(password.help.starts_with("If the pool tracks devices"));
}
