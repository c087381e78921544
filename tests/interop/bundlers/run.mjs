// The packed package in other tools: each bundler builds a page, on which a user signs in with Chromium; test runners,
// compilers and frameworks import it; publint and attw check what is published. A bundler that needs a setting has a
// line in the table of the package's README; without the setting the page fails with help, which is tested here.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL, the browser in CHROME. Names on the command line select tests.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createPackageFromTarballData, checkPackage } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import * as suite from "../support/suite.mjs";
import { close, fails, person, POOL, serve, signsIn } from "./page.mjs";
import * as tools from "./tools.mjs";

const work = join(tools.here, "work");
const { dist } = suite;
const chosen = process.argv.slice(2);
/** A test, where it was asked for. */
async function test(name, body) {
  if (chosen.length && !chosen.some((it) => name.includes(it))) return;
  await suite.test(name, body);
}

suite.needsPackage();

// As npm would publish it, and as it would install it.
rmSync(work, { recursive: true, force: true });
mkdirSync(work);
const [{ filename }] = JSON.parse(
  execFileSync("npm", ["pack", dist, "--json", "--pack-destination", work], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }),
);
const tarball = join(work, filename);
execFileSync("tar", ["xzf", tarball, "-C", work]);
const unpacked = join(work, "package");

/** A folder with the app, in which the package is installed. */
function app(name, where = name) {
  const folder = join(work, name);
  const modules = join(work, where, "node_modules");
  cpSync(join(tools.here, "app"), folder, { recursive: true });
  cpSync(unpacked, join(modules, "vestibule-auth"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  return folder;
}

/** On what a bundler made, somebody signs in. */
async function built(folder, options, check = signsIn) {
  const site = await serve(join(folder, "dist"));
  try {
    await check(site.url, options);
  } finally {
    site.close();
  }
}

for (const major of [5, 6, 7, 8]) {
  await test(`vite ${major}, build`, async () => {
    const folder = app(`vite-${major}-build`);
    await tools.viteBuild(major, folder);
    await built(folder);
  });
  await test(`vite ${major}, dev`, async () => {
    const { url, close } = await tools.viteDev(major, app(`vite-${major}-dev`));
    await signsIn(url).finally(close);
  });
}

function workspace() {
  const folder = app("workspace/app", "workspace");
  writeFileSync(join(work, "workspace/package.json"), JSON.stringify({ private: true, workspaces: ["app"] }));
  return folder;
}

await test("vite 7, dev, with the package further up: the error names the setting", async () => {
  const { url, close } = await tools.viteDev(7, workspace());
  await fails(url, { help: /optimizeDeps: \{ exclude: \["vestibule-auth"\] \}/ }).finally(close);
});

await test("vite 7, dev, with the package further up, and the setting", async () => {
  const { url, close } = await tools.viteDev(7, workspace(), { optimizeDeps: { exclude: ["vestibule-auth"] } });
  await signsIn(url).finally(close);
});

await test("webpack 5", async () => {
  const folder = app("webpack");
  await tools.webpack(folder);
  await built(folder);
});

await test("parcel", async () => {
  const folder = app("parcel");
  await tools.parcel(folder);
  await built(folder);
});

await test("next 16", async () => {
  const folder = app("next");
  await tools.next(folder);
  await built(folder);
});

await test("rollup, with the files copied beside the script", async () => {
  const folder = app("rollup");
  await tools.rollup(folder);
  await tools.copy(folder, "dist");
  await built(folder);
});

await test("esbuild, with the files copied beside the script", async () => {
  const folder = app("esbuild");
  await tools.esbuild(folder, { format: "esm", splitting: true });
  await tools.copy(folder, "dist");
  await built(folder);
});

await test("esbuild, without the files: the error says how to copy them", async () => {
  const folder = app("esbuild-bare");
  await tools.esbuild(folder, { format: "esm", splitting: true });
  await built(folder, undefined, (url) => fails(url, { help: /npx vestibule-auth copy/ }));
});

await test("esbuild, iife, with the files in a folder that `wasm` names", async () => {
  const folder = app("esbuild-iife");
  await tools.esbuild(folder, { format: "iife" });
  await tools.copy(folder, "dist/vestibule");
  await built(folder, { wasm: "/vestibule/" });
  await built(folder, { wasm: "vestibule/vestibule_bg.wasm?v=1" });
});

await test("esbuild, iife, without `wasm`: the error names it", async () => {
  const folder = app("esbuild-iife-bare");
  await tools.esbuild(folder, { format: "iife" });
  await built(folder, undefined, (url) =>
    fails(url, { kind: /^configuration$/, message: /`wasm`/, help: /`wasm`/, retryable: /false/ }),
  );
});

// What @angular/build asks of esbuild: its own output names, conditions and main fields. Its own build of
// a whole app would show no more of the package, and takes minutes.
await test("esbuild, by the rules of Angular's builder", async () => {
  const folder = app("angular");
  await tools.esbuild(folder, {
    format: "esm",
    splitting: true,
    platform: "browser",
    conditions: ["es2022", "es2020", "es2015", "module", "production"],
    mainFields: ["es2022", "es2020", "es2015", "browser", "module", "main"],
    target: ["chrome120", "safari16.4", "firefox121"],
    chunkNames: "chunk-[hash]",
    assetNames: "media/[name]-[hash]",
    supported: { "async-await": false, "object-rest-spread": false, "class-static-field": false, "class-field": false },
  });
  await tools.copy(folder, "dist/vestibule");
  await built(folder, { wasm: "/vestibule/" });
});

await test("jest in CommonJS, for node and for jsdom", async () => {
  const folder = app("jest");
  const config = { name: "app", private: true, jest: { testEnvironmentOptions: {}, transform: {} } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(config));
  const settings = JSON.stringify({ ...POOL, storage: "memory" });
  const test = (environment, body) => `/** @jest-environment ${environment} */
const { Vestibule, VestibuleError } = require("vestibule-auth");
const { sessionOf } = require("vestibule-auth/cookies-server.js");
test("it works", async () => {
  const auth = await Vestibule.create(${settings});
  await expect(auth.session()).rejects.toMatchObject({ kind: "signedOut" });
  await expect(auth.session()).rejects.toBeInstanceOf(VestibuleError);
  await expect(Vestibule.create({ userPoolId: "x", clientId: "y" })).rejects.toMatchObject({ kind: "configuration", field: "userPoolId" });
  expect(sessionOf("", "y")).toBeUndefined();
  ${body}
  auth.free();
});`;
  const given = JSON.stringify(await person());
  writeFileSync(join(folder, "node.test.js"), test("node", `expect((await auth.signIn(${given})).kind).toBe("done");`));
  writeFileSync(join(folder, "jsdom.test.js"), test("jsdom", ""));
  await tools.run(tools.fileOf("jest/bin/jest.js"), ["--rootDir", folder, "--forceExit"], folder);
});

for (const version of ["4.9", "5.1"])
  await test(`TypeScript ${version} reads the types, as a module and as CommonJS`, async () => {
    const folder = app(`typescript-${version}`);
    const source = `import { Vestibule, VestibuleError, type Session } from "vestibule-auth";
import { sessionOf } from "vestibule-auth/cookies-server.js";
export const open = async (): Promise<Session> => (await Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "a" })).session();
export const kind = (error: unknown) => (error instanceof VestibuleError ? error.kind : sessionOf("", "a")?.accessToken);
// @ts-expect-error: the types are there, and no \`any\`
void Vestibule.create({ userPoolId: 7, clientId: "a" });
`;
    for (const file of ["main.mts", "main.cts"]) writeFileSync(join(folder, file), source);
    const options = { noEmit: true, strict: true, target: "es2022", lib: ["es2022", "dom"], types: [] };
    const check = (files, more) => {
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...options, ...more }, files }));
      return tools.run(tools.fileOf(`typescript-${version}/bin/tsc`), ["--project", folder], folder);
    };
    await check(["main.mts", "main.cts"], { module: "node16", moduleResolution: "node16" });
    // What old configurations have, which know nothing of \`exports\`.
    writeFileSync(join(folder, "main.ts"), source);
    await check(["main.ts"], { module: "es2022", moduleResolution: "node" });
  });

