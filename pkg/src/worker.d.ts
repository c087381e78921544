// src/platform/browser/worker.js, which is the crate's, too.

/** `work` tells the app client; `address` is where this script is, unless the browser knows. */
export function open(work: string, address: unknown): object;
