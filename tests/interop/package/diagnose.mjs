// The findings of a diagnosis about passwords.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule } from "./support.mjs";

await test("a diagnosis says whether tracked devices affect passwords, if it is known", async () => {
  const { fetch } = globalThis;
  // Cognito's response to the sign-in of a user who does not exist.
  globalThis.fetch = async () => new Response('{"__type":"NotAuthorizedException","message":"No."}', { status: 400 });
  const stored = new Map();
  const storage = {
    read: (key) => stored.get(key),
    write: async (key, value) => void stored.set(key, value),
    remove: async (key) => void stored.delete(key),
    keys: async (prefix) => [...stored.keys()].filter((key) => key.startsWith(prefix)),
  };
  const helpOf = async (client) => {
    const { findings } = await client.diagnose();
    const { verdict, help } = findings.find(({ subject }) => subject === "password");
    assert.equal(verdict, "note");
    return help;
  };
  const storageIn = (name) => ({
    getItem: (key) => stored.get(`${name}:${key}`) ?? null,
    setItem: (key, value) => void stored.set(`${name}:${key}`, value),
    removeItem: (key) => void stored.delete(`${name}:${key}`),
  });
  try {
    const devices = `vestibule.${POOL.clientId}.devices`;
    const device = '[{"username":"ada","alias":"ada","key":"k","groupKey":"g","password":"p","undecided":false}]';
    const custom = await Vestibule.create({ ...POOL, storage }, { wasm: fromDisk });
    const inMemory = await Vestibule.create(POOL, { wasm: fromDisk });
    for (const client of [custom, inMemory]) assert.match(await helpOf(client), /^If the pool tracks devices/);
    stored.set(devices, "[]");
    assert.match(await helpOf(custom), /^If the pool tracks devices/);
    stored.set(devices, device);
    assert.match(await helpOf(custom), /^The pool tracks devices/);
    stored.set(devices, "not JSON");
    assert.match(await helpOf(custom), /^If the pool tracks devices/);

    globalThis.window = { localStorage: storageIn("local"), sessionStorage: storageIn("session") };
    for (const place of ["local", "session"]) {
      const client = await Vestibule.create({ ...POOL, storage: place }, { wasm: fromDisk });
      assert.match(await helpOf(client), /^If the pool tracks devices/);
      stored.set(`${place}:${devices}`, device);
      assert.match(await helpOf(client), /^The pool tracks devices/);
      client.free();
    }
    assert.match(await helpOf(inMemory), /^If the pool tracks devices/, "a session in memory keeps no device");
    for (const client of [custom, inMemory]) client.free();
  } finally {
    delete globalThis.window;
    globalThis.fetch = fetch;
  }
});
