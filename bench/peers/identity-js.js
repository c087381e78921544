// Amplify's predecessor, which many sites still use.
export { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
