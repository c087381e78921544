//! Errors of codes: wrong, expired, or requested too often.

use super::*;

pub(super) fn of_codes(table: &mut Table) {
    let confirm = |code: &str| json!({ "Username": "emily", "ConfirmationCode": code });
    table.add("ConfirmSignUp", "CodeMismatchException", move || {
        let stage = Stage::new();
        signed_up(&stage);
        call(
            &stage,
            &stage.page(FACTORS).client,
            "ConfirmSignUp",
            &confirm("000000"),
        )
    });
    table.add("ConfirmSignUp", "LimitExceededException", move || {
        let stage = Stage::new();
        signed_up(&stage);
        let client = stage.page(FACTORS).client;
        until(
            || call(&stage, &client, "ConfirmSignUp", &confirm("000000")),
            "CodeMismatchException",
        )
    });
    table.add("ConfirmSignUp", "ExpiredCodeException", move || {
        let stage = Stage::new();
        signed_up(&stage);
        let code = stage.code_for("emily@example.com");
        stage.advance(Duration::from_secs(25 * 3600));
        call(
            &stage,
            &stage.page(FACTORS).client,
            "ConfirmSignUp",
            &confirm(&code),
        )
    });
    table.add("ConfirmSignUp", "AliasExistsException", || {
        let stage = Stage::new();
        let client = stage.page(PASSWORD).client;
        let input = json!({ "Username": "emily", "Password": "Chatelet1706",
            "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] });
        call(&stage, &client, "SignUp", &input).unwrap();
        let input =
            json!({ "Username": "emily", "ConfirmationCode": stage.code_for("ada@example.com") });
        call(&stage, &client, "ConfirmSignUp", &input)
    });
    let reset = |code: &str, password: &str| json!({ "Username": "karen", "ConfirmationCode": code, "Password": password });
    let forgotten = || {
        let stage = Stage::new();
        let client = stage.page(FACTORS).client;
        call(
            &stage,
            &client,
            "ForgotPassword",
            &json!({ "Username": "karen" }),
        )
        .unwrap();
        let code = stage.code_for("karen@example.com");
        (stage, client, code)
    };
    let operation = "ConfirmForgotPassword";
    table.add(operation, "CodeMismatchException", move || {
        let (stage, client, _) = forgotten();
        call(&stage, &client, operation, &reset("000000", "Another1935"))
    });
    table.add(operation, "LimitExceededException", move || {
        let (stage, client, _) = forgotten();
        let wrong = || call(&stage, &client, operation, &reset("000000", "Another1935"));
        until(wrong, "CodeMismatchException")
    });
    table.add(operation, "ExpiredCodeException", move || {
        let (stage, client, code) = forgotten();
        stage.advance(Duration::from_secs(2 * 3600));
        call(&stage, &client, operation, &reset(&code, "Another1935"))
    });
    table.add(operation, "InvalidPasswordException", move || {
        let (stage, client, code) = forgotten();
        call(&stage, &client, operation, &reset(&code, "short"))
    });
    table.add(
        operation,
        "PasswordHistoryPolicyViolationException",
        move || {
            let stage = with_factors(|pool| pool.password_policy.password_history_size = 3);
            let client = stage.page(FACTORS).client;
            call(
                &stage,
                &client,
                "ForgotPassword",
                &json!({ "Username": "karen" }),
            )
            .unwrap();
            let code = stage.code_for("karen@example.com");
            call(&stage, &client, operation, &reset(&code, "Sparck1935"))
        },
    );
    // Too many requests for a code are throttled.
    for (operation, name) in [
        ("ForgotPassword", "karen"),
        ("ResendConfirmationCode", "emily"),
    ] {
        table.add(operation, "LimitExceededException", move || {
            let stage = Stage::new();
            signed_up(&stage);
            let client = stage.page(FACTORS).client;
            again(|| call(&stage, &client, operation, &json!({ "Username": name })))
        });
    }
    let operation = "GetUserAttributeVerificationCode";
    table.add(operation, "LimitExceededException", move || {
        let stage = Stage::new();
        let page = hedy(&stage);
        again(|| {
            call(
                &stage,
                &page.client,
                operation,
                &json!({ "AttributeName": "email" }),
            )
        })
    });
    let verify = |code: &str| json!({ "AttributeName": "email", "Code": code });
    let asked = |stage: &Stage| {
        let page = hedy(stage);
        let attribute = json!({ "AttributeName": "email" });
        call(
            stage,
            &page.client,
            "GetUserAttributeVerificationCode",
            &attribute,
        )
        .unwrap();
        page
    };
    let operation = "VerifyUserAttribute";
    table.add(operation, "CodeMismatchException", move || {
        let stage = Stage::new();
        call(&stage, &asked(&stage).client, operation, &verify("000000"))
    });
    table.add(operation, "LimitExceededException", move || {
        let stage = Stage::new();
        let page = asked(&stage);
        until(
            || call(&stage, &page.client, operation, &verify("000000")),
            "CodeMismatchException",
        )
    });
    table.add(operation, "ExpiredCodeException", move || {
        let stage = Stage::new();
        let page = asked(&stage);
        let code = stage.code_for("hedy@example.com");
        stage.advance(Duration::from_secs(25 * 3600));
        call(&stage, &page.client, operation, &verify(&code))
    });
    table.add(operation, "AliasExistsException", move || {
        let stage = Stage::new();
        let page = hedy(&stage);
        let change =
            json!({ "UserAttributes": [{ "Name": "email", "Value": "karen@example.com" }] });
        call(&stage, &page.client, "UpdateUserAttributes", &change)?;
        let code = stage.code_for("karen@example.com");
        call(&stage, &page.client, operation, &verify(&code))
    });
}
