// For the CommonJS files: the address of the script, and browser interfaces that a test environment may lack. esbuild
// replaces the usual names with these.

import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import * as util from "node:util";

export const scriptUrl = pathToFileURL(__filename).href;

/** The browser's `fetch`, which also reads the package's files from disk; Node's does not. */
function fetchOrRead(resource: string | URL | Request, init?: RequestInit) {
  const address = `${resource as string}`;
  return address.startsWith("file:") ? readFile(new URL(address)) : globalThis.fetch(resource, init);
}
export { fetchOrRead as fetch };

// A test environment such as jsdom may lack what Node.js has.
const found: Partial<typeof globalThis> = globalThis;

export const crypto = found.crypto?.subtle ? found.crypto : webcrypto;
export const TextDecoder = found.TextDecoder ?? util.TextDecoder;
export const TextEncoder = found.TextEncoder ?? util.TextEncoder;
export const Request = found.Request ?? class {};
export const Response = found.Response ?? class {};
