// The measured pages. Each preloads what it needs, as a site would.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const POOL = "eu-west-1_Vestibule";
const CLIENT = "vestibuledemobrowser000001";
const IDENTITY_POOL = "eu-west-1:11111111-2222-3333-4444-555555555555";
const LOGIN_PROVIDER = `cognito-idp.eu-west-1.amazonaws.com/${POOL}`;
const emulator = process.env.VESTIBULE_EMULATOR_URL;
const vestibuleConfig = { userPoolId: POOL, clientId: CLIENT, endpoint: emulator };
const cognitoConfig = { userPoolId: POOL, userPoolClientId: CLIENT, userPoolEndpoint: emulator };
const amplifyConfig = { Auth: { Cognito: cognitoConfig } };
const preloadScript = (path) => `<link rel="modulepreload" href="${path}">`;
const preloadWasm = (path) => `<link rel="preload" href="${path}" as="fetch" type="application/wasm" crossorigin>`;

/** How each library signs in, signs out, and returns the session. */
const LIBRARIES = {
  vestibule: {
    file: "/ours/index.js",
    code: `import { Vestibule } from "/ours/index.js";
const auth = await Vestibule.create(${JSON.stringify(vestibuleConfig)});
export const signIn = async (username, password) => (await auth.signIn({ username, password })).kind === "done";
export const signOut = () => auth.signOut();
export const session = async () => (await auth.session()).accessToken;`,
  },
  amplify: {
    file: "/peers/amplify-four.js",
    code: `import { Amplify, signIn as amplifySignIn, signOut as amplifySignOut, fetchAuthSession } from "/peers/amplify-four.js";
Amplify.configure(${JSON.stringify(amplifyConfig)});
export const signIn = async (username, password) => (await amplifySignIn({ username, password })).isSignedIn;
export const signOut = () => amplifySignOut();
export const session = async () => (await fetchAuthSession()).tokens?.accessToken.toString();`,
  },
  "identity-js": {
    file: "/peers/identity-js.js",
    code: `import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "/peers/identity-js.js";
const Pool = new CognitoUserPool({ UserPoolId: "${POOL}", ClientId: "${CLIENT}", endpoint: "${emulator}/" });
export const signIn = (Username, Password) => new Promise((resolve, onFailure) =>
  new CognitoUser({ Username, Pool }).authenticateUser(new AuthenticationDetails({ Username, Password }),
    { onSuccess: () => resolve(true), onFailure }));
export const signOut = () => new Promise((resolve) => Pool.getCurrentUser().signOut(resolve));
export const session = () => new Promise((resolve, reject) =>
  Pool.getCurrentUser().getSession((error, session) => error ? reject(error) : resolve(session.getAccessToken().getJwtToken())));`,
  },
};

export const LIBRARY_NAMES = Object.keys(LIBRARIES);

/** Amplify has no setting for the identity pool's endpoint. Both libraries get this, so that both pay for it. */
const REDIRECT_IDENTITY_POOL = `const originalFetch = globalThis.fetch;
globalThis.fetch = (input, init) =>
  originalFetch(String(input?.url ?? input).includes("cognito-identity.") ? "${emulator}/" : input, init);`;

/** Pages of a signed-in user that need AWS credentials. */
const AWS = {
  vestibule: {
    head: ["index.js", "aws.js"].map((file) => preloadScript(`/ours/${file}`)).join(""),
    signIn: `export { signIn } from "/library/vestibule.js";`,
    code: `import { Vestibule } from "/ours/index.js";
${REDIRECT_IDENTITY_POOL}
const auth = await Vestibule.create(${JSON.stringify({ ...vestibuleConfig, identityPool: IDENTITY_POOL })});
const { accessKeyId } = await auth.aws.credentials();`,
  },
  amplify: {
    head: preloadScript("/peers/amplify-aws.js"),
    signIn: `export { signIn } from "/library/amplify.js";`,
    code: `import { Amplify, fetchAuthSession } from "/peers/amplify-aws.js";
${REDIRECT_IDENTITY_POOL}
Amplify.configure(${JSON.stringify({ Auth: { Cognito: { ...cognitoConfig, identityPoolId: IDENTITY_POOL } } })});
const { accessKeyId } = (await fetchAuthSession()).credentials;`,
  },
  sdk: {
    head: preloadScript("/peers/sdk-aws.js"),
    // The SDK stores no session, so the page keeps the token itself.
    signIn: `import { signIn as vestibuleSignIn } from "/library/vestibule.js";
export const signIn = async (username, password) => {
  await vestibuleSignIn(username, password);
  const [key] = Object.keys(localStorage).filter((key) => key.endsWith(".session"));
  localStorage.token = JSON.parse(localStorage[key].slice(localStorage[key].indexOf("{"))).idToken;
};`,
    code: `import { fromCognitoIdentityPool } from "/peers/sdk-aws.js";
const clientConfig = { region: "eu-west-1", endpoint: "${emulator}" };
const logins = { "${LOGIN_PROVIDER}": localStorage.token };
const { accessKeyId } = await fromCognitoIdentityPool({ identityPoolId: "${IDENTITY_POOL}", clientConfig, logins })();`,
  },
};

