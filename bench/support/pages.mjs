// The pages that are measured. Each preloads what it needs, as its site would.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const POOL = "eu-west-1_Vestibule";
const CLIENT = "vestibuledemobrowser000001";
const emulator = process.env.VESTIBULE_EMULATOR_URL;
const amplify = { Auth: { Cognito: { userPoolId: POOL, userPoolClientId: CLIENT, userPoolEndpoint: emulator } } };
const ours = { userPoolId: POOL, clientId: CLIENT, endpoint: emulator };
const script = (path) => `<link rel="modulepreload" href="${path}">`;
const wasm = (path) => `<link rel="preload" href="${path}" as="fetch" type="application/wasm" crossorigin>`;

/** How each party signs in, out, and answers whose session it is. */
const PARTIES = {
  vestibule: {
    file: "/ours/index.js",
    code: `import { Vestibule } from "/ours/index.js";
const auth = await Vestibule.create(${JSON.stringify(ours)});
export const signIn = async (username, password) => (await auth.signIn({ username, password })).kind === "done";
export const signOut = () => auth.signOut();
export const session = async () => (await auth.session()).accessToken;`,
  },
  amplify: {
    file: "/peers/amplify-four.js",
    code: `import { Amplify, signIn as enter, signOut as leave, fetchAuthSession } from "/peers/amplify-four.js";
Amplify.configure(${JSON.stringify(amplify)});
export const signIn = async (username, password) => (await enter({ username, password })).isSignedIn;
export const signOut = () => leave();
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

const IDENTITY_POOL = "eu-west-1:11111111-2222-3333-4444-555555555555";
const USER_POOL = `cognito-idp.eu-west-1.amazonaws.com/${POOL}`;

/** Amplify has no setting for the identity pool's address, so the requests of both are led to the emulator. */
const LED = `const aws = globalThis.fetch;
globalThis.fetch = (input, init) => String(input?.url ?? input).includes("cognito-identity.") ? aws("${emulator}/", init) : aws(input, init);`;

/** A page that wants AWS credentials of who is signed in: what it preloads, how somebody signs in before, and how it gets them. */
const AWS = {
  vestibule: {
    head: ["index.js", "core.js", "aws.js"].map((file) => script(`/ours/${file}`)).join("") +
      ["bg", "session", "aws"].map((part) => wasm(`/ours/vestibule_${part}.wasm`)).join(""),
    enter: `export { signIn as enter } from "/party/vestibule.js";`,
    code: `import { Vestibule } from "/ours/index.js";
${LED}
const auth = await Vestibule.create(${JSON.stringify({ ...ours, identityPool: IDENTITY_POOL })});
const { accessKeyId } = await auth.aws.credentials();`,
  },
  amplify: {
    head: script("/peers/amplify-aws.js"),
    enter: `export { signIn as enter } from "/party/amplify.js";`,
    code: `import { Amplify, fetchAuthSession } from "/peers/amplify-aws.js";
${LED}
Amplify.configure(${JSON.stringify({ Auth: { Cognito: { ...amplify.Auth.Cognito, identityPoolId: IDENTITY_POOL } } })});
const { accessKeyId } = (await fetchAuthSession()).credentials;`,
  },
  sdk: {
    head: script("/peers/sdk-aws.js"),
    enter: `import { signIn } from "/party/vestibule.js";
export const enter = async (...person) => {
  await signIn(...person);
  const [key] = Object.keys(localStorage).filter((one) => one.endsWith(".session"));
  localStorage.token = JSON.parse(localStorage[key].slice(localStorage[key].indexOf("{"))).idToken;
};`,
    code: `import { fromCognitoIdentityPool } from "/peers/sdk-aws.js";
const clientConfig = { region: "eu-west-1", endpoint: "${emulator}" };
const logins = { "${USER_POOL}": localStorage.token };
const { accessKeyId } = await fromCognitoIdentityPool({ identityPoolId: "${IDENTITY_POOL}", clientConfig, logins })();`,
  },
};

export const NAMES = Object.keys(PARTIES);

/** A page that is there for signing in, and what it preloads: as the package's README says, and Amplify's whole user pool. */
const SIGN_IN = {
  vestibule: {
    head: ["index.js", "core.js"].map((file) => script(`/ours/${file}`)).join("") +
      ["bg", "sign_in"].map((part) => wasm(`/ours/vestibule_${part}.wasm`)).join(""),
    code: PARTIES.vestibule.code,
  },
  amplify: {
    head: script("/peers/amplify-b.js"),
    code: PARTIES.amplify.code.replace("/peers/amplify-four.js", "/peers/amplify-b.js"),
  },
};

/** A page with the custom element, as the package's README has it, and one that has its form from the beginning. */
async function elements() {
  const head = `<link rel="preload" href="/ours/element_bg.wasm" as="fetch" type="application/wasm" crossorigin fetchpriority="low">`;
  const tag = (inside) =>
    `<vestibule-auth user-pool-id="${POOL}" client-id="${CLIENT}" endpoint="${emulator}" app-name="Notes">${inside}</vestibule-auth>`;
  const { prerender } = await import(pathToFileURL(join(process.env.VESTIBULE_BENCH_PACKAGE, "prerender.js")));
  const { html, style } = await prerender({ "app-name": "Notes" });
  return {
    "/element.html": page(head, "/ours/element.js", tag("")),
    "/element-prerendered.html": page(style + head, "/ours/element.js", tag(html)),
  };
}

export async function pages() {
  const made = { "/empty.html": page("", "") };
  for (const [name, { file, code }] of Object.entries(PARTIES)) {
    made[`/party/${name}.js`] = code;
    made[`/returning/${name}.js`] =
      `import { session } from "/party/${name}.js"; const token = await session(); if (!token) throw new Error("no session"); window.answered = performance.now();`;
    made[`/returning/${name}.html`] = page(script(file) + script(`/party/${name}.js`), `/returning/${name}.js`);
  }
  for (const [name, { head, code }] of Object.entries(SIGN_IN)) {
    made[`/sign-in/${name}.js`] = `${code}
window.enter = async (username, password) => {
  const clicked = performance.now();
  if (!(await signIn(username, password))) throw new Error("not signed in");
  return { clicked, entered: performance.now() };
};`;
    made[`/sign-in/${name}.html`] = page(head, `/sign-in/${name}.js`);
  }
  for (const [name, { head, enter, code }] of Object.entries(AWS)) {
    made[`/aws/${name}-enter.js`] = enter;
    made[`/aws/${name}.js`] = `${code}
if (!accessKeyId.startsWith("ASIA")) throw new Error("no credentials");
window.answered = performance.now();`;
    made[`/aws/${name}.html`] = page(head, `/aws/${name}.js`);
  }
  // What a navigation takes that asks nobody.
  made["/returning/floor.js"] = "window.answered = performance.now();";
  made["/returning/floor.html"] = page("", "/returning/floor.js");
  // What a form takes that is in the page and needs nothing, no script and no styles.
  made["/plain-form.html"] = page("", "", `<form><input aria-label="Username"></form>`);
  made["/form.js"] =
    `import start, { mount } from "/screens/index.js"; await start(); mount("${POOL}", "${CLIENT}", "${emulator}", location.origin + "/");`;
  const screens = script("/screens/index.js") + wasm("/screens/vestibule_bg.wasm");
  made["/form.html"] = page(screens, "/form.js");
  // The same with the form in the page from the beginning, and its styles.
  made["/prerendered.html"] = page((process.env.VESTIBULE_BENCH_STYLE ?? "") + screens, "/form.js", process.env.VESTIBULE_BENCH_FORM);
  Object.assign(made, await elements());
  made["/authenticator.js"] =
    `import { start } from "/peers/amplify-c.js"; start(${JSON.stringify(amplify)}, document.getElementById("root"));`;
  made["/authenticator.html"] = page(
    `${script("/peers/amplify-c.js")}<link rel="stylesheet" href="/peers/amplify-c.css">`,
    "/authenticator.js",
  );
  return made;
}

function page(head, module, body = "") {
  const start = module && `<script type="module" src="${module}"></script>`;
  // First, or else it waits for the hints where a server has six connections at a time (HTTP/1.1).
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">${start}${head}</head><body>${body}<div id="root"></div></body></html>`;
}
