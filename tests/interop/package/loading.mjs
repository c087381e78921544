// The files of the package: their list, their locations, and the errors if they cannot be loaded.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { dist, fromDisk, test } from "../support/suite.mjs";
import { inNewCopy, loadSessionChunk, POOL, rejection, rejects, Vestibule, withServer } from "./support.mjs";

await test("importing without a window has no effect", async () => {
  assert.equal(globalThis.window, undefined);
  const { Vestibule } = await import(inNewCopy("index.js"));
  assert.equal(typeof Vestibule.create, "function");
});

await test("every file in the manifest exists", () => {
  const manifest = JSON.parse(readFileSync(join(dist, "package.json"), "utf8"));
  const targetsOf = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targetsOf));
  const { main, module, types, bin } = manifest;
  // A pattern, such as that of the languages, needs one file.
  const exists = (file) => {
    const [folder, ending] = file.split("*");
    if (ending === undefined) return existsSync(join(dist, file));
    return readdirSync(join(dist, folder)).some((name) => name.endsWith(ending));
  };
  for (const file of targetsOf([manifest.exports, main, module, types, bin])) assert.ok(exists(file), file);
  assert.equal(manifest.scripts, undefined);
});

await test("the option wasm is a folder or a function", async () => {
  const { Vestibule } = await import(inNewCopy("index.js"));
  const requested = new Set();
  const { fetch } = globalThis;
  globalThis.fetch = async (url) => {
    requested.add(String(url));
    return new Response(fromDisk(new URL(url).pathname.split("/").pop()), {
      headers: { "content-type": "application/wasm" },
    });
  };
  try {
    await loadSessionChunk(await Vestibule.create(POOL, { wasm: "https://cdn.example.com/auth/" }));
    assert.ok(requested.has("https://cdn.example.com/auth/vestibule_bg.wasm"), [...requested].join());
    assert.ok(requested.has("https://cdn.example.com/auth/vestibule_session.wasm"), [...requested].join());
  } finally {
    globalThis.fetch = fetch;
  }
  const other = await import(inNewCopy("index.js"));
  const names = new Set();
  const client = await other.Vestibule.create(POOL, { wasm: (file) => (names.add(file), fromDisk(file)) });
  await loadSessionChunk(client);
  assert.ok(names.has("vestibule_bg.wasm") && names.has("vestibule_session.wasm"), [...names].join());
});

await test("require() of a test runner returns the same package", async () => {
  const required = createRequire(import.meta.url)(join(dist, "index.cjs"));
  const client = await required.Vestibule.create(POOL);
  await assert.rejects(
    () => client.refresh(),
    (error) => error instanceof required.VestibuleError && error.kind === "signedOut",
  );
  client.free();
});

await test("a file that cannot be loaded is an error, and the next call retries", () =>
  withServer(async (server) => {
    server.broken = true;
    const first = await Vestibule.create(POOL, { wasm: server.url });
    await rejects(() => loadSessionChunk(first), { kind: "network", retryable: true, help: /vestibule_bg/ });
    await rejects(() => first.confirmSignUp("ada").resend(), { kind: "network", help: /vestibule_bg/ });
    const step = first.resetPassword("ada");
    await rejects(() => step.resend(), { kind: "network", help: /vestibule_bg/ });
    await rejects(() => Vestibule.create({ ...POOL, domain: "auth" }, { wasm: server.url }), { kind: "network" });
    server.broken = false;
    server.requests = 0;
    const both = [Vestibule.create(POOL, { wasm: server.url }), Vestibule.create(POOL, { wasm: server.url })];
    for (const client of await Promise.all(both)) assert.equal(await client.forgetUnfinished(), undefined);
    assert.equal(await first.forgetUnfinished(), undefined);
    // Without the chunk of error texts, an error has its kind.
    server.broken = "/vestibule_errors.wasm";
    await rejects(() => first.refresh(), { kind: "signedOut", retryable: false, help: "" });
    await rejects(() => Vestibule.create({ ...POOL, domain: "auth" }, { wasm: server.url }), {
      kind: "network",
      retryable: true,
    });
    server.broken = false;
    await rejects(() => step.submit("123456"), { kind: "invalidInput", field: "newPassword" });
    await Vestibule.create(POOL, { wasm: server.url });
    await rejects(() => Vestibule.create({ ...POOL, domain: "auth" }, { wasm: server.url }), { field: "domain" });
    assert.equal(server.requests, 1, "simultaneous and later calls share one load");
  }));

