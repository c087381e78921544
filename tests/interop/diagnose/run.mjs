// The npm package's own diagnosis finds what the library's finds, word for word: the cases are those
// of tests/native/tests/client/diagnose/, which wrote down what it found.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { emulator as address, finish, fromDisk as wasm, load, root, test } from "../support/suite.mjs";

const found = JSON.parse(readFileSync(`${root}/tests/native/diagnoses.json`, "utf8"));
const { Vestibule } = await load();

// The same server by another name, as the Region of a replica.
const replica = address.replace("127.0.0.1", "localhost");
const POOL = "eu-west-1_Vestibule";
const BROWSER = "vestibuledemobrowser000001";
const FACTORS = { userPoolId: "eu-west-1_Factors01", clientId: "vestibuledemofactors000008" };

// A page of the app, as far as a diagnosis looks at one.
globalThis.location = { origin: "http://localhost:8080" };
const realFetch = globalThis.fetch;
const realNow = Date.now;

const alone = (more = {}) => ({ userPoolId: POOL, clientId: BROWSER, endpoint: address, ...more });
const whole = (more = {}) =>
  alone({
    domain: address,
    redirectUri: "http://localhost:8080/callback",
    scopes: ["openid", "email", "profile"],
    ...more,
  });
const browser = () => whole({ scopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"] });
// A Region's endpoint of AWS's own, and the original issuer as tokens name it that were issued there.
const region = "https://cognito-idp.eu-central-1.amazonaws.com";
const regionsIssuer = JSON.stringify({ issuer: `${region}/${POOL}` });
const responds = (status, body) => () => new Response(body, { status });
const lost = async () => {
  throw new TypeError("Failed to fetch");
};
const refused = JSON.stringify({
  __type: "InvalidParameterException",
  message: "X flow not enabled for this client",
});
const throttled = JSON.stringify({ __type: "TooManyRequestsException", message: "Rate exceeded" });

const pool = (more = {}) =>
  alone({
    storage: "memory",
    identityPool: {
      id: "eu-west-1:11111111-2222-3333-4444-555555555555",
      endpoint: address,
      stsEndpoint: address,
      ...more,
    },
  });
const basic = { basicRoleArn: "arn:aws:iam::123456789012:role/VestibuleSignedIn" };
const refusedBy = (text, __type, message) => ({
  config: pool(),
  becomes: [text, responds(400, JSON.stringify({ __type, message }))],
});

/// What differs: what becomes of requests whose address or body holds a text, and of the clock.
const cases = {
  browser: { config: browser() },
  password: { config: whole({ clientId: "vestibuledemopassword00002" }) },
  secret: { config: whole({ clientId: "vestibuledemosecret0000003" }) },
  implicit: { config: whole({ clientId: "vestibuledemoimplicit00004" }) },
  everyFlow: { config: whole(FACTORS) },
  alone: { config: alone() },
  defaultScopes: { config: whole({ scopes: undefined }) },
  noRedirectUri: { config: alone({ domain: address }) },
  anotherOrigin: { config: alone({ domain: address, redirectUri: "https://elsewhere.example/callback" }) },
  noClient: { config: whole({ clientId: "nosuchclient00000000000000" }) },
  noPool: { config: alone({ userPoolId: "eu-west-1_Nowhere" }) },
  anotherIssuer: { config: alone({ issuer: "https://login.example.com" }) },
  updatedIssuer: {
    config: browser(),
    becomes: [
      "openid-configuration",
      responds(200, `{"issuer":"https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL}"}`),
    ],
  },
  replicasIssuer: {
    config: alone({ fallbackEndpoint: region }),
    becomes: ["openid-configuration", responds(200, regionsIssuer)],
  },
  anotherRegionsIssuer: { config: alone(), becomes: ["openid-configuration", responds(200, regionsIssuer)] },
  fallback: { config: alone({ fallbackEndpoint: replica }) },
  noFallback: { config: alone({ fallbackEndpoint: replica }), becomes: [replica, lost] },
  fallbackAlone: { config: alone({ fallbackEndpoint: replica }), becomes: [address, lost] },
  noReplica: {
    config: alone({ fallbackEndpoint: replica }),
    becomes: [`${replica}/${POOL}`, responds(400, '{"message":"User pool does not exist."}')],
  },
  fallbackNotCognito: {
    config: alone({ fallbackEndpoint: replica }),
    becomes: [replica, responds(502, "<html>Bad gateway")],
  },
  inactiveReplica: {
    config: alone({ fallbackEndpoint: replica }),
    becomes: [
      '"USERNAME":"vestibule-diagnosis",',
      responds(400, '{"__type":"OperationNotEnabledException","message":"No."}'),
    ],
  },
  noNetwork: {
    config: whole({ userPoolId: "eu-west-1_Strict0001", clientId: "vestibuledemostrict0000009" }),
    becomes: ["", lost],
    silent: true,
  },
  noCors: { config: browser(), becomes: ["/oauth2/token", lost] },
  noDomain: { config: browser(), becomes: ["/oauth2/token", lost], silent: true },
  otherDomain: {
    config: browser(),
    becomes: [
      "openid-configuration",
      responds(
        200,
        `{"issuer":"https://cognito-idp.eu-west-1.amazonaws.com/${POOL}",
        "authorization_endpoint":"https://auth.example.com/oauth2/authorize"}`,
      ),
    ],
  },
  anotherPoolsDomain: { config: browser(), becomes: ["/oauth2/token", responds(400, '{"error":"invalid_client"}')] },
  notCognitosDomain: { config: browser(), becomes: ["/oauth2/token", responds(404, "<html>")] },
  oddDomain: { config: browser(), becomes: ["/oauth2/token", responds(400, '{"error":"invalid_request"}')] },
  notCognito: { config: alone(), becomes: ["", responds(502, "<html>Bad gateway")] },
  noKeys: { config: alone(), becomes: ["jwks.json", responds(200, '{"keys":[]}')] },
  noFlow: { config: alone(), becomes: ["AuthFlow", responds(400, refused)] },
  throttled: { config: alone(), becomes: ["AuthFlow", responds(400, throttled)] },
  clockAhead: { config: alone(), skew: 90 },
  clockBehind: { config: alone(), skew: -3600 },
  noDate: { config: alone(), becomes: ["clock", responds(400, "{}")] },
  identityPool: { config: pool() },
  identityPoolSignedIn: { config: pool(), signedIn: true },
  noIdentityPool: { config: pool({ id: "eu-west-1:99999999-2222-3333-4444-555555555555" }) },
  identityPoolAway: { config: pool(), becomes: ["IdentityPoolId", lost] },
  identityPoolBusy: refusedBy("IdentityPoolId", "TooManyRequestsException", "Rate exceeded"),
  noGuests: refusedBy(
    "IdentityPoolId",
    "NotAuthorizedException",
    "Unauthenticated access is not supported for this identity pool.",
  ),
  noProvider: {
    ...refusedBy(
      "IdentityPoolId",
      "NotAuthorizedException",
      "Token is not from a supported provider of this identity pool.",
    ),
    signedIn: true,
  },
  noRole: refusedBy(
    '"IdentityId"',
    "InvalidIdentityPoolConfigurationException",
    "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
  ),
  severalRoles: {
    ...refusedBy(
      '"IdentityId"',
      "NotAuthorizedException",
      "The ambiguous role mapping rules for: cognito-idp.eu-west-1.amazonaws.com/x denied this request.",
    ),
    signedIn: true,
  },
  oddRefusal: refusedBy('"IdentityId"', "ExternalConflictException", "No."),
  basicFlow: { config: pool(basic), signedIn: true },
  noBasicFlow: {
    ...refusedBy(
      '"IdentityId"',
      "InvalidParameterException",
      "Basic (classic) flow is not enabled, please use enhanced flow.",
    ),
    config: pool(basic),
  },
};

async function diagnose({ config, becomes: [text, act] = [], silent = false, skew = 0, signedIn = false }) {
  const client = await Vestibule.create(config, { wasm });
  if (signedIn) await client.signIn({ username: "ada", password: "Lovelace1815" });
  globalThis.fetch = (url, options = {}) => {
    if (options.mode === "no-cors") return silent ? lost() : Promise.resolve(new Response(null));
    const has = String(url).includes(text) || String(options.body ?? "").includes(text);
    return text !== undefined && has
      ? Promise.resolve(act())
      : realFetch(String(url).replace(region, address), options);
  };
  Date.now = () => realNow() + skew * 1000;
  try {
    return await client.diagnose();
  } finally {
    globalThis.fetch = realFetch;
    Date.now = realNow;
    client.free();
  }
}

/// The emulator stands elsewhere here, and seconds pass.
function comparable(findings) {
  const first = JSON.stringify(findings).replaceAll(replica, "http://localhost:9230");
  const text = first.replaceAll(address, "http://localhost:9229");
  return JSON.parse(text.replaceAll(encodeURIComponent(address), encodeURIComponent("http://localhost:9229")));
}

await test("there is a case here for each that the library has", () => {
  assert.deepEqual(Object.keys(cases).sort(), Object.keys(found).sort());
});

for (const [name, given] of Object.entries(cases)) {
  await test(name, async () => {
    const diagnosis = await diagnose(given);
    const expected = found[name];
    const findings = comparable(diagnosis.findings);
    const clock = findings.at(-1);
    // Where the whole network was another one, so was the clock's; and a second may have passed.
    if (given.becomes?.[0] === "") Object.assign(clock, expected.at(-1));
    if (given.skew) clock.found = clock.found.replace(/^\d+/, (count) => nearly(count, expected.at(-1).found));
    assert.deepEqual(findings, expected);
    assert.equal(diagnosis.well, !expected.some((finding) => finding.verdict === "wrong"));
  });
}

function nearly(count, expected) {
  const wanted = Number.parseInt(expected, 10);
  return Math.abs(Number(count) - wanted) <= 2 ? String(wanted) : count;
}

await test("an Amplify project's settings are read as the library reads them", async () => {
  const outputs = {
    auth: {
      user_pool_id: POOL,
      user_pool_client_id: BROWSER,
      oauth: {
        domain: address,
        redirect_sign_in_uri: ["https://elsewhere.example/", "http://localhost:8080/callback"],
        scopes: [],
      },
    },
  };
  const client = await Vestibule.fromAmplifyOutputs(outputs, { endpoint: address }, { wasm });
  const { findings } = await client.diagnose();
  assert.deepEqual(comparable(findings), found.defaultScopes);
});

await test("it prints a table", async () => {
  const table = String(await diagnose(cases.secret));
  assert.match(table, /^right {4}pool {9}https:/);
  assert.match(table, /\nwrong {4}secret {7}there is one\n {22}Create an app client without/);
});

await test("a client that was freed has none", async () => {
  const client = await Vestibule.create(alone(), { wasm });
  client.free();
  await assert.rejects(client.diagnose(), { name: "VestibuleError", kind: "aborted" });
});

finish();
