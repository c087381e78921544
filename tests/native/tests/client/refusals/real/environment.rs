//! Errors from a pool's environment: its firewall, the account's quotas, its replica in another Region,
//! and changes of the user and the app client during a session.

use vestibule_emulator::{
    PoolReplica, PositionalConstraint, QuotaCategory, UserPoolTier, WebAcl, WebAclAction,
    WebAclRule,
};

use super::*;

pub(super) fn of_environment(table: &mut Table) {
    of_every(table, "ForbiddenException", blocked);
    of_every(table, "TooManyRequestsException", throttled);
    of_every(table, "OperationNotEnabledException", at_a_replica);
    of_tokens_that(table, "PasswordResetRequiredException", |stage, _| {
        administer(
            stage,
            "AdminResetUserPassword",
            json!({ "Username": "hedy" }),
        );
    });
    of_tokens_that(table, "UserNotFoundException", |stage, page| {
        // In another browser, so that this one does not know it.
        let session = stage.run(page.client.session()).unwrap();
        let input = json!({ "AccessToken": session.access_token() });
        assert_eq!(stage.call("DeleteUser", input).0, 200);
    });
    of_tokens_that(table, "ResourceNotFoundException", |stage, _| {
        administer(
            stage,
            "DeleteUserPoolClient",
            json!({ "ClientId": FACTORS }),
        );
    });
    let unknown = json!({ "UserPoolId": FACTORS_POOL, "Username": "nobody", "EventId": "none",
        "FeedbackToken": "none", "FeedbackValue": "Valid" });
    table.hedys(
        "UpdateAuthEventFeedback",
        "UserNotFoundException",
        |_| {},
        unknown,
    );
    table.add("UpdateAuthEventFeedback", "NotAuthorizedException", || {
        // She is asked by e-mail whether it was her, and an attacker guesses the feedback token.
        let stage = Stage::new();
        let page = stage.page(FACTORS);
        let wrong = by_password("hedy", "Wrong1914");
        call(&stage, &page.client, "InitiateAuth", &wrong).unwrap_err();
        let page = hedy(&stage);
        let text = stage.message_to("hedy@example.com");
        let (_, event) = text.rsplit_once(' ').unwrap();
        let input = json!({ "UserPoolId": FACTORS_POOL, "Username": "hedy", "EventId": event,
            "FeedbackToken": "guessed", "FeedbackValue": "Valid" });
        call(&stage, &page.client, "UpdateAuthEventFeedback", &input)
    });
    table.add("InitiateAuth", "FeatureUnavailableInTierException", || {
        let stage = with_factors(|pool| pool.user_pool_tier = UserPoolTier::Lite);
        call(
            &stage,
            &stage.page(FACTORS).client,
            "InitiateAuth",
            &by_choice("hedy"),
        )
    });
    table.add("SignUp", "LimitExceededException", || {
        let stage = Stage::with(|config| config.account.users_per_pool = Some(1));
        call(
            &stage,
            &stage.page(FACTORS).client,
            "SignUp",
            &input_of("SignUp").1,
        )
    });
    for operation in ["ConfirmForgotPassword", "ResendConfirmationCode"] {
        // Without the secret hash that a client with a secret requires.
        let input = input_of(operation).1;
        table.call(SECRET, operation, "NotAuthorizedException", input);
    }
    table.add("RespondToAuthChallenge", "AliasExistsException", || {
        let stage = Stage::new();
        let ada = stage.page(BROWSER);
        sign_in(&stage, &ada.client, vestibule_native_tests::ADA);
        let name = json!([{ "Name": "preferred_username", "Value": "countess" }]);
        call(
            &stage,
            &ada.client,
            "UpdateUserAttributes",
            &json!({ "UserAttributes": name }),
        )?;
        let client = stage.page(PASSWORD).client;
        let begun = call(
            &stage,
            &client,
            "InitiateAuth",
            &by_password("grace", "Temporary1906"),
        )?;
        let input = json!({ "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": begun["Session"],
            "ChallengeResponses": { "USERNAME": "grace", "NEW_PASSWORD": "Hopper-1906",
                "userAttributes.preferred_username": "countess" } });
        call(&stage, &client, "RespondToAuthChallenge", &input)
    });
}

