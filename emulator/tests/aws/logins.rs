//! The checks of providers' tokens in `Logins`.

use serde_json::json;

use crate::support::{CLIENT, POOL, START, Stage, USER_POOL};

const NOT_AUTHORIZED: &str = "NotAuthorizedException";

#[track_caller]
fn refused(stage: &mut Stage, provider: &str, token: &str, message: &str) {
    let body = json!({ "IdentityPoolId": POOL, "Logins": { provider: token } });
    stage.refused("GetId", body, NOT_AUTHORIZED, message);
}

#[test]
fn invalid_tokens_are_refused() {
    let mut stage = Stage::new();
    let tokens = stage.sign_in(CLIENT, "ada", "Lovelace1815");
    let id = tokens["IdToken"].as_str().unwrap();
    refused(
        &mut stage,
        USER_POOL,
        "nonsense",
        "Invalid login token. Not a valid OpenId Connect identity token.",
    );
    let (text, signature) = id.rsplit_once('.').unwrap();
    let tampered = format!("{text}.A{}", &signature[1..]);
    refused(
        &mut stage,
        USER_POOL,
        &tampered,
        "Invalid login token. Couldn't verify signed token.",
    );
    let access = tokens["AccessToken"].as_str().unwrap();
    refused(
        &mut stage,
        USER_POOL,
        access,
        "Invalid login token. Missing a required claim: aud",
    );
    let other = "cognito-idp.us-east-1.amazonaws.com/us-east-1_Mailbox01";
    refused(
        &mut stage,
        other,
        id,
        "Invalid login token. Issuer doesn't match providerName",
    );
    stage.wait(3600);
    let message = format!(
        "Invalid login token. Token expired: {0} >= {0}",
        START + 3600
    );
    refused(&mut stage, USER_POOL, id, &message);
}

#[test]
fn only_tokens_of_configured_app_clients_are_accepted() {
    let mut stage = Stage::new();
    let message = "Token is not from a supported provider of this identity pool.";
    // Tokens of an unknown client and an unknown pool.
    let tokens = stage.sign_in("vestibuledemorotation00005", "ada", "Lovelace1815");
    refused(
        &mut stage,
        USER_POOL,
        tokens["IdToken"].as_str().unwrap(),
        message,
    );
    let tokens = stage.sign_in(
        "vestibuledemomailbox000007",
        "mary@example.com",
        "Somerville1780",
    );
    let mailbox = "cognito-idp.us-east-1.amazonaws.com/us-east-1_Mailbox01";
    refused(
        &mut stage,
        mailbox,
        tokens["IdToken"].as_str().unwrap(),
        message,
    );
    refused(&mut stage, "www.amazon.com", "x", message);
    refused(
        &mut stage,
        "graph.facebook.com",
        "x",
        "Invalid login token. Token is not valid.",
    );
}

#[test]
fn a_globally_signed_out_user_is_refused_with_server_side_token_check() {
    let sign_out = |stage: &mut Stage| {
        let tokens = stage.sign_in(CLIENT, "ada", "Lovelace1815");
        stage.idp(
            "GlobalSignOut",
            json!({ "AccessToken": tokens["AccessToken"] }),
        );
        json!({ "IdentityPoolId": POOL, "Logins": { USER_POOL: tokens["IdToken"] } })
    };
    let mut stage = Stage::new();
    let body = sign_out(&mut stage);
    stage.refused(
        "GetId",
        body,
        NOT_AUTHORIZED,
        "Invalid login token. Token is revoked.",
    );
    let mut stage = Stage::with_pool(|pool| {
        for provider in &mut pool.cognito_identity_providers {
            provider.server_side_token_check = false;
        }
    });
    let body = sign_out(&mut stage);
    stage.ok("GetId", body);
}

#[test]
fn a_deleted_user_is_refused_with_server_side_token_check() {
    let mut stage = Stage::new();
    let tokens = stage.sign_in(CLIENT, "charles", "Babbage1791");
    stage.idp(
        "DeleteUser",
        json!({ "AccessToken": tokens["AccessToken"] }),
    );
    let token = tokens["IdToken"].as_str().unwrap();
    refused(
        &mut stage,
        USER_POOL,
        token,
        "Invalid login token. Token is revoked.",
    );
}

#[test]
fn get_id_refuses_tokens_of_identity_pools() {
    let mut stage = Stage::new();
    let guest = stage.guest();
    let token = stage.ok("GetOpenIdToken", json!({ "IdentityId": guest }))["Token"].clone();
    let message = "Invalid login token. Can't pass in a Cognito token.";
    refused(
        &mut stage,
        "cognito-identity.amazonaws.com",
        token.as_str().unwrap(),
        message,
    );
    refused(&mut stage, "login.vestibule.example", "augusta", message);
}

#[test]
fn at_most_ten_logins_are_accepted() {
    let mut stage = Stage::new();
    let logins: serde_json::Map<_, _> = (0..11).map(|n| (format!("p{n}"), json!("t"))).collect();
    let body = json!({ "IdentityPoolId": POOL, "Logins": logins });
    assert_eq!(
        stage.call("GetId", body).unwrap_err().0,
        "InvalidParameterException"
    );
    let empty = json!({ "IdentityPoolId": POOL, "Logins": { USER_POOL: "" } });
    assert_eq!(
        stage.call("GetId", empty).unwrap_err().0,
        "InvalidParameterException"
    );
    let wrong = json!({ "IdentityPoolId": POOL, "Logins": { USER_POOL: 1 } });
    assert_eq!(
        stage.call("GetId", wrong).unwrap_err().0,
        "SerializationException"
    );
}
