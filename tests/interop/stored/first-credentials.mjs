// The first AWS credentials of a page, on one whose WebAssembly cannot be loaded: the responses that the npm package
// prefetches are enough for them.

import assert from "node:assert/strict";
import { test } from "../support/suite.mjs";
import { NOW, text } from "./stored-records.mjs";
import { createClient, KEY, newPage, newSignedInPage, outcome, wasmLoads } from "./support.mjs";

const POOL_ID = "eu-west-1:11111111-2222-3333-4444-555555555555";
const IdentityId = "eu-west-1:77777777-8888-7777-6666-555555555555";
const EXPIRATION = NOW / 1000 + 3600;
const KEYS = { AccessKeyId: "ASIA1", SecretKey: "secret", SessionToken: "token", Expiration: EXPIRATION };
const VIEW = { accessKeyId: "ASIA1", secretAccessKey: "secret", sessionToken: "token", identityId: IdentityId };
const originalFetch = globalThis.fetch;

/** Answers requests to the identity pool, and returns the operations that were requested. */
function answer(responses) {
  const sent = [];
  globalThis.fetch = async (url, { headers } = {}) => {
    if (!headers) throw new TypeError(`${url} is not here`);
    const operation = headers["x-amz-target"].split(".")[1];
    sent.push(operation);
    const response = await { GetId: { IdentityId }, ...responses }[operation];
    return response instanceof Response ? response : Response.json(response);
  };
  return sent;
}

const credentialsTest = (name, act) =>
  test(name, async () => {
    globalThis.indexedDB = { databases: async () => [] };
    try {
      await act();
    } finally {
      globalThis.fetch = originalFetch;
    }
  });

async function requestCredentials(options, settings = { identityPool: POOL_ID }) {
  Object.assign(globalThis, globalThis.window);
  const auth = await createClient(settings);
  const result = await outcome(auth.aws.credentials(...options));
  auth.free();
  return result;
}

await credentialsTest(
  "a page gets its first credentials without the WebAssembly, which is loaded afterwards",
  async () => {
    const provided = { forceRefresh: undefined, callerClientConfig: {} };
    for (const options of [[], [{}], [{ forceRefresh: false }], [provided]]) {
      newSignedInPage();
      const sent = answer({ GetCredentialsForIdentity: { IdentityId, Credentials: KEYS } });
      Object.assign(globalThis, globalThis.window);
      const before = wasmLoads();
      const auth = await createClient({ identityPool: POOL_ID });
      const [first, second] = await Promise.all([auth.aws.credentials(...options), auth.aws.provider()(...options)]);
      assert.deepEqual(first, { ...VIEW, expiration: new Date(EXPIRATION * 1000) });
      assert.deepEqual(second, first);
      assert.deepEqual(sent, ["GetId", "GetCredentialsForIdentity"]);
      await new Promise((resolve) => setTimeout(resolve, 1));
      assert.ok(wasmLoads() > before);
      auth.free();
    }
  },
);

await credentialsTest("the expiry is by this machine's clock, in milliseconds", async () => {
  newPage().localStorage[KEY] = text({ age: 0, offset: 90_000 });
  answer({ GetCredentialsForIdentity: { IdentityId, Credentials: { ...KEYS, Expiration: EXPIRATION + 0.25 } } });
  const { value } = await requestCredentials([]);
  assert.equal(value.expiration.getTime(), EXPIRATION * 1000 + 250 - 90_000);
});

await credentialsTest("the WebAssembly decides about all other responses", async () => {
  const keysWith = (change) => ({ IdentityId, Credentials: { ...KEYS, ...change } });
  for (const response of [
    Response.json({ __type: "NotAuthorizedException", ...keysWith() }, { status: 400 }),
    Response.error(),
    new Response("<html>"),
    new Response("null"),
    { IdentityId },
    { IdentityId, Credentials: [] },
    { Credentials: KEYS },
    { IdentityId: 7, Credentials: KEYS },
    keysWith({ AccessKeyId: undefined }),
    keysWith({ SecretKey: null }),
    keysWith({ SessionToken: 7 }),
    keysWith({ Expiration: "soon" }),
    Promise.reject(new TypeError("no network")),
  ]) {
    newSignedInPage();
    answer({ GetCredentialsForIdentity: response });
    const { error } = await requestCredentials([]);
    assert.equal(error?.kind, "network");
  }
});

await credentialsTest("the WebAssembly decides for another session, another pool and new credentials", async () => {
  const isRefused = async (options, settings) => {
    answer({ GetCredentialsForIdentity: { IdentityId, Credentials: KEYS } });
    const { error } = await requestCredentials(options, settings);
    assert.equal(error?.kind, "network");
  };
  newSignedInPage();
  await isRefused([{ forceRefresh: true }]);
  await isRefused([], { identityPool: { id: POOL_ID, basicRoleArn: "arn:aws:iam::123456789012:role/r" } });
  await isRefused([], { identityPool: { id: POOL_ID, logins: () => ({}) } });
  newSignedInPage().localStorage[`${KEY}.aws`] = "{}";
  await isRefused([]);
  newSignedInPage().localStorage[`com.amplify.Cognito.${POOL_ID}.identityId`] = IdentityId;
  await isRefused([]);
  newPage().localStorage[KEY] = text({ age: 3_600_000 });
  await isRefused([]);
});

await credentialsTest("invalid options are reported before anything is requested", async () => {
  newSignedInPage();
  const sent = answer({});
  const { error } = await requestCredentials([7]);
  assert.deepEqual([error?.kind, error?.field, sent], ["invalidInput", "options", []]);
});

await credentialsTest("nobody gets credentials of a session that has ended or is another user's by now", async () => {
  for (const [change, kind] of [
    [(storage) => delete storage[KEY], "signedOut"],
    [(storage) => (storage[KEY] = text({ age: 1000 })), "network"],
  ]) {
    const { localStorage } = newSignedInPage();
    let respond;
    const sent = answer({ GetCredentialsForIdentity: new Promise((resolve) => (respond = resolve)) });
    const requested = requestCredentials([]);
    while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    change(localStorage);
    respond({ IdentityId, Credentials: KEYS });
    assert.equal((await requested).error?.kind, kind);
  }
});

await credentialsTest("after two seconds without credentials the WebAssembly is loaded", async () => {
  newSignedInPage();
  answer({ GetCredentialsForIdentity: new Promise(() => {}) });
  const begin = performance.now();
  const { error } = await requestCredentials([]);
  assert.equal(error?.kind, "network");
  const took = performance.now() - begin;
  assert.ok(took > 1900 && took < 4000, String(took));
});
