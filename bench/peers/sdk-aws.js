// What AWS's SDK has for them, and a page brings the ID token.
export { fromCognitoIdentityPool } from "@aws-sdk/credential-provider-cognito-identity";
