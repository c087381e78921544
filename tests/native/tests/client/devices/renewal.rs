//! Tokens are renewed with the device key, whether or not the device is remembered.

use super::*;

#[test]
fn tokens_are_renewed_with_the_device_key() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let session = sign_in(&stage, &page.client, HEDY);
    let renewed = stage.run(page.client.refresh()).unwrap();
    assert_ne!(renewed.access_token(), session.access_token());
}

/// The only device that Cognito has for the signed-in user.
#[track_caller]
fn listed(stage: &Stage, client: &Client) -> vestibule::Device {
    let mut listed = stage.run(client.devices().list(None)).unwrap().devices;
    assert_eq!(listed.len(), 1);
    listed.remove(0)
}

#[test]
fn without_device_storage_the_session_lasts_and_no_device_is_remembered() {
    for storage in [Storage::Memory, Storage::SharedMemory] {
        for (client_id, is_remembered_by_pool) in [(FACTORS, false), (STRICT, true)] {
            let stage = Stage::new();
            let page = stage.page_of(config(client_id).storage(storage));
            match is_remembered_by_pool {
                false => drop(sign_in(&stage, &page.client, HEDY)),
                true => by_code(&stage, &page.client),
            }
            assert_eq!(stage.run(page.client.devices().this()).unwrap(), None);
            let device = listed(&stage, &page.client);
            assert_eq!(device.is_remembered, Some(false), "{storage:?}");
            let asked = usize::from(is_remembered_by_pool);
            assert_eq!(stage.calls("UpdateDeviceStatus"), asked);
            lasts(&stage, &page.client);
        }
    }
}

/// Signs Margaret in, who uses MFA.
fn by_code(stage: &Stage, client: &Client) {
    let credentials = Password::srp(MARGARET.0, MARGARET.1);
    let step = stage.run(client.sign_in(credentials)).unwrap();
    let SignInStep::EmailCode(step) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("margaret@example.com"))));
}

#[test]
fn without_remember_the_session_lasts_and_no_device_is_stored() {
    let stage = Stage::new();
    let mut page = stage.page(STRICT);
    let client = page.client.remember(Remember::Briefly);
    by_code(&stage, &client);
    assert_eq!(listed(&stage, &client).is_remembered, Some(false));
    let platform = page.tab.platform();
    for store in [platform.local, platform.tab] {
        for key in stage.run(store.keys("vestibule.")).unwrap() {
            assert!(!key.ends_with(".devices"), "{key}");
        }
    }
    lasts(&stage, &client);
    page.reload(config(STRICT));
    lasts(&stage, &page.client);
    // The device is unknown to the next user of this browser.
    let _ = stage.run(page.client.sign_out()).unwrap();
    let credentials = Password::srp(MARGARET.0, MARGARET.1);
    let step = stage.run(page.client.sign_in(credentials)).unwrap();
    assert!(matches!(step, SignInStep::EmailCode(_)), "{step:?}");
}

#[test]
fn choice_based_password_sessions_are_renewed_and_user_password_auth_ones_are_not() {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let credentials = Credentials::choice(HEDY.0).preferred("PASSWORD");
    done(stage.run(page.client.sign_in(credentials.password(HEDY.1))));
    lasts(&stage, &page.client);
    let page = stage.page(FACTORS);
    done(stage.run(page.client.sign_in(Password::plain(HEDY.0, HEDY.1))));
    let error = stage.run(page.client.refresh()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    assert!(error.help().contains("USER_PASSWORD_AUTH"));
}
