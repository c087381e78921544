//! Sessions that are not migrated: expired, of another app client, damaged, or with migration turned off.

use super::*;

#[test]
fn expired_tokens_without_a_refresh_token_are_not_migrated() {
    let stage = Stage::new();
    let mut tokens = tokens(&stage, PASSWORD, ADA);
    tokens["RefreshToken"] = "".into();
    plant(&stage, PASSWORD, "ada", &tokens);
    let kept = keys(&stage);
    let fresh = stage.page(PASSWORD);
    stage.advance(2 * HOUR);
    let error = stage.run(fresh.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert_eq!(keys(&stage), kept);
}

#[test]
fn tokens_of_other_pools_clients_or_users_are_not_migrated() {
    let stage = Stage::new();
    let ada = tokens(&stage, PASSWORD, ADA);
    let other_client = tokens(&stage, ROTATION, ADA);
    stage.administer(
        "AdminCreateUser",
        json!({ "Username": "bob", "MessageAction": "SUPPRESS" }),
    );
    stage.administer(
        "AdminSetUserPassword",
        json!({ "Username": "bob", "Password": "Builder1999", "Permanent": true }),
    );
    let bob = tokens(&stage, PASSWORD, ("bob", "Builder1999"));
    let mut mixed = ada.clone();
    mixed["IdToken"] = bob["IdToken"].clone();
    let mut twice = ada.clone();
    twice["IdToken"] = ada["AccessToken"].clone();
    let mut broken = ada.clone();
    broken["AccessToken"] = "a.b.c".into();
    for wrong in [other_client, mixed, twice, broken] {
        plant(&stage, PASSWORD, "ada", &wrong);
        let page = stage.page(PASSWORD);
        let error = stage.run(page.client.session()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignedOut);
        assert!(read(&stage, &record(PASSWORD)).is_none());
    }
    plant(&stage, PASSWORD, "ada", &ada);
    let elsewhere = config(PASSWORD).issuer("https://example.com/pool");
    let page = stage.page_of(elsewhere);
    stage.run(page.client.session()).unwrap_err();
    assert_eq!(
        stage
            .run(stage.page(PASSWORD).client.session())
            .unwrap()
            .username(),
        "ada"
    );
}

#[test]
fn without_the_option_foreign_sessions_are_not_touched() {
    let stage = planted(PASSWORD);
    let contents = |stage: &Stage| -> Vec<(String, Option<String>)> {
        let keys = theirs(stage).into_iter();
        keys.map(|key| (key.clone(), read(stage, &key))).collect()
    };
    let before = contents(&stage);
    assert!(!before.is_empty());
    let token = read(&stage, &[&prefix(PASSWORD), "ada.refreshToken"].concat()).unwrap();
    let page = stage.page_of(config(PASSWORD).migration(Migration::Off));
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert!(stage.run(page.client.current()).is_none());
    // With nobody signed in, with somebody signed in, and signing out everywhere.
    let _ = stage.run(page.client.sign_out()).unwrap();
    let charles = || {
        page.client
            .sign_in(Password::plain("charles", "Babbage1791"))
    };
    done(stage.run(charles()));
    let _ = stage.run(page.client.sign_out()).unwrap();
    done(stage.run(charles()));
    let _ = stage.run(page.client.sign_out_everywhere()).unwrap();
    assert_eq!(contents(&stage), before);
    assert_eq!(
        keys(&stage).len(),
        before.len(),
        "nothing of it is kept here"
    );
    let input = json!({ "ClientId": PASSWORD, "RefreshToken": token });
    assert_eq!(
        stage.call(RENEWAL, input).0,
        200,
        "it is revoked for nobody"
    );
}

#[test]
fn a_record_of_a_later_version_is_not_changed() {
    let stage = planted(PASSWORD);
    write(&stage, &record(PASSWORD), r#"{"v":99}"#);
    let before = keys(&stage);
    let page = stage.page(PASSWORD);
    let error = stage.run(page.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    assert_eq!(keys(&stage), before);
    assert_eq!(read(&stage, &record(PASSWORD)).unwrap(), r#"{"v":99}"#);
}

#[test]
fn unrelated_keys_do_not_delay_the_client() {
    let stage = Stage::new();
    let page = stage.page(PASSWORD);
    sign_in(&stage, &page.client, ADA);
    let tokens = tokens(&stage, PASSWORD, ADA);
    plant(&stage, PASSWORD, "ada", &tokens);
    // Another tab holds the lock during a slow renewal.
    let lock = page.tab.platform().lock;
    let held = stage.run(async { lock.acquire(&record(PASSWORD), HOUR).await });
    let other = stage.page(PASSWORD);
    let before = stage.world.now();
    stage.run(other.client.session()).unwrap();
    assert!(stage.world.now().since(before) < Duration::from_millis(100));
    drop(held);
}

#[test]
fn malformed_keys_are_ignored() {
    let stage = planted(PASSWORD);
    for (key, value) in [
        ("", "x"),
        (".idToken", "x"),
        (".deviceKey", "x"),
        ("ü.deviceKey", "undefined"),
        ("ü.deviceGroupKey", ""),
        ("a.b.c.deviceKey.deviceKey", "null"),
        ("oauthSignIn", ",,"),
        ("inflightOAuth", "true"),
    ] {
        write(&stage, &[&prefix(PASSWORD), key].concat(), value);
    }
    let page = stage.page(PASSWORD);
    assert_eq!(stage.run(page.client.session()).unwrap().username(), "ada");
    assert_eq!(keys(&stage), [record(PASSWORD)]);
}

#[test]
fn stale_keys_of_an_ended_session_are_not_migrated() {
    let stage = planted(PASSWORD);
    let seen: Vec<_> = theirs(&stage)
        .into_iter()
        .map(|key| (read(&stage, &key).unwrap(), key))
        .collect();
    let page = stage.page(PASSWORD);
    let other = stage.page(PASSWORD);
    stage.run(page.client.session()).unwrap();
    // Browsers show another process a removal late.
    seen.iter()
        .for_each(|(value, key)| write(&stage, key, value));
    let record_there = read(&stage, &record(PASSWORD)).unwrap();
    forget(&stage, &record(PASSWORD));
    let later = async {
        let store = stage.world.local_storage();
        let clock = other.tab.platform().clock;
        clock.sleep(Duration::from_millis(200)).await;
        let key = record(PASSWORD);
        store.write(&key, &record_there).await.unwrap();
    };
    let (session, ()) = stage.run(futures_util::future::join(other.client.session(), later));
    assert!(session.is_ok());
    assert!(
        !theirs(&stage).is_empty(),
        "the other tab has it, and not this one"
    );

    let _ = stage.run(page.client.sign_out()).unwrap();
    seen.iter()
        .for_each(|(value, key)| write(&stage, key, value));
    let third = stage.page(PASSWORD);
    let error = stage.run(third.client.session()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignedOut);
    // A new sign-in with the other library is later.
    stage.advance(Duration::from_secs(5));
    let tokens = tokens(&stage, PASSWORD, ADA);
    plant(&stage, PASSWORD, "ada", &tokens);
    stage.run(third.client.import_session());
    assert_eq!(stage.run(third.client.session()).unwrap().username(), "ada");
}
