//! Devices remembered by another library.

use super::*;

/// Writes the device as the other library stores it.
fn device_as_theirs(stage: &Stage, page: &Page, client: &str, name: &str) {
    let devices = kept(stage, page, &format!("vestibule.{client}.devices"));
    let of = |end: &str| [&prefix(client), name, end].concat();
    for (end, field) in [
        (".deviceKey", "key"),
        (".deviceGroupKey", "groupKey"),
        (".randomPasswordKey", "password"),
    ] {
        write(stage, &of(end), devices[0][field].as_str().unwrap());
    }
}

#[test]
fn a_migrated_device_renews_the_session_and_replaces_mfa() {
    let stage = Stage::new();
    let page = apart(&stage, STRICT);
    let step = stage.run(page.client.sign_in(Password::srp(MARGARET.0, MARGARET.1)));
    let Ok(SignInStep::EmailCode(step)) = step else {
        panic!("{step:?}")
    };
    done(stage.run(step.submit(&stage.code_for("margaret@example.com"))));
    device_as_theirs(&stage, &page, STRICT, "margaret");
    session_as_theirs(&stage, &page, STRICT, "margaret");
    page.tab.crash();

    let page = stage.page(STRICT);
    stage.advance(2 * HOUR);
    let session = stage.run(page.client.session()).unwrap();
    assert_eq!(session.username(), "margaret");
    assert!(theirs(&stage).is_empty());
    let _ = stage.run(page.client.sign_out()).unwrap();
    let _ = sign_in(&stage, &page.client, MARGARET);
    assert_eq!(stage.messages_to("margaret@example.com"), 1);
}

#[test]
fn a_device_without_a_session_is_kept_for_the_next_sign_in() {
    let stage = Stage::new();
    let page = apart(&stage, FACTORS);
    sign_in(&stage, &page.client, HEDY);
    let _ = stage.run(page.client.sign_out()).unwrap();
    device_as_theirs(&stage, &page, FACTORS, "hedy");
    page.tab.crash();
    let page = stage.page(FACTORS);
    stage.run(page.client.session()).unwrap_err();
    assert!(theirs(&stage).is_empty());
    sign_in(&stage, &page.client, HEDY);
    assert_eq!(stage.calls("ConfirmDevice"), 1, "it is known");
}

#[test]
fn with_memory_storage_a_session_with_a_device_is_not_migrated() {
    let stage = Stage::new();
    let page = apart(&stage, FACTORS);
    sign_in(&stage, &page.client, HEDY);
    device_as_theirs(&stage, &page, FACTORS, "hedy");
    session_as_theirs(&stage, &page, FACTORS, "hedy");
    page.tab.crash();
    let before = keys(&stage);
    let page = stage.page_of(config(FACTORS).storage(Storage::Memory));
    stage.run(page.client.session()).unwrap_err();
    assert_eq!(keys(&stage), before);
}

#[test]
fn a_device_of_a_session_that_is_not_migrated_replaces_no_other() {
    let stage = Stage::new();
    let other = apart(&stage, FACTORS);
    sign_in(&stage, &other.client, HEDY);
    device_as_theirs(&stage, &other, FACTORS, "hedy");
    session_as_theirs(&stage, &other, FACTORS, "hedy");
    let page = stage.page_on_demand(FACTORS);
    // As if this library had signed in first, with its own device.
    let kept: Vec<_> = theirs(&stage)
        .into_iter()
        .map(|key| (read(&stage, &key).unwrap(), key))
        .collect();
    kept.iter().for_each(|(_, key)| forget(&stage, key));
    sign_in(&stage, &page.client, HEDY);
    let device = stage.run(page.client.devices().this()).unwrap();
    kept.iter()
        .for_each(|(value, key)| write(&stage, key, value));
    let page = stage.page_on_demand(FACTORS);
    stage.run(page.client.refresh()).unwrap();
    assert_eq!(stage.run(page.client.devices().this()).unwrap(), device);
    assert!(!theirs(&stage).is_empty());
}
