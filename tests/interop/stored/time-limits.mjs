// Sessions that end after a time (`signOutAfter`), without WebAssembly.

import assert from "node:assert/strict";
import { test } from "../support/suite.mjs";
import { NOW, text } from "./stored-records.mjs";
import { createClient, KEY, newPage, outcome, POOL } from "./support.mjs";

const LIMITS = { signOutAfter: { idle: 900_000, total: 28_800_000 } };

/** Makes a new page with a fresh session, two hours after the sign-in. `idle`: the time since the last activity. */
function newIdlePage(idle) {
  const page = newPage();
  page.localStorage[KEY] = text({ age: 1_800_000, signedIn: 7_200_000 });
  page.localStorage[`${KEY}.active`] = String(NOW - idle);
  return page;
}

/** A page waits two seconds before it ends a session, so that the app can add its listeners. */
const waitForEnd = () => new Promise((resolve) => setTimeout(resolve, 2100));

await test("a session ends after its time, in all tabs, with the reason", async () => {
  for (const [reason, idle, signOutAfter] of [
    ["idle", 900_000, { idle: 900_000 }],
    ["total", 0, { idle: 900_000, total: 7_200_000 }],
  ]) {
    const { localStorage } = newIdlePage(idle);
    const { revision } = JSON.parse(localStorage[KEY]);
    const channel = new BroadcastChannel(KEY);
    const message = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(JSON.parse(data))));
    const auth = await createClient({ signOutAfter });
    const changes = [];
    auth.onChange(({ kind, reason, sequence }) => changes.push([kind, reason, sequence]));
    await waitForEnd();
    assert.deepEqual(changes, [["signedOut", reason, revision + 1]]);
    assert.deepEqual(await message, { notice: reason, revision: -(revision + 1) });
    assert.deepEqual(Object.keys(localStorage), []);
    assert.equal((await outcome(auth.session())).error.kind, "signedOut");
    channel.close();
    auth.free();
  }
});

await test("inactivity ends the sessions of all accounts, the total time only that of one", async () => {
  const accountsKey = `vestibule.${POOL.clientId}.accounts`;
  for (const [expectedKeys, idle, signOutAfter] of [
    [[], 900_000, { idle: 900_000 }],
    // The time of the last activity is kept for the other accounts.
    [[`${KEY}.active`, accountsKey], 0, { idle: 900_000, total: 7_200_000 }],
  ]) {
    const { localStorage } = newIdlePage(idle);
    localStorage[accountsKey] = JSON.stringify([text({ age: 1_800_000, signedIn: 1_800_000 })]);
    const auth = await createClient({ accounts: true, signOutAfter });
    await waitForEnd();
    assert.deepEqual(Object.keys(localStorage), expectedKeys);
    auth.free();
  }
});

await test("activity is recorded while the session lasts, and not after its end", async () => {
  const active = newIdlePage(600_000);
  const auth = await createClient(LIMITS);
  auth.active();
  assert.equal(active.localStorage[`${KEY}.active`], String(NOW));
  assert.equal((await auth.session()).state, "fresh");
  auth.free();
  assert.throws(() => auth.active(), { kind: "aborted" });

  const idle = newIdlePage(900_000);
  const late = await createClient(LIMITS);
  late.active();
  assert.notEqual(idle.localStorage[`${KEY}.active`], String(NOW));
  assert.equal((await outcome(late.session())).value, undefined);
  await waitForEnd();
  late.active();
  assert.deepEqual(Object.keys(idle.localStorage), []);
  late.free();
});

await test("without limits, no activity is recorded and no session ends", async () => {
  const { localStorage } = newIdlePage(86_400_000);
  const before = localStorage[`${KEY}.active`];
  const auth = await createClient();
  auth.active();
  assert.equal((await auth.session()).state, "fresh");
  assert.equal(localStorage[`${KEY}.active`], before);
});

await test("invalid limits are rejected", async () => {
  const INVALID = [
    { idle: 900 },
    { idle: "900000" },
    { total: 0 },
    { hours: 8 },
    { idle: 90_000.5 },
    { total: 59_999 },
    900_000,
    "15 minutes",
    null,
    [],
  ];
  for (const signOutAfter of INVALID) {
    const { error } = await outcome(createClient({ signOutAfter }));
    assert.equal(error?.kind, "configuration", JSON.stringify(signOutAfter));
  }
});