await test("a client and its steps work behind a proxy, as Vue's ref makes one", async () => {
  const { reactive, ref } = await import("vue");
  const { Vestibule } = await import(pathToFileURL(join(unpacked, "index.js")));
  const wasm = (file) => readFileSync(join(unpacked, file));
  const auth = await Vestibule.create({ ...POOL, storage: "memory" }, { wasm });
  for (const it of [ref(auth).value, reactive({ auth }).auth, new Proxy(auth, {})]) {
    assert.notEqual(it, auth, "it is a proxy");
    const stop = it.onChange(() => {});
    const step = await it.signIn(await person());
    assert.equal(ref(step).value.session.username, (await it.session()).username);
    assert.ok((await it.withExtras({ clientMetadata: { a: "b" } }).profile.user()).username);
    const { list } = it.passkeys;
    assert.deepEqual((await list()).passkeys, []);
    await assert.rejects(() => ref(it.confirmSignUp("ada")).value.submit("1"), { name: "VestibuleError" });
    stop();
    await it.signOut();
  }
  reactive(auth).free();
  await assert.rejects(() => auth.session(), { kind: "aborted" });
});

await test("the copied files are all that the package fetches by an address", async () => {
  const assets = JSON.parse(readFileSync(join(unpacked, "assets.json"), "utf8"));
  const named = ["index.js", "core.js", "more.js", "element.js", "element-languages.js", "worker.js"].flatMap((file) =>
    [
      ...readFileSync(join(unpacked, file), "utf8").matchAll(
        /new URL\(["'](?:\.\/)?([\w./-]+)["'],\s*import\.meta\.url\)/g,
      ),
    ].map(([, name]) => name),
  );
  assert.deepEqual([...new Set(named)].sort(), [...assets].sort());
  const exported = Object.keys(JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")).exports);
  for (const file of assets) assert.ok(exported.includes(`./${file.replace(/(?<=^languages\/)[\w-]+/, "*")}`), file);
});

await test("copying says what it wants, and what went wrong", async () => {
  const script = join(unpacked, "copy.js");
  await assert.rejects(() => tools.run(script, [], work), /Usage: vestibule-auth copy <folder>/);
  writeFileSync(join(work, "a-file"), "");
  await assert.rejects(
    () => tools.run(script, ["copy", "a-file/x"], work),
    /vestibule-auth: ENOTDIR|vestibule-auth: EEXIST/,
  );
});

await test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: unpacked, level: "suggestion", strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

await test("attw finds nothing", async () => {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))), {
    excludeEntrypoints: [/\.wasm$/, /worker\.js$/, /\.json$/],
  });
  assert.ok(result.types);
  assert.deepEqual(
    result.problems.map(({ kind, entrypoint, resolutionKind }) => [kind, entrypoint, resolutionKind].join(" ")),
    [],
  );
});

await close();
suite.finish();