/** Pages for a sign-in: ours preloads what the package's README recommends, Amplify's has its whole user pool. */
const SIGN_IN = {
  vestibule: {
    head:
      ["index.js", "core.js"].map((file) => preloadScript(`/ours/${file}`)).join("") +
      ["bg", "sign_in"].map((chunk) => preloadWasm(`/ours/vestibule_${chunk}.wasm`)).join(""),
    code: LIBRARIES.vestibule.code,
  },
  amplify: {
    head: preloadScript("/peers/amplify-b.js"),
    code: LIBRARIES.amplify.code.replace("/peers/amplify-four.js", "/peers/amplify-b.js"),
  },
};

/** All pages and their scripts, by path. */
export async function pages() {
  return {
    "/empty.html": page("", ""),
    ...returningPages(),
    ...signInPages(),
    ...awsPages(),
    ...screenPages(),
    ...(await elementPages()),
  };
}

function returningPages() {
  const pages = {
    "/returning/navigation.js": "window.finishedAt = performance.now();",
    "/returning/navigation.html": page("", "/returning/navigation.js"),
  };
  for (const [name, { file, code }] of Object.entries(LIBRARIES)) {
    pages[`/library/${name}.js`] = code;
    pages[`/returning/${name}.js`] = `import { session } from "/library/${name}.js";
if (!(await session())) throw new Error("no session");
window.finishedAt = performance.now();`;
    const head = preloadScript(file) + preloadScript(`/library/${name}.js`);
    pages[`/returning/${name}.html`] = page(head, `/returning/${name}.js`);
  }
  return pages;
}

function signInPages() {
  const pages = {};
  for (const [name, { head, code }] of Object.entries(SIGN_IN)) {
    pages[`/sign-in/${name}.js`] = `${code}
window.timeSignIn = async (username, password) => {
  const clickedAt = performance.now();
  if (!(await signIn(username, password))) throw new Error("not signed in");
  return { clickedAt, finishedAt: performance.now() };
};`;
    pages[`/sign-in/${name}.html`] = page(head, `/sign-in/${name}.js`);
  }
  return pages;
}

function awsPages() {
  const pages = {};
  for (const [name, { head, signIn, code }] of Object.entries(AWS)) {
    pages[`/aws/${name}-sign-in.js`] = signIn;
    pages[`/aws/${name}.js`] = `${code}
if (!accessKeyId.startsWith("ASIA")) throw new Error("no credentials");
window.finishedAt = performance.now();`;
    pages[`/aws/${name}.html`] = page(head, `/aws/${name}.js`);
  }
  return pages;
}

const PLAIN_FORM = `<form><input aria-label="Username"></form>`;

/** Leptos pages with the screens, Amplify's Authenticator, and for comparison a plain input, in the HTML and by a script. */
function screenPages() {
  const head = preloadScript("/screens/index.js") + preloadWasm("/screens/vestibule_bg.wasm");
  const prerenderedStyle = process.env.VESTIBULE_BENCH_STYLE ?? "";
  const authenticatorHead = `${preloadScript("/peers/amplify-c.js")}<link rel="stylesheet" href="/peers/amplify-c.css">`;
  return {
    "/screens.js": `import start, { mount } from "/screens/index.js";
await start();
mount("${POOL}", "${CLIENT}", "${emulator}", location.origin + "/");`,
    "/screens.html": page(head, "/screens.js"),
    "/screens-prerendered.html": page(prerenderedStyle + head, "/screens.js", process.env.VESTIBULE_BENCH_FORM),
    "/authenticator.js": `import { start } from "/peers/amplify-c.js";
start(${JSON.stringify(amplifyConfig)}, document.getElementById("root"));`,
    "/authenticator.html": page(authenticatorHead, "/authenticator.js"),
    "/plain-form.html": page("", "", PLAIN_FORM),
    "/scripted-form.js": `document.getElementById("root").innerHTML = '${PLAIN_FORM}';`,
    "/scripted-form.html": page("", "/scripted-form.js"),
  };
}

/** The custom element as in the package's README, and with the form in the HTML. */
async function elementPages() {
  const head = `<link rel="preload" href="/ours/element_bg.wasm" as="fetch" type="application/wasm" crossorigin fetchpriority="low">`;
  const element = (content) =>
    `<vestibule-auth user-pool-id="${POOL}" client-id="${CLIENT}" endpoint="${emulator}" app-name="Notes">${content}</vestibule-auth>`;
  const { prerender } = await import(pathToFileURL(join(process.env.VESTIBULE_BENCH_PACKAGE, "prerender.js")));
  const { html, style } = await prerender({ "app-name": "Notes" });
  return {
    "/element.html": page(head, "/ours/element.js", element("")),
    "/element-prerendered.html": page(style + head, "/ours/element.js", element(html)),
  };
}

function page(head, module, body = "") {
  // Before the hints: with HTTP/1.1's six connections, it would wait for them.
  const script = module && `<script type="module" src="${module}"></script>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">${script}${head}</head><body>${body}<div id="root"></div></body></html>`;
}
