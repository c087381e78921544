// `fetch`: which requests get the token, and the handling of refusals.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dist, fromDisk, test } from "../support/suite.mjs";
import { listen, POOL, rejects, Vestibule } from "./support.mjs";

await test("fetch is the browser's for other origins, and rejects for listed ones if nobody is signed in", async () => {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end(request.method);
  });
  await listen(server);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const auth = await Vestibule.create(POOL, { wasm: fromDisk, apiOrigins: [origin, "https://api.example.com"] });
  const other = await Vestibule.create(POOL, { wasm: fromDisk });
  assert.equal(await (await other.fetch(`${origin}/x`, { method: "PUT", body: "x" })).text(), "PUT");
  assert.equal((await auth.fetch(origin, { headers: { authorization: "Basic x" } })).status, 200);
  await rejects(() => auth.fetch(`${origin}/x`), { kind: "signedOut", retryable: false });
  assert.deepEqual(seen, [undefined, "Basic x"]);
  await assert.rejects(() => auth.fetch("not an address"), TypeError);
  await assert.rejects(() => auth.fetch(`${origin}/x`, { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  assert.equal(seen.length, 2, "nothing more was sent");
  server.close();
  server.closeAllConnections();
});

// Browsers hide responses without CORS headers: `fetch` throws a TypeError, as here if the server closes the connection.
await test("an unreadable response renews the token only if it has expired, and once", async () => {
  const { fetch: send } = await import(pathToFileURL(join(dist, "fetch.js")));
  const seen = [];
  let closedConnections = 1;
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    if (closedConnections-- > 0) return request.socket.destroy();
    response.end("done");
  });
  await listen(server);
  const origin = `http://127.0.0.1:${server.address().port}`;
  let current = { username: "ada", accessToken: "first", expiresAt: Date.now() + 60_000 };
  let renewals = 0;
  const auth = {
    session: async () => current,
    refresh: async () => {
      renewals += 1;
      current = { username: "ada", accessToken: `renewed-${renewals}`, expiresAt: Date.now() + 60_000 };
    },
  };
  const request = () => send(auth, client, Error, origin, { method: "POST", body: "x" });
  const client = { options: { apiOrigins: [origin] } };

  const error = await request().catch((error) => error);
  assert(error instanceof TypeError && /Access-Control-Allow-Origin/.test(error.help), error.help);
  assert.deepEqual([seen, renewals], [["Bearer first"], 0], "the request may have arrived, so it is not sent again");

  closedConnections = 1;
  current.expiresAt = Date.now() - 1;
  assert.equal(await (await request()).text(), "done");
  assert.deepEqual([seen.slice(1), renewals], [["Bearer first", "Bearer renewed-1"], 1]);

  closedConnections = 9;
  current.expiresAt = Date.now() - 1;
  await assert.rejects(request, (error) => error instanceof TypeError && error.help.includes("CORS"));
  assert.equal(renewals, 2, "once");
  server.close();
  server.closeAllConnections();
});

await test("API origins are checked by the first fetch", async () => {
  const rejected = async (options, field) => {
    const auth = await Vestibule.create(POOL, { wasm: fromDisk, ...options });
    for (let attempt = 0; attempt < 2; attempt++)
      await rejects(() => auth.fetch("https://example.com/"), { kind: "configuration", field });
  };
  for (const origin of [
    "",
    "*",
    "api.example.com",
    "https://api.example.com/",
    "https://API.example.com",
    "https://api.example.com:443",
    "https://api.example.com/v1",
    "https://a@api.example.com",
    "http://api.example.com",
    "null",
    7,
    null,
  ])
    await rejected({ apiOrigins: ["http://localhost:3000", origin] }, "apiOrigins");
  await rejected({ apiOrigins: "https://api.example.com" }, "apiOrigins");
  await rejected({ apiToken: "refreshToken" }, "apiToken");
});

await test("requests to Cognito have no cookies, follow no redirects, and share preflights", async () => {
  const { fetch } = globalThis;
  const sent = [];
  globalThis.fetch = async (url, init) => {
    sent.push(init);
    return Response.json({ UserConfirmed: true, UserSub: "x" });
  };
  try {
    const client = await Vestibule.create(POOL, { wasm: fromDisk });
    await client.signUp({ username: "ada", password: "Engine-1843-A" });
    client.free();
  } finally {
    globalThis.fetch = fetch;
  }
  assert.equal(sent.length, 1);
  const [{ method, redirect, credentials, cache }] = sent;
  // With "no-store", Chromium sends a preflight before each request. POST responses are not cached anyway.
  assert.deepEqual(
    { method, redirect, credentials, cache },
    { method: "POST", redirect: "error", credentials: "omit", cache: "default" },
  );
});
