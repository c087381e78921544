// The oldest supported browsers (Chrome and Edge 98, Firefox 98, Safari 15.4: March 2022), without running them: the
// syntax of every published script, the instructions of every module, and whole flows with newer interfaces removed.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import binaryen from "binaryen";
import { dist, emulator as endpoint, finish, root, test } from "../support/suite.mjs";
import { isOldEnough } from "./syntax.mjs";

const ofType = (end) => readdirSync(dist).filter((file) => file.endsWith(end));

await test("what is newer than the oldest browsers would be found", () => {
  for (const code of ["class A { static { f() } }", "/(?<=a)b/.test(c)", "/[a--b]/v.test(c)", "using a = b"])
    assert.ok(!safely(() => isOldEnough(code)), code);
  for (const code of ["class A { #a; static #b = 1; #c() {} }", "a ??= b?.c", "Object.hasOwn(a, b)"])
    assert.ok(isOldEnough(code), code);
});

function safely(act) {
  try {
    return act();
  } catch {
    return false;
  }
}

await test("every published script has the syntax of the oldest browsers", () => {
  const scripts = ofType(".js");
  assert.ok(scripts.length > 10, scripts.join());
  // On a server, and not in a browser.
  for (const file of scripts.filter((it) => it !== "cookies-server.js"))
    assert.ok(isOldEnough(readFileSync(join(dist, file), "utf8")), file);
});

/** The scripts below a folder, by their paths. */
const scriptsIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    const path = join(folder, it.name);
    return it.isDirectory() ? scriptsIn(path) : path.endsWith(".js") ? [path] : [];
  });

await test("every script that the crate brings into an app has their syntax", () => {
  // Those of the package are in two of the crate's features, as they are.
  const own = ["sealed", "cookies"].map((name) => join(root, `pkg/src/${name}.js`));
  const scripts = [...scriptsIn(join(root, "src")), ...own];
  for (const name of ["page.js", "extra.js", "worker.js", "prerendered.js"])
    assert.ok(
      scripts.some((it) => it.endsWith(`/${name}`)),
      name,
    );
  for (const file of scripts) assert.ok(isOldEnough(readFileSync(file, "utf8")), file);
});

// What it makes of a whole app is in tests/e2e/quick-start.spec.ts.
await test("what the hook for Trunk writes into an app's script has their syntax", () => {
  const loaders = ["shorten", "trunk"].map((file) => {
    const source = readFileSync(join(root, `tools/split/src/${file}.rs`), "utf8");
    const [, raw, plain] = /const LOADER: &str = (?:r#"([^]*?)"#|"([^]*?)(?<!\\)");/.exec(source) ?? [];
    return raw ?? plain;
  });
  assert.match(loaders[0], /async function linkChunk/);
  assert.match(loaders[1], /async function fetchChunk/);
  const glue = "let wasm; function initSync() {} async function __wbg_init() {}\n";
  assert.ok(isOldEnough(glue + loaders.join("\n").replace("CHUNKS", "{}")));
});

/** What the oldest browsers have: https://webassembly.org/features/; Safari 15.4 and Firefox 98, Chrome since 96. */
const FEATURES = [
  "BulkMemory",
  "BulkMemoryOpt",
  "CallIndirectOverlong",
  "Multivalue",
  "MutableGlobals",
  "NontrappingFPToInt",
  "ReferenceTypes",
  "SignExt",
];

/** Whether a module is made of those alone; what is not, binaryen names on the console. */
function isMadeOfOld(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES.reduce((sum, name) => sum | binaryen.Features[name], binaryen.Features.MVP));
  const valid = module.validate() === 1;
  module.dispose();
  return valid;
}

await test("instructions that are newer than the oldest browsers would be found", () => {
  for (const body of ["(result v128) (v128.const i32x4 0 0 0 0)", "(result i32) (return_call 0)"]) {
    const module = binaryen.parseText(`(module (func ${body}))`);
    module.setFeatures(binaryen.Features.All);
    assert.ok(!isMadeOfOld(module.emitBinary()), body);
  }
});

