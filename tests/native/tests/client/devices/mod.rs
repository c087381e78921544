//! Remembered devices: the device signs in with its key, and the user lists, forgets and remembers devices.

mod renewal;

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::platform::simulated::Delivery;
use vestibule::{
    Client, Credentials, ErrorKind, Password, Remember, SignInStep, Storage, ThisDevice,
};
use vestibule_native_tests::{
    BROWSER, FACTORS, HEDY, Page, STRICT, Stage, config, done, response, sign_in,
};

const MARGARET: (&str, &str) = ("margaret", "Hamilton1936");

#[track_caller]
fn this(stage: &Stage, client: &Client) -> ThisDevice {
    stage
        .run(client.devices().this())
        .unwrap()
        .expect("a device is known")
}

/// The challenges that the client has answered, in order.
fn answered(stage: &Stage) -> Vec<String> {
    let requests = stage.world.requests();
    let bodies = requests
        .iter()
        .filter_map(|request| request.body.as_deref());
    let bodies = bodies.filter_map(|body| serde_json::from_str::<Value>(body).ok());
    bodies
        .filter_map(|body| body["ChallengeName"].as_str().map(str::to_owned))
        .collect()
}

/// Hedy is signed in, and this device is remembered.
fn remembered(stage: &Stage) -> Page {
    let page = stage.page(FACTORS);
    sign_in(stage, &page.client, HEDY);
    let key = this(stage, &page.client).key;
    stage.run(page.client.devices().remember(&key)).unwrap();
    page
}

/// Direct calls, as from another browser.
fn forget(stage: &Stage, page: &Page) {
    let token = stage.run(page.client.session()).unwrap();
    let key = this(stage, &page.client).key;
    let input = json!({ "AccessToken": token.access_token(), "DeviceKey": key });
    assert_eq!(stage.call("ForgetDevice", input).0, 200);
}

const HOURS: Duration = Duration::from_secs(3 * 3600);

/// Three hours later, with tokens that are valid for one hour.
#[track_caller]
fn lasts(stage: &Stage, client: &Client) {
    let token = stage
        .run(client.session())
        .unwrap()
        .access_token()
        .to_owned();
    stage.advance(HOURS);
    let session = stage.run(client.session()).expect("the session goes on");
    assert_ne!(session.access_token(), token);
    assert!(stage.accepts(session.access_token()));
}

#[test]
fn a_device_is_confirmed_and_the_user_decides_to_remember_it() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    sign_in(&stage, &page.client, HEDY);
    assert_eq!(stage.calls("ConfirmDevice"), 1);
    let device = this(&stage, &page.client);
    assert!(device.is_undecided);
    // The device sends its key, and gets no challenge as long as it is not remembered.
    sign_in(&stage, &page.client, HEDY);
    assert_eq!(stage.calls("ConfirmDevice"), 1);
    assert_eq!(answered(&stage), ["PASSWORD_VERIFIER"; 2]);

    stage
        .run(page.client.devices().remember(&device.key))
        .unwrap();
    assert!(!this(&stage, &page.client).is_undecided);
    sign_in(&stage, &page.client, HEDY);
    assert_eq!(
        answered(&stage)[2..],
        [
            "PASSWORD_VERIFIER",
            "DEVICE_SRP_AUTH",
            "DEVICE_PASSWORD_VERIFIER"
        ]
    );
    done(stage.run(page.client.sign_in(Password::plain(HEDY.0, HEDY.1))));
    assert_eq!(
        answered(&stage)[5..],
        ["DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"]
    );

    stage
        .run(page.client.devices().do_not_remember(&device.key))
        .unwrap();
    sign_in(&stage, &page.client, HEDY);
    assert_eq!(answered(&stage)[7..], ["PASSWORD_VERIFIER"]);
}

#[test]
fn a_remembered_device_replaces_the_second_factor() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    let step = stage
        .run(page.client.sign_in(Password::srp(MARGARET.0, MARGARET.1)))
        .unwrap();
    let SignInStep::EmailCode(step) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("margaret@example.com"))));
    assert!(
        !this(&stage, &page.client).is_undecided,
        "the pool remembers every device"
    );
    sign_in(&stage, &page.client, MARGARET);
    assert_eq!(stage.messages_to("margaret@example.com"), 1);
}

#[test]
fn a_device_is_found_by_every_name_of_its_user() {
    let stage = Stage::new();
    let page = remembered(&stage);
    let before = answered(&stage).len();
    // The first step has a new user name; Cognito returns its own name for the user with the second.
    done(
        stage.run(
            page.client
                .sign_in(Password::srp("hedy@example.com", HEDY.1)),
        ),
    );
    assert_eq!(
        answered(&stage)[before..],
        [
            "PASSWORD_VERIFIER",
            "DEVICE_SRP_AUTH",
            "DEVICE_PASSWORD_VERIFIER"
        ]
    );
    assert_eq!(stage.calls("ConfirmDevice"), 1);
}

#[test]
fn a_device_unknown_to_cognito_is_removed_and_the_sign_in_continues() {
    for plain in [false, true] {
        let stage = Stage::new();
        let page = remembered(&stage);
        let old = this(&stage, &page.client).key;
        forget(&stage, &page);
        let credentials = match plain {
            true => Password::plain(HEDY.0, HEDY.1),
            false => Password::srp(HEDY.0, HEDY.1),
        };
        done(stage.run(page.client.sign_in(credentials)));
        assert_ne!(
            this(&stage, &page.client).key,
            old,
            "it is a new device now"
        );
    }
}

