//! Identities of guests and users, and linking of guests.

use serde_json::json;

use crate::support::{POOL, START, Stage, USER_POOL, claims, text};

const NOT_AUTHORIZED: &str = "NotAuthorizedException";

#[test]
fn each_guest_gets_a_new_identity() {
    let mut stage = Stage::new();
    let (first, second) = (stage.guest(), stage.guest());
    assert_ne!(first, second);
    assert!(
        first.starts_with("eu-west-1:") && first.len() == 46,
        "{first}"
    );
    let response = stage.ok("GetCredentialsForIdentity", json!({ "IdentityId": first }));
    assert_eq!(response["IdentityId"], first.as_str());
    let credentials = &response["Credentials"];
    assert!(text(&credentials["AccessKeyId"]).starts_with("ASIA"));
    assert_eq!(text(&credentials["SecretKey"]).len(), 40);
    assert!(text(&credentials["SessionToken"]).len() > 500);
    assert_eq!(credentials["Expiration"], START + 3600);
}

#[test]
fn guests_are_refused_unless_the_pool_allows_them() {
    let mut stage = Stage::with_pool(|pool| pool.allow_unauthenticated_identities = false);
    let message = "Unauthenticated access is not supported for this identity pool.";
    stage.refused(
        "GetId",
        json!({ "IdentityPoolId": POOL }),
        NOT_AUTHORIZED,
        message,
    );
    // A user still gets an identity, which cannot be used without the login.
    let logins = stage.ada();
    let id = stage.id_of(&logins);
    stage.ok(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": id, "Logins": logins }),
    );
    let message = format!("Access to Identity '{id}' is forbidden.");
    stage.refused(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": id }),
        NOT_AUTHORIZED,
        &message,
    );
}

#[test]
fn missing_pools_and_identities_are_errors() {
    let mut stage = Stage::new();
    let other = "eu-west-1:00000000-0000-0000-0000-000000000000";
    let not_found = "ResourceNotFoundException";
    let expected = format!("IdentityPool '{other}' not found.");
    stage.refused(
        "GetId",
        json!({ "IdentityPoolId": other }),
        not_found,
        &expected,
    );
    let expected = format!("Identity '{other}' not found.");
    for operation in ["GetCredentialsForIdentity", "GetOpenIdToken"] {
        stage.refused(
            operation,
            json!({ "IdentityId": other }),
            not_found,
            &expected,
        );
    }
    let (kind, message) = stage
        .call("GetId", json!({ "IdentityPoolId": "nonsense" }))
        .unwrap_err();
    assert_eq!(kind, "InvalidParameterException");
    assert!(
        message.starts_with("1 validation error detected: Value 'nonsense' at 'identityPoolId'"),
        "{message}"
    );
    assert_eq!(
        stage.call("GetIdentity", json!({})).unwrap_err().0,
        "UnknownOperationException"
    );
}

#[test]
fn a_user_always_has_the_same_identity() {
    let mut stage = Stage::new();
    let (ada, charles) = (stage.ada(), stage.charles());
    let id = stage.id_of(&ada);
    assert_eq!(stage.id_of(&ada), id);
    let again = stage.ada();
    assert_eq!(stage.id_of(&again), id);
    assert_ne!(stage.id_of(&charles), id);
    let message = "Logins don't match. Please include at least one valid login for this identity or identity pool.";
    let foreign = json!({ "IdentityId": id, "Logins": charles });
    stage.refused(
        "GetCredentialsForIdentity",
        foreign,
        NOT_AUTHORIZED,
        message,
    );
}

/// The nine steps of <https://github.com/aws-amplify/amplify-js/pull/14207>.
#[test]
fn a_guest_who_signs_in_keeps_or_merges_the_identity() {
    let mut stage = Stage::new();
    let ask = "GetCredentialsForIdentity";
    let guest = stage.guest();
    let ada = stage.ada();
    let response = stage.ok(ask, json!({ "IdentityId": guest, "Logins": ada }));
    assert_eq!(response["IdentityId"], guest.as_str());
    assert_eq!(stage.id_of(&ada), guest);
    // The identity no longer gives guest credentials.
    let message = format!("Access to Identity '{guest}' is forbidden.");
    stage.refused(
        ask,
        json!({ "IdentityId": guest }),
        NOT_AUTHORIZED,
        &message,
    );
    // A known user with another guest's id: the guest is merged and disabled.
    let second = stage.guest();
    let response = stage.ok(ask, json!({ "IdentityId": second, "Logins": ada }));
    assert_eq!(response["IdentityId"], guest.as_str());
    let message = format!("Access to Identity '{second}' is forbidden.");
    stage.refused(
        ask,
        json!({ "IdentityId": second }),
        NOT_AUTHORIZED,
        &message,
    );
    let charles = stage.charles();
    stage.refused(
        ask,
        json!({ "IdentityId": second, "Logins": charles }),
        NOT_AUTHORIZED,
        &message,
    );
    // With the logins of the identity that it was merged into, that identity is returned.
    let response = stage.ok(ask, json!({ "IdentityId": second, "Logins": ada }));
    assert_eq!(response["IdentityId"], guest.as_str());
}

#[test]
fn several_logins_are_linked_and_identities_merged() {
    let mut stage = Stage::new();
    let mut both = stage.ada();
    let id = stage.id_of(&both);
    both["graph.facebook.com"] = "facebook-token-of-augusta".into();
    let facebook = json!({ "graph.facebook.com": "facebook-token-of-augusta" });
    let other = stage.id_of(&facebook);
    assert_ne!(other, id);
    // The other identity is merged into the named one.
    let response = stage.ok(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": id, "Logins": both }),
    );
    assert_eq!(response["IdentityId"], id.as_str());
    assert_eq!(stage.id_of(&facebook), id);
    // At most one login for each provider.
    let mut conflict = stage.charles();
    conflict["graph.facebook.com"] = "facebook-token-of-augusta".into();
    let (kind, _) = stage
        .call(
            "GetCredentialsForIdentity",
            json!({ "IdentityId": id, "Logins": conflict }),
        )
        .unwrap_err();
    assert_eq!(kind, "ResourceConflictException");
}

