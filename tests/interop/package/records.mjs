// Records: two devices of one user, against the emulator's Cognito Sync. Node.js has no IndexedDB: each device has one
// that lasts as long as the test.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule, ofItsOwn, rejects } from "./support.mjs";

const endpoint = process.env.VESTIBULE_EMULATOR_URL;
const identityPool = {
  id: "eu-west-1:11111111-2222-3333-4444-555555555555",
  endpoint,
  logins: () => ({ "graph.facebook.com": "facebook-token-of-augusta" }),
};
const records = { remote: { cognitoSync: { endpoint } }, automatic: false };
const SETTINGS = { ...POOL, clientId: "vestibuledemobrowser000001", endpoint, identityPool, records };

/** What database.js uses of IndexedDB. */
function database() {
  const stores = new Map();
  const asked = (result) => {
    const request = { result };
    queueMicrotask(() => request.onsuccess?.());
    return request;
  };
  const within = (rows, { lower, upper }) => [...rows].filter(([key]) => key >= lower && key < upper).sort(([a], [b]) => (a < b ? -1 : 1));
  const storeOf = (rows) => ({
    get: (key) => asked(rows.get(key)),
    getAll: (range) => asked(within(rows, range).map(([, value]) => value)),
    getAllKeys: (range) => asked(within(rows, range).map(([key]) => key)),
    put: (value, key) => void rows.set(key, value),
    delete: (key) => void rows.delete(key),
  });
  const transaction = (name) => {
    const it = { objectStore: () => storeOf(stores.get(name)) };
    setTimeout(() => it.oncomplete?.());
    return it;
  };
  const result = { transaction, createObjectStore: (name) => stores.set(name, new Map()) };
  const open = () => {
    const request = { result };
    queueMicrotask(() => (request.onupgradeneeded(), request.onsuccess()));
    return request;
  };
  return { open };
}

globalThis.IDBKeyRange = { bound: (lower, upper) => ({ lower, upper }) };

/** The package as another device has it. */
async function device(settings = {}, wasm = fromDisk) {
  const own = await import(ofItsOwn("index.js"));
  const auth = await own.Vestibule.create({ ...SETTINGS, ...settings }, { wasm });
  const notes = auth.records.dataset("notes");
  const indexedDB = globalThis.indexedDB;
  globalThis.indexedDB = database();
  // It keeps the database that it opens first.
  await notes.entries();
  globalThis.indexedDB = indexedDB;
  return { auth, notes };
}

async function until(is) {
  while (!(await is())) await new Promise((over) => setTimeout(over, 10));
}

await test("records are read and written without a network, and whoever observes them hears of it", async () => {
  const { auth, notes } = await device({ identityPool: { ...identityPool, endpoint: "http://127.0.0.1:1" } });
  const seen = [];
  let told = () => {};
  const stop = notes.observe((entries) => (seen.push(entries), told()));
  const next = () => new Promise((resolve) => (told = resolve));
  if (!seen.length) await next();
  await Promise.all([next(), notes.put("greeting", "hello")]);
  assert.equal(notes.name, "notes");
  assert.equal(await notes.get("greeting"), "hello");
  assert.equal(await notes.get("missing"), undefined);
  await Promise.all([next(), notes.write({ greeting: null, empty: "", "ключ": "значение" })]);
  assert.deepEqual(await notes.entries(), [["empty", ""], ["ключ", "значение"]]);
  await Promise.all([next(), notes.remove("empty")]);
  assert.deepEqual(seen, [[], [["greeting", "hello"]], [["empty", ""], ["ключ", "значение"]], [["ключ", "значение"]]]);
  stop();
  const [local] = await auth.records.local();
  assert.deepEqual(local, { name: "notes", records: 1, unsynchronized: 1, conflicts: 0 });
  const refused = async (act, field) => assert.equal((await act().then(assert.fail, (error) => error)).field, field);
  await refused(() => notes.put("key", 7), "value");
  await refused(() => notes.get(), "key");
  await refused(() => notes.write([]), "changes");
  await refused(() => notes.write({ key: 7 }), "key");
  await refused(() => notes.resolve("key", "mine"), "resolution");
  await refused(() => notes.synchronize({ onConflict: "mine" }), "onConflict");
  await refused(() => notes.synchronize("latest"), "options");
  await refused(() => notes.onConflict("mine"), "resolve");
  await refused(() => notes.onConflict(), "resolve");
  assert.equal((await auth.records.dataset("no name").entries().catch((error) => error)).kind, "invalidInput");
  assert.throws(() => notes.observe("x"), { field: "listener" });
  auth.free();
});

