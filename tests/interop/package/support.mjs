// Helpers for the tests of the package.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dist, fromDisk, load } from "../support/suite.mjs";

export const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "abc123", storage: "memory" };
export const { Vestibule, VestibuleError } = await load();

/**
 * Serves the package's files. The state counts requests of the main module; `broken` is `true` or the path of a file
 * that is missing, `body` and `type` replace every response.
 */
export async function withServer(run) {
  const state = { url: "", requests: 0, broken: false, body: undefined, type: undefined };
  const server = createServer(({ url }, response) => {
    if (url === "/vestibule_bg.wasm") state.requests++;
    if (state.broken === true || url === state.broken) return void response.writeHead(404).end();
    const body = state.body ?? fromDisk(url.slice(1));
    response.writeHead(200, { "content-type": state.type ?? "application/wasm" }).end(body);
  });
  await listen(server);
  state.url = `http://127.0.0.1:${server.address().port}/vestibule_bg.wasm`;
  try {
    await run(state);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

export const listen = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a promise rejects with. */
export const rejection = (promise) =>
  promise.then(
    () => assert.fail("it did not reject"),
    (error) => error,
  );

const copies = [];
process.on("exit", () => copies.forEach((copy) => rmSync(copy, { recursive: true })));

/** The address of a file in a copy of the package, of which nothing is loaded yet, as in a new page. */
export function inNewCopy(file) {
  const copy = mkdtempSync(join(tmpdir(), "vestibule-"));
  copies.push(copy);
  cpSync(dist, copy, { recursive: true });
  return pathToFileURL(join(copy, file)).href;
}

/** Checks that a call rejects with a VestibuleError of these fields. A regular expression matches a field's text. */
export async function rejects(call, expected) {
  const error = await rejection(Promise.resolve().then(call));
  assert.ok(error instanceof VestibuleError && error instanceof Error, `not a VestibuleError: ${error}`);
  for (const [name, value] of Object.entries(expected)) {
    if (value instanceof RegExp) assert.match(error[name], value);
    else assert.equal(error[name], value, `${name}: ${error[name]} instead of ${value}; ${error.message}`);
  }
  return error;
}

/** Calls what needs the WebAssembly and its chunk `session`. Nobody is signed in. */
export async function loadSessionChunk(client) {
  const error = await rejection(client.refresh());
  if (error.kind !== "signedOut") throw error;
}
