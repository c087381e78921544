// The worker that stores refresh tokens, without a browser: what it sends, stores and refuses, including messages of a
// hostile page. Real workers are tested in tests/e2e/worker.spec.ts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { finish, root, test } from "../support/suite.mjs";

const code = readFileSync(join(root, "src/platform/browser/worker.js"), "utf8");
const CLIENT = "client1";
const ENDPOINT = "https://cognito-idp.eu-west-1.amazonaws.com";
const DOMAIN = "https://auth.example.com";
const token = (letter) => letter.repeat(300);
/** A worker of that work, and a network that answers what `answer` gives. */
async function start(answer = () => ({})) {
  const sent = [];
  const waiting = new Map();
  const world = {
    URL,
    URLSearchParams,
    AbortController,
    AbortSignal,
    setTimeout,
    clearTimeout,
    crypto,
    WorkerGlobalScope: class {},
    name: `vestibule:${JSON.stringify({ clientId: CLIENT, endpoints: [ENDPOINT], domain: DOMAIN })}`,
    postMessage(message) {
      if ("value" in message || "error" in message) waiting.get(message.id)?.(message);
    },
    async fetch(url, init) {
      sent.push({ url, ...init });
      const aborted = new Promise((_, reject) =>
        init.signal.addEventListener("abort", () => reject(init.signal.reason)),
      );
      const given = await Promise.race([answer({ url, ...init }), aborted]);
      return {
        status: given.status ?? 200,
        ok: !given.status,
        headers: [],
        text: async () => (typeof given === "string" ? given : JSON.stringify(given)),
      };
    },
  };
  const context = vm.createContext(world);
  // It is a module, whose other half is the page's.
  vm.runInContext(code.replaceAll(/^export /gm, "").replaceAll("import.meta.url", '""'), context);
  let last = 0;
  const ask = (what, given) =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      world.onmessage({ data: { id, what, ...given } });
    });
  const operation = (name, body) =>
    ask("fetch", {
      url: `${ENDPOINT}/`,
      headers: [
        ["Content-Type", "application/x-amz-json-1.1"],
        ["X-Amz-Target", `AWSCognitoIdentityProviderService.${name}`],
      ],
      body: JSON.stringify(body),
      millis: 200,
    });
  const form = (path, fields) =>
    ask("fetch", { url: DOMAIN + path, headers: [], body: new URLSearchParams(fields).toString(), millis: 200 });
  return { ask, operation, form, sent };
}

const isRefused = (answer) => assert.equal(answer.error, "SecurityError");
const taken = async (worker, given = token("a")) => (await worker.ask("take", { token: given })).value;
const HANDLE = /^vestibule-handle\.[0-9a-f]{32}$/;

await test("a token that is handed over has a handle, the same one each time, and is sent in its place", async () => {
  const worker = await start();
  const handle = await taken(worker);
  assert.match(handle, HANDLE);
  assert.equal(await taken(worker), handle);
  assert.notEqual(await taken(worker, token("b")), handle);
  await worker.operation("GetTokensFromRefreshToken", { ClientId: CLIENT, RefreshToken: handle });
  assert.equal(JSON.parse(worker.sent[0].body).RefreshToken, token("a"));
  for (const given of ["", "x".repeat(40), undefined, null, 7, {}])
    isRefused(await worker.ask("take", { token: given }));
});

await test("a record with a token is not stored, however deep the token is", async () => {
  const worker = await start();
  const handle = await taken(worker);
  const record = (refreshToken) => JSON.stringify({ v: 2, username: "ada", refreshToken, sum: 1 });
  const bare = [
    record(token("x")),
    JSON.stringify([record(token("x"))]),
    JSON.stringify(JSON.stringify([record(token("x"))])),
    `note ${token("a")}`,
  ];
  for (const text of bare) isRefused(await worker.ask("write", { key: "k", text }));
  assert.equal((await worker.ask("read", { key: "k" })).value.text, undefined);
  for (const text of [record(handle), record(null), JSON.stringify([record(handle)])]) {
    assert.equal((await worker.ask("write", { key: "k", text })).value.text, text);
    assert.equal((await worker.ask("read", { key: "k" })).value.text, text);
  }
});

