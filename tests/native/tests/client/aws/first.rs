//! The first request to the identity pool, in the cases of `tests/interop/stored/identity.mjs`, which
//! checks that the npm package's entry sends the same request before the library is loaded.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::played::response;
use crate::stored;
use vestibule::platform::simulated::{Delivery, Tab};
use vestibule::protocol::http::HttpRequest;
use vestibule::{IdentityPool, Logins};
use vestibule_native_tests::{APP, BROWSER, Stage, client, config};

const CASES: &str = include_str!("../../../../cases/identity.json");

#[test]
fn the_first_requests_match_the_cases() {
    let all: Value = serde_json::from_str(CASES).unwrap();
    let cases = all["cases"].as_array().unwrap();
    for case in cases {
        let of = |name: &str| case.get(name).unwrap_or(&all[name]).clone();
        let name = &case["name"];
        let requests = asked(&all, case);
        let first = &requests[0];
        assert_eq!(
            (&first.url, &first.operation),
            (&of("url"), &of("asks")),
            "{name}"
        );
        assert_eq!(first.body["IdentityId"], case["identity"], "{name}");
        let mut logins = first.body["Logins"].as_object().into_iter().flatten();
        let login = logins.next().map(|(key, _)| key.as_str());
        assert_eq!(json!(login), of("login"), "{name}");
        assert!(logins.next().is_none(), "{name}");
        if first.operation != "GetId" {
            continue;
        }
        let second = &requests[1];
        assert_eq!(
            (&second.url, &second.operation),
            (&of("url"), &of("then")),
            "{name}"
        );
        assert_eq!(second.body["IdentityId"], all["found"], "{name}");
        assert_eq!(second.body["Logins"], first.body["Logins"], "{name}");
        assert_eq!(second.body["CustomRoleArn"], case["role"], "{name}");
        // The package sends the same text, so the order of the members matters.
        let is_in_order = |text: &str| {
            let places = ["\"IdentityId\"", "\"Logins\"", "\"CustomRoleArn\""];
            let found: Vec<_> = places.iter().filter_map(|name| text.find(name)).collect();
            found.is_sorted() && !text.contains(' ')
        };
        assert!(is_in_order(&second.text), "{name}");
    }
    assert!(cases.len() > 15);
}

struct Asked {
    url: Value,
    operation: Value,
    body: Value,
    text: String,
}

/// The requests to the identity pool, which responds only to the first one, if that is GetId.
fn asked(all: &Value, case: &Value) -> Vec<Asked> {
    let stage = Stage::new();
    let tab = stage.world.tab(APP);
    keep(&stage, &tab, case);
    let requests = Arc::new(Mutex::new(Vec::new()));
    let (seen, found) = (requests.clone(), json!({ "IdentityId": all["found"] }));
    stage.world.network(move |request: &HttpRequest| {
        let mut headers = request.headers.iter();
        let operation =
            headers.find_map(|(_, value)| value.strip_prefix("AWSCognitoIdentityService."));
        let text = request.body.clone().unwrap_or_default();
        seen.lock().unwrap().push(Asked {
            url: json!(request.url),
            operation: json!(operation),
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        });
        match operation {
            Some("GetId") => Delivery::Answer(response(200, found.to_string())),
            _ => Delivery::LoseRequest,
        }
    });
    let client = client(
        &tab,
        config(BROWSER).identity_pool(identity_pool(&all["id"], case)),
    );
    stage.run(client.aws().credentials()).unwrap_err();
    let mut requests = requests.lock().unwrap();
    std::mem::take(&mut *requests)
}

/// The contents of the browser's storage.
fn keep(stage: &Stage, tab: &Tab, case: &Value) {
    let platform = tab.platform();
    let now = stage.world.now().as_millis() as i64;
    stage.run(async {
        for (store, kept) in [(&platform.local, "local"), (&platform.tab, "session")] {
            for (key, text) in case[kept].as_object().into_iter().flatten() {
                store.write(key, text.as_str().unwrap()).await.unwrap();
            }
        }
        if case["signedIn"] != false {
            let text = stored::fresh(now, case["issuer"].as_str());
            let key = format!("vestibule.{BROWSER}.session");
            platform.local.write(&key, &text).await.unwrap();
        }
    });
}

/// The setting `identityPool` of a case.
pub(super) fn identity_pool(id: &Value, case: &Value) -> IdentityPool {
    let given = &case["pool"];
    let id = given.as_str().or(given["id"].as_str()).or(id.as_str());
    let mut pool = IdentityPool::new(id.unwrap());
    type Set = fn(IdentityPool, String) -> IdentityPool;
    let settings: [(&str, Set); 4] = [
        ("endpoint", IdentityPool::endpoint),
        ("loginKey", IdentityPool::login_key),
        ("roleArn", IdentityPool::role_arn),
        ("basicRoleArn", IdentityPool::basic_role_arn),
    ];
    for (name, set) in settings {
        if let Some(value) = given[name].as_str() {
            pool = set(pool, value.to_owned());
        }
    }
    match case["hasLogins"] == true {
        true => pool.logins(|| async { Ok(Logins::new()) }),
        false => pool,
    }
}
