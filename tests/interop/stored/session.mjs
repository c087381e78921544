// Sessions that the entry reads from the browser's storage: the same cases as for the library in
// tests/native/tests/client/stored.rs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, root, test } from "../support/suite.mjs";
import { all, NOW, text, times } from "./stored-records.mjs";
import {
  createClient,
  createFromAmplifyOutputs,
  KEY,
  newPage,
  newSignedInPage,
  outcome,
  POOL,
  requestSession,
  VestibuleError,
  wasmLoads,
} from "./support.mjs";

const challenges = JSON.parse(readFileSync(join(root, "tests/cases/challenges.json"), "utf8"));
const { requiredStepUp } = await load("fetch.js");
for (const { name, header, wanted } of challenges.cases) {
  await test(name, async () => assert.deepEqual(requiredStepUp(header) ?? null, wanted));
}

for (const it of all.cases) {
  await test(it.name, async () => {
    const page = newPage();
    const stored = text(it);
    if (stored !== null) page[`${it.place ?? "local"}Storage`][KEY] = stored;
    if (it.active !== undefined) {
      page.localStorage[`${KEY}.active`] = String(typeof it.active === "string" ? it.active : NOW - it.active);
    }
    const before = wasmLoads();
    const { value, error, loads } = await requestSession({
      storage: it.storage,
      ...(it.limits && { signOutAfter: it.limits }),
      ...(it.pool && { userPoolId: it.pool }),
      ...(it.issuer && { issuer: it.issuer }),
      ...(it.endpoint && { endpoint: it.endpoint }),
      ...(it.fallbackEndpoint && { fallbackEndpoint: it.fallbackEndpoint }),
    });
    if (it.entry === "session") {
      assert.equal(error, undefined);
      assert.equal(wasmLoads(), before, "a fresh session needs no WebAssembly, not even a prefetched one");
      assert.deepEqual(value, expectedSession(it, stored));
      return;
    }
    assert.ok(error instanceof VestibuleError);
    assert.notEqual(wasmLoads(), before, "the WebAssembly is prefetched for a sign-in");
    assert.equal(error.kind, it.entry === "asks" ? "network" : "signedOut");
    assert.equal(loads, it.entry === "asks" ? 1 : 0);
  });
}

function expectedSession(it, stored) {
  const { idToken, accessToken } = JSON.parse(stored);
  return {
    username: "ada",
    idToken,
    accessToken,
    expiresAt: NOW - it.age + (it.life ?? all.life),
    state: "fresh",
    groups: it.groups ?? all.groups,
    ...(it.acr && { acr: it.acr }),
    amr: it.amr ?? [],
    claims: { ...all.id, ...times(it), ...it.id?.claims },
    accessClaims: { ...all.access, ...times(it), ...it.access?.claims },
  };
}

await test("with forbidden storage, nobody is signed in", async () => {
  newPage({
    get localStorage() {
      throw new Error("forbidden");
    },
    get sessionStorage() {
      throw new Error("forbidden");
    },
  });
  const { kind, message, help, retryable } = (await requestSession({})).error;
  assert.deepEqual([kind, message, help, retryable], ["signedOut", "nobody is signed in", "", false]);
});

await test("a session of another library needs the WebAssembly", async () => {
  const page = newPage();
  page.localStorage[`CognitoIdentityServiceProvider.${POOL.clientId}.LastAuthUser`] = "ada";
  assert.equal((await requestSession({})).error.kind, "network");
});

await test("a session of another app client is ignored", async () => {
  newSignedInPage();
  assert.equal((await requestSession({ clientId: "another" })).error.kind, "signedOut");
});

await test("settings that need a detailed check need the WebAssembly, even with a fresh session", async () => {
  newSignedInPage();
  const INCOMPLETE = [
    { domain: "auth" },
    { redirectUri: "http://example.com" },
    { scopes: ["email"] },
    { endpoint: "x" },
  ];
  for (const settings of INCOMPLETE) {
    const { error } = await outcome(requestSession(settings));
    assert.equal(error.kind, "network", JSON.stringify(settings));
  }
});

await test("a client made from Amplify's outputs reads the session too", async () => {
  newSignedInPage();
  const auth = { user_pool_id: POOL.userPoolId, user_pool_client_id: POOL.clientId };
  const oauth = {
    domain: "x.auth.eu-west-1.amazoncognito.com",
    redirect_sign_in_uri: ["https://example.com/"],
    scopes: ["openid"],
  };
  const before = wasmLoads();
  for (const outputs of [{ auth }, { auth: { ...auth, oauth } }, JSON.stringify({ auth })]) {
    assert.equal((await (await createFromAmplifyOutputs(outputs)).session()).username, "ada");
  }
  assert.equal(wasmLoads(), before);
  const withSecret = { auth: { ...auth, client_secret: "s" } };
  assert.equal((await outcome(createFromAmplifyOutputs(withSecret))).error.kind, "network");
});

await test("an unfinished sign-in needs the WebAssembly only if one may be stored", async () => {
  const page = newPage();
  const auth = await createClient();
  assert.equal(await auth.resumeSignIn(), undefined);
  page.sessionStorage[`vestibule.${POOL.clientId}.signIn`] = "{}";
  assert.equal((await outcome(auth.resumeSignIn())).error.kind, "network");
});
