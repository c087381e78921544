// The recipes in docs/recipes: each file on their pages compiles, the table of errors is whole, the React one
// works in Chromium, and Angular's own compiler takes the Angular one.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL, the browser in CHROME.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { dist, emulator as endpoint, finish, root, test } from "../support/suite.mjs";
import { angularTests } from "./angular.mjs";
import { extract } from "./extract.mjs";
import { leptosTests } from "./leptos.mjs";
import { reactTests } from "./react.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const recipes = join(root, "docs/recipes");
const files = join(here, "files");

// The package as an app has it.
const installed = join(here, "node_modules/vestibule-auth");
rmSync(installed, { recursive: true, force: true });
mkdirSync(dirname(installed), { recursive: true });
symlinkSync(dist, installed);

const pages = extract(recipes, files);
const tsc = join(root, "node_modules/typescript/bin/tsc");
const run = spawnSync(process.execPath, [tsc, "--pretty", "false", "--project", here], { encoding: "utf8", cwd: here });
const complaints = (run.stdout + run.stderr).split("\n").filter((line) => /error TS/.test(line));

for (const page of pages) {
  await test(`${page}.md compiles`, () => {
    const mine = complaints.filter((line) => line.startsWith(`files/${page}/`));
    assert.equal(mine.join("\n"), "");
  });
}
await test("nothing else is complained of", () => {
  const ours = pages.map((page) => `files/${page}/`);
  const others = complaints.filter((line) => !ours.some((folder) => line.startsWith(folder)));
  assert.equal(others.join("\n"), "");
  assert.ok(run.status === 0 || complaints.length > 0, run.stdout + run.stderr);
});

await test("errors.md has words for every kind", () => {
  const types = readFileSync(join(root, "pkg/src/error.ts"), "utf8");
  const [, list] = /export type ErrorKind =([\s\S]*?);\n/.exec(types);
  const kinds = [...list.matchAll(/^\s*\| "(\w+)"/gm)].map(([, kind]) => kind).sort();
  const text = readFileSync(join(recipes, "errors.md"), "utf8");
  const documented = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind).sort();
  assert.deepEqual(documented, kinds);
});

await test("the index names every page", () => {
  const index = readFileSync(join(recipes, "README.md"), "utf8");
  for (const page of pages)
    assert.ok(index.includes(`(${page}.md)`), `${relative(root, recipes)}/README.md lacks ${page}.md`);
});

await angularTests(test, files);
await leptosTests(test);

const person = await resident();
await reactTests(test, { folder: join(files, "react"), dist, endpoint, person });

finish();

/** Somebody with an account, by the recipe's own helper. */
async function resident() {
  const username = `ada-${randomUUID().slice(0, 8)}`;
  const password = `Engine-${randomUUID().slice(0, 8)}-A1`;
  const { build } = await import("esbuild");
  const outfile = join(files, "local-cognito/emulator.mjs");
  await build({
    entryPoints: [join(files, "local-cognito/emulator.ts")],
    outfile,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const { createUser } = await import(outfile);
  await createUser(endpoint, username, password);
  return { username, password };
}
