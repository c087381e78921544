// Amplify 5's `Auth`, used as in its documentation.
import { Auth } from "amplify-auth-5";

export function configure({ userPoolId, clientId, endpoint }) {
  Auth.configure({
    userPoolId,
    userPoolWebClientId: clientId,
    endpoint: `${endpoint}/`,
    region: userPoolId.split("_")[0],
  });
}

export async function signIn(username, password) {
  const user = await Auth.signIn(username, password);
  if (user.challengeName) throw new Error(`Amplify asks for ${user.challengeName}`);
}

const tokens = (session) => ({
  accessToken: session.getAccessToken().getJwtToken(),
  idToken: session.getIdToken().getJwtToken(),
});

export const session = () =>
  Auth.currentSession().then(tokens, (reason) => {
    if (reason === "No current user") return undefined;
    throw reason;
  });

export async function renew() {
  const user = await Auth.currentAuthenticatedUser();
  const old = user.getSignInUserSession();
  return new Promise((resolve, reject) =>
    user.refreshSession(old.getRefreshToken(), (error, session) => (error ? reject(error) : resolve(tokens(session)))),
  );
}

export const rememberDevice = () => Auth.rememberDevice();
export const signOut = () => Auth.signOut();
