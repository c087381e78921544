// Checks of what has a list of names or values: commands' options, and settings that the entry is not sure of.

/** `tools` are those of checks.js. */
export function choices({ VestibuleError, wrongType }) {
  function oneOf(value, choices, field, kind) {
    if (choices.includes(value)) return value;
    throw wrongType(value, field, choices.map((choice) => `"${choice}"`).join(" or "), kind);
  }

  // Checks each of the fields that are there.
  function check(object, names, kind, each) {
    for (const [name, value] of Object.entries(object)) {
      if (!names.includes(name)) throw unknown(name, names, kind);
      if (value !== undefined) each(value, name);
    }
    return object;
  }

  function unknown(name, names, kind) {
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
