// Checks of what a caller gives, and the errors that come of them. This file belongs to the entry: the others are
// handed its `tools`, since a copy of their own would bring another class of errors.

import { VestibuleError } from "./error.js";
import type { ErrorKind, VestibuleErrorDetails } from "./error.js";
import { isRecord, parse } from "./json.js";
import type { Fields } from "./json.js";

export const FILES_HELP =
  "vestibule_bg.wasm and the other files must be served beside the script, or where the option `wasm` says.";

const WHY = {
  network: FILES_HELP,
  blockedByPolicy: "Content-Security-Policy: its scripts have to be in script-src.",
  dynamicImportMissing: "There is no import() in service workers: use a page or an offscreen document.",
};
const VIOLATION = "securitypolicyviolation";

function record(value: unknown, field: string, kind?: ErrorKind): Fields {
  if (isRecord(value)) return value;
  throw wrongType(value, field, "an object", kind);
}

function text(value: unknown, field: string, kind?: ErrorKind): string {
  if (typeof value === "string") return value;
  throw wrongType(value, field, "a string", kind);
}

// Says the type and never the value: it may be a password in the wrong place.
function wrongType(value: unknown, field: string, wanted: string, kind: ErrorKind = "invalidInput") {
  const found = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
  return new VestibuleError({
    kind,
    field,
    message: `\`${field}\` must be ${wanted}, and is ${found === "string" ? "another string" : found}`,
    help: `Pass \`${field}\` as ${wanted}.`,
  });
}

function toError(raw: unknown) {
  if (raw instanceof VestibuleError) return raw;
  // The WebAssembly throws the JSON text of its errors; anything else is a fault of ours.
  return new VestibuleError(
    typeof raw === "string"
      ? parse<VestibuleErrorDetails>(raw)
      : { kind: "other", message: "Something went wrong in Vestibule", cause: raw },
  );
}

async function run<T>(work: () => T | PromiseLike<T>): Promise<T> {
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
async function loadModule<T>(loading: Promise<T>): Promise<T> {
  let kind: keyof typeof WHY = "network";
  const blocked: string[] = [];
  // The browser tells of its policy a moment after the failure, and of all that the page does.
  const hear = (event: Event) => {
    // By the name of the event.
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    if (/^script-src/.test(effectiveDirective)) blocked.push(blockedURI);
  };
  // In Node there is neither.
  const place: Partial<EventTarget> = globalThis.document ?? globalThis;
  place.addEventListener?.(VIOLATION, hear);
  try {
    return await loading;
  } catch (cause) {
    if (cause instanceof VestibuleError) throw cause;
    if ("ServiceWorkerGlobalScope" in globalThis) kind = "dynamicImportMissing";
    else if (place.addEventListener) await new Promise((over) => setTimeout(over, 50));
    // Bundlers name the files anew, and so the error tells which it was. That of Safari does not: there any counts.
    const told = String(cause);
    if (blocked.some((uri) => !told.includes("//") || told.includes(uri))) kind = "blockedByPolicy";
    throw new VestibuleError({
      kind,
      message: "A part of Vestibule could not be loaded",
      help: WHY[kind],
      retryable: kind === "network",
      cause,
    });
  } finally {
    place.removeEventListener?.(VIOLATION, hear);
  }
}

export function callable<T>(listener: T): T {
  if (typeof listener === "function") return listener;
  throw wrongType(listener, "listener", "a function");
}

export const tools = { VestibuleError, loadModule, record, text, wrongType, run, released };

export type Tools = typeof tools;
