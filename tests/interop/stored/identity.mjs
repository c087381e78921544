// The requests of the npm package to the identity pool before the WebAssembly is loaded: the same cases as for the
// library in tests/native/tests/client/aws/first.rs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, root, test } from "../support/suite.mjs";
import { fieldsOf, text } from "./stored-records.mjs";
import { createClient, KEY, newPage } from "./support.mjs";

const all = JSON.parse(readFileSync(join(root, "tests/cases/identity.json"), "utf8"));
// Loaded before, so that requests start within a few tasks.
const { aws, firstCredentials } = await load("aws.js");
const originalFetch = globalThis.fetch;
const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0));

globalThis.indexedDB = { databases: async () => [] };

for (const it of all.cases) {
  await test(`${it.name}: before the WebAssembly`, async () => {
    const claims = it.issuer && { claims: { iss: it.issuer } };
    const session = { age: 0, ...(claims && { id: claims, access: claims }) };
    const page = newPage();
    Object.assign(page.localStorage, it.local);
    Object.assign(page.sessionStorage, it.session);
    if (it.signedIn !== false) page.localStorage[KEY] = text(session);
    Object.assign(globalThis, page);
    const pool = it.pool ?? { id: all.id };
    try {
      const sent = recordRequests();
      const auth = await createClient({ identityPool: it.hasLogins ? { ...pool, logins: () => ({}) } : pool });
      await auth.aws.credentials().catch(() => {});
      await nextTask();
      auth.free();
      assert.deepEqual(sent, it.ahead ? expectedRequests(it, pool, session) : []);
    } finally {
      globalThis.fetch = originalFetch;
    }
  });
}

/** The requests that the page sends. Each gets an identity. */
function recordRequests() {
  const sent = [];
  globalThis.fetch = async (url, { headers, body }) => {
    sent.push({ url: String(url), operation: headers["x-amz-target"].split(".")[1], body });
    return new Response(JSON.stringify({ IdentityId: all.found }));
  };
  return sent;
}

/** With the fields in the order of the library (src/flow/aws/exchange.rs), since the texts are compared. */
function expectedRequests(it, pool, session) {
  const { login = all.login, url = all.url, then = all.then } = it;
  const Logins = { [login]: fieldsOf(session).idToken };
  const role = it.role && { CustomRoleArn: it.role };
  const requests = [
    { url, operation: it.asks, body: JSON.stringify({ IdentityPoolId: pool.id ?? pool, Logins }) },
    { url, operation: then, body: JSON.stringify({ IdentityId: all.found, Logins, ...role }) },
  ];
  return requests.filter(({ operation }) => operation !== "GetOpenIdToken");
}

await test("a prefetched response has the date of its use, and is used once", async () => {
  const originalNow = performance.now;
  let now = 1000;
  let sender;
  const sent = [];
  Object.assign(globalThis, newPage());
  globalThis.fetch = async (_, { body }) => {
    sent.push(body);
    const headers = { date: "Mon, 30 Nov 2026 12:00:00 GMT" };
    return new Response(JSON.stringify({ IdentityId: all.found }), { headers });
  };
  performance.now = () => now;
  try {
    aws({ provideSdk() {}, provideSender: (value) => (sender = value) });
    const prefetch = async () => {
      const session = { claims: { iss: "https://a.b/c" }, idToken: "t" };
      void firstCredentials({ identityPool: all.id }, { identityName: "x", has: () => true }, session);
      await nextTask();
    };
    await prefetch();
    assert.equal(sent.length, 2);
    now += 3000;
    for (const body of [...sent]) {
      const response = await sender.fetch(all.url, { body });
      assert.equal(response.headers.get("date"), "Mon, 30 Nov 2026 12:00:03 GMT");
      assert.deepEqual(await response.json(), { IdentityId: all.found });
    }
    assert.deepEqual([sender, sent.length], [undefined, 2]);
    // Another request is sent normally, and the prefetched response is discarded.
    await prefetch();
    await sender.fetch(all.url, { body: "{}" });
    assert.deepEqual([sender, sent.length, sent.at(-1)], [undefined, 5, "{}"]);
    // A request to another address changes nothing.
    await prefetch();
    await sender.fetch("https://elsewhere.example/", { body: sent[5] });
    assert.ok(sender);
  } finally {
    performance.now = originalNow;
    globalThis.fetch = originalFetch;
  }
});