await test("every module is made of instructions that the oldest browsers have", () => {
  const modules = ofType(".wasm");
  assert.ok(modules.length > 5, modules.join());
  for (const file of modules) assert.ok(isMadeOfOld(readFileSync(join(dist, file))), file);
});

// What came later than the oldest of them: with the versions of Chrome, Firefox and Safari. Not what Node's own
// `fetch` is made of (`toWellFormed`).
const NEWER = [
  [AbortSignal, "timeout"], // 103, 100, 16
  [AbortSignal, "any"], // 116, 124, 17.4
  [Promise, "withResolvers"], // 119, 121, 17.4
  [Promise, "try"],
  [Object, "groupBy"], // 117, 119, 17.4
  [Map, "groupBy"],
  [Array, "fromAsync"],
  [URL, "canParse"], // 120, 115, 17
  [URL, "parse"],
  [Response, "json"],
  [Uint8Array, "fromBase64"],
  [Uint8Array.prototype, "toBase64"],
  ...["findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"].map((name) => [
    Array.prototype,
    name,
  ]),
  ...["union", "intersection", "difference", "isSubsetOf"].map((name) => [Set.prototype, name]),
  ...["map", "filter", "toArray", "take"].map((name) => [globalThis.Iterator?.prototype ?? {}, name]),
  [globalThis, "Iterator"],
];

for (const [holder, name] of NEWER) delete holder[name];

await test("what was taken away is away", () => {
  assert.equal(AbortSignal.timeout, undefined);
  assert.equal([].findLast, undefined);
});

const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001", storage: "memory", endpoint };
const { Vestibule } = await import(pathToFileURL(join(dist, "index.js")));
const wasm = (file) => readFileSync(join(dist, file));

await test("a sign-in, a renewal and a sign-out", async () => {
  const auth = await Vestibule.create(POOL, { wasm });
  const step = await auth.signIn({ username: "ada", password: "Lovelace1815" });
  assert.equal(step.kind, "done");
  const { accessToken } = await auth.session();
  await auth.refresh();
  assert.notEqual((await auth.session()).accessToken, accessToken);
  assert.equal((await auth.profile.user()).username, "ada");
  assert.equal((await auth.diagnose()).findings.find(({ subject }) => subject === "pool").verdict, "right");
  assert.deepEqual(await auth.signOut(), {});
});

await test("a wrong password is a wrong password, and a pool that does not answer in time is a time-out", async () => {
  const auth = await Vestibule.create(POOL, { wasm });
  await assert.rejects(() => auth.signIn({ username: "ada", password: "wrong" }), { kind: "wrongCredentials" });
  const { createServer } = await import("node:http");
  const silent = createServer(() => {});
  await new Promise((ready) => silent.listen(0, "127.0.0.1", ready));
  const late = await Vestibule.create(
    { ...POOL, endpoint: `http://127.0.0.1:${silent.address().port}`, timeout: 300 },
    { wasm },
  );
  await assert.rejects(() => late.signIn({ username: "ada", password: "x", flow: "password" }), {
    kind: "timeout",
    retryable: true,
  });
  silent.close();
  silent.closeAllConnections();
});

// Passkeys: Chrome 98, Firefox 98 and Safari 15.4 have them, and none has their JSON.

const CREATE = {
  challenge: "-_8",
  rp: { id: "example.com", name: "x" },
  user: { id: "AAEC", name: "ada", displayName: "Ada" },
  pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  excludeCredentials: [{ type: "public-key", id: "_w", transports: ["internal"] }],
};
const GET = {
  challenge: "AQ",
  rpId: "example.com",
  allowCredentials: [{ type: "public-key", id: "Ag" }],
  userVerification: "required",
};
const buffer = (...bytes) => Uint8Array.from(bytes).buffer;
const numbers = (it) => [...new Uint8Array(it)];

