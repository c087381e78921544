//! GetDerivedToken: exchange of a token for one with fewer scopes.

use serde_json::{Value, json};
use vestibule_emulator::{Config, UserPoolTier};

use crate::support::{FACTORS, PASSWORD, Stage, claims};

fn exchange(token: &Value) -> Value {
    json!({ "ClientId": FACTORS, "SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN" })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

#[test]
fn a_derived_token_is_narrowed_to_one_service() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let all = claims(&tokens["AccessToken"]);
    let asked = exchange(&tokens["AccessToken"]);
    let asked = with(asked, "Audiences", json!(["orders"]));
    let asked = with(
        asked,
        "Scopes",
        json!(["aws.cognito.signin.user.admin", "orders/read"]),
    );
    stage.wait(60);
    let response = stage.ok("GetDerivedToken", asked);
    assert_eq!(response["TokenType"], "Bearer");
    assert_eq!(response["IssuedTokenType"], "ACCESS_TOKEN");
    assert_eq!(response["ExpiresIn"], 3600);
    // Scopes that the subject's token lacks are not granted.
    assert_eq!(response["Scopes"], json!(["aws.cognito.signin.user.admin"]));
    let derived = claims(&response["IssuedToken"]);
    assert_eq!(derived["aud"], "orders");
    assert_eq!(derived["scope"], "aws.cognito.signin.user.admin");
    for name in [
        "sub",
        "iss",
        "auth_time",
        "origin_jti",
        "username",
        "client_id",
    ] {
        assert_eq!(derived[name], all[name], "{name}");
    }
    assert_ne!(derived["jti"], all["jti"]);
    assert_eq!(
        derived["iat"].as_u64(),
        all["iat"].as_u64().map(|at| at + 60)
    );
    assert!(derived.get("act").is_none());
}

#[test]
fn without_scopes_a_derived_token_has_those_of_the_subject() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let response = stage.ok("GetDerivedToken", exchange(&tokens["AccessToken"]));
    assert_eq!(response["Scopes"], json!(["aws.cognito.signin.user.admin"]));
    assert!(claims(&response["IssuedToken"]).get("aud").is_none());
    let body = with(
        exchange(&tokens["IdToken"]),
        "SubjectTokenType",
        "ID_TOKEN".into(),
    );
    let body = with(body, "RequestedTokenType", "ID_TOKEN".into());
    let response = stage.ok("GetDerivedToken", body);
    assert_eq!(response["TokenType"], "N_A");
    assert_eq!(claims(&response["IssuedToken"])["token_use"], "id");
}

#[test]
fn a_derived_token_names_the_actor() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let service = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let body = with(
        exchange(&tokens["AccessToken"]),
        "ActorToken",
        tokens["IdToken"].clone(),
    );
    stage.refused(
        "GetDerivedToken",
        body.clone(),
        "InvalidParameterException",
        "Missing required parameter ActorTokenType",
    );
    let body = with(body, "ActorTokenType", "ID_TOKEN".into());
    let response = stage.ok("GetDerivedToken", body.clone());
    let derived = claims(&response["IssuedToken"]);
    assert_eq!(derived["act"]["sub"], claims(&tokens["IdToken"])["sub"]);
    // Ada is in another pool.
    let body = with(body, "ActorToken", service["IdToken"].clone());
    stage.refused(
        "GetDerivedToken",
        body,
        "NotAuthorizedException",
        "Invalid token",
    );
}

#[test]
fn exchanges_that_are_not_allowed_are_refused() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let body = exchange(&tokens["AccessToken"]);
    let both = with(body.clone(), "Audiences", json!(["a"]));
    let both = with(both, "Resources", json!(["b"]));
    for (bad, kind) in [
        (both, "InvalidParameterException"),
        (
            with(body.clone(), "Audiences", json!(["a", "b"])),
            "InvalidParameterException",
        ),
        (
            with(body.clone(), "Scopes", json!(["orders/read"])),
            "InvalidParameterException",
        ),
        (
            with(body.clone(), "Scopes", json!(["two words"])),
            "InvalidParameterException",
        ),
        (
            with(body.clone(), "SubjectTokenType", "SAML2".into()),
            "NotAuthorizedException",
        ),
        (
            with(body.clone(), "SubjectTokenType", "ID_TOKEN".into()),
            "NotAuthorizedException",
        ),
        (
            with(body.clone(), "ClientId", "nobody".into()),
            "ResourceNotFoundException",
        ),
        (
            with(body.clone(), "SubjectTokenProviderName", "Other".into()),
            "NotAuthorizedException",
        ),
    ] {
        let refusal = stage.call("GetDerivedToken", bad.clone()).unwrap_err();
        assert_eq!(refusal.0, kind, "{bad}");
    }
    // The app client does not allow it.
    let ada = stage.tokens(PASSWORD, "ada", "Lovelace1815");
    let body = with(exchange(&ada["AccessToken"]), "ClientId", PASSWORD.into());
    stage.refused(
        "GetDerivedToken",
        body,
        "InvalidParameterException",
        "TOKEN_EXCHANGE_IMPERSONATION flow not enabled for this client",
    );
}

#[test]
fn expired_and_revoked_tokens_cannot_be_exchanged() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let revoked = json!({ "ClientId": FACTORS, "Token": tokens["RefreshToken"] });
    stage.ok("RevokeToken", revoked);
    let body = exchange(&tokens["AccessToken"]);
    stage.refused(
        "GetDerivedToken",
        body,
        "NotAuthorizedException",
        "Invalid token",
    );
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    stage.wait(3600);
    let body = exchange(&tokens["AccessToken"]);
    stage.refused(
        "GetDerivedToken",
        body,
        "NotAuthorizedException",
        "Token has expired",
    );
}

#[test]
fn the_pools_operations_refuse_derived_tokens() {
    let mut stage = Stage::new();
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let response = stage.ok("GetDerivedToken", exchange(&tokens["AccessToken"]));
    stage.refused(
        "GetUser",
        json!({ "AccessToken": response["IssuedToken"] }),
        "NotAuthorizedException",
        "Invalid Access Token",
    );
}

#[test]
fn the_lite_plan_has_no_token_exchange() {
    let mut config = Config::development();
    let mut pools = config.pools.iter_mut();
    let pool = pools.find(|pool| pool.id == "eu-west-1_Factors01");
    pool.unwrap().user_pool_tier = UserPoolTier::Lite;
    let mut stage = Stage::with(config);
    let tokens = stage.tokens(FACTORS, "hedy", "Lamarr1914");
    let refusal = stage.call("GetDerivedToken", exchange(&tokens["AccessToken"]));
    assert_eq!(refusal.unwrap_err().0, "InvalidParameterException");
}
