// Settings of the identity pool that are functions, against the emulator's identity pool.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { fromDisk, test } from "../support/suite.mjs";
import { listen, POOL, rejection, rejects, sleep, Vestibule } from "./support.mjs";

const endpoint = process.env.VESTIBULE_EMULATOR_URL;
const id = "eu-west-1:11111111-2222-3333-4444-555555555555";
const clientWith = (logins) =>
  Vestibule.create(
    { ...POOL, clientId: "vestibuledemobrowser000001", endpoint, identityPool: { id, endpoint, logins } },
    { wasm: fromDisk },
  );
const facebook = { "graph.facebook.com": "facebook-token-of-augusta", "accounts.google.com": undefined };

await test("other logins replace the credentials", async () => {
  let current = facebook;
  const auth = await clientWith(async () => current);
  const ours = await auth.aws.credentials();
  assert.equal((await auth.aws.credentials()).accessKeyId, ours.accessKeyId);
  current = {};
  const guest = await auth.aws.credentials();
  assert.notEqual(guest.identityId, ours.identityId);
  current = facebook;
  assert.equal((await auth.aws.credentials()).identityId, ours.identityId);
  auth.free();
});

await test("listeners are notified of each replaced identity until they stop", async () => {
  let current = facebook;
  const auth = await clientWith(() => current);
  const changes = { first: [], second: [] };
  const stop = auth.aws.onIdentityChange((change) => changes.first.push(change));
  auth.aws.onIdentityChange(() => {
    throw new Error("an error of the listener");
  });
  auth.aws.onIdentityChange((change) => changes.second.push(change));
  const { reportError } = globalThis;
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  try {
    const ours = await auth.aws.identityId();
    const signIn = async () => {
      current = {};
      const guest = await auth.aws.identityId();
      current = facebook;
      assert.equal((await auth.aws.credentials()).replacedIdentityId, guest);
      return { from: guest, to: ours };
    };
    const first = await signIn();
    assert.deepEqual(changes, { first: [first], second: [first] });
    stop();
    const second = await signIn();
    assert.deepEqual(changes, { first: [first], second: [first, second] });
    assert.deepEqual(reported, ["an error of the listener", "an error of the listener"]);
  } finally {
    globalThis.reportError = reportError;
    auth.free();
  }
});

await test("missing or invalid logins reject without revealing a token, and are reported", async () => {
  const { reportError } = globalThis;
  const reported = [];
  globalThis.reportError = (error) => reported.push(error);
  try {
    for (const [logins, kind] of [
      [() => Promise.reject(new Error("away")), "providerError"],
      [
        () => {
          throw new Error("away");
        },
        "providerError",
      ],
      [() => "secret-token", "providerError"],
      [() => ({ "accounts.google.com": 7 }), "providerError"],
      [() => ({ "cognito-identity.amazonaws.com": "secret-token" }), "providerError"],
      [() => ({ "cognito-identity.amazonaws.com": { identityId: "x", token: "secret-token" } }), "configuration"],
      [() => ({ "accounts.google.com": "" }), "configuration"],
    ]) {
      reported.length = 0;
      const auth = await clientWith(logins);
      const error = await rejection(auth.aws.credentials());
      assert.equal(error.kind, kind, String(logins));
      assert.ok(
        !JSON.stringify([error.message, reported.map(String), reported.map((it) => String(it.cause))]).includes(
          "secret-token",
        ),
      );
      assert.deepEqual(
        reported.map((it) => it.field),
        kind === "providerError" ? ["identityPool"] : [],
      );
      auth.free();
    }
  } finally {
    globalThis.reportError = reportError;
  }
  await assert.rejects(clientWith({}), { kind: "configuration" });
});

const bucket = "https://b.s3.eu-west-1.amazonaws.com/key";

