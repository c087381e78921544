// The identity pool's settings that are functions, against the emulator's identity pool.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule } from "./support.mjs";

const endpoint = process.env.VESTIBULE_EMULATOR_URL;
const id = "eu-west-1:11111111-2222-3333-4444-555555555555";
const clientWith = (logins) =>
  Vestibule.create(
    { ...POOL, clientId: "vestibuledemobrowser000001", endpoint, identityPool: { id, endpoint, logins } },
    { wasm: fromDisk },
  );
const facebook = { "graph.facebook.com": "facebook-token-of-augusta", "accounts.google.com": undefined };

await test("people are known by logins that the app gives, and a change of logins replaces the credentials", async () => {
  let given = facebook;
  const auth = await clientWith(async () => given);
  const ours = await auth.aws.credentials();
  assert.equal((await auth.aws.credentials()).accessKeyId, ours.accessKeyId);
  given = {};
  const guest = await auth.aws.credentials();
  assert.notEqual(guest.identityId, ours.identityId);
  given = facebook;
  assert.equal((await auth.aws.credentials()).identityId, ours.identityId);
  auth.free();
});

await test("who listens hears of each identity that takes the place of a guest's, until they stop", async () => {
  let given = facebook;
  const auth = await clientWith(() => given);
  const heard = { first: [], second: [] };
  const stop = auth.aws.onIdentityChange((change) => heard.first.push(change));
  auth.aws.onIdentityChange(() => {
    throw new Error("a listener's own fault");
  });
  auth.aws.onIdentityChange((change) => heard.second.push(change));
  const { reportError } = globalThis;
  const reported = [];
  globalThis.reportError = (fault) => reported.push(fault.message);
  try {
    const ours = await auth.aws.identityId();
    const signIn = async () => {
      given = {};
      const guest = await auth.aws.identityId();
      given = facebook;
      assert.equal((await auth.aws.credentials()).replacedIdentityId, guest);
      return { from: guest, to: ours };
    };
    const first = await signIn();
    assert.deepEqual(heard, { first: [first], second: [first] });
    stop();
    const second = await signIn();
    assert.deepEqual(heard, { first: [first], second: [first, second] });
    assert.deepEqual(reported, ["a listener's own fault", "a listener's own fault"]);
  } finally {
    globalThis.reportError = reportError;
    auth.free();
  }
});

await test("logins that cannot be had, or are none, give no credentials and are told to the page", async () => {
  const { reportError } = globalThis;
  const reported = [];
  globalThis.reportError = (fault) => reported.push(fault);
  try {
    for (const [logins, kind] of [
      [() => Promise.reject(new Error("away")), "providerError"],
      [() => { throw new Error("away"); }, "providerError"],
      [() => "secret-token", "providerError"],
      [() => ({ "accounts.google.com": 7 }), "providerError"],
      [() => ({ "cognito-identity.amazonaws.com": "secret-token" }), "providerError"],
      [() => ({ "cognito-identity.amazonaws.com": { identityId: "x", token: "secret-token" } }), "configuration"],
      [() => ({ "accounts.google.com": "" }), "configuration"],
    ]) {
      reported.length = 0;
      const auth = await clientWith(logins);
      const error = await auth.aws.credentials().then(assert.fail, (error) => error);
      assert.equal(error.kind, kind, String(logins));
      assert.ok(!JSON.stringify([error.message, reported.map(String), reported.map((it) => String(it.cause))]).includes("secret-token"));
      assert.deepEqual(reported.map((it) => it.field), kind === "providerError" ? ["identityPool"] : []);
      auth.free();
    }
  } finally {
    globalThis.reportError = reportError;
  }
  await assert.rejects(clientWith({}), { kind: "configuration" });
});
