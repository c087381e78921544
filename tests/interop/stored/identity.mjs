// The requests of the npm package to the identity pool before the WebAssembly is loaded: the same cases as for the
// library in tests/native/tests/client/aws/first.rs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, root, test } from "../support/suite.mjs";
import { fieldsOf, text } from "./records.mjs";

const all = JSON.parse(readFileSync(join(root, "tests/cases/identity.json"), "utf8"));
// It is there already, so that what is asked ahead is asked within some turns.
await load("aws.js");

/** Runs all cases. `open` makes a client over these storages, whose WebAssembly never comes. */
export async function identityCases(storages, open) {
  const { fetch: send } = globalThis;
  globalThis.indexedDB = { databases: async () => [] };
  for (const it of all.cases) {
    await test(`${it.name}: asked ahead`, async () => {
      const session = { age: 0, ...(it.issuer && { id: { claims: { iss: it.issuer } }, access: { claims: { iss: it.issuer } } }) };
      const windows = storages();
      Object.assign(windows.localStorage, it.local);
      Object.assign(windows.sessionStorage, it.session);
      if (it.signedIn !== false) windows.localStorage["vestibule.vestibuledemobrowser000001.session"] = text(session);
      Object.assign(globalThis, windows);
      const sent = [];
      globalThis.fetch = async (url, { headers, body }) => {
        sent.push({ url: String(url), operation: headers["x-amz-target"].split(".")[1], body });
        return new Response(JSON.stringify({ IdentityId: all.found }));
      };
      try {
        const pool = it.pool ?? { id: all.id };
        const auth = await open(windows, { identityPool: it.hasLogins ? { ...pool, logins: () => ({}) } : pool });
        await auth.aws.credentials().catch(() => {});
        await new Promise((over) => setTimeout(over, 0));
        auth.free();
        const { login = all.login, url = all.url, then = all.then } = it;
        const Logins = { [login]: fieldsOf(session).idToken };
        // In the order in which the library writes them (src/flow/aws/exchange.rs), since the letters count.
        const role = it.role && { CustomRoleArn: it.role };
        const requests = [
          { url, operation: it.asks, body: JSON.stringify({ IdentityPoolId: pool.id ?? pool, Logins }) },
          { url, operation: then, body: JSON.stringify({ IdentityId: all.found, Logins, ...role }) },
        ];
        const ahead = it.ahead ? requests.filter(({ operation }) => operation !== "GetOpenIdToken") : [];
        assert.deepEqual(sent, ahead);
      } finally {
        globalThis.fetch = send;
      }
    });
  }
  await test("a prefetched response has the date of its use, and is used once", async () => {
    const ticks = performance.now;
    let now = 1000;
    let sender;
    const sent = [];
    Object.assign(globalThis, storages());
    globalThis.fetch = async (_, { body }) => {
      sent.push(body);
      const headers = { date: "Mon, 30 Nov 2026 12:00:00 GMT" };
      return new Response(JSON.stringify({ IdentityId: all.found }), { headers });
    };
    performance.now = () => now;
    try {
      const { aws, prefetchCredentials } = await load("aws.js");
      aws({ provideSdk() {}, provideSender: (it) => (sender = it) });
      const ahead = async () => {
        await prefetchCredentials({ identityPool: all.id }, { name: "x", fresh: () => ({ claims: { iss: "https://a.b/c" }, idToken: "t" }) });
        await new Promise((over) => setTimeout(over, 0));
      };
      await ahead();
      assert.equal(sent.length, 2);
      now += 3000;
      for (const body of [...sent]) {
        const response = await sender.fetch(all.url, { body });
        assert.equal(response.headers.get("date"), "Mon, 30 Nov 2026 12:00:03 GMT");
        assert.deepEqual(await response.json(), { IdentityId: all.found });
      }
      assert.deepEqual([sender, sent.length], [undefined, 2]);
      // Another request is sent normally, and the prefetched response is discarded.
      await ahead();
      await sender.fetch(all.url, { body: "{}" });
      assert.deepEqual([sender, sent.length, sent.at(-1)], [undefined, 5, "{}"]);
      // A request elsewhere changes nothing.
      await ahead();
      await sender.fetch("https://elsewhere.example/", { body: sent[5] });
      assert.ok(sender);
    } finally {
      performance.now = ticks;
      globalThis.fetch = send;
    }
  });
  delete globalThis.indexedDB;
}
