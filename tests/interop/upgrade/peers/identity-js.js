// amazon-cognito-identity-js, used as in its documentation.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";

let pool;

export function configure({ userPoolId, clientId, endpoint }) {
  pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: `${endpoint}/` });
}

export const signIn = (Username, Password) =>
  new Promise((onSuccess, onFailure) => {
    const user = new CognitoUser({ Username, Pool: pool });
    user.authenticateUser(new AuthenticationDetails({ Username, Password }), { onSuccess, onFailure });
  }).then(() => undefined);

const current = () =>
  new Promise((resolve, reject) => {
    const user = pool.getCurrentUser();
    if (!user) return resolve([]);
    user.getSession((error, session) => (error ? reject(error) : resolve([user, session])));
  });

const tokens = (session) =>
  session && { accessToken: session.getAccessToken().getJwtToken(), idToken: session.getIdToken().getJwtToken() };

export const session = async () => tokens((await current())[1]);

export async function renew() {
  const [user, old] = await current();
  return new Promise((resolve, reject) =>
    user.refreshSession(old.getRefreshToken(), (error, session) => (error ? reject(error) : resolve(tokens(session)))),
  );
}

export async function rememberDevice() {
  const [user] = await current();
  user.getCachedDeviceKeyAndPassword();
  await new Promise((onSuccess, onFailure) => user.setDeviceStatusRemembered({ onSuccess, onFailure }));
}

export async function signOut() {
  const [user] = await current();
  await new Promise((resolve) => user.signOut(resolve));
}
