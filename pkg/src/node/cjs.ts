// What the CommonJS files have where a module knows its own address, and what a test's environment may
// lack of a browser's. esbuild puts these names in place of the usual ones.

import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import * as util from "node:util";

export const scriptUrl = pathToFileURL(__filename).href;

/** As the browser's own, and for the package's files on disk, which Node's fetch does not read. */
function fetchOrRead(resource: string | URL | Request, init?: RequestInit) {
  const address = `${resource as string}`;
  return address.startsWith("file:") ? readFile(new URL(address)) : globalThis.fetch(resource, init);
}
export { fetchOrRead as fetch };

// Whatever Node.js has, an environment for tests (jsdom, say) need not have.
const found: Partial<typeof globalThis> = globalThis;

export const crypto = found.crypto?.subtle ? found.crypto : webcrypto;
export const TextDecoder = found.TextDecoder ?? util.TextDecoder;
export const TextEncoder = found.TextEncoder ?? util.TextEncoder;
export const Request = found.Request ?? class {};
export const Response = found.Response ?? class {};
