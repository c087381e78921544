//! Errors of accounts: existing names, unknown users, and passwords that are not allowed.

use super::*;

pub(super) fn of_accounts(table: &mut Table) {
    let attributes = json!([{ "Name": "email", "Value": "e@example.com" }]);
    let account = |name: &str, password: &str| json!({ "Username": name, "Password": password, "UserAttributes": attributes });
    table.call(
        PASSWORD,
        "SignUp",
        "UsernameExistsException",
        account("ada", "Chatelet1706"),
    );
    table.call(
        PASSWORD,
        "SignUp",
        "InvalidPasswordException",
        account("emily", "short"),
    );
    table.add("SignUp", "NotAuthorizedException", {
        let input = account("emily", "Chatelet1706");
        move || {
            let stage = with_factors(|pool| pool.admin_create_user_only = true);
            call(&stage, &stage.page(FACTORS).client, "SignUp", &input)
        }
    });
    let confirm = json!({ "Username": "ada", "ConfirmationCode": "123456" });
    table.call(PASSWORD, "ConfirmSignUp", "NotAuthorizedException", confirm);
    let forgotten = json!({ "Username": "grace" });
    table.call(
        PASSWORD,
        "ForgotPassword",
        "NotAuthorizedException",
        forgotten,
    );
    for (operation, more) in [
        ("ConfirmSignUp", json!({ "ConfirmationCode": "123456" })),
        ("ResendConfirmationCode", json!({})),
        ("ForgotPassword", json!({})),
        (
            "ConfirmForgotPassword",
            json!({ "ConfirmationCode": "123456", "Password": "Chatelet1706" }),
        ),
    ] {
        let mut input = more;
        input["Username"] = "nobody".into();
        table.call(LEGACY, operation, "UserNotFoundException", input);
    }
    let change =
        |current: &str, new: &str| json!({ "PreviousPassword": current, "ProposedPassword": new });
    table.hedys(
        "ChangePassword",
        "InvalidPasswordException",
        |_| {},
        change(HEDY.1, "short"),
    );
    table.hedys(
        "ChangePassword",
        "PasswordHistoryPolicyViolationException",
        |pool| pool.password_policy.password_history_size = 3,
        change(HEDY.1, HEDY.1),
    );
    table.add("ChangePassword", "LimitExceededException", || {
        let stage = Stage::new();
        let page = hedy(&stage);
        let wrong = json!({ "PreviousPassword": "Wrong1914", "ProposedPassword": "Frequency1942" });
        (0..20).try_fold(Value::Null, |_, _| {
            match call(&stage, &page.client, "ChangePassword", &wrong) {
                Err(code) if code == "NotAuthorizedException" => Ok(Value::Null),
                other => other,
            }
        })
    });
    table.add("UpdateUserAttributes", "AliasExistsException", || {
        let stage = Stage::new();
        let input =
            json!({ "UserAttributes": [{ "Name": "preferred_username", "Value": "countess" }] });
        for person in [vestibule_native_tests::ADA, ("charles", "Babbage1791")] {
            let page = stage.page(BROWSER);
            sign_in(&stage, &page.client, person);
            call(&stage, &page.client, "UpdateUserAttributes", &input)?;
        }
        Ok(Value::Null)
    });
}