await test("a database that is never opened is an error, and is asked for again", async () => {
  const { indexedDB, setTimeout, reportError } = globalThis;
  const own = await import(ofItsOwn("index.js"));
  const auth = await own.Vestibule.create(SETTINGS, { wasm: fromDisk });
  const notes = auth.records.dataset("notes");
  globalThis.setTimeout = (act, after, ...given) => setTimeout(act, after === 10_000 ? 0 : after, ...given);
  globalThis.indexedDB = { open: () => ({}) };
  try {
    const refused = await notes.put("key", "value").catch((error) => error);
    assert.equal(refused.kind, "storage");
    const reported = new Promise((resolve) => (globalThis.reportError = resolve));
    notes.observe(() => {});
    assert.ok((await reported) instanceof own.VestibuleError);
    globalThis.indexedDB = database();
    await notes.put("key", "value");
    assert.equal(await notes.get("key"), "value");
  } finally {
    Object.assign(globalThis, { indexedDB, setTimeout, reportError });
    auth.free();
  }
});

await test("two devices agree, by a function where both have changed a record", async () => {
  const [one, other] = [await device(), await device()];
  await one.notes.write({ list: "milk", gone: "x" });
  assert.deepEqual(await one.notes.synchronize(), { pulled: 0, pushed: 2, conflicts: 0, removedDataset: false, merged: [] });
  assert.equal((await other.notes.synchronize()).pulled, 2);
  await one.notes.put("list", "milk, bread");
  await one.notes.synchronize();
  await other.notes.put("list", "milk, eggs");

  assert.equal((await other.notes.synchronize({ onConflict: "ask" })).conflicts, 1);
  const [open] = await other.notes.conflicts();
  assert.deepEqual([open.key, open.local, open.remote, open.ancestor], ["list", "milk, eggs", "milk, bread", "milk"]);
  assert.equal(await other.notes.get("list"), "milk, eggs");
  const asked = [];
  // Whoever gives nothing leaves it open.
  assert.equal((await other.notes.synchronize({ onConflict: (conflict) => void asked.push(conflict.key) })).conflicts, 1);
  const failed = await other.notes.synchronize({ onConflict: () => { throw new Error("own"); } }).catch((error) => error);
  assert.equal(failed.cause.message, "own");
  const wrong = await other.notes.synchronize({ onConflict: () => "mine" }).catch((error) => error);
  assert.equal(wrong.field, "onConflict");
  const done = await other.notes.synchronize({ onConflict: async ({ local }) => ({ value: `${local}, bread` }) });
  assert.deepEqual([asked, done.conflicts, done.pushed], [["list"], 0, 1]);
  await one.notes.synchronize();
  assert.equal(await one.notes.get("list"), "milk, eggs, bread");

  await one.notes.remove("gone");
  await one.notes.synchronize();
  await other.notes.synchronize();
  assert.deepEqual(await other.notes.entries(), [["list", "milk, eggs, bread"]]);
  const [summary] = await one.auth.records.list();
  assert.equal(summary.name, "notes");
  assert.equal((await one.auth.records.describe("notes")).name, "notes");
  assert.equal(await one.auth.records.describe("other"), undefined);
  assert.equal((await one.auth.records.usage()).datasets, 1);
  await one.auth.records.delete("notes");
  await one.notes.synchronize();
  assert.equal((await other.notes.synchronize()).removedDataset, true);
  assert.deepEqual(await other.notes.entries(), []);
  await other.notes.put("kept", "here");
  await other.auth.records.forget();
  assert.deepEqual(await other.notes.entries(), []);
  one.auth.free();
  other.auth.free();
});