await test("a request that cannot be signed or sent is rejected with help, before anything is sent", async () => {
  const sent = [];
  const { fetch: originalFetch } = globalThis;
  globalThis.fetch = (...args) => {
    sent.push(args);
    return originalFetch(...args);
  };
  const auth = await clientWith(undefined);
  try {
    const invalid = { kind: "invalidInput", retryable: false, help: /.{20}/ };
    for (const [url, init, expected] of [
      ["not an address", {}, { field: "url" }],
      ["ftp://b.example/", {}, { field: "url" }],
      ["https://a:secret@b.example/", {}, { field: "url" }],
      [new Request(bucket), {}, { field: "url" }],
      [undefined, undefined, { field: "url" }],
      [bucket, 7, { field: "init" }],
      [bucket, { method: "" }, { field: "method" }],
      [bucket, { method: "GE T" }, { field: "method" }],
      [bucket, { method: "TRACE" }, { field: "method" }],
      [bucket, { method: "patch" }, { help: /PATCH/ }],
      [bucket, { headers: { "a b": "c" } }, { field: "headers" }],
      [bucket, { headers: { a: "b\0" } }, { field: "headers" }],
      [
        bucket,
        { headers: { "x-amz-meta-name": "Zo\u00eb" } },
        { field: 'headers["x-amz-meta-name"]', help: /encodeURIComponent/ },
      ],
      [bucket, { headers: { "x-amz-meta-name": "\u5b57" } }, { field: "headers" }],
      [bucket, { headers: 7 }, { field: "headers" }],
      [bucket, { method: "PUT", body: new Response("x").body, duplex: "half" }, { field: "body", message: /stream/ }],
      [bucket, { body: "x" }, { field: "body" }],
      [bucket, { signal: "soon" }, { field: "signal" }],
      [bucket, { mode: "no-cors" }, { field: "mode" }],
      [bucket, { redirect: "sideways" }, { field: "init" }],
      [bucket, { region: 7 }, { field: "region" }],
      [bucket, { region: "*" }, { help: /one Region/ }],
      ["https://api.example.com/", {}, { help: /execute-api/ }],
    ]) {
      const error = await rejects(() => auth.aws.fetch(url, init), { ...invalid, ...expected });
      assert.ok(!JSON.stringify([error.message, error.help]).includes("secret"));
    }
    for (const [url, options, expected] of [
      ["not an address", {}, { field: "url" }],
      [bucket, { method: "get" }, { help: /PATCH/ }],
      [bucket, { method: 7 }, { field: "method" }],
      [bucket, { headers: { "x-amz-meta-name": "Zo\u00eb" } }, { help: /encodeURIComponent/ }],
      [bucket, { headers: "a" }, { field: "headers" }],
      [bucket, { expiresIn: 1.5 }, { field: "expiresIn" }],
      [bucket, { expiresIn: "60" }, { field: "expiresIn" }],
      [bucket, { expiresIn: 0 }, { help: /seconds/ }],
      [bucket, { expiresIn: -1 }, { help: /seconds/ }],
      [bucket, { expiresIn: 604_801 }, { help: /seconds/ }],
      [`${bucket}?X-Amz-Signature=00`, {}, { help: /presigned/ }],
      [bucket, 7, { field: "options" }],
    ])
      await rejects(() => auth.aws.presign(url, options), { ...invalid, ...expected });
    const provider = auth.aws.provider();
    for (const call of [(options) => auth.aws.credentials(options), provider]) {
      await rejects(() => call(7), { ...invalid, field: "options" });
      await rejects(() => call({ forceRefresh: "no" }), { ...invalid, field: "forceRefresh" });
    }
    await rejects(() => auth.aws.assumeRoleWithSaml(), { ...invalid, field: "role" });
    await rejects(() => auth.aws.assumeRoleWithSaml({ roleArn: 7 }), { ...invalid, field: "roleArn" });
    assert.deepEqual(sent, []);
  } finally {
    globalThis.fetch = originalFetch;
    auth.free();
  }
});

await test("a request whose credentials have expired is not repeated for another identity", async () => {
  let current = facebook;
  let onRequest = () => {};
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    onRequest();
    const isFirst = seen.length === 1;
    response.writeHead(isFirst ? 403 : 200).end(isFirst ? "<Error><Code>ExpiredToken</Code></Error>" : "");
  });
  await listen(server);
  const auth = await clientWith(() => current);
  const send = () =>
    auth.aws.fetch(`http://127.0.0.1:${server.address().port}/`, { service: "execute-api", region: "eu-west-1" });
  try {
    assert.equal((await send()).status, 200);
    assert.equal(new Set(seen).size, 2, "the second request has new credentials");
    seen.length = 0;
    onRequest = () => (current = {});
    await rejects(send, { kind: "identityChanged", retryable: false, help: /signed in now/ });
    assert.equal(seen.length, 1);
  } finally {
    auth.free();
    server.close();
  }
});

await test("a request can be aborted, and one without a response names the host", async () => {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    // These responses never end.
    if (request.url === "/half") response.writeHead(403).write("<Error><Code>");
    if (request.url === "/cut") response.writeHead(403).write("<Error>", () => request.socket.destroy());
  });
  await listen(server);
  const host = `127.0.0.1:${server.address().port}`;
  const scope = { service: "execute-api", region: "eu-west-1" };
  const auth = await clientWith(undefined);
  const request = (path, signal) => auth.aws.fetch(`http://${host}${path}`, { ...scope, signal });
  try {
    await rejects(() => request("/never", AbortSignal.abort("enough")), {
      kind: "aborted",
      cause: "enough",
      retryable: false,
    });
    assert.deepEqual(seen, []);
    for (const path of ["/hangs", "/half"]) {
      const controller = new AbortController();
      const rejected = rejects(() => request(path, controller.signal), { kind: "aborted", cause: "enough" });
      while (!seen.includes(path)) await sleep(5);
      controller.abort("enough");
      await rejected;
    }
    await rejects(() => request("/cut"), { kind: "network", message: new RegExp(host), help: /CORS/, retryable: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await rejects(() => request("/away"), {
      kind: "network",
      message: new RegExp(host),
      help: /CORS/,
      retryable: true,
    });
    assert.ok(error.cause instanceof TypeError);
  } finally {
    auth.free();
  }
});
