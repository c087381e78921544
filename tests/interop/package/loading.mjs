// The files of the package: their list, their locations, and the errors if they cannot be loaded.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { dist, fromDisk, test } from "../support/suite.mjs";
import { POOL, Vestibule, withServer, ofItsOwn, rejects, whoIsThere } from "./support.mjs";

await test("importing does nothing, where there is no window", async () => {
  assert.equal(globalThis.window, undefined);
  const { Vestibule } = await import(ofItsOwn("index.js"));
  assert.equal(typeof Vestibule.create, "function");
});

await test("every file that the manifest names is there", () => {
  const manifest = JSON.parse(readFileSync(join(dist, "package.json"), "utf8"));
  const targetsOf = (it) => (typeof it === "string" ? [it] : Object.values(it).flatMap(targetsOf));
  const { main, module, types, bin } = manifest;
  // Of a pattern, as of the languages: some file.
  const isThere = (file) => {
    const [folder, ending] = file.split("*");
    if (ending === undefined) return existsSync(join(dist, file));
    return readdirSync(join(dist, folder)).some((name) => name.endsWith(ending));
  };
  for (const file of targetsOf([manifest.exports, main, module, types, bin])) assert.ok(isThere(file), file);
  assert.equal(manifest.scripts, undefined);
});

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
    server.broken = "/vestibule_errors.wasm";
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