await test("a dataset's function is asked by synchronisations that begin by themselves", async () => {
  const automatic = { onWake: false, afterWrite: 10 };
  const [one, other] = [await device(), await device({ records: { ...records, automatic } })];
  /** Until so many records are not at the remote, and so many conflicts are open. */
  const state = (waiting, open) =>
    until(async () => {
      const [{ unsynchronized, conflicts }] = await other.auth.records.local();
      return unsynchronized === waiting && conflicts === open;
    });
  const differ = async (key) => {
    await one.notes.put(key, "there");
    await one.notes.synchronize();
    await other.notes.put(key, "here");
  };

  const asked = [];
  await other.notes.onConflict(async (conflict) => {
    asked.push([conflict.key, conflict.local, conflict.remote]);
    return { value: `${conflict.local} and ${conflict.remote}` };
  });
  await differ("a");
  await until(() => asked.length);
  await state(0, 0);
  assert.deepEqual(asked, [["a", "here", "there"]]);
  await one.notes.synchronize();
  assert.equal(await one.notes.get("a"), "here and there");

  // The last one counts. Where it gives nothing, or fails, the conflict stays open, and it is asked once.
  const reported = [];
  globalThis.reportError = (fault) => reported.push(fault.cause?.message ?? fault.field);
  const answers = [() => undefined, () => "mine", () => { throw new Error("own"); }, () => "remote"];
  let count = 0;
  await other.notes.onConflict(() => answers[count++]());
  for (const [open, key] of ["b", "c", "d"].entries()) {
    await differ(key);
    await until(() => count === open + 1);
    await state(open + 1, open + 1);
  }
  assert.deepEqual(reported, ["onConflict", "own"]);
  await differ("e");
  await until(() => count === 4);
  await state(3, 3);
  assert.deepEqual([await other.notes.get("e"), count], ["there", 4]);

  // Whoever is asked by one synchronisation is asked alone.
  const settled = [];
  const done = await other.notes.synchronize({ onConflict: ({ key }) => (settled.push(key), "local") });
  assert.deepEqual([done.conflicts, settled, count], [0, ["b", "c", "d"], 4]);
  await other.notes.onConflict("local");
  await differ("f");
  await state(0, 0);
  assert.deepEqual([await other.notes.get("f"), count], ["here", 4]);
  delete globalThis.reportError;
  await one.auth.records.delete("notes");
  await one.notes.synchronize();
  one.auth.free();
  other.auth.free();
});

/** Two devices of the same user, who signs in to the user pool. */
async function ofAda() {
  const settings = { identityPool: { id: identityPool.id, endpoint } };
  const [one, other] = [await device(settings), await device(settings)];
  const becomes = async (username, password) => {
    for (const { auth } of [one, other]) {
      if (await auth.current()) await auth.signOut();
      assert.equal((await auth.signIn({ username, password })).kind, "done");
    }
  };
  const differ = async (...keys) => {
    await one.notes.synchronize();
    for (const key of keys) await one.notes.put(key, "there");
    await one.notes.synchronize();
    for (const key of keys) await other.notes.put(key, "here");
  };
  const end = async () => {
    await one.auth.records.delete("notes");
    await one.notes.synchronize();
    one.auth.free();
    other.auth.free();
  };
  const [ada, charles] = [() => becomes("ada", "Lovelace1815"), () => becomes("charles", "Babbage1791")];
  await ada();
  return { one, other, ada, charles, differ, end };
}

