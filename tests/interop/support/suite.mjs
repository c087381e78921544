// Helpers for the suites that run in Node.js: tests, the built package, and the emulator.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const dist = join(root, "pkg/dist");

/** The emulator's address. */
export const emulator = process.env.VESTIBULE_EMULATOR_URL?.replace(/\/$/, "");

let passed = 0;
let failed = 0;

/** Runs a test. A failure is reported, and the next tests run. */
export async function test(name, act) {
  const begin = Date.now();
  try {
    await act();
    passed += 1;
    console.log(`ok    ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    const why = error?.stack ?? (error instanceof Object ? JSON.stringify(error) : error);
    console.log(
      `FAIL  ${name}\n    ${String(why).replaceAll("\n", "\n    ")}${error?.cause ? `\n    ${error.cause}` : ""}`,
    );
  }
}

/** Ends the suite, and prints the counts that `cargo xtask test` reads. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

/** Ends a suite that cannot run. */
export function giveUp(why) {
  console.log(`${why}\n0 passed, 1 failed`);
  process.exit(1);
}

export function needsPackage() {
  if (!existsSync(join(dist, "index.js"))) giveUp("The package is not built: run `cargo xtask pkg`");
}

/** Imports a script of the package. */
export function load(file = "index.js") {
  needsPackage();
  return import(pathToFileURL(join(dist, file)));
}

/** A file of the package, as the option `wasm` takes it. */
export const fromDisk = (file) => readFileSync(join(dist, file));

/** Calls an administrator's operation. The emulator only checks that there is a signature. */
export async function admin(operation, body, endpoint = emulator) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      authorization: "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=00",
    },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${operation}: ${response.status} ${await response.clone().text()}`);
  return response;
}
