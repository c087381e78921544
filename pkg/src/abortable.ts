// What comes of some work, unless the caller gives up first.

import type { Tools } from "./checks.js";

/** The work itself goes on, for whoever else waits for it; where the caller has given up before, it does not begin. */
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
