// Checks of arguments, and the errors of failed ones. This file is part of the entry, which passes its `tools` to the
// other scripts: a copy of their own would have another error class.

import { VestibuleError } from "./error.js";
import type { ErrorKind, VestibuleErrorDetails } from "./error.js";
import { isRecord, parse } from "./json.js";
import type { Fields } from "./json.js";

export const FILES_HELP = "Serve vestibule_bg.wasm and the other files beside the script, or set the option `wasm`.";

const WHY = {
  network: FILES_HELP,
  blockedByPolicy: "Content-Security-Policy: allow its scripts in script-src.",
  dynamicImportMissing: "Service workers have no import(): use a page or an offscreen document.",
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

// Reports the type and never the value, which may be a misplaced password.
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
  // The WebAssembly throws the JSON text of its errors; anything else is a bug of this package.
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

function released(help = "Create another with Vestibule.create().") {
  return new VestibuleError({ kind: "aborted", message: "This client was released by free()", help });
}

// Awaits a script that is loaded on demand. The reason of a failure is determined here, since another script could not
// be loaded either.
async function loadModule<T>(loading: Promise<T>): Promise<T> {
  let kind: keyof typeof WHY = "network";
  const blocked: string[] = [];
  // The browser reports policy violations shortly after the failure, and those of the whole page.
  const onViolation = (event: Event) => {
    // The type follows from the event's name.
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    if (/^script-src/.test(effectiveDirective)) blocked.push(blockedURI);
  };
  // Node.js has neither.
  const target: Partial<EventTarget> = globalThis.document ?? globalThis;
  target.addEventListener?.(VIOLATION, onViolation);
  try {
    return await loading;
  } catch (cause) {
    if (cause instanceof VestibuleError) throw cause;
    if ("ServiceWorkerGlobalScope" in globalThis) kind = "dynamicImportMissing";
    else if (target.addEventListener) await new Promise((over) => setTimeout(over, 50));
    // Bundlers rename the files, so the address is taken from the error. Safari's error has none: there any violation counts.
    const message = String(cause);
    if (blocked.some((uri) => !message.includes("//") || message.includes(uri))) kind = "blockedByPolicy";
    throw new VestibuleError({
      kind,
      message: "A part of Vestibule could not be loaded",
      help: WHY[kind],
      retryable: kind === "network",
      cause,
    });
  } finally {
    target.removeEventListener?.(VIOLATION, onViolation);
  }
}

export function callable<T>(listener: T): T {
  if (typeof listener === "function") return listener;
  throw wrongType(listener, "listener", "a function");
}

export const tools = { VestibuleError, loadModule, record, text, wrongType, run, released };

export type Tools = typeof tools;