/// Each operation that lists the error in the model.
fn of_every(
    table: &mut Table,
    code: &'static str,
    meet: fn(&'static str) -> Result<Value, String>,
) {
    for (operation, errors) in listed() {
        let name = input_of(&operation).0;
        if errors.iter().any(|listed| listed == code) {
            table.add(name, code, move || meet(name));
        }
    }
}

/// Each operation of a signed-in user that lists the error in the model, called after a change
/// that causes the error. An operation may list it because of another member, such as a device's key; another file has
/// that condition.
fn of_tokens_that(table: &mut Table, code: &'static str, happens: fn(&Stage, &Page)) {
    for (operation, errors) in listed() {
        let name = input_of(&operation).0;
        let is_other = code == "ResourceNotFoundException" && table.has(name, code);
        let is_listed = errors.iter().any(|listed| listed == code);
        if own_field(name) != "AccessToken" || !is_listed || is_other {
            continue;
        }
        table.add(name, code, move || {
            let stage = Stage::new();
            let page = hedy(&stage);
            happens(&stage, &page);
            call(&stage, &page.client, name, &well_formed(name))
        });
    }
}

/// The input of the operation, for any caller.
fn well_formed(operation: &str) -> Value {
    let mut input = input_of(operation).1;
    for (name, good) in [("DeviceKey", "eu-west-1_0a"), ("SessionId", SESSION_ID)] {
        if input.get(name).is_some() {
            input[name] = good.into();
        }
    }
    if operation == "UpdateAuthEventFeedback" {
        input["UserPoolId"] = FACTORS_POOL.into();
    }
    input
}

fn administer(stage: &Stage, operation: &str, mut input: Value) {
    input["UserPoolId"] = FACTORS_POOL.into();
    let (status, response) = stage.call(operation, input);
    assert_eq!(status, 200, "{operation}: {response}");
}

/// Calls it as a signed-in user or without one, as the operation requires.
fn call_as_needed(stage: &Stage, operation: &str) -> Result<Value, String> {
    let page = match own_field(operation) {
        "AccessToken" => hedy(stage),
        _ => stage.page(FACTORS),
    };
    call(stage, &page.client, operation, &well_formed(operation))
}

/// A firewall that blocks this operation.
fn blocked(operation: &'static str) -> Result<Value, String> {
    let rule = |header: &str, sought: &str, action| WebAclRule {
        header: header.to_owned(),
        search_string: sought.to_owned(),
        positional_constraint: PositionalConstraint::Exactly,
        action,
    };
    let stage = with_factors(|pool| {
        pool.web_acl = Some(WebAcl {
            default_action: WebAclAction::Allow,
            rules: vec![
                rule("x-amzn-cognito-client-id", "another", WebAclAction::Block),
                rule(
                    "X-Amzn-Cognito-Operation-Name",
                    operation,
                    WebAclAction::Count,
                ),
                rule(
                    "X-Amzn-Cognito-Operation-Name",
                    operation,
                    WebAclAction::Block,
                ),
            ],
        });
    });
    call_as_needed(&stage, operation)
}

/// More calls in a second than the account's quota allows.
fn throttled(operation: &'static str) -> Result<Value, String> {
    use QuotaCategory::*;
    let stage = Stage::with(|config| {
        let all = [
            UserAuthentication,
            UserCreation,
            UserAccountRecovery,
            UserRead,
            UserUpdate,
            UserToken,
            UserResourceRead,
            UserResourceUpdate,
        ];
        config.account.request_rates = all.map(|category| (category, 1)).into();
    });
    let page = match own_field(operation) {
        "AccessToken" => hedy(&stage),
        _ => stage.page(FACTORS),
    };
    let mut last = Err("nothing".to_owned());
    for _ in 0..30 {
        let (token, mut input) = (page.client.clone(), well_formed(operation));
        if let "AccessToken" = own_field(operation) {
            let session = stage.run(token.session()).unwrap();
            input["AccessToken"] = session.access_token().into();
        } else if own_field(operation) == "ClientId" {
            input["ClientId"] = FACTORS.into();
        }
        // Direct calls at the same moment, because the client's calls take time.
        let (status, response) = stage.call(operation, input.clone());
        last = match status {
            200 => Ok(response),
            _ => Err(response["__type"].as_str().unwrap_or_default().to_owned()),
        };
        if last.as_ref().err().map(String::as_str) == Some("TooManyRequestsException") {
            // The client gets the error, too.
            return call(&stage, &page.client, operation, &input);
        }
    }
    last
}

/// The primary pool's tokens at a replica that is not active yet.
fn at_a_replica(operation: &'static str) -> Result<Value, String> {
    let primary = Stage::new();
    let page = hedy(&primary);
    let session = primary.run(page.client.session()).unwrap();
    let replica = with_factors(|pool| pool.replica = PoolReplica::InactiveSecondary);
    let mut input = well_formed(operation);
    if own_field(operation) == "AccessToken" {
        input["AccessToken"] = session.access_token().into();
    }
    call(&replica, &replica.page(FACTORS).client, operation, &input)
}