/** Runs a ceremony of `extra.js` in a browser whose credentials are these. */
async function ceremony(kind, options, credential, known = {}) {
  const { extra } = await import(pathToFileURL(join(root, "src/platform/browser/extra.js")));
  let asked;
  const answer = async (request) => ((asked = request), credential);
  globalThis.PublicKeyCredential = Object.assign(class {}, known);
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { credentials: { create: answer, get: answer } },
  });
  const json = JSON.parse(await extra.passkey(kind, JSON.stringify(options)));
  return { asked, json };
}

const MADE = {
  id: "_w",
  rawId: buffer(255),
  type: "public-key",
  authenticatorAttachment: "platform",
  getClientExtensionResults: () => ({ credProps: { rk: true } }),
  response: {
    clientDataJSON: buffer(1, 2),
    attestationObject: buffer(251, 255),
    getTransports: () => ["internal"],
    getAuthenticatorData: () => buffer(3),
    getPublicKey: () => buffer(4),
    getPublicKeyAlgorithm: () => -7,
  },
};
const MADE_JSON = {
  id: "_w",
  rawId: "_w",
  type: "public-key",
  authenticatorAttachment: "platform",
  clientExtensionResults: { credProps: { rk: true } },
  response: {
    clientDataJSON: "AQI",
    attestationObject: "-_8",
    transports: ["internal"],
    authenticatorData: "Aw",
    publicKey: "BA",
    publicKeyAlgorithm: -7,
  },
};

await test("a passkey is made where browsers know nothing of its JSON", async () => {
  const { asked, json } = await ceremony("create", CREATE, MADE);
  const { publicKey } = asked;
  assert.deepEqual(numbers(publicKey.challenge), [251, 255]);
  assert.deepEqual(numbers(publicKey.user.id), [0, 1, 2]);
  assert.equal(publicKey.user.displayName, "Ada");
  assert.deepEqual(publicKey.rp, CREATE.rp);
  assert.deepEqual(numbers(publicKey.excludeCredentials[0].id), [255]);
  assert.deepEqual(publicKey.excludeCredentials[0].transports, ["internal"]);
  assert.deepEqual(json, MADE_JSON);
});

await test("a passkey signs where browsers know nothing of its JSON", async () => {
  const response = {
    clientDataJSON: buffer(1),
    authenticatorData: buffer(2),
    signature: buffer(...randomBytes(70)),
    userHandle: null,
  };
  const credential = {
    id: "Ag",
    rawId: buffer(2),
    type: "public-key",
    response,
    getClientExtensionResults: () => ({}),
  };
  const { asked, json } = await ceremony("autofill", GET, credential);
  assert.equal(asked.mediation, "conditional");
  assert.deepEqual(numbers(asked.publicKey.challenge), [1]);
  assert.deepEqual(numbers(asked.publicKey.allowCredentials[0].id), [2]);
  assert.equal(asked.publicKey.userVerification, "required");
  assert.deepEqual(Object.keys(json.response).sort(), ["authenticatorData", "clientDataJSON", "signature"]);
  assert.equal(json.response.signature, Buffer.from(response.signature).toString("base64url"));
  assert.equal(json.authenticatorAttachment, undefined);
});

await test("a browser's own JSON is taken where it has it, and what an extension puts in its place need not work", async () => {
  const known = { parseCreationOptionsFromJSON: (json) => ({ parsed: json.challenge }) };
  const own = await ceremony("create", CREATE, { ...MADE, toJSON: () => ({ id: "by the browser" }) }, known);
  assert.deepEqual(own.asked.publicKey, { parsed: "-_8" });
  assert.deepEqual(own.json, { id: "by the browser" });
  const illegal = () => {
    throw new TypeError("Illegal invocation");
  };
  assert.deepEqual((await ceremony("create", CREATE, { ...MADE, toJSON: illegal })).json, MADE_JSON);
});

finish();
