// What Vestibule's first slice has: sign-up, forgotten passwords and redirects besides.
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
