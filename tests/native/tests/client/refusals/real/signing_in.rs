//! Errors of signing in: wrong passwords, wrong codes, and accounts that need another step.

use super::*;

pub(super) fn of_signing_in(table: &mut Table) {
    let wrong = by_password("ada", "Wrong1815");
    table.call(PASSWORD, "InitiateAuth", "NotAuthorizedException", wrong);
    table.call(
        LEGACY,
        "InitiateAuth",
        "UserNotFoundException",
        by_password("nobody", "Wrong1815"),
    );
    for (name, password, code) in [
        ("alan", "Turing1912", "UserNotConfirmedException"),
        ("emmy", "Noether1882", "PasswordResetRequiredException"),
    ] {
        table.call(PASSWORD, "InitiateAuth", code, by_password(name, password));
        // With SRP the response to the challenge is rejected.
        table.add("RespondToAuthChallenge", code, move || {
            let stage = Stage::new();
            let page = stage.page(PASSWORD);
            let step = stage.run(page.client.sign_in(Password::srp(name, password)));
            let last = stage.operations().last().cloned();
            assert_eq!(last.as_deref(), Some("RespondToAuthChallenge"), "{step:?}");
            match step.unwrap() {
                SignInStep::ConfirmSignUp(_) => Err("UserNotConfirmedException".to_owned()),
                SignInStep::ResetPassword(_) => Err("PasswordResetRequiredException".to_owned()),
                other => panic!("{other:?}"),
            }
        });
    }
    let answer = json!({ "ChallengeName": "SMS_MFA", "Session": "s".repeat(20),
        "ChallengeResponses": { "USERNAME": "karen", "SMS_MFA_CODE": "000000" } });
    table.call(
        FACTORS,
        "RespondToAuthChallenge",
        "NotAuthorizedException",
        answer,
    );
    table.add("RespondToAuthChallenge", "CodeMismatchException", || {
        second_factor("karen", "Sparck1935", "000000")
    });
    table.add("RespondToAuthChallenge", "ExpiredCodeException", || {
        let stage = Stage::new();
        let client = stage.page(FACTORS).client;
        let code = totp::code(APP_SECRET, stage.world.now().as_secs());
        let answer = |code: &str| {
            let begun = call(
                &stage,
                &client,
                "InitiateAuth",
                &by_password("radia", "Perlman1951"),
            )
            .unwrap();
            let input = json!({ "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": begun["Session"],
                "ChallengeResponses": { "USERNAME": "radia", "SOFTWARE_TOKEN_MFA_CODE": code } });
            call(&stage, &client, "RespondToAuthChallenge", &input)
        };
        answer(&code).unwrap();
        answer(&code)
    });
    for (code, password, attributes) in [
        ("InvalidPasswordException", "short", json!({})),
        (
            "PasswordHistoryPolicyViolationException",
            "Temporary1906",
            json!({}),
        ),
    ] {
        table.add("RespondToAuthChallenge", code, move || {
            let stage = Stage::with_pool(|pool| pool.password_policy.password_history_size = 3);
            let client = stage.page(PASSWORD).client;
            let begun = call(&stage, &client, "InitiateAuth", &by_password("grace", "Temporary1906")).unwrap();
            let mut responses = json!({ "USERNAME": "grace", "NEW_PASSWORD": password });
            responses.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
            let input = json!({ "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": begun["Session"],
                "ChallengeResponses": responses });
            call(&stage, &client, "RespondToAuthChallenge", &input)
        });
    }
}

/// Signs in with a password and the code of a text message.
fn second_factor(name: &'static str, password: &'static str, code: &str) -> Result<Value, String> {
    let stage = Stage::new();
    let client = stage.page(FACTORS).client;
    let begun = call(
        &stage,
        &client,
        "InitiateAuth",
        &by_password(name, password),
    )
    .unwrap();
    let input = json!({ "ChallengeName": "SMS_MFA", "Session": begun["Session"],
        "ChallengeResponses": { "USERNAME": name, "SMS_MFA_CODE": code } });
    call(&stage, &client, "RespondToAuthChallenge", &input)
}
