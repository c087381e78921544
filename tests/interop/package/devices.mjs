// Devices of one user, each with a copy of the package and a database of its own: Node.js has no IndexedDB.

import assert from "node:assert/strict";
import { fromDisk } from "../support/suite.mjs";
import { inNewCopy, POOL, sleep } from "./support.mjs";

export const endpoint = process.env.VESTIBULE_EMULATOR_URL;
export const identityPool = {
  id: "eu-west-1:11111111-2222-3333-4444-555555555555",
  endpoint,
  logins: () => ({ "graph.facebook.com": "facebook-token-of-augusta" }),
};
export const cognitoSync = { remote: { cognitoSync: { endpoint } }, automatic: false };
export const SETTINGS = {
  ...POOL,
  clientId: "vestibuledemobrowser000001",
  endpoint,
  identityPool,
  records: cognitoSync,
};

globalThis.IDBKeyRange = { bound: (lower, upper) => ({ lower, upper }) };

/** The part of IndexedDB that database.js uses, in memory. */
export function inMemoryIndexedDb() {
  const stores = new Map();
  const succeed = (result) => {
    const request = { result };
    queueMicrotask(() => request.onsuccess?.());
    return request;
  };
  const inRange = (rows, { lower, upper }) =>
    [...rows].filter(([key]) => key >= lower && key < upper).sort(([a], [b]) => (a < b ? -1 : 1));
  const storeOf = (rows) => ({
    get: (key) => succeed(rows.get(key)),
    getAll: (range) => succeed(inRange(rows, range).map(([, value]) => value)),
    getAllKeys: (range) => succeed(inRange(rows, range).map(([key]) => key)),
    put: (value, key) => void rows.set(key, value),
    delete: (key) => void rows.delete(key),
  });
  const transaction = (name) => {
    const transaction = { objectStore: () => storeOf(stores.get(name)) };
    setTimeout(() => transaction.oncomplete?.());
    return transaction;
  };
  const result = { transaction, createObjectStore: (name) => stores.set(name, new Map()) };
  const open = () => {
    const request = { result };
    queueMicrotask(() => (request.onupgradeneeded(), request.onsuccess()));
    return request;
  };
  return { open };
}

/** Makes a device: its client, and the dataset `notes`. */
export async function newDevice(settings = {}, wasm = fromDisk) {
  const copy = await import(inNewCopy("index.js"));
  const auth = await copy.Vestibule.create({ ...SETTINGS, ...settings }, { wasm });
  const notes = auth.records.dataset("notes");
  const { indexedDB } = globalThis;
  globalThis.indexedDB = inMemoryIndexedDb();
  // The copy keeps the database that it opens first.
  await notes.entries();
  globalThis.indexedDB = indexedDB;
  return { auth, notes };
}

/** Two devices of a user of the user pool. `local` writes "local", `remote` writes "remote". */
export async function newDevicesOfAda() {
  const settings = { identityPool: { id: identityPool.id, endpoint } };
  const remote = await newDevice(settings);
  const local = await newDevice(settings);
  const signIn = async (username, password) => {
    for (const { auth } of [remote, local]) {
      if (await auth.current()) await auth.signOut();
      assert.equal((await auth.signIn({ username, password })).kind, "done");
    }
  };
  const signInAda = () => signIn("ada", "Lovelace1815");
  const signInCharles = () => signIn("charles", "Babbage1791");
  await signInAda();
  return { remote, local, signInAda, signInCharles };
}

/** Writes different values of these records on two devices. Only the remote device synchronizes. */
export async function writeConflicts({ remote, local }, ...keys) {
  await remote.notes.synchronize();
  for (const key of keys) await remote.notes.put(key, "remote");
  await remote.notes.synchronize();
  for (const key of keys) await local.notes.put(key, "local");
}

/** Deletes the dataset, and frees the clients. */
export async function release({ remote, local }) {
  await remote.auth.records.delete("notes");
  await remote.notes.synchronize();
  remote.auth.free();
  local.auth.free();
}

export async function waitUntil(condition, timeout = 20_000) {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `not within ${timeout} ms: ${condition}`);
    await sleep(10);
  }
}
