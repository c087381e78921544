// AWS credentials from the AWS SDK. The page has the ID token.
export { fromCognitoIdentityPool } from "@aws-sdk/credential-provider-cognito-identity";
