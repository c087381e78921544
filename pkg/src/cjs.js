// What the CommonJS files have where a module knows its own address, and what a test's environment may
// lack of a browser's. esbuild puts these names in place of the usual ones.

import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import * as util from "node:util";

export const scriptUrl = pathToFileURL(__filename).href;

/** As the browser's own, and for the package's files on disk, which Node's fetch does not read. */
function fetchOrRead(resource, init) {
  return String(resource).startsWith("file:") ? readFile(new URL(resource)) : globalThis.fetch(resource, init);
}
export { fetchOrRead as fetch };

export const crypto = globalThis.crypto?.subtle ? globalThis.crypto : webcrypto;
export const TextDecoder = globalThis.TextDecoder ?? util.TextDecoder;
export const TextEncoder = globalThis.TextEncoder ?? util.TextEncoder;
export const Request = globalThis.Request ?? class {};
export const Response = globalThis.Response ?? class {};
