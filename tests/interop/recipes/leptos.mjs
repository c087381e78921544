// The recipe for Leptos and axum: the crate of its page compiles for the server and for the browser.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesOf, write } from "./extract.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const crate = join(here, "files/leptos-axum");
const lock = join(here, "leptos-axum.lock");

export async function leptosTests(test) {
  await test("leptos-axum.md compiles for the server", () => check("--features", "ssr"));
  await test("leptos-axum.md compiles for the browser", () =>
    check("--lib", "--features", "hydrate", "--target", "wasm32-unknown-unknown"));
}

function check(...given) {
  writeCrate();
  // What the project itself has checked is not checked again.
  const env = { ...process.env, CARGO_TARGET_DIR: process.env.CARGO_TARGET_DIR ?? join(root, "target") };
  const done = spawnSync("cargo", ["check", "--quiet", ...given], { cwd: crate, env, encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.doesNotMatch(done.stderr, /^warning/m);
}

/** With the crate that is not published yet, and the versions of all others that were tried. */
function writeCrate() {
  const files = filesOf(readFileSync(join(root, "docs/recipes/leptos-axum.md"), "utf8"), /^(toml|rust)$/);
  const manifest = files.find(({ path }) => path === "Cargo.toml");
  const published = 'vestibule = { version = "0.1"';
  assert.ok(manifest?.text.includes(published), `the page's Cargo.toml has no \`${published}\``);
  manifest.text = `${manifest.text.replace(published, `vestibule = { path = ${JSON.stringify(root)}`)}\n[workspace]\n`;
  rmSync(crate, { recursive: true, force: true });
  write(files, crate);
  copyFileSync(lock, join(crate, "Cargo.lock"));
}
