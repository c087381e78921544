// src/platform/browser/worker.js, which is part of the crate.

/**
 * Opens the worker. `work` describes the app client; `address` is the address of the script, unless the browser knows
 * it.
 */
export function open(work: string, address: unknown): object;
