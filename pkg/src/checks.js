// Checks of what a caller gives, and the errors that come of them.

export const FILES_HELP = "vestibule_bg.wasm and the other files must be served beside the script, or where the option `wasm` says.";

const WHY = {
  network: FILES_HELP,
  blockedByPolicy: "Content-Security-Policy: its scripts have to be in script-src.",
  dynamicImportMissing: "There is no import() in service workers: use a page or an offscreen document.",
};
const VIOLATION = "securitypolicyviolation";

export function checks(VestibuleError) {
  function record(value, field, kind) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    throw wrongType(value, field, "an object", kind);
  }

  function text(value, field, kind) {
    if (typeof value === "string") return value;
    throw wrongType(value, field, "a string", kind);
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

  // A part of the package that few pages need, and that is loaded when one asks for it. Why it cannot be is said
  // here, since another file could not be loaded either.
  async function part(loading) {
    let kind = "network";
    const blocked = [];
    // The browser tells of its policy a moment after the failure, and of all that the page does.
    const hear = ({ effectiveDirective, blockedURI }) => /^script-src/.test(effectiveDirective) && blocked.push(blockedURI);
    const place = globalThis.document ?? globalThis;
    place.addEventListener?.(VIOLATION, hear);
    try {
      return await loading;
    } catch (cause) {
      if (cause instanceof VestibuleError) throw cause;
      if (globalThis.ServiceWorkerGlobalScope) kind = "dynamicImportMissing";
      else if (place.addEventListener) await new Promise((over) => setTimeout(over, 50));
      // Bundlers name the files anew, and so the error tells which it was. That of Safari does not: there any counts.
      const told = `${cause}`;
      if (blocked.some((uri) => !told.includes("//") || told.includes(uri))) kind = "blockedByPolicy";
      throw new VestibuleError({ kind, message: "A part of Vestibule could not be loaded", help: WHY[kind], retryable: kind === "network", cause });
    } finally {
      place.removeEventListener?.(VIOLATION, hear);
    }
  }

  return { VestibuleError, part, record, text, wrongType, run, released };
}
