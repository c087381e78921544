// `clientMetadata` as a function of the app's own, seen through one that does not fail. Loaded where the settings have
// such a function.

import type { Tools } from "./checks.js";
import type { ClientMetadataFunction } from "./config.js";
import { isRecord } from "./json.js";
import { report } from "./report.js";

/** The function as the WebAssembly calls it: it gives JSON of texts by name, of none where something is wrong. */
export function metadata(given: ClientMetadataFunction, { VestibuleError }: Tools) {
  return (operation: string) => {
    try {
      return JSON.stringify(checked(given(operation as Parameters<ClientMetadataFunction>[0])));
    } catch (cause) {
      report(
        new VestibuleError({
          kind: "configuration",
          field: "clientMetadata",
          message: `\`clientMetadata\` failed, and ${operation} is sent without what it gives`,
          help: "It must be no `async` function, must not throw, and must return an object of strings, or nothing.",
          cause,
        }),
      );
      return "{}";
    }
  };
}

// What the app gives may have another type than it says.
function checked(given: unknown = {}) {
  // A promise has nothing of its own, and would go for no metadata at all.
  if (!isRecord(given) || typeof given.then === "function") throw new TypeError("it gave no object of strings");
  for (const [name, value] of Object.entries(given))
    if (typeof value !== "string") throw new TypeError(`it gave a value of \`${name}\` that is no string`);
  return given;
}