await test("a wrong content type is accepted, and wrong content is an error that says so", async () => {
  const { Vestibule } = await import(inNewCopy("index.js"));
  const rejected = (call, expected) =>
    assert.rejects(call, (error) => {
      for (const [name, value] of Object.entries(expected)) assert.match(String(error[name]), value);
      return error.name === "VestibuleError";
    });
  await withServer(async (server) => {
    const client = await Vestibule.create(POOL, { wasm: server.url });
    for (const type of ["application/wasm", "text/html"]) {
      Object.assign(server, { type, body: "<!doctype html>" });
      await rejected(() => loadSessionChunk(client), {
        kind: /^configuration$/,
        retryable: /false/,
        message: /not Vestibule's/,
        help: /vestibule_bg/,
        cause: /CompileError/,
      });
    }
    server.body = undefined;
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async () => {
      throw new WebAssembly.CompileError(
        "call to WebAssembly.instantiate() blocked by CSP: 'unsafe-eval' is not allowed",
      );
    };
    await rejected(() => loadSessionChunk(client), {
      kind: /^blockedByPolicy$/,
      retryable: /false/,
      message: /Content-Security-Policy/,
      help: /wasm-unsafe-eval/,
    });
    WebAssembly.instantiate = instantiate;
    await loadSessionChunk(client);
    client.free();
  });
});

await test("an unsupported environment is not reported as a network error", async () => {
  const rejectsTwice = async (restore, expected) => {
    const { Vestibule } = await import(inNewCopy("index.js"));
    const auth = await Vestibule.create(POOL, { wasm: expected.wasm });
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = await rejection(auth.signIn({ username: "ada", password: "x" }));
      assert.equal(error.kind, expected.kind, String(error));
      assert.equal(error.retryable, false);
      assert.match(error.help, expected.help);
      if (expected.message) assert.match(error.message, expected.message);
    }
    restore?.();
    return auth;
  };
  await rejectsTwice(undefined, { kind: "noBrowser", help: /effect or a handler/ });

  const { WebAssembly } = globalThis;
  // Some engines have none, and security extensions remove it.
  globalThis.WebAssembly = undefined;
  await rejectsTwice(() => (globalThis.WebAssembly = WebAssembly), {
    wasm: fromDisk,
    kind: "webAssemblyMissing",
    help: /Lockdown/,
  });
  delete globalThis.WebAssembly;
  try {
    const auth = await rejectsTwice(() => (globalThis.WebAssembly = WebAssembly), {
      wasm: fromDisk,
      kind: "webAssemblyMissing",
      help: /Lockdown/,
    });
    await loadSessionChunk(auth);
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }

  globalThis.ServiceWorkerGlobalScope = class {};
  try {
    await rejectsTwice(undefined, {
      wasm: () => Promise.reject(new TypeError("import() is disallowed on ServiceWorkerGlobalScope")),
      kind: "dynamicImportMissing",
      help: /offscreen/,
    });
  } finally {
    delete globalThis.ServiceWorkerGlobalScope;
  }

  // The browser reports the policy in an event, after the failure.
  const { fetch } = globalThis;
  globalThis.document = new EventTarget();
  const violate = (effectiveDirective) => {
    setTimeout(
      () =>
        document.dispatchEvent(
          Object.assign(new Event("securitypolicyviolation"), {
            effectiveDirective,
            blockedURI: "https://example.com/x.wasm",
          }),
        ),
      5,
    );
    return Promise.reject(new TypeError("Failed to fetch"));
  };
  const wasm = () => "https://example.com/x.wasm";
  try {
    globalThis.fetch = () => violate("connect-src");
    await rejectsTwice(undefined, { wasm, kind: "blockedByPolicy", help: /connect-src/, message: /x\.wasm/ });
    globalThis.fetch = () => violate("img-src");
    const { Vestibule } = await import(inNewCopy("index.js"));
    const auth = await Vestibule.create(POOL, { wasm });
    const error = await rejection(auth.signIn({ username: "ada", password: "x" }));
    assert.equal(error.kind, "network", "the policy blocked something else of the page");
  } finally {
    delete globalThis.document;
    globalThis.fetch = fetch;
  }
});

await test("two copies of the entry share one module", async () => {
  const index = inNewCopy("index.js");
  const copies = await Promise.all([import(index), import(`${index}?again`)]);
  assert.notEqual(copies[0].Vestibule, copies[1].Vestibule);
  const clients = await Promise.all(copies.map(({ Vestibule }) => Vestibule.create(POOL, { wasm: fromDisk })));
  await Promise.all(clients.map((client) => loadSessionChunk(client)));
  assert.deepEqual(await Promise.all(clients.map((client) => client.current())), [undefined, undefined]);
});
