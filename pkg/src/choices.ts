// Checks of what has a list of names or values: commands' options, and settings that the entry is not sure of.

import type { Tools } from "./checks.js";
import type { ErrorKind } from "./error.js";
import type { Fields } from "./json.js";

/** `tools` are those of checks.ts. */
export function choices({ VestibuleError, wrongType }: Pick<Tools, "VestibuleError" | "wrongType">) {
  function oneOf<T>(value: unknown, choices: readonly T[], field: string, kind?: ErrorKind): T {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw wrongType(value, field, choices.map((choice) => `"${String(choice)}"`).join(" or "), kind);
  }

  // Checks each of the fields that are there.
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

export type Choices = ReturnType<typeof choices>;
