//! The session policies of the enhanced flow, which limit the permissions of guests.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#access-policies>
//! - <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html>

use crate::iam::Policy;

/// The inline session policy on the page `iam-roles`.
// Source: iam-roles#access-policies-scope-down-services.
const INLINE: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
      "appsync:*", "cloudwatch:*", "codewhisperer:*", "cognito-identity:*", "cognito-idp:*", "cognito-sync:*",
      "comprehend:*", "dynamodb:*", "execute-api:*", "firehose:*", "gamelift:*", "iot:*", "kinesis:*", "lambda:*",
      "lex:*", "logs:*", "machinelearning:*", "mobileanalytics:*", "mobiletargeting:*", "personalize:*", "polly:*",
      "rekognition:*", "s3:*", "sagemaker:InvokeEndpoint", "sdb:*", "ses:*", "sns:*", "sqs:*",
      "textract:AnalyzeDocument", "textract:DetectDocumentText", "transcribe:*", "translate:*"
    ],
    "Resource": ["*"]
  }]
}"#;

/// The managed policy AmazonCognitoUnAuthedIdentitiesSessionPolicy, version 3.
// Source: AmazonCognitoUnAuthedIdentitiesSessionPolicy.
const MANAGED: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "CognitoUnAuthedIdentitiesSessionPolicy",
    "Effect": "Allow",
    "Action": [
      "rum:PutRumEvents", "sagemaker:InvokeEndpoint", "polly:*", "comprehend:*", "translate:*", "transcribe:*",
      "rekognition:*", "mobiletargeting:*", "firehose:*", "personalize:*", "geo:GetMap*", "geo:SearchPlaceIndex*",
      "geo:GetPlace", "geo:CalculateRoute*", "geo:*Geofence", "geo:*Geofences", "geo:*DevicePosition*",
      "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptTo", "kms:ReEncryptFrom", "kms:GenerateDataKey",
      "kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext", "kms:GenerateDataKeyWithoutPlaintext"
    ],
    "Resource": "*"
  }]
}"#;

/// The session policies.
pub(super) fn policies() -> Vec<Policy> {
    // The texts are constants that a test parses. Without policies a guest would be allowed nothing.
    let texts = [INLINE, MANAGED].into_iter();
    texts.filter_map(|text| Policy::parse(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::public::OPERATIONS;
    use super::policies;
    use crate::config::Config;
    use crate::iam::{Decision, Keys, Permissions, Policy, Question};
    use crate::state::State;
    use crate::timestamp::Timestamp;

    #[test]
    fn both_policies_can_be_parsed() {
        assert_eq!(policies().len(), 2);
    }

    #[test]
    fn actions_in_neither_policy_are_denied() {
        let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let permissions = Permissions {
            identity: &[Policy::parse(all).unwrap()],
            session: Some(&policies()),
        };
        let keys = Keys::default();
        let decide = |action| {
            permissions.decide(&Question {
                action,
                resource: "*",
                keys: &keys,
            })
        };
        for action in ["s3:PutObject", "execute-api:Invoke", "rum:PutRumEvents"] {
            assert_eq!(decide(action), Decision::Allowed, "{action}");
        }
        for action in [
            "ssm:GetParameter",
            "bedrock:InvokeModel",
            "textract:StartDocumentAnalysis",
        ] {
            assert_eq!(decide(action), Decision::NotAllowedBySession, "{action}");
        }
    }

    /// Checks the session itself, since the emulator has no service that the policies deny.
    #[test]
    fn only_sessions_of_guests_have_the_policies() {
        let mut state = State::new(Config::development(), [0; 32]).unwrap();
        let now = Timestamp::from_seconds(1_796_040_000);
        let mut has_policies = |logins: Value| {
            let mut ask = |name: &str, body: Value| {
                let operation = OPERATIONS.iter().find(|it| it.name == name).unwrap();
                (operation.run)(&mut state, now, body.as_object().unwrap()).unwrap()
            };
            let pool = "eu-west-1:11111111-2222-3333-4444-555555555555";
            let id = ask("GetId", json!({ "IdentityPoolId": pool, "Logins": logins }));
            let body = json!({ "IdentityId": id["IdentityId"], "Logins": logins });
            let response = ask("GetCredentialsForIdentity", body);
            let key = response["Credentials"]["AccessKeyId"].as_str().unwrap();
            state.iam.session(key).unwrap().policies.is_some()
        };
        assert!(has_policies(json!({})));
        assert!(!has_policies(
            json!({ "graph.facebook.com": "facebook-token-of-augusta" })
        ));
    }
}