#[test]
fn a_device_forgotten_during_the_sign_in_is_removed() {
    let stage = Stage::new();
    let page = stage.page(STRICT);
    let step = stage
        .run(page.client.sign_in(Password::srp(MARGARET.0, MARGARET.1)))
        .unwrap();
    let SignInStep::EmailCode(step) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("margaret@example.com"))));
    let key = this(&stage, &page.client).key;
    stage
        .run(page.client.devices().do_not_remember(&key))
        .unwrap();
    let step = stage
        .run(page.client.sign_in(Password::srp(MARGARET.0, MARGARET.1)))
        .unwrap();
    let SignInStep::EmailCode(step) = step else {
        panic!("{step:?}")
    };
    forget(&stage, &page);
    done(stage.run(step.submit(&stage.code_for("margaret@example.com"))));
}

#[test]
fn a_device_with_a_damaged_secret_is_removed_and_the_sign_in_continues() {
    let stage = Stage::new();
    let page = remembered(&stage);
    let old = this(&stage, &page.client).key;
    let store = page.tab.platform().local;
    let key = format!("vestibule.{FACTORS}.devices");
    let kept = stage.run(store.read(&key)).unwrap().unwrap();
    let mut kept: Value = serde_json::from_str(&kept).unwrap();
    kept[0]["password"] = "another".into();
    stage.run(store.write(&key, &kept.to_string())).unwrap();
    sign_in(&stage, &page.client, HEDY);
    assert_ne!(this(&stage, &page.client).key, old);
    for damaged in ["", "{}", "[{}]", "[7]", "nothing"] {
        stage.run(store.write(&key, damaged)).unwrap();
        sign_in(&stage, &page.client, HEDY);
        assert_eq!(
            stage
                .run(page.client.devices().list(None))
                .unwrap()
                .devices
                .iter()
                .filter(|it| it.is_this)
                .count(),
            1
        );
    }
}

#[test]
fn a_failed_device_confirmation_is_retried_and_does_not_fail_the_sign_in() {
    for delivery in [
        Delivery::LoseRequest,
        Delivery::LoseAnswer,
        Delivery::Answer(response(500, "{\"__type\":\"InternalErrorException\"}")),
    ] {
        let stage = Stage::new();
        let page = stage.page(FACTORS);
        stage.deliver("ConfirmDevice", delivery);
        sign_in(&stage, &page.client, HEDY);
        assert_eq!(stage.run(page.client.devices().this()).unwrap(), None);
        stage.deliver_all(Delivery::Deliver);
        stage.advance(Duration::from_secs(10));
        let key = this(&stage, &page.client).key;
        lasts(&stage, &page.client);
        // The device uses the secret of the first try.
        stage.run(page.client.devices().remember(&key)).unwrap();
        sign_in(&stage, &page.client, HEDY);
        assert_eq!(this(&stage, &page.client).key, key);
    }
}

#[test]
fn devices_are_listed_and_forgotten() {
    let stage = Stage::new();
    let page = remembered(&stage);
    let other = stage.page_of(config(FACTORS).storage(Storage::Session));
    sign_in(&stage, &other.client, HEDY);
    let this_key = this(&stage, &page.client).key;
    let listed = stage.run(page.client.devices().list(None)).unwrap();
    assert_eq!((listed.devices.len(), &listed.next), (2, &None));
    let found = listed.devices.iter().find(|device| device.is_this).unwrap();
    assert_eq!((&found.key, found.is_remembered), (&this_key, Some(true)));
    assert!(found.created.is_some() && found.last_used.is_some());
    let foreign = listed
        .devices
        .iter()
        .find(|device| !device.is_this)
        .unwrap();
    assert_eq!(foreign.is_remembered, Some(false));
    assert_eq!(
        &stage.run(page.client.devices().get(&foreign.key)).unwrap(),
        foreign
    );

    stage
        .run(page.client.devices().forget(&foreign.key))
        .unwrap();
    assert_eq!(
        stage
            .run(page.client.devices().list(None))
            .unwrap()
            .devices
            .len(),
        1
    );
    assert_eq!(
        this(&stage, &page.client).key,
        this_key,
        "this one is still known"
    );
    let error = stage
        .run(page.client.devices().get(&foreign.key))
        .unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    stage.run(page.client.devices().forget(&this_key)).unwrap();
    assert_eq!(stage.run(page.client.devices().this()).unwrap(), None);
}

#[test]
fn devices_need_a_pool_that_tracks_them_and_a_session() {
    let stage = Stage::new();
    let page = stage.page(BROWSER);
    sign_in(&stage, &page.client, vestibule_native_tests::ADA);
    assert_eq!(stage.run(page.client.devices().this()).unwrap(), None);
    let error = stage.run(page.client.devices().list(None)).unwrap_err();
    assert_eq!(error.code(), Some("InvalidUserPoolConfigurationException"));
    let nobody = stage.page(FACTORS).client;
    let kinds = [
        stage.run(nobody.devices().this()).unwrap_err().kind(),
        stage.run(nobody.devices().list(None)).unwrap_err().kind(),
        stage.run(nobody.devices().get("key")).unwrap_err().kind(),
        stage
            .run(nobody.devices().remember("key"))
            .unwrap_err()
            .kind(),
        stage
            .run(nobody.devices().forget("key"))
            .unwrap_err()
            .kind(),
    ];
    assert_eq!(kinds, [ErrorKind::SignedOut; 5]);
}
