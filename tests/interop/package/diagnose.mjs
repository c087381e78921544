// The findings of a diagnosis about passwords.

import assert from "node:assert/strict";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule } from "./support.mjs";

await test("a diagnosis tells what becomes of passwords where devices are tracked, as surely as it is known", async () => {
  const { fetch } = globalThis;
  // As Cognito answers the sign-in of a user who does not exist.
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
  const here = (name) => ({
    getItem: (key) => stored.get(`${name}:${key}`) ?? null,
    setItem: (key, value) => void stored.set(`${name}:${key}`, value),
    removeItem: (key) => void stored.delete(`${name}:${key}`),
  });
  try {
    const devices = `vestibule.${POOL.clientId}.devices`;
    const device = '[{"username":"ada","alias":"ada","key":"k","groupKey":"g","password":"p","undecided":false}]';
    const own = await Vestibule.create({ ...POOL, storage }, { wasm: fromDisk });
    const inMemory = await Vestibule.create(POOL, { wasm: fromDisk });
    for (const client of [own, inMemory]) assert.match(await helpOf(client), /^If the pool tracks devices/);
    stored.set(devices, "[]");
    assert.match(await helpOf(own), /^If the pool tracks devices/);
    stored.set(devices, device);
    assert.match(await helpOf(own), /^The pool tracks devices/);
    stored.set(devices, "no JSON");
    assert.match(await helpOf(own), /^If the pool tracks devices/);

    globalThis.window = { localStorage: here("local"), sessionStorage: here("session") };
    for (const place of ["local", "session"]) {
      const client = await Vestibule.create({ ...POOL, storage: place }, { wasm: fromDisk });
      assert.match(await helpOf(client), /^If the pool tracks devices/);
      stored.set(`${place}:${devices}`, device);
      assert.match(await helpOf(client), /^The pool tracks devices/);
      client.free();
    }
    assert.match(await helpOf(inMemory), /^If the pool tracks devices/, "a session in memory keeps no device");
    for (const client of [own, inMemory]) client.free();
  } finally {
    delete globalThis.window;
    globalThis.fetch = fetch;
  }
});
