// Scripts that only chunks of the module use, not its main part: passkeys, popups, signatures, and input that is kept
// when the language changes. They are loaded with those chunks, so that the form does not wait for them.

import type * as Scripts from "./element-extra.js";

let scripts: typeof Scripts | undefined;

/** Loads the scripts, unless they are loaded. */
export async function loadScripts(): Promise<void> {
  scripts ??= await import("./element-extra.js");
}

/** Passed to the module instead of `extra.js` of the library. */
export const extra: object = new Proxy({}, { get: (_, name): unknown => Reflect.get(scripts?.extra ?? {}, name) });

/** Passed to the module instead of `form-values.js`. */
export const capture = (): (() => void) => scripts?.capture() ?? (() => {});
