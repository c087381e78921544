// Checks of what a caller gives, and the errors that come of them.

export const FILES_HELP = "vestibule_bg.wasm and the other files must be served beside the script, or where the option `wasm` says.";

export function checks(VestibuleError) {
  function record(value, field, kind) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    throw wrongType(value, field, "an object", kind);
  }

  function text(value, field, kind) {
    if (typeof value === "string") return value;
    throw wrongType(value, field, "a string", kind);
  }

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

  // Says the type and never the value: it may be a password in the wrong place.
  function wrongType(value, field, wanted, kind = "invalidInput") {
    const found = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
    return new VestibuleError({
      kind,
      field,
      message: `\`${field}\` must be ${wanted}, and is ${found === "string" ? "another string" : found}`,
      help: `Pass \`${field}\` as ${wanted}.`,
    });
  }

  function toError(raw) {
    if (raw instanceof VestibuleError) return raw;
    // The WebAssembly throws the JSON text of its errors; anything else is a fault of ours.
    return new VestibuleError(
      typeof raw === "string"
        ? JSON.parse(raw)
        : { kind: "other", message: "Something went wrong in Vestibule", cause: raw },
    );
  }

  async function run(work) {
    try {
      return await work();
    } catch (error) {
      throw toError(error);
    }
  }

  function released(help = "Make another with Vestibule.create().") {
    return new VestibuleError({ kind: "aborted", message: "This client was released by free()", help });
  }

  // A part of the package that few pages need, and that is loaded when one asks for it.
  function part(loading) {
    return loading.catch((cause) => {
      if (cause instanceof VestibuleError) throw cause;
      // No other file can say this: there, none can be loaded.
      if (globalThis.ServiceWorkerGlobalScope)
        throw new VestibuleError({ kind: "dynamicImportMissing", message: "import() is not for service workers", help: "Use a page or an offscreen document.", cause });
      const message = "A part of Vestibule could not be loaded";
      throw new VestibuleError({ kind: "network", message, help: FILES_HELP, retryable: true, cause });
    });
  }

  return { VestibuleError, part, record, text, oneOf, check, wrongType, run, released };
}
