// Records: the store, settings, and synchronization of two devices with the emulator's Cognito Sync.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { identityPool, inMemoryIndexedDb, newDevice, SETTINGS } from "./devices.mjs";
import { inNewCopy, POOL, rejection, rejects, Vestibule } from "./support.mjs";

await test("records are read, written and observed without a network", async () => {
  const { auth, notes } = await newDevice({ identityPool: { ...identityPool, endpoint: "http://127.0.0.1:1" } });
  const seen = [];
  let onNext = () => {};
  const stop = notes.observe((entries) => (seen.push(entries), onNext()));
  const next = () => new Promise((resolve) => (onNext = resolve));
  if (!seen.length) await next();
  await Promise.all([next(), notes.put("greeting", "hello")]);
  assert.equal(notes.name, "notes");
  assert.equal(await notes.get("greeting"), "hello");
  assert.equal(await notes.get("missing"), undefined);
  await Promise.all([next(), notes.write({ greeting: null, empty: "", ключ: "значение" })]);
  assert.deepEqual(await notes.entries(), [
    ["empty", ""],
    ["ключ", "значение"],
  ]);
  await Promise.all([next(), notes.remove("empty")]);
  assert.deepEqual(seen, [
    [],
    [["greeting", "hello"]],
    [
      ["empty", ""],
      ["ключ", "значение"],
    ],
    [["ключ", "значение"]],
  ]);
  stop();
  const [local] = await auth.records.local();
  assert.deepEqual(local, { name: "notes", records: 1, unsynchronized: 1, conflicts: 0 });
  const rejected = async (call, field) => assert.equal((await rejection(call())).field, field);
  await rejected(() => notes.put("key", 7), "value");
  await rejected(() => notes.get(), "key");
  await rejected(() => notes.write([]), "changes");
  await rejected(() => notes.write({ key: 7 }), "key");
  await rejected(() => notes.resolve("key", "mine"), "resolution");
  await rejected(() => notes.synchronize({ onConflict: "mine" }), "onConflict");
  await rejected(() => notes.synchronize("latest"), "options");
  await rejected(() => notes.onConflict("mine"), "resolve");
  await rejected(() => notes.onConflict(), "resolve");
  assert.equal((await rejection(auth.records.dataset("no name").entries())).kind, "invalidInput");
  assert.throws(() => notes.observe("x"), { field: "listener" });
  auth.free();
});

await test("a database that does not open is an error, and the next call retries", async () => {
  const { indexedDB, setTimeout, reportError } = globalThis;
  const copy = await import(inNewCopy("index.js"));
  const auth = await copy.Vestibule.create(SETTINGS, { wasm: fromDisk });
  const notes = auth.records.dataset("notes");
  // Without the wait for the database.
  globalThis.setTimeout = (run, delay, ...args) => setTimeout(run, delay === 10_000 ? 0 : delay, ...args);
  globalThis.indexedDB = { open: () => ({}) };
  try {
    assert.equal((await rejection(notes.put("key", "value"))).kind, "storage");
    const reported = new Promise((resolve) => (globalThis.reportError = resolve));
    notes.observe(() => {});
    assert.ok((await reported) instanceof copy.VestibuleError);
    globalThis.indexedDB = inMemoryIndexedDb();
    await notes.put("key", "value");
    assert.equal(await notes.get("key"), "value");
  } finally {
    Object.assign(globalThis, { indexedDB, setTimeout, reportError });
    auth.free();
  }
});

await test("two devices converge, and a function resolves a record that both have changed", async () => {
  const [one, other] = [await newDevice(), await newDevice()];
  await one.notes.write({ list: "milk", gone: "x" });
  assert.deepEqual(await one.notes.synchronize(), {
    pulled: 0,
    pushed: 2,
    conflicts: 0,
    removedDataset: false,
    merged: [],
  });
  assert.equal((await other.notes.synchronize()).pulled, 2);
  await one.notes.put("list", "milk, bread");
  await one.notes.synchronize();
  await other.notes.put("list", "milk, eggs");

  assert.equal((await other.notes.synchronize({ onConflict: "ask" })).conflicts, 1);
  const [open] = await other.notes.conflicts();
  assert.deepEqual([open.key, open.local, open.remote, open.ancestor], ["list", "milk, eggs", "milk, bread", "milk"]);
  assert.equal(await other.notes.get("list"), "milk, eggs");
  const keys = [];
  // A function that returns nothing leaves the conflict open.
  assert.equal((await other.notes.synchronize({ onConflict: ({ key }) => void keys.push(key) })).conflicts, 1);
  const onConflict = () => {
    throw new Error("of the app");
  };
  assert.equal((await rejection(other.notes.synchronize({ onConflict }))).cause.message, "of the app");
  assert.equal((await rejection(other.notes.synchronize({ onConflict: () => "mine" }))).field, "onConflict");
  const done = await other.notes.synchronize({ onConflict: async ({ local }) => ({ value: `${local}, bread` }) });
  assert.deepEqual([keys, done.conflicts, done.pushed], [["list"], 0, 1]);
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

await test("invalid settings of records are rejected by name", async () => {
  const rejected = (records, field) =>
    rejects(() => Vestibule.create({ ...POOL, records }), { kind: "configuration", field });
  const remote = { url: "https://api.example.com/records" };
  await rejected("cognito-sync", "records");
  await rejected({}, "records.remote");
  await rejected({ remote: "dynamodb" }, "records.remote");
  await rejected({ remote: { url: 7 } }, "records.remote.url");
  await rejected({ remote: { dynamoDb: { table: 7 } } }, "records.remote.table");
  await rejected({ remote: { ...remote, dynamoDb: { table: "t" } } }, "records.remote");
  await rejected({ remote, onConflict: "newest" }, "records.onConflict");
  await rejected({ remote, sealed: "yes" }, "records.sealed");
  await rejected({ remote, automatic: { interval: "1" } }, "records.automatic.interval");
  await rejected({ remote, other: 1 }, "other");
});
