// Amplify 6, used as in its documentation.
import { Amplify } from "aws-amplify";
import {
  fetchAuthSession,
  rememberDevice as remember,
  signIn as enter,
  signInWithRedirect,
  signOut as leave,
} from "aws-amplify/auth";
import "aws-amplify/auth/enable-oauth-listener";
import { Hub } from "aws-amplify/utils";

export function configure({ userPoolId, clientId, endpoint, domain, callback }) {
  const oauth = domain && {
    domain,
    scopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
    redirectSignIn: [callback],
    redirectSignOut: [callback],
    responseType: "code",
  };
  const Cognito = { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint };
  Amplify.configure({ Auth: { Cognito: oauth ? { ...Cognito, loginWith: { oauth } } : Cognito } });
}

export async function signIn(username, password) {
  const { isSignedIn, nextStep } = await enter({ username, password });
  if (!isSignedIn) throw new Error(`Amplify asks for ${nextStep.signInStep}`);
}

async function tokens(options) {
  const { tokens } = await fetchAuthSession(options);
  return tokens && { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString() };
}

export const session = () => tokens();
export const renew = () => tokens({ forceRefresh: true });
export const rememberDevice = () => remember();
export const signOut = () => leave();
export const redirect = () => signInWithRedirect();

/** Waits until the redirect has come back. */
export const arrived = (configuration) =>
  new Promise((resolve, reject) => {
    Hub.listen("auth", ({ payload: { event, data } }) => {
      if (event === "signInWithRedirect") resolve();
      if (event === "signInWithRedirect_failure") reject(data.error);
    });
    configure(configuration);
  });
