// Wraps the app's function that returns `clientMetadata`, so that it never throws. Loaded if the settings have such a
// function.

import type { Tools } from "./checks.js";
import type { ClientMetadataFunction } from "./config.js";
import { isRecord } from "./json.js";
import { report } from "./report.js";

/**
 * Returns the function as the WebAssembly calls it: the result is the JSON of an object of strings, which is empty
 * after an error.
 */
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

// The app's function may return another type than declared.
function checked(given: unknown = {}) {
  // A promise has no own properties, and would look like empty metadata.
  if (!isRecord(given) || typeof given.then === "function") throw new TypeError("it gave no object of strings");
  for (const [name, value] of Object.entries(given))
    if (typeof value !== "string") throw new TypeError(`it gave a value of \`${name}\` that is no string`);
  return given;
}