await test("a question that nobody answers ends with its conflict, its user or its function", async () => {
  const { one, other, ada, charles, differ, end } = await ofAda();
  const asked = [];
  const ask = (conflict) => new Promise((answer) => asked.push({ ...conflict, answer }));
  const keys = () => asked.map(({ key }) => key).join("");
  const isSettled = async () => !(await other.notes.conflicts()).length;
  await differ("a", "b");
  await other.notes.onConflict(ask);
  await other.notes.synchronize();
  await until(() => keys() === "a");

  // Another user has a conflict of the same values. Nothing of the former one's is asked or answered here.
  await charles();
  await differ("a");
  await other.notes.synchronize();
  await until(() => keys() === "aa");
  asked[0].answer({ value: "of ada" });
  asked[1].answer({ value: "of charles" });
  await until(isSettled);
  await other.notes.synchronize();
  assert.deepEqual([keys(), await other.notes.entries()], ["aa", [["a", "of charles"]]]);
  await other.auth.records.delete("notes");
  await other.notes.synchronize();

  await ada();
  await until(() => keys() === "aaa");
  await other.notes.resolve("a", "remote");
  await until(() => keys() === "aaab");
  await other.notes.onConflict((conflict) => (asked.push(conflict), "local"));
  await until(isSettled);
  asked[3].answer("remote");
  await other.notes.synchronize();
  assert.deepEqual([keys(), await other.notes.entries()], ["aaabb", [["a", "there"], ["b", "here"]]]);

  await other.notes.onConflict(ask);
  await differ("c", "d");
  await other.notes.synchronize();
  await until(() => keys() === "aaabbc");
  await other.auth.records.delete("notes");
  asked[5].answer({ value: "too late" });
  await other.notes.synchronize();
  assert.deepEqual([keys(), await other.notes.entries()], ["aaabbc", []]);
  await end();
});

await test("a function may write, synchronise and sign out", async () => {
  const { other, differ, end } = await ofAda();
  let count = 0;
  const within = async ({ key }) => {
    count++;
    await other.notes.put(key, "within");
    await other.notes.synchronize();
    return { value: `after ${count}` };
  };
  await differ("a");
  await other.notes.onConflict(within);
  await other.notes.synchronize();
  // What it has written was another conflict.
  await until(async () => (await other.notes.get("a")) === "after 2");
  await other.notes.synchronize();
  await other.notes.onConflict("ask");

  await differ("a");
  const done = await other.notes.synchronize({ onConflict: within });
  assert.deepEqual([done.conflicts, done.pushed, await other.notes.get("a")], [0, 1, "after 4"]);

  await differ("a");
  const leave = async () => (await other.auth.signOut(), "local");
  const refused = await other.notes.synchronize({ onConflict: leave }).catch((error) => error);
  assert.equal(refused.kind, "identityChanged");
  assert.deepEqual(await other.notes.entries(), []);
  await end();
});

await test("settings of records are refused by name", async () => {
  const refused = (records, field) => rejects(() => Vestibule.create({ ...POOL, records }), { kind: "configuration", field });
  const remote = { url: "https://api.example.com/records" };
  await refused("cognito-sync", "records");
  await refused({}, "records.remote");
  await refused({ remote: "dynamodb" }, "records.remote");
  await refused({ remote: { url: 7 } }, "records.remote.url");
  await refused({ remote: { dynamoDb: { table: 7 } } }, "records.remote.table");
  await refused({ remote: { ...remote, dynamoDb: { table: "t" } } }, "records.remote");
  await refused({ remote, onConflict: "newest" }, "records.onConflict");
  await refused({ remote, sealed: "yes" }, "records.sealed");
  await refused({ remote, automatic: { interval: "1" } }, "records.automatic.interval");
  await refused({ remote, other: 1 }, "other");
});

// The last one: it leaves a dataset at Cognito Sync.
await test("a page loads its own remote, and no AWS credentials for an API of its own", async () => {
  for (const [remote, needed] of [
    [{ url: "http://127.0.0.1:1/records" }, ["own_api"]],
    [{ cognitoSync: { endpoint } }, ["aws", "cognito_sync"]],
    [{ dynamoDb: { table: "vestibule-records", endpoint } }, ["aws", "dynamo_db"]],
  ]) {
    const names = new Set();
    const { auth } = await device({ records: { remote, automatic: false } }, (file) => (names.add(file), fromDisk(file)));
    const notes = auth.records.dataset("elsewhere");
    const rare = () => [...names].filter((name) => /aws|own_api|cognito_sync|dynamo_db|datasets|merging/.test(name)).sort();
    await notes.put("key", "value");
    assert.deepEqual(rare(), []);
    await notes.synchronize().catch((error) => error);
    assert.deepEqual(rare(), needed.map((name) => `vestibule_${name}.wasm`));
    await auth.records.local();
    assert.ok(names.has("vestibule_datasets.wasm"));
    auth.free();
  }
});
