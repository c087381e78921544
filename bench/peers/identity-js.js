// Amplify's predecessor, which many sites still use by itself.
export {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
} from "amazon-cognito-identity-js";
