// Promises that a caller can cancel with an `AbortSignal`.

import type { Tools } from "./checks.js";

/**
 * Rejects when the signal is aborted. The work itself continues, for other callers; if the signal is already aborted,
 * it does not start.
 */
export function abortable<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  { VestibuleError }: Pick<Tools, "VestibuleError">,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(new VestibuleError({ kind: "aborted", message: "The caller gave up", cause: signal.reason }));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
