//! Messages that a pool may not send, or that are not delivered.

use vestibule_emulator::{EmailConfiguration, IdentitySettings, RoleSettings, SmsConfiguration};

use super::*;

const COGNITO: &str = "cognito-idp.amazonaws.com";
const IDENTITY: &str = "arn:aws:ses:eu-west-1:123456789012:identity/example.org";
const ROLE: &str = "arn:aws:iam::123456789012:role/Texts";

/// A misconfiguration.
type Change = fn(&mut Config);

/// The operations that send messages.
const SENDING: [&str; 7] = [
    "ForgotPassword",
    "GetUserAttributeVerificationCode",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "SignUp",
    "UpdateUserAttributes",
];

pub(super) fn of_messages(table: &mut Table) {
    let all: [(&str, &str, Change); 5] = [
        // The identity's policy does not allow Cognito to send.
        ("InvalidEmailRoleAccessPolicyException", "email", |config| {
            identity(config).senders = vec!["ses.example".to_owned()];
        }),
        // The role requires an external ID that the pool does not have.
        (
            "InvalidSmsRoleTrustRelationshipException",
            "phone_number",
            |config| {
                role(config).external_id = Some("another".to_owned());
            },
        ),
        (
            "InvalidSmsRoleAccessPolicyException",
            "phone_number",
            |config| {
                role(config).allows = vec!["sns:Subscribe".to_owned()];
            },
        ),
        ("CodeDeliveryFailureException", "email", |config| {
            config.account.ses_sandbox = true;
        }),
        ("CodeDeliveryFailureException", "phone_number", |config| {
            config.account.sns_sandbox = Some(vec!["+12065550199".to_owned()]);
        }),
    ];
    for (code, attribute, change) in all {
        for operation in SENDING {
            if listed()[operation].iter().any(|listed| listed == code) {
                table.add(operation, code, move || sent(operation, attribute, change));
            }
        }
    }
}

fn identity(config: &mut Config) -> &mut IdentitySettings {
    &mut config.account.identities[0]
}

fn role(config: &mut Config) -> &mut RoleSettings {
    let mut roles = config.account.roles.iter_mut();
    roles.find(|role| role.arn == ROLE).unwrap()
}

/// Pools with their own identity and role for messages, configured correctly except for this change.
fn stage(attribute: &'static str, change: Change) -> Stage {
    Stage::with(|config| {
        config.account.identities.push(IdentitySettings {
            arn: IDENTITY.to_owned(),
            verified: true,
            senders: vec![COGNITO.to_owned()],
        });
        config.account.roles.push(RoleSettings {
            arn: ROLE.to_owned(),
            trusts: vec![COGNITO.to_owned()],
            external_id: None,
            allows: vec!["sns:Publish".to_owned()],
            ..RoleSettings::default()
        });
        for pool in &mut config.pools {
            pool.email_configuration = Some(EmailConfiguration {
                source_arn: IDENTITY.to_owned(),
            });
            pool.sms_configuration = Some(SmsConfiguration {
                sns_caller_arn: ROLE.to_owned(),
                external_id: None,
            });
            if pool.id == FACTORS_POOL {
                pool.auto_verified_attributes = vec![attribute.to_owned()];
            }
            for user in &mut pool.users {
                if ["karen", "hedy"].contains(&user.username.as_str())
                    && attribute == "phone_number"
                {
                    user.attributes.remove("email");
                }
            }
        }
        change(config);
    })
}

fn sent(operation: &'static str, attribute: &'static str, change: Change) -> Result<Value, String> {
    // Only the change causes the error.
    let fine = attempt(&stage(attribute, |_| {}), operation, attribute);
    assert!(fine.is_ok(), "{operation} by {attribute}: {fine:?}");
    attempt(&stage(attribute, change), operation, attribute)
}

fn attempt(stage: &Stage, operation: &str, attribute: &str) -> Result<Value, String> {
    let client = stage.page(FACTORS).client;
    let address = match attribute {
        "email" => "emily@example.com",
        _ => "+12065550142",
    };
    let given = json!([{ "Name": attribute, "Value": address }]);
    let account =
        json!({ "Username": "emily", "Password": "Chatelet1706", "UserAttributes": given });
    let factor = match attribute {
        "email" => "EMAIL_OTP",
        _ => "SMS_OTP",
    };
    match operation {
        "SignUp" => call(stage, &client, operation, &account),
        "ResendConfirmationCode" => {
            // The first code did not arrive either, but the user exists.
            let _ = call(stage, &client, "SignUp", &account);
            call(stage, &client, operation, &json!({ "Username": "emily" }))
        }
        "ForgotPassword" => {
            // Karen's MFA uses text messages, so she gets no code to reset her password.
            let name = match attribute {
                "email" => "karen",
                _ => "hedy",
            };
            call(stage, &client, operation, &json!({ "Username": name }))
        }
        "InitiateAuth" => {
            let mut input = by_choice("hedy");
            input["AuthParameters"]["PREFERRED_CHALLENGE"] = factor.into();
            call(stage, &client, operation, &input)
        }
        "RespondToAuthChallenge" => {
            let begun = call(stage, &client, "InitiateAuth", &by_choice("hedy")).unwrap();
            let input = json!({ "ChallengeName": "SELECT_CHALLENGE", "Session": begun["Session"],
                "ChallengeResponses": { "USERNAME": "hedy", "ANSWER": factor } });
            call(stage, &client, operation, &input)
        }
        "GetUserAttributeVerificationCode" => {
            let input = json!({ "AttributeName": attribute });
            call(stage, &hedy(stage).client, operation, &input)
        }
        _ => call(
            stage,
            &hedy(stage).client,
            operation,
            &json!({ "UserAttributes": given }),
        ),
    }
}
