// Sign-outs without WebAssembly.

import assert from "node:assert/strict";
import { test } from "../support/suite.mjs";
import { createClient, KEY, newPage, newSignedInPage, outcome, POOL, wasmLoads } from "./support.mjs";

await test("a sign-out without WebAssembly removes the session, notifies all tabs, and keeps devices", async () => {
  const { localStorage } = newSignedInPage();
  const amplifyPrefix = `CognitoIdentityServiceProvider.${POOL.clientId}`;
  localStorage[`${amplifyPrefix}.LastAuthUser`] = "ada";
  localStorage[`${amplifyPrefix}.ada.refreshToken`] = "theirs";
  localStorage[`${amplifyPrefix}.ada.deviceKey`] = "eu-west-1_device";
  localStorage["another.app"] = "stays";
  const auth = await createClient();
  const changes = [];
  auth.onChange(({ kind, reason, sequence }) => changes.push([kind, reason, sequence]));
  const channel = new BroadcastChannel(KEY);
  const message = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(JSON.parse(data))));
  const { revision } = JSON.parse(localStorage[KEY]);
  const report = await auth.signOut();
  assert.equal(report.unfinished.kind, "network");
  assert.deepEqual(Object.keys(localStorage).sort(), [`${amplifyPrefix}.ada.deviceKey`, "another.app"].sort());
  assert.deepEqual(await message, { notice: "signedOut", revision: -(revision + 1) });
  assert.deepEqual(changes, [["signedOut", "asked", revision + 1]]);
  channel.close();
  // The device's key has the prefix of Amplify's sessions, so only the WebAssembly can tell that there is none.
  assert.equal((await outcome(auth.session())).value, undefined);
});

await test("with `migrate: false`, a sign-out keeps other libraries' sessions", async () => {
  const { localStorage } = newSignedInPage();
  const amplifyKey = `CognitoIdentityServiceProvider.${POOL.clientId}.LastAuthUser`;
  localStorage[amplifyKey] = "ada";
  const auth = await createClient({ migrate: false });
  await auth.signOut();
  assert.deepEqual(Object.keys(localStorage), [amplifyKey]);
});

await test("if nobody is signed in, a sign-out needs no WebAssembly", async () => {
  newPage();
  const auth = await createClient();
  const before = wasmLoads();
  assert.deepEqual(await auth.signOut(), {});
  assert.equal(wasmLoads(), before);
});
