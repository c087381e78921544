// Checks of objects with a fixed set of names, and of values from a list: options of commands, and settings.

import type { Tools } from "./checks.js";
import type { ErrorKind } from "./error.js";
import type { Fields } from "./json.js";

/** Takes the tools of checks.ts. */
export function optionChecks({ VestibuleError, wrongType }: Pick<Tools, "VestibuleError" | "wrongType">) {
  function oneOf<T>(value: unknown, choices: readonly T[], field: string, kind?: ErrorKind): T {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw wrongType(value, field, choices.map((choice) => `"${String(choice)}"`).join(" or "), kind);
  }

  // Rejects unknown names, and calls `each` for the fields that are set.
  function check(
    object: Fields,
    names: readonly string[],
    kind: ErrorKind,
    each: (value: unknown, name: string) => void,
  ) {
    for (const [name, value] of Object.entries(object)) {
      if (!names.includes(name)) throw unknown(name, names, kind);
      if (value !== undefined) each(value, name);
    }
    return object;
  }

  function unknown(name: string, names: readonly string[], kind: ErrorKind) {
    return new VestibuleError({
      kind,
      field: name,
      message: `There is no setting \`${name}\``,
      help: /secret/i.test(name)
        ? "A browser keeps no secret: use an app client without."
        : `There are: ${names.join(", ")}.`,
    });
  }

  return { oneOf, check };
}

export type OptionChecks = ReturnType<typeof optionChecks>;
