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

/** A server of the package's files, which can be told to be broken. */
export async function withServer(act) {
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
export function ofItsOwn(file) {
  const copy = mkdtempSync(join(tmpdir(), "vestibule-"));
  copies.push(copy);
  cpSync(dist, copy, { recursive: true });
  return pathToFileURL(join(copy, file)).href;
}

export const rejects = async (act, wanted) => {
  const error = await Promise.resolve().then(act).then(() => undefined, (error) => error);
  assert.ok(error instanceof VestibuleError && error instanceof Error, `not a VestibuleError: ${error}`);
  for (const [name, value] of Object.entries(wanted)) {
    if (value instanceof RegExp) assert.match(error[name], value);
    else assert.equal(error[name], value, `${name}: ${error[name]} instead of ${value}; ${error.message}`);
  }
  return error;
};

/** Asks for what needs the WebAssembly and its part `session`, of a client that nobody is signed in to. */
export const whoIsThere = (client) =>
  client.refresh().then(
    () => assert.fail("somebody is signed in"),
    (error) => {
      if (error.kind !== "signedOut") throw error;
      return {};
    },
  );