await test("it sends for its own app client alone", async () => {
  const worker = await start();
  const handle = await taken(worker);
  const asked = [
    ["GetTokensFromRefreshToken", { ClientId: "another", RefreshToken: handle }],
    ["GetTokensFromRefreshToken", { RefreshToken: handle }],
    ["GetTokensFromRefreshToken", { ClientId: [CLIENT], RefreshToken: handle }],
    ["RevokeToken", { ClientId: "another", Token: handle }],
    ["RevokeToken", { Token: handle }],
    [
      "InitiateAuth",
      { ClientId: "another", AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: handle } },
    ],
    [
      "InitiateAuth",
      { ClientId: "another", AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "a", PASSWORD: "b" } },
    ],
    ["SignUp", { ClientId: "another", Username: "a" }],
  ];
  for (const [name, body] of asked) isRefused(await worker.operation(name, body));
  for (const client of [{}, { client_id: "another" }]) {
    isRefused(await worker.form("/oauth2/token", { ...client, grant_type: "refresh_token", refresh_token: handle }));
    isRefused(await worker.form("/oauth2/revoke", { ...client, token: handle }));
  }
  isRefused(
    await worker.form("/oauth2/token", [
      ["client_id", CLIENT],
      ["client_id", "another"],
      ["grant_type", "refresh_token"],
      ["refresh_token", handle],
    ]),
  );
  assert.equal(worker.sent.length, 0);
  // With an access token nobody names a client.
  assert.equal((await worker.operation("GetUser", { AccessToken: "x" })).value.status, 200);
});

await test("a token is sent to renew and to revoke, and in no other flow", async () => {
  const worker = await start();
  const handle = await taken(worker);
  const flow = (AuthFlow) =>
    worker.operation("InitiateAuth", { ClientId: CLIENT, AuthFlow, AuthParameters: { REFRESH_TOKEN: handle } });
  for (const it of ["USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH", "", undefined, "XREFRESH_TOKEN"]) await flow(it);
  await worker.operation("RespondToAuthChallenge", {
    ClientId: CLIENT,
    RefreshToken: handle,
    ChallengeResponses: { REFRESH_TOKEN: handle },
  });
  await worker.form("/oauth2/token", {
    client_id: CLIENT,
    grant_type: "authorization_code",
    code: handle,
    refresh_token: handle,
  });
  await worker.form("/oauth2/token", { client_id: CLIENT, grant_type: "client_credentials", refresh_token: handle });
  assert.equal(worker.sent.length, 9);
  for (const { body } of worker.sent) assert.ok(body.includes(handle) && !body.includes(token("a")), body);
  await flow("REFRESH_TOKEN_AUTH");
  await flow("REFRESH_TOKEN");
  await worker.form("/oauth2/token", { client_id: CLIENT, grant_type: "refresh_token", refresh_token: handle });
  await worker.form("/oauth2/revoke", { client_id: CLIENT, token: handle });
  for (const { body } of worker.sent.slice(9)) assert.ok(body.includes(token("a")) && !body.includes(handle), body);
  // It is revoked now, and no request is left to send.
  const answer = await flow("REFRESH_TOKEN_AUTH");
  assert.match(answer.value.text, /NotAuthorizedException/);
  assert.equal(worker.sent.length, 13);
});

await test("requests follow no redirect, and take no cookie; being a POST, no cache answers them", async () => {
  const worker = await start();
  await worker.operation("GetUser", { AccessToken: "x" });
  await worker.form("/oauth2/token", { client_id: CLIENT, grant_type: "authorization_code", code: "x" });
  assert.equal(worker.sent.length, 2);
  // With `cache: "no-store"`, Chromium sends a preflight before each of them.
  for (const { redirect, credentials, cache, method } of worker.sent)
    assert.deepEqual(
      { redirect, credentials, cache, method },
      { redirect: "error", credentials: "omit", cache: undefined, method: "POST" },
    );
  for (const url of [
    `${ENDPOINT}/x`,
    "https://evil.example/",
    `${DOMAIN}/oauth2/userInfo`,
    `${ENDPOINT}.evil.example/`,
  ])
    isRefused(await worker.ask("fetch", { url, headers: [], body: "{}", millis: 200 }));
  assert.equal(worker.sent.length, 2);
});

await test("what is answered has handles, and what takes too long is a time-out", async () => {
  const answers = [
    { AuthenticationResult: { RefreshToken: token("n"), AccessToken: "x" } },
    { message: `no such token: ${token("n")}` },
    `cut refresh_token":"${token("m")}`,
  ];
  const worker = await start(() => answers.shift() ?? new Promise(() => {}));
  const first = await worker.operation("InitiateAuth", {
    ClientId: CLIENT,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: {},
  });
  assert.match(JSON.parse(first.value.text).AuthenticationResult.RefreshToken, HANDLE);
  for (let again = 0; again < 2; again++) {
    const { value } = await worker.operation("GetUser", { AccessToken: "x" });
    for (const letter of "nm") assert.ok(!value.text.includes(token(letter)), value.text);
  }
  assert.equal((await worker.operation("GetUser", { AccessToken: "x" })).error, "TimeoutError");
});

finish();
