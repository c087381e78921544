// What the chunks of the module ask of scripts, and its main part does not: passkeys, popups, signatures, and what was typed
// when the language changes. It comes with those chunks, so that the form does not wait for it.

import type * as Scripts from "./element-extra.js";

let scripts: typeof Scripts | undefined;

/** Loads them, unless they are there. */
export async function loadScripts(): Promise<void> {
  scripts ??= await import("./element-extra.js");
}

/** The module takes this in the place of `extra.js` of the library, and keeps it. */
export const extra: object = new Proxy({}, { get: (_, name): unknown => Reflect.get(scripts?.extra ?? {}, name) });

/** The same in the place of `held.js`. */
export const hold = (): (() => void) => scripts?.hold() ?? (() => {});
