// Stored AWS credentials, which the npm package returns before the WebAssembly is loaded: the same cases as for the
// library in tests/native/tests/client/aws/stored.rs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, test } from "../support/suite.mjs";
import { NOW, text } from "./stored-records.mjs";
import { createClient, KEY, newPage, outcome, wasmLoads } from "./support.mjs";

const all = JSON.parse(readFileSync(join(root, "tests/cases/credentials.json"), "utf8"));
const originalFetch = globalThis.fetch;

for (const it of all.cases) {
  await test(`stored credentials: ${it.name}`, async () => {
    const record = recordOf(it);
    const page = newPage();
    const { localStorage } = page;
    localStorage[KEY] = text({ age: 0, ...it.session });
    localStorage[`${KEY}.aws`] = it.text ?? JSON.stringify(without(record, it.without));
    Object.assign(globalThis, page, { indexedDB: { databases: async () => [] } });
    let requests = 0;
    globalThis.fetch = async (_, init) => {
      // Files are fetched too.
      if (init?.headers) requests += 1;
      throw new TypeError("no network");
    };
    try {
      const auth = await createClient({ identityPool: it.pool ?? all.record.source });
      const before = wasmLoads();
      const { value, error } = await outcome(auth.aws.credentials());
      assert.equal(requests, 0);
      if (it.entry === "asks") assert.equal(error?.kind, "network");
      else assert.deepEqual(value, viewOf(record));
      // What is returned early is left to the library too: it renews the credentials.
      await new Promise((resolve) => setTimeout(resolve, 1));
      assert.ok(wasmLoads() > before);
      auth.free();
    } finally {
      globalThis.fetch = originalFetch;
    }
  });
}

function recordOf({ session: { offset = 0 } = {}, age = all.age, life = all.life, record }) {
  const issued = NOW + offset - age;
  return { ...all.record, issued, expires: issued + life, ...record };
}

function without(record, names = []) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function viewOf({ accessKeyId, secretAccessKey, sessionToken, identityId, expires, offset, replaced }) {
  const expiration = new Date(expires - offset);
  const view = { accessKeyId, secretAccessKey, sessionToken, expiration, identityId };
  return replaced ? { ...view, replacedIdentityId: replaced } : view;
}
