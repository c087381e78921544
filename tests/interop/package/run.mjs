// The built package in Node: what a server-side import, a bundler and a careless caller meet.
// The browser's part is told by the end-to-end tests.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../../pkg/dist");
const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "abc123", storage: "memory" };
const fromDisk = (file) => readFileSync(join(dist, file));
let passed = 0;
let failed = 0;

async function test(name, act) {
  try {
    await act();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}\n    ${String(error?.stack ?? error).replaceAll("\n", "\n    ")}`);
  }
}

// A server of the package's files, which can be told to be broken.
async function withServer(act) {
  const seen = { requests: 0, broken: false };
  const server = createServer(({ url }, response) => {
    if (url === "/vestibule_bg.wasm") seen.requests++;
    if (seen.broken === true || url === seen.broken) return void response.writeHead(404).end();
    const body = seen.other ?? fromDisk(url.slice(1));
    response.writeHead(200, { "content-type": seen.type ?? "application/wasm" }).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  seen.url = `http://127.0.0.1:${server.address().port}/vestibule_bg.wasm`;
  try {
    await act(seen);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

// What a page of its own would load: nothing of it is loaded yet.
const copies = [];
process.on("exit", () => copies.forEach((copy) => rmSync(copy, { recursive: true })));
function ofItsOwn(file) {
  const copy = mkdtempSync(join(tmpdir(), "vestibule-"));
  copies.push(copy);
  cpSync(dist, copy, { recursive: true });
  return pathToFileURL(join(copy, file)).href;
}

if (!existsSync(join(dist, "index.js"))) {
  console.log("The package is not built: run `cargo xtask pkg`");
  console.log("0 passed, 1 failed");
  process.exit(1);
}

let Vestibule;
let VestibuleError;
const rejects = async (act, wanted) => {
  const error = await Promise.resolve().then(act).then(() => undefined, (error) => error);
  assert.ok(error instanceof VestibuleError && error instanceof Error, `not a VestibuleError: ${error}`);
  for (const [name, value] of Object.entries(wanted)) {
    if (value instanceof RegExp) assert.match(error[name], value);
    else assert.equal(error[name], value, `${name}: ${error[name]} instead of ${value}; ${error.message}`);
  }
};

await test("importing does nothing, where there is no window", async () => {
  assert.equal(globalThis.window, undefined);
  ({ Vestibule, VestibuleError } = await import(pathToFileURL(join(dist, "index.js"))));
  assert.equal(typeof Vestibule.create, "function");
});

await test("every file that the manifest names is there", () => {
  const manifest = JSON.parse(readFileSync(join(dist, "package.json"), "utf8"));
  const targetsOf = (it) => (typeof it === "string" ? [it] : Object.values(it).flatMap(targetsOf));
  const { main, module, types, bin } = manifest;
  for (const file of targetsOf([manifest.exports, main, module, types, bin])) assert.ok(existsSync(join(dist, file)), file);
  assert.equal(manifest.scripts, undefined);
});

/** Asks for what needs the WebAssembly and its part `session`, of a client that nobody is signed in to. */
const whoIsThere = (client) =>
  client.refresh().then(
    () => assert.fail("somebody is signed in"),
    (error) => {
      if (error.kind !== "signedOut") throw error;
      return {};
    },
  );

await test("the files are found where the page says: by a folder, by the main one's address, by a function", async () => {
  const { Vestibule } = await import(ofItsOwn("index.js"));
  const asked = new Set();
  const { fetch } = globalThis;
  globalThis.fetch = async (url) => {
    asked.add(String(url));
    return new Response(fromDisk(new URL(url).pathname.split("/").pop()), { headers: { "content-type": "application/wasm" } });
  };
  try {
    const at = (wasm) => Vestibule.create(POOL, { wasm }).then((client) => whoIsThere(client));
    await at("https://cdn.example.com/auth/");
    assert.ok(asked.has("https://cdn.example.com/auth/vestibule_bg.wasm"), [...asked].join());
    assert.ok(asked.has("https://cdn.example.com/auth/vestibule_session.wasm"), [...asked].join());
  } finally {
    globalThis.fetch = fetch;
  }
  const other = await import(ofItsOwn("index.js"));
  const names = new Set();
  const client = await other.Vestibule.create(POOL, { wasm: (file) => (names.add(file), fromDisk(file)) });
  await whoIsThere(client);
  assert.ok(names.has("vestibule_bg.wasm") && names.has("vestibule_session.wasm"), [...names].join());
});

await test("what a test runner requires is the same", async () => {
  const required = createRequire(import.meta.url)(join(dist, "index.cjs"));
  const client = await required.Vestibule.create(POOL);
  await assert.rejects(() => client.refresh(), (error) => error instanceof required.VestibuleError && error.kind === "signedOut");
  client.free();
});

await test("settings are refused by name before anything is loaded", async () => {
  const refused = (config, field) => rejects(() => Vestibule.create(config), { kind: "configuration", field });
  await refused(undefined, "config");
  await refused(null, "config");
  await refused("eu-west-1_A", "config");
  await refused({ ...POOL, userPoolId: 7 }, "userPoolId");
  await refused({ ...POOL, domain: null }, "domain");
  await refused({ ...POOL, userpoolid: "x" }, "userpoolid");
  await refused({ ...POOL, storage: "cookies" }, "storage");
  await refused({ ...POOL, scopes: "openid" }, "scopes");
  await refused({ ...POOL, sideBySide: "yes" }, "sideBySide");
  await refused({ ...POOL, scopes: ["openid", 1] }, "scopes");
  for (const clientMetadata of ["x", ["x"], 7]) await refused({ ...POOL, clientMetadata }, "clientMetadata");
  await refused({ ...POOL, clientMetadata: { tenant: 1 } }, "tenant");
  await refused({ ...POOL, clientMetadata: Symbol("x") }, "clientMetadata");
  for (const timeout of [0, -1, NaN, Infinity, 1.5, "5", 86400001]) await refused({ ...POOL, timeout }, "timeout");
  await rejects(() => Vestibule.create({ ...POOL, clientSecret: "s" }), { field: "clientSecret", help: /no secret|has none/ });
});

await test("a value in the wrong place is not repeated in the message", async () => {
  await rejects(() => Vestibule.create({ ...POOL, storage: "hunter2" }), { message: /^(?!.*hunter2)/ });
});

await test("a file that cannot be loaded is an error, and the next call tries again", () =>
  withServer(async (server) => {
    server.broken = true;
    const first = await Vestibule.create(POOL, { wasm: server.url });
    await rejects(() => whoIsThere(first), { kind: "network", retryable: true, help: /vestibule_bg/ });
    await rejects(() => first.confirmSignUp("ada").resend(), { kind: "network", help: /vestibule_bg/ });
    const step = first.resetPassword("ada");
    await rejects(() => step.resend(), { kind: "network", help: /vestibule_bg/ });
    await rejects(() => Vestibule.create({ ...POOL, domain: "auth" }, { wasm: server.url }), { kind: "network" });
    server.broken = false;
    server.requests = 0;
    const both = [Vestibule.create(POOL, { wasm: server.url }), Vestibule.create(POOL, { wasm: server.url })];
    for (const client of await Promise.all(both)) assert.equal(await client.forgetUnfinished(), undefined);
    assert.equal(await first.forgetUnfinished(), undefined);
    // What explains an error cannot be had, as without a network: its kind is right all the same.
    server.broken = "/vestibule_trouble.wasm";
    await rejects(() => first.refresh(), { kind: "signedOut", retryable: false, help: "" });
    await rejects(() => Vestibule.create({ ...POOL, domain: "auth" }, { wasm: server.url }), { kind: "network", retryable: true });
    server.broken = false;
    await rejects(() => step.submit("123456"), { kind: "invalidInput", field: "newPassword" });
    await Vestibule.create(POOL, { wasm: server.url });
    await rejects(() => Vestibule.create({ ...POOL, domain: "auth" }, { wasm: server.url }), { field: "domain" });
    assert.equal(server.requests, 1, "several calls at once, and a later one, share one load");
  }));

await test("what is served as something else is taken, and what is something else is said to be", async () => {
  const { Vestibule } = await import(ofItsOwn("index.js"));
  const refused = (act, wanted) =>
    assert.rejects(act, (error) => {
      for (const [name, value] of Object.entries(wanted)) assert.match(String(error[name]), value);
      return error.name === "VestibuleError";
    });
  await withServer(async (server) => {
    const client = await Vestibule.create(POOL, { wasm: server.url });
    for (const type of ["application/wasm", "text/html"]) {
      Object.assign(server, { type, other: "<!doctype html>" });
      await refused(() => whoIsThere(client), { kind: /^configuration$/, retryable: /false/, message: /not Vestibule's/, help: /vestibule_bg/, cause: /CompileError/ });
    }
    server.other = undefined;
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async () => {
      throw new WebAssembly.CompileError("call to WebAssembly.instantiate() blocked by CSP: 'unsafe-eval' is not allowed");
    };
    await refused(() => whoIsThere(client), { kind: /^blockedByPolicy$/, retryable: /false/, message: /Content-Security-Policy/, help: /wasm-unsafe-eval/ });
    WebAssembly.instantiate = instantiate;
    assert.deepEqual(await whoIsThere(client), {});
    client.free();
  });
});

await test("what this place cannot do is not called a fault of the network", async () => {
  const without = async (act, wanted) => {
    const { Vestibule } = await import(ofItsOwn("index.js"));
    const auth = await Vestibule.create(POOL, { wasm: wanted.wasm });
    for (let again = 0; again < 2; again++) {
      const error = await auth.signIn({ username: "ada", password: "x" }).catch((error) => error);
      assert.equal(error.kind, wanted.kind, String(error));
      assert.equal(error.retryable, false);
      assert.match(error.help, wanted.help);
      if (wanted.message) assert.match(error.message, wanted.message);
    }
    act?.();
    return auth;
  };
  await without(undefined, { kind: "noBrowser", help: /effect or a handler/ });

  const { WebAssembly } = globalThis;
  // Engines leave it out, and security extensions take it away.
  globalThis.WebAssembly = undefined;
  await without(() => (globalThis.WebAssembly = WebAssembly), { wasm: fromDisk, kind: "webAssemblyMissing", help: /Lockdown/ });
  delete globalThis.WebAssembly;
  try {
    const auth = await without(() => (globalThis.WebAssembly = WebAssembly), { wasm: fromDisk, kind: "webAssemblyMissing", help: /Lockdown/ });
    assert.deepEqual(await whoIsThere(auth), {}, "where it is there again, it works");
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }

  globalThis.ServiceWorkerGlobalScope = class {};
  try {
    await without(undefined, { wasm: () => Promise.reject(new TypeError("import() is disallowed on ServiceWorkerGlobalScope")), kind: "dynamicImportMissing", help: /offscreen/ });
  } finally {
    delete globalThis.ServiceWorkerGlobalScope;
  }

  // The browser tells of the policy in an event, a moment after the failure.
  const { fetch } = globalThis;
  globalThis.document = new EventTarget();
  const violate = (effectiveDirective) => {
    setTimeout(() => document.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), { effectiveDirective, blockedURI: "https://example.com/x.wasm" })), 5);
    return Promise.reject(new TypeError("Failed to fetch"));
  };
  const wasm = () => "https://example.com/x.wasm";
  try {
    globalThis.fetch = () => violate("connect-src");
    await without(undefined, { wasm, kind: "blockedByPolicy", help: /connect-src/, message: /x\.wasm/ });
    globalThis.fetch = () => violate("img-src");
    const { Vestibule } = await import(ofItsOwn("index.js"));
    const auth = await Vestibule.create(POOL, { wasm });
    const error = await auth.signIn({ username: "ada", password: "x" }).catch((error) => error);
    assert.equal(error.kind, "network", "another thing of the page was forbidden");
  } finally {
    delete globalThis.document;
    globalThis.fetch = fetch;
  }
});

await test("two copies of the entry have one module", async () => {
  const index = ofItsOwn("index.js");
  const copies = await Promise.all([import(index), import(`${index}?again`)]);
  assert.notEqual(copies[0].Vestibule, copies[1].Vestibule);
  const clients = await Promise.all(copies.map(({ Vestibule }) => Vestibule.create(POOL, { wasm: fromDisk })));
  assert.deepEqual(await Promise.all(clients.map((client) => whoIsThere(client))), [{}, {}]);
  assert.deepEqual(await Promise.all(clients.map((client) => client.current())), [undefined, undefined]);
});

await test("settings that have the right type and the wrong form are refused by name", async () => {
  const refused = (change, field) =>
    rejects(() => Vestibule.create({ ...POOL, ...change }), { kind: "configuration", field, message: new RegExp(field) });
  await refused({ userPoolId: undefined }, "userPoolId");
  await refused({ userPoolId: "eu-west-1" }, "userPoolId");
  await refused({ clientId: "" }, "clientId");
  await refused({ domain: "auth" }, "domain");
  await refused({ redirectUri: "http://example.com" }, "redirectUri");
  await refused({ logoutUri: "example.com" }, "logoutUri");
  await refused({ endpoint: "http://example.com" }, "endpoint");
  await refused({ scopes: ["openid email"] }, "scopes");
});

await test("what create takes without a closer look, the WebAssembly takes as well", async () => {
  const hosts = ["auth.example.com", "example", "a.b:8443", "-a.b", ".a.b", "a..b", "a_b.c", "a b.c", "é.com", "localhost", "localhost:80", "127.0.0.1", "127.0.0.2", "[::1]:1", "a.localhost", "localhost.evil.com", "a.b:x", "a.b:", "user@a.b", ""];
  const ends = ["", "/", "/x", "/x?y=1", "?x", "/#x", "#", "/a b", "/\u0001", "/é", "//", "\n"];
  const addresses = ["", "http://", "https://", "ftp://", "HTTPS://", "myapp://"].flatMap((scheme) => hosts.flatMap((host) => ends.map((end) => scheme + host + end)));
  const tried = {
    userPoolId: ["", "_", "eu-west-1", "eu-west-1_", "_AbC", "eu_west_1_AbC", "euwest1_AbC", "eu-west_AbC", "eu-west-1_Ab C", "eu-west-1_Ab-C", "EU-WEST-1_AbC", "eu-west-1_é", "eu--1_AbC", "eu-west-1_AbC\n", "us-gov-west-1_AbC", "eu-1_A", `eu-west-1_${"A".repeat(45)}`, `eu-west-1_${"A".repeat(46)}`],
    clientId: ["", " ", "a b", "a/b", "é", "a\n", "a+_9", "a".repeat(128), "a".repeat(129)],
    domain: addresses,
    endpoint: addresses,
    redirectUri: addresses,
    logoutUri: addresses,
    scopes: [[], ["openid"], ["email"], ["openid", "openid email"], ["openid", ""], ["openid", 'a"b'], ["openid", "a\\b"], ["openid", "é"], ["openid", "https://api.example.com/read:all"]],
    issuer: ["", "x", "http://127.0.0.1:9229/pool"],
    timeout: [1, 86400000],
  };
  const core = await import(pathToFileURL(join(dist, "core.js")));
  let [taken, refused] = [0, 0];
  for (const [name, values] of Object.entries(tried))
    for (const value of values) {
      const client = await Vestibule.create({ ...POOL, [name]: value }).catch((error) => void assert.equal(error.kind, "configuration"));
      if (!client) refused++;
      else taken++;
      if (!client) continue;
      // The WebAssembly does not check what the entry is sure of, unless it is told to.
      const settings = { ...POOL, [name]: value };
      (await core.open(undefined, settings, JSON.stringify(settings), "")).free();
      await rejects(() => client.refresh(), { kind: "signedOut" });
      client.free();
    }
  assert.ok(taken > 100 && refused > 1000, `${taken} taken, ${refused} refused`);
});

await test("amplify outputs come as text or as an object", async () => {
  const auth = { user_pool_id: "eu-west-1_Vestibule", user_pool_client_id: "abc123" };
  for (const outputs of [{ auth }, JSON.stringify({ auth })]) {
    const client = await Vestibule.fromAmplifyOutputs(outputs, { storage: "memory" });
    await rejects(() => client.session(), { kind: "signedOut" });
  }
  await rejects(() => Vestibule.fromAmplifyOutputs("{}"), { kind: "configuration", message: /auth/ });
  await rejects(() => Vestibule.fromAmplifyOutputs(7), { kind: "configuration", field: "outputs" });
  await rejects(() => Vestibule.fromAmplifyOutputs({ auth }, { clientId: "x" }), { field: "clientId" });
});

await test("a client is made by create alone", () => rejects(() => new Vestibule(), { kind: "configuration" }));

const client = await Vestibule.create({ ...POOL, endpoint: "http://127.0.0.1:1" }, { wasm: fromDisk }).catch(() => undefined);

await test("arguments of the wrong type are refused by name", async () => {
  const refused = (act, field) => rejects(act, { kind: "invalidInput", field, retryable: false });
  await refused(() => client.signIn(), "credentials");
  await refused(() => client.signIn({ username: 7, password: "x" }), "username");
  await refused(() => client.signIn({ username: "ada" }), "password");
  await refused(() => client.signIn({ username: "ada", password: "x", flow: "magic" }), "flow");
  await refused(() => client.signIn({ username: "ada", flow: "choice", preferred: 7 }), "preferred");
  await refused(() => client.signIn({ username: "ada", flow: "choice", password: 7 }), "password");
  await refused(() => client.signIn({ username: "ada", flow: "custom", password: 7 }), "password");
  await refused(() => client.call(7), "operation");
  await refused(() => client.call("GetUser", []), "input");
  await refused(() => client.signUp({ username: "ada", password: "x", attributes: { email: 1 } }), "email");
  await refused(() => client.signUp({ username: "ada", password: "x", attributes: [] }), "attributes");
  await refused(() => client.signUp({ username: "ada", password: 7 }), "password");
  await refused(() => client.signUp({ username: "ada", validationData: { x: 1 } }), "x");
  await refused(() => client.signIn({ username: "ada", flow: "signedUp" }), "session");
  await refused(() => client.withExtras(), "extras");
  await refused(() => client.withExtras({ clientMetadata: { a: 1 } }), "a");
  await refused(() => client.withExtras({ userContext: {} }), "userContext");
  await refused(() => client.forgotPassword(), "username");
  await refused(() => client.confirmSignUp(Symbol("x")), "username");
  await refused(() => client.profile.changePassword("x"), "newPassword");
  await refused(() => client.onChange({}), "listener");
  await refused(() => client.observe("x"), "listener");
  await refused(() => client.signInWithRedirect({ grant: "token" }), "grant");
  await refused(() => client.signInWithRedirect({ provider: 1 }), "provider");
  await refused(() => client.signInWithRedirect({ state: "x" }), "state");
  await refused(() => client.signInWithPopup({ grant: "token" }), "grant");
  await refused(() => client.signInWithPopup({ scopes: "phone" }), "scopes");
  await refused(() => client.signInWithRedirect({ scopes: [1] }), "scopes");
  await refused(() => client.signInWithRedirect({ remember: "no" }), "remember");
  await refused(() => client.stepUp({ maxAge: 0.5 }), "maxAge");
  await refused(() => client.stepUpWithRedirect({ preferred: "SMS_OTP" }), "preferred");
  await refused(() => client.devices.forget(), "key");
  await refused(() => client.accounts.switch(7), "username");
});

await test("what is no JSON is refused, and what a command does not take is let be", async () => {
  const circle = { username: "ada" };
  circle.self = circle;
  await rejects(() => client.signIn(circle), { kind: "invalidInput", message: /signIn cannot be written as JSON/ });
  await rejects(() => client.forgotPassword(7n), { kind: "invalidInput" });
  // Called by an event, say.
  assert.equal(await client.forgetUnfinished(circle), undefined);
  await rejects(() => client.profile.deleteUser(circle), { kind: "signedOut" });
});

await test("fetch is the platform's own but for the origins that were listed, which nobody's token reaches", async () => {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end(request.method);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
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

// A browser keeps an answer without CORS headers from the page; `fetch` throws a TypeError then, as here where the
// server hangs up.
await test("a refusal that cannot be read is a renewal, once the token has expired, and never before", async () => {
  const { fetch: send } = await import(pathToFileURL(join(dist, "fetch.js")));
  const seen = [];
  let hangsUp = 1;
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    if (hangsUp-- > 0) return request.socket.destroy();
    response.end("it is done");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
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
  const ask = () => send(auth, client, Error, origin, { method: "POST", body: "x" });
  const client = { options: { apiOrigins: [origin] } };

  const error = await ask().catch((error) => error);
  assert(error instanceof TypeError && /Access-Control-Allow-Origin/.test(error.help), error.help);
  assert.deepEqual([seen, renewals], [["Bearer first"], 0], "it may have arrived: nothing is sent twice");

  hangsUp = 1;
  current.expiresAt = Date.now() - 1;
  assert.equal(await (await ask()).text(), "it is done");
  assert.deepEqual([seen.slice(1), renewals], [["Bearer first", "Bearer renewed-1"], 1]);

  hangsUp = 9;
  current.expiresAt = Date.now() - 1;
  await assert.rejects(ask, (error) => error instanceof TypeError && error.help.includes("CORS"));
  assert.equal(renewals, 2, "once");
  server.close();
  server.closeAllConnections();
});

await test("what may have a token is checked by the first fetch", async () => {
  const refused = async (options, field) => {
    const auth = await Vestibule.create(POOL, { wasm: fromDisk, ...options });
    for (let again = 0; again < 2; again++) await rejects(() => auth.fetch("https://example.com/"), { kind: "configuration", field });
  };
  for (const it of ["", "*", "api.example.com", "https://api.example.com/", "https://API.example.com", "https://api.example.com:443", "https://api.example.com/v1", "https://a@api.example.com", "http://api.example.com", "null", 7, null])
    await refused({ apiOrigins: ["http://localhost:3000", it] }, "apiOrigins");
  await refused({ apiOrigins: "https://api.example.com" }, "apiOrigins");
  await refused({ apiToken: "refreshToken" }, "apiToken");
});

await test("an observer is told that nobody is there, after it was set up, and not once it has ended", async () => {
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const told = [];
  let isSetUp = false;
  const first = new Promise((resolve) => {
    auth.observe((state) => (told.push({ isSetUp, ...state }), resolve()));
  });
  auth.observe(() => assert.fail("it was ended"))();
  isSetUp = true;
  await first;
  await new Promise((over) => setTimeout(over, 100));
  assert.deepEqual(told, [{ isSetUp: true, kind: "signedOut", reason: undefined }]);
  auth.free();
});

await test("an observer whose script cannot be fetched is told later, and nothing fails unseen", async () => {
  const page = ofItsOwn("index.js");
  const script = fileURLToPath(new URL("observe.js", page));
  const { Vestibule } = await import(page);
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const unseen = [];
  const note = (error) => unseen.push(error);
  process.on("unhandledRejection", note);
  const { setTimeout } = globalThis;
  let tries = 0;
  // Its pauses are no part of this test: each one ends at once, and the script is there after the second.
  globalThis.setTimeout = (act, pause, ...given) => {
    if (pause !== 5000) return setTimeout(act, pause, ...given);
    if (++tries === 2) cpSync(join(dist, "observe.js"), script);
    return setTimeout(act, 0);
  };
  rmSync(script);
  try {
    assert.equal((await new Promise((resolve) => auth.observe(resolve))).kind, "signedOut");
    assert.equal(tries, 2);
    // Whoever has ended it is not asked for again.
    rmSync(script);
    auth.observe(() => assert.fail("it was ended"))();
  } finally {
    globalThis.setTimeout = setTimeout;
    process.off("unhandledRejection", note);
    auth.free();
  }
  assert.deepEqual(unseen, []);
});

await test("an observer whose client was freed is told nothing, whenever that was, and nothing fails unseen", async () => {
  const unseen = [];
  const note = (error) => unseen.push(error);
  process.on("unhandledRejection", note);
  const told = [];
  for (const later of [0, 1, 20]) {
    const auth = await Vestibule.create(POOL, { wasm: fromDisk });
    let release;
    // What was asked before free() is done before it.
    auth.current = () => new Promise((resolve) => (release = () => resolve(undefined)));
    auth.observe((state) => told.push(state));
    if (later) await new Promise((over) => setTimeout(over, later));
    auth.free();
    release?.();
  }
  await new Promise((over) => setTimeout(over, 100));
  process.off("unhandledRejection", note);
  assert.deepEqual([told, unseen], [[], []]);
});

// What of an operation's input was sent as `ClientMetadata`, in the order of the requests to the emulator behind it.
async function withRequests(act) {
  const sent = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const operation = request.headers["x-amz-target"].split(".")[1];
    sent.push([operation, JSON.parse(body).ClientMetadata]);
    const { "content-type": type, "x-amz-target": target } = request.headers;
    const headers = { "content-type": type, "x-amz-target": target };
    const answer = await fetch(process.env.VESTIBULE_EMULATOR_URL, { method: "POST", headers, body });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") });
    response.end(await answer.text());
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    const endpoint = `http://127.0.0.1:${server.address().port}`;
    await act({ ...POOL, clientId: "vestibuledemobrowser000001", endpoint }, sent);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const ADA = { username: "ada", password: "Lovelace1815" };

await test("clientMetadata goes with each request that takes it, as a setting", () =>
  withRequests(async (settings, sent) => {
    const auth = await Vestibule.create({ ...settings, clientMetadata: { tenant: "north" } }, { wasm: fromDisk });
    assert.equal((await auth.signIn(ADA)).kind, "done");
    await auth.refresh();
    await auth.withExtras({ clientMetadata: { tenant: "south", locale: "fr" } }).forgotPassword("ada");
    await auth.call("ForgotPassword", { Username: "ada", ClientMetadata: { tenant: "west" } });
    assert.deepEqual(sent, [
      ["InitiateAuth", { tenant: "north" }],
      ["RespondToAuthChallenge", { tenant: "north" }],
      ["GetTokensFromRefreshToken", { tenant: "north" }],
      ["ForgotPassword", { tenant: "south", locale: "fr" }],
      ["ForgotPassword", { tenant: "west" }],
    ]);
    auth.free();
  }));

await test("clientMetadata goes with each request that takes it, as a function that is asked before each", () =>
  withRequests(async (settings, sent) => {
    let asked = 0;
    const clientMetadata = (operation) => ({ operation, nth: String(++asked), "quo\"te": "\\" });
    const wanted = (operation, nth) => [operation, { operation, nth: String(nth), "quo\"te": "\\" }];
    const outputs = { auth: { user_pool_id: settings.userPoolId, user_pool_client_id: settings.clientId } };
    const { endpoint, storage } = settings;
    for (const make of [
      () => Vestibule.create({ ...settings, clientMetadata }, { wasm: fromDisk }),
      () => Vestibule.fromAmplifyOutputs(outputs, { endpoint, storage, clientMetadata }, { wasm: fromDisk }),
    ]) {
      [asked, sent.length] = [0, 0];
      const auth = await make();
      assert.equal((await auth.signIn(ADA)).kind, "done");
      await auth.refresh();
      await auth.profile.user();
      assert.deepEqual(sent, [
        wanted("InitiateAuth", 1),
        wanted("RespondToAuthChallenge", 2),
        wanted("GetTokensFromRefreshToken", 3),
        ["GetUser", undefined],
      ]);
      auth.free();
    }
  }));

await test("a clientMetadata function that fails is told to the page, and stops nobody", () =>
  withRequests(async (settings, sent) => {
    const heard = [];
    globalThis.reportError = (error) => heard.push(error);
    const thrown = new Error("mine");
    let given;
    const clientId = "vestibuledemopassword00002";
    const auth = await Vestibule.create({ ...settings, clientId, clientMetadata: () => given() }, { wasm: fromDisk });
    for (const [name, it] of Object.entries({
      throws: () => {
        throw thrown;
      },
      promise: async () => ({ tenant: "north" }),
      number: () => ({ tenant: 7 }),
      text: () => "tenant",
      list: () => [],
      null: () => null,
    })) {
      [given, heard.length, sent.length] = [it, 0, 0];
      assert.equal((await auth.signIn({ ...ADA, flow: "password" })).kind, "done", name);
      // The session before it is revoked.
      const asked = sent.filter(([operation]) => operation !== "RevokeToken");
      assert.deepEqual(asked, [["InitiateAuth", undefined]], name);
      assert.equal(heard.length, 1, name);
      const [{ kind, field, message, cause }] = heard;
      assert.ok(heard[0] instanceof VestibuleError && /InitiateAuth/.test(message), name);
      assert.deepEqual([kind, field, cause instanceof Error], ["configuration", "clientMetadata", true], name);
      if (name === "throws") assert.equal(cause, thrown);
    }
    // Nothing to send is no fault.
    [given, heard.length] = [() => undefined, 0];
    await auth.refresh();
    assert.deepEqual([heard, sent.at(-1)], [[], ["GetTokensFromRefreshToken", undefined]]);
    delete globalThis.reportError;
    auth.free();
  }));

await test("empty credentials are refused at their field", async () => {
  await rejects(() => client.signIn({ username: "", password: "x" }), { kind: "invalidInput", field: "username" });
  await rejects(() => client.signIn({ username: "ada", password: "" }), { kind: "invalidInput", field: "password" });
});

await test("nobody is signed in at first", async () => {
  await rejects(() => client.session(), { kind: "signedOut", retryable: false });
  await rejects(() => client.profile.user(), { kind: "signedOut" });
  assert.equal(await client.current(), undefined);
  assert.deepEqual(await client.signOut(), {});
});

await test("the groups are there at once, and each of their methods runs a command", async () => {
  const groups = {
    profile: {
      user: [],
      updateAttributes: [{ email: "ada@example.org" }],
      deleteAttributes: [["name"]],
      sendAttributeCode: ["email"],
      verifyAttribute: ["email", "123456"],
      changePassword: ["old", "new"],
      deleteUser: [],
    },
    mfa: { factors: [], setPreference: [{ totp: "on" }], setUpTotp: [] },
    passkeys: { register: [], list: ["next"], delete: ["id"], autofill: [], lastUser: [], forgetLastUser: [], abort: [] },
    devices: { this: [], list: [], get: ["key"], remember: ["key"], doNotRemember: ["key"], forget: ["key"] },
    sessions: { list: [], revoke: ["id"], revokeLinked: ["id"] },
    accounts: { list: [], switch: ["ada"], signOutOfAll: [] },
  };
  // Nobody is signed in: all others say so.
  const others = {
    "passkeys.autofill": undefined,
    "passkeys.lastUser": undefined,
    "passkeys.forgetLastUser": undefined,
    "passkeys.abort": undefined,
    "accounts.list": [],
    "accounts.switch": "invalidInput",
    "accounts.signOutOfAll": {},
  };
  const along = client.withExtras({ clientMetadata: { a: "b" } });
  for (const auth of [client, along]) {
    for (const [group, methods] of Object.entries(groups)) {
      assert.equal(auth[group], auth[group], "the same at each access");
      assert.deepEqual(Object.keys(auth[group]).sort(), Object.keys(methods).sort(), group);
      for (const [method, given] of Object.entries(methods)) {
        const name = `${group}.${method}`;
        // It is taken off the group.
        const call = auth[group][method];
        const found = await Promise.resolve(call(...given)).catch(({ kind }) => kind);
        assert.deepEqual(found, name in others ? others[name] : "signedOut", name);
      }
    }
  }
  assert.notEqual(along.mfa, client.mfa);
});

await test("the groups of a client that was freed say so", async () => {
  const auth = await Vestibule.create(POOL, { wasm: fromDisk });
  const { passkeys } = auth;
  auth.free();
  await rejects(() => passkeys.list(), { kind: "aborted" });
  assert.throws(() => passkeys.abort(), { kind: "aborted" });
});

await test("asking can be given up", async () => {
  const given = new AbortController();
  given.abort();
  await rejects(() => client.session({ signal: given.signal }), { kind: "aborted", retryable: false });
  const open = new AbortController();
  await rejects(() => client.refresh({ signal: open.signal }), { kind: "signedOut" });
  open.abort();
  await rejects(() => client.session({ signal: 7 }), { kind: "invalidInput", field: "signal" });
});

await test("no network is retryable", () =>
  rejects(() => client.signIn({ username: "ada", password: "x" }), { kind: "network", retryable: true }));

await test("a step has its fields, its methods and nothing else", async () => {
  const step = client.confirmSignUp("ada");
  assert.deepEqual(Object.keys(step).sort(), ["kind", "resend", "submit", "username"]);
  assert.equal(step.kind, "confirmSignUp");
  assert.equal(step.username, "ada");
  await rejects(() => step.submit(123456), { kind: "invalidInput", field: "code" });
  await rejects(() => step.submit("123456"), { kind: "network" });
  await rejects(() => step.submit("123456"), { kind: "network" });
  const reset = client.resetPassword("ädä +%\u{1F511}");
  assert.equal(reset.kind, "resetPassword");
  assert.equal(reset.username, "ädä +%\u{1F511}");
  await rejects(() => reset.submit("123456"), { field: "newPassword" });
  await rejects(() => reset.resend(), { kind: "network" });
});

await test("a listener ends once, and ending it again does nothing", () => {
  const stop = client.onChange(() => {});
  stop();
  stop();
});

await test("a client that was freed says so", async () => {
  const short = await Vestibule.create(POOL);
  const early = short.confirmSignUp("ada");
  const pending = short.session();
  const stop = short.onChange(() => {});
  short.free();
  short.free();
  await rejects(() => pending, { kind: "signedOut" });
  await rejects(() => short.session(), { kind: "aborted", message: /free/ });
  await rejects(() => early.submit("1"), { kind: "aborted", message: /free/ });
  stop();
  // Nobody is told anything any more, whenever it is freed.
  const told = [];
  const [before, after] = [await Vestibule.create(POOL, { wasm: fromDisk }), await Vestibule.create(POOL, { wasm: fromDisk })];
  for (const it of [before, after]) it.onChange((change) => told.push(change));
  before.free();
  await after.current();
  after.free();
  const channel = new BroadcastChannel(`vestibule.${POOL.clientId}.session`);
  channel.postMessage('{"kind":"signedIn"}');
  await new Promise((over) => setTimeout(over, 200));
  channel.close();
  assert.deepEqual(told, []);
  if (Symbol.dispose) assert.equal(typeof client[Symbol.dispose], "function");
});

await test("a diagnosis tells what becomes of passwords where devices are tracked, as surely as it is known", async () => {
  const { fetch } = globalThis;
  // As Cognito answers the sign-in of a user who does not exist.
  globalThis.fetch = async () => new Response('{"__type":"NotAuthorizedException","message":"No."}', { status: 400 });
  const kept = new Map();
  const storage = {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    keys: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
  };
  const helpOf = async (client) => {
    const { findings } = await client.diagnose();
    const { verdict, help } = findings.find(({ subject }) => subject === "password");
    assert.equal(verdict, "note");
    return help;
  };
  const here = (name) => ({
    getItem: (key) => kept.get(`${name}:${key}`) ?? null,
    setItem: (key, value) => void kept.set(`${name}:${key}`, value),
    removeItem: (key) => void kept.delete(`${name}:${key}`),
  });
  try {
    const devices = `vestibule.${POOL.clientId}.devices`;
    const device = '[{"username":"ada","alias":"ada","key":"k","groupKey":"g","password":"p","undecided":false}]';
    const own = await Vestibule.create({ ...POOL, storage }, { wasm: fromDisk });
    const inMemory = await Vestibule.create(POOL, { wasm: fromDisk });
    for (const client of [own, inMemory]) assert.match(await helpOf(client), /^Where the pool tracks devices/);
    kept.set(devices, "[]");
    assert.match(await helpOf(own), /^Where the pool tracks devices/);
    kept.set(devices, device);
    assert.match(await helpOf(own), /^The pool tracks devices/);
    kept.set(devices, "no JSON");
    assert.match(await helpOf(own), /^Where the pool tracks devices/);

    globalThis.window = { localStorage: here("local"), sessionStorage: here("session") };
    for (const place of ["local", "session"]) {
      const client = await Vestibule.create({ ...POOL, storage: place }, { wasm: fromDisk });
      assert.match(await helpOf(client), /^Where the pool tracks devices/);
      kept.set(`${place}:${devices}`, device);
      assert.match(await helpOf(client), /^The pool tracks devices/);
      client.free();
    }
    assert.match(await helpOf(inMemory), /^Where the pool tracks devices/, "a session in memory keeps no device");
    for (const client of [own, inMemory]) client.free();
  } finally {
    delete globalThis.window;
    globalThis.fetch = fetch;
  }
});

await test("an error can be made for tests", () => {
  const error = new VestibuleError({ kind: "codeMismatch", field: "code", cause: 7 });
  assert.equal(error.name, "VestibuleError");
  assert.equal(error.message, "codeMismatch");
  assert.equal(error.retryable, false);
  assert.equal(error.cause, 7);
  assert.equal(error.status, undefined);
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
