// A: sign-in, sign-up, password reset and redirects.
import "aws-amplify/auth/enable-oauth-listener";

export * from "./amplify-four.js";
export {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  resendSignUpCode,
  resetPassword,
  signInWithRedirect,
  signUp,
} from "aws-amplify/auth";