#[test]
fn an_unlinked_login_gets_a_new_identity() {
    let mut stage = Stage::new();
    let mut both = stage.ada();
    let ada = both.clone();
    both["graph.facebook.com"] = "facebook-token-of-augusta".into();
    let id = stage.id_of(&both);
    let facebook = json!({ "graph.facebook.com": "facebook-token-of-augusta" });
    let unlink = |logins: &serde_json::Value, provider: &str| json!({ "IdentityId": id, "Logins": logins, "LoginsToRemove": [provider] });
    stage.ok("UnlinkIdentity", unlink(&ada, "graph.facebook.com"));
    assert_ne!(stage.id_of(&facebook), id);
    let message = "Logins don't match. Please include at least one valid login for this identity or identity pool.";
    stage.refused(
        "UnlinkIdentity",
        unlink(&facebook, USER_POOL),
        NOT_AUTHORIZED,
        message,
    );
    // Without a login the identity cannot be used.
    stage.ok("UnlinkIdentity", unlink(&ada, USER_POOL));
    let message = format!("Access to Identity '{id}' is forbidden.");
    for body in [
        json!({ "IdentityId": id }),
        json!({ "IdentityId": id, "Logins": ada }),
    ] {
        stage.refused("GetCredentialsForIdentity", body, NOT_AUTHORIZED, &message);
    }
    assert_ne!(stage.id_of(&ada), id);
    let (kind, _) = stage
        .call("UnlinkIdentity", json!({ "IdentityId": id }))
        .unwrap_err();
    assert_eq!(kind, "InvalidParameterException");
}

#[test]
fn openid_tokens_have_the_identitys_claims() {
    let mut stage = Stage::new();
    let guest = stage.guest();
    let response = stage.ok("GetOpenIdToken", json!({ "IdentityId": guest }));
    let said = claims(&response["Token"]);
    assert_eq!(said["sub"], guest.as_str());
    assert_eq!(said["aud"], POOL);
    assert_eq!(said["iss"], "https://cognito-identity.amazonaws.com");
    assert_eq!(said["amr"], json!(["unauthenticated"]));
    assert_eq!(said["exp"], START + 600);
    let ada = stage.ada();
    let sub = text(&claims(&ada[USER_POOL])["sub"]);
    let response = stage.ok(
        "GetOpenIdToken",
        json!({ "IdentityId": guest, "Logins": ada }),
    );
    let said = claims(&response["Token"]);
    let who = format!("{USER_POOL}:CognitoSignIn:{sub}");
    assert_eq!(said["amr"], json!(["authenticated", USER_POOL, who]));
}

#[test]
fn the_issuer_publishes_discovery_document_and_keys() {
    let mut stage = Stage::new();
    let request =
        http::Request::get("/.well-known/openid-configuration").header("host", "localhost:1");
    let response = stage.send(request, b"");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let document: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(document["issuer"], "https://cognito-identity.amazonaws.com");
    assert_eq!(
        document["jwks_uri"],
        "http://localhost:1/.well-known/jwks_uri"
    );
    let response = stage.send(http::Request::get("/.well-known/jwks_uri"), b"");
    let keys: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(keys["keys"][0]["alg"], "RS512");
}

#[test]
fn requests_above_the_quota_are_refused_for_a_second() {
    let mut stage = Stage::with(|config| {
        let rates = &mut config.account.identity_request_rates;
        rates.insert("GetId".to_owned(), 2);
    });
    let body = json!({ "IdentityPoolId": POOL });
    let guest = stage.guest();
    stage.ok("GetId", body.clone());
    let (kind, _) = stage.call("GetId", body.clone()).unwrap_err();
    assert_eq!(kind, "TooManyRequestsException");
    // Other operations have no quota here.
    stage.ok("GetCredentialsForIdentity", json!({ "IdentityId": guest }));
    stage.wait(1);
    stage.ok("GetId", body);
}

#[test]
fn the_page_of_pools_lists_identities() {
    let mut stage = Stage::new();
    let guest = stage.guest();
    let ada = stage.ada();
    let known = stage.id_of(&ada);
    stage.ok(
        "GetCredentialsForIdentity",
        json!({ "IdentityId": guest, "Logins": ada }),
    );
    let page = stage.send(http::Request::get("/_pools"), b"");
    let page = String::from_utf8(page.into_body()).unwrap();
    assert!(
        page.contains(&format!(
            "<code>{guest}</code><td>guest<td>merged into {known}"
        )),
        "{page}"
    );
}

#[test]
fn the_basic_flow_can_be_disabled() {
    let mut stage = Stage::with_pool(|pool| pool.allow_classic_flow = Some(false));
    let guest = stage.guest();
    let message = "Basic (classic) flow is not enabled, please use enhanced flow.";
    let body = json!({ "IdentityId": guest });
    stage.refused(
        "GetOpenIdToken",
        body.clone(),
        "InvalidParameterException",
        message,
    );
    stage.ok("GetCredentialsForIdentity", body);
    let mut stage = Stage::with_pool(|pool| pool.allow_classic_flow = None);
    let guest = stage.guest();
    stage.ok("GetOpenIdToken", json!({ "IdentityId": guest }));
}
