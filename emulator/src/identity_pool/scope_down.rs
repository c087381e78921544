//! What guests may do at the most, whatever their role says: the session policies of the enhanced flow.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html#access-policies>
//! - <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonCognitoUnAuthedIdentitiesSessionPolicy.html>

use crate::iam::Policy;

/// The inline session policy of the page `iam-roles`.
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

/// Both of them: what either allows, the session may.
pub(super) fn policies() -> Vec<Policy> {
    // The texts are constants, and a test parses them: without them a guest may nothing.
    let texts = [INLINE, MANAGED].into_iter();
    texts.filter_map(|text| Policy::parse(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::policies;

    #[test]
    fn both_policies_are_some() {
        assert_eq!(policies().len(), 2);
    }
}
