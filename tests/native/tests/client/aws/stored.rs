//! Stored credentials, in the cases of `tests/interop/stored/stored-credentials.mjs`, which checks that the npm package's
//! entry returns the same before the library is loaded.

use serde_json::{Value, json};

use super::first::identity_pool;
use crate::stored;
use vestibule::platform::simulated::Delivery;
use vestibule_native_tests::{APP, BROWSER, Stage, client, config};

const CASES: &str = include_str!("../../../../cases/credentials.json");

#[test]
fn stored_credentials_are_returned_as_in_the_cases() {
    let all: Value = serde_json::from_str(CASES).unwrap();
    let cases = all["cases"].as_array().unwrap();
    for case in cases {
        let name = &case["name"];
        let stage = Stage::new();
        let now = stage.world.now().as_millis() as i64;
        let record = record(&all, case, now);
        let tab = stage.world.tab(APP);
        let local = tab.platform().local;
        let key = format!("vestibule.{BROWSER}.session");
        stage.run(async {
            let session = stored::session(&case["session"], now);
            local.write(&key, &session).await.unwrap();
            let key = [&key, ".aws"].concat();
            local.write(&key, &text(case, &record)).await.unwrap();
        });
        stage.world.network(|_| Delivery::LoseRequest);
        let pool = identity_pool(&all["record"]["source"], case);
        let client = client(&tab, config(BROWSER).identity_pool(pool));
        let outcome = stage.run(client.aws().credentials());
        let found = if outcome.is_ok() { "returns" } else { "asks" };
        assert_eq!(found, case["library"], "{name}: {outcome:?}");
        let entry = &case["entry"];
        assert!(entry == "asks" || entry == found, "{name}");
        let Ok(credentials) = outcome else { continue };
        let expires = record["expires"].as_i64().unwrap() - record["offset"].as_i64().unwrap();
        let view = json!({
            "accessKeyId": credentials.access_key_id(),
            "secretAccessKey": credentials.secret_access_key(),
            "sessionToken": credentials.session_token(),
            "identityId": credentials.identity_id(),
            "replaced": credentials.replaced_identity_id(),
            "expires": credentials.expires_at().as_millis(),
        });
        for (field, value) in view.as_object().unwrap() {
            let expected = match field.as_str() {
                "expires" => json!(expires),
                name => record[name].clone(),
            };
            assert_eq!(*value, expected, "{name}: {field}");
        }
    }
    assert!(cases.len() > 35);
}

fn record(all: &Value, case: &Value, now: i64) -> Value {
    let number = |name: &str| case.get(name).unwrap_or(&all[name]).as_i64().unwrap();
    let issued = now + case["session"]["offset"].as_i64().unwrap_or(0) - number("age");
    let mut record = all["record"].clone();
    record["issued"] = issued.into();
    record["expires"] = (issued + number("life")).into();
    for (name, value) in case["record"].as_object().into_iter().flatten() {
        record[name] = value.clone();
    }
    record
}

fn text(case: &Value, record: &Value) -> String {
    if let Some(text) = case["text"].as_str() {
        return text.to_owned();
    }
    let mut record = record.clone();
    for name in case["without"].as_array().into_iter().flatten() {
        let fields = record.as_object_mut().unwrap();
        fields.remove(name.as_str().unwrap());
    }
    record.to_string()
}
