// Settings of the identity pool that are functions, against the emulator's identity pool.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule, rejects } from "./support.mjs";

const endpoint = process.env.VESTIBULE_EMULATOR_URL;
const id = "eu-west-1:11111111-2222-3333-4444-555555555555";
const clientWith = (logins) =>
  Vestibule.create(
    { ...POOL, clientId: "vestibuledemobrowser000001", endpoint, identityPool: { id, endpoint, logins } },
    { wasm: fromDisk },
  );
const facebook = { "graph.facebook.com": "facebook-token-of-augusta", "accounts.google.com": undefined };

await test("people are known by logins that the app gives, and a change of logins replaces the credentials", async () => {
  let given = facebook;
  const auth = await clientWith(async () => given);
  const ours = await auth.aws.credentials();
  assert.equal((await auth.aws.credentials()).accessKeyId, ours.accessKeyId);
  given = {};
  const guest = await auth.aws.credentials();
  assert.notEqual(guest.identityId, ours.identityId);
  given = facebook;
  assert.equal((await auth.aws.credentials()).identityId, ours.identityId);
  auth.free();
});

await test("who listens hears of each identity that takes the place of a guest's, until they stop", async () => {
  let given = facebook;
  const auth = await clientWith(() => given);
  const changes = { first: [], second: [] };
  const stop = auth.aws.onIdentityChange((change) => changes.first.push(change));
  auth.aws.onIdentityChange(() => {
    throw new Error("a listener's own fault");
  });
  auth.aws.onIdentityChange((change) => changes.second.push(change));
  const { reportError } = globalThis;
  const reported = [];
  globalThis.reportError = (fault) => reported.push(fault.message);
  try {
    const ours = await auth.aws.identityId();
    const signIn = async () => {
      given = {};
      const guest = await auth.aws.identityId();
      given = facebook;
      assert.equal((await auth.aws.credentials()).replacedIdentityId, guest);
      return { from: guest, to: ours };
    };
    const first = await signIn();
    assert.deepEqual(changes, { first: [first], second: [first] });
    stop();
    const second = await signIn();
    assert.deepEqual(changes, { first: [first], second: [first, second] });
    assert.deepEqual(reported, ["a listener's own fault", "a listener's own fault"]);
  } finally {
    globalThis.reportError = reportError;
    auth.free();
  }
});

await test("logins that cannot be had, or are none, give no credentials and are told to the page", async () => {
  const { reportError } = globalThis;
  const reported = [];
  globalThis.reportError = (fault) => reported.push(fault);
  try {
    for (const [logins, kind] of [
      [() => Promise.reject(new Error("away")), "providerError"],
      [() => { throw new Error("away"); }, "providerError"],
      [() => "secret-token", "providerError"],
      [() => ({ "accounts.google.com": 7 }), "providerError"],
      [() => ({ "cognito-identity.amazonaws.com": "secret-token" }), "providerError"],
      [() => ({ "cognito-identity.amazonaws.com": { identityId: "x", token: "secret-token" } }), "configuration"],
      [() => ({ "accounts.google.com": "" }), "configuration"],
    ]) {
      reported.length = 0;
      const auth = await clientWith(logins);
      const error = await auth.aws.credentials().then(assert.fail, (error) => error);
      assert.equal(error.kind, kind, String(logins));
      assert.ok(!JSON.stringify([error.message, reported.map(String), reported.map((it) => String(it.cause))]).includes("secret-token"));
      assert.deepEqual(reported.map((it) => it.field), kind === "providerError" ? ["identityPool"] : []);
      auth.free();
    }
  } finally {
    globalThis.reportError = reportError;
  }
  await assert.rejects(clientWith({}), { kind: "configuration" });
});

const bucket = "https://b.s3.eu-west-1.amazonaws.com/key";

await test("a request that cannot be signed or sent is refused before anything is asked for, with help", async () => {
  const asked = [];
  const { fetch: send } = globalThis;
  globalThis.fetch = (...given) => {
    asked.push(given);
    return send(...given);
  };
  const auth = await clientWith(undefined);
  try {
    const nobodys = { kind: "invalidInput", retryable: false, help: /.{20}/ };
    for (const [url, init, wanted] of [
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
      [bucket, { headers: { "x-amz-meta-name": "Zo\u00eb" } }, { field: 'headers["x-amz-meta-name"]', help: /encodeURIComponent/ }],
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
      const error = await rejects(() => auth.aws.fetch(url, init), { ...nobodys, ...wanted });
      assert.ok(!JSON.stringify([error.message, error.help]).includes("secret"));
    }
    for (const [url, options, wanted] of [
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
      await rejects(() => auth.aws.presign(url, options), { ...nobodys, ...wanted });
    const provider = auth.aws.provider();
    for (const ask of [(given) => auth.aws.credentials(given), provider]) {
      await rejects(() => ask(7), { ...nobodys, field: "options" });
      await rejects(() => ask({ forceRefresh: "no" }), { ...nobodys, field: "forceRefresh" });
    }
    await rejects(() => auth.aws.assumeRoleWithSaml(), { ...nobodys, field: "role" });
    await rejects(() => auth.aws.assumeRoleWithSaml({ roleArn: 7 }), { ...nobodys, field: "roleArn" });
    assert.deepEqual(asked, []);
  } finally {
    globalThis.fetch = send;
    auth.free();
  }
});

await test("a request whose credentials have expired is not repeated for another identity", async () => {
  let given = facebook;
  let onRequest = () => {};
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    onRequest();
    const isFirst = seen.length === 1;
    response.writeHead(isFirst ? 403 : 200).end(isFirst ? "<Error><Code>ExpiredToken</Code></Error>" : "");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const auth = await clientWith(() => given);
  const send = () =>
    auth.aws.fetch(`http://127.0.0.1:${server.address().port}/`, { service: "execute-api", region: "eu-west-1" });
  try {
    assert.equal((await send()).status, 200);
    assert.equal(new Set(seen).size, 2, "the second request has new credentials");
    seen.length = 0;
    onRequest = () => (given = {});
    await rejects(send, { kind: "identityChanged", retryable: false, help: /signed in now/ });
    assert.equal(seen.length, 1);
  } finally {
    auth.free();
    server.close();
  }
});

await test("a request that its caller gives up is aborted, and one that reaches nobody says which host it is", async () => {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    // What has begun is never ended.
    if (request.url === "/half") response.writeHead(403).write("<Error><Code>");
    if (request.url === "/cut") response.writeHead(403).write("<Error>", () => request.socket.destroy());
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const host = `127.0.0.1:${server.address().port}`;
  const scope = { service: "execute-api", region: "eu-west-1" };
  const auth = await clientWith(undefined);
  const asks = (path, signal) => auth.aws.fetch(`http://${host}${path}`, { ...scope, signal });
  try {
    await rejects(() => asks("/never", AbortSignal.abort("enough")), { kind: "aborted", cause: "enough", retryable: false });
    assert.deepEqual(seen, []);
    for (const path of ["/hangs", "/half"]) {
      const given = new AbortController();
      const ends = rejects(() => asks(path, given.signal), { kind: "aborted", cause: "enough" });
      while (!seen.includes(path)) await new Promise((over) => setTimeout(over, 5));
      given.abort("enough");
      await ends;
    }
    await rejects(() => asks("/cut"), { kind: "network", message: new RegExp(host), help: /CORS/, retryable: true });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    const error = await rejects(() => asks("/away"), { kind: "network", message: new RegExp(host), help: /CORS/, retryable: true });
    assert.ok(error.cause instanceof TypeError);
  } finally {
    auth.free();
  }
});
