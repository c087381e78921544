// The module with the screens, its chunks, and the clients that elements share.

import { loadChunksBy, loadMain, linkChunk, Pool } from "./element-glue.js";
import type { Listener } from "./element-glue.js";
import { loadScripts } from "./element-lazy.js";
import { VestibuleError } from "./error.js";
import type { VestibuleErrorDetails } from "./error.js";
import { parse } from "./json.js";

interface ChunkRow {
  readonly file: string;
  /** The address in a form that bundlers recognize. */
  readonly url: () => URL;
  /** The chunk that it depends on. */
  readonly on?: Chunk;
  /** Whether it uses the scripts of element-lazy.ts. */
  readonly scripts?: true;
}

const MAIN: ChunkRow = { file: "element_bg.wasm", url: () => new URL("element_bg.wasm", import.meta.url) };

const CHUNKS = {
  signIn: { file: "element_sign_in.wasm", url: () => new URL("element_sign_in.wasm", import.meta.url) },
  steps: {
    file: "element_steps.wasm",
    url: () => new URL("element_steps.wasm", import.meta.url),
    on: "signIn",
    scripts: true,
  },
  session: { file: "element_session.wasm", url: () => new URL("element_session.wasm", import.meta.url) },
  redirect: {
    file: "element_redirect.wasm",
    url: () => new URL("element_redirect.wasm", import.meta.url),
    on: "session",
    scripts: true,
  },
  errors: { file: "element_errors.wasm", url: () => new URL("element_errors.wasm", import.meta.url) },
  store: { file: "element_store.wasm", url: () => new URL("element_store.wasm", import.meta.url) },
  signedIn: {
    file: "element_signed_in.wasm",
    url: () => new URL("element_signed_in.wasm", import.meta.url),
    on: "steps",
  },
  accounts: {
    file: "element_accounts.wasm",
    url: () => new URL("element_accounts.wasm", import.meta.url),
    on: "session",
  },
  language: {
    file: "element_language.wasm",
    url: () => new URL("element_language.wasm", import.meta.url),
    scripts: true,
  },
  extras: { file: "element_extras.wasm", url: () => new URL("element_extras.wasm", import.meta.url) },
} as const satisfies Record<string, ChunkRow>;

export type Chunk =
  "signIn" | "steps" | "session" | "redirect" | "errors" | "store" | "signedIn" | "accounts" | "language" | "extras";

/** The delays after which the page loads what is needed next, and what is needed later, in milliseconds. */
const NEXT_PREFETCH_DELAY = 500;
const LATER_PREFETCH_DELAY = 2000;

/** How long the module waits for a form to be painted, in milliseconds. */
const PAINT_TIMEOUT = 200;

const HELP = "The element's .wasm files must be served beside its script, or where the attribute `files` says.";

/**
 * The folder of the files, if they are not beside the script. They are loaded once per page, so the first element sets
 * it.
 */
let folder: string | undefined;
let started: Promise<void> | undefined;
const loading: Partial<Record<Chunk, Promise<void>>> = {};

/** Loads the module and some of its chunks, all at the same time. A failed load is retried by the next call. */
export async function start(files: string | undefined, chunks: readonly Chunk[]): Promise<void> {
  try {
    await Promise.all([main(files), ...chunks.map(loadChunk)]);
  } catch (cause) {
    throw unavailable(cause);
  }
}

function main(files: string | undefined): Promise<void> {
  return (started ??= load(files).catch((cause: unknown) => {
    started = undefined;
    throw cause;
  }));
}

async function load(files: string | undefined) {
  folder = files;
  // Other chunks of the library are part of the chunks listed here.
  loadChunksBy(async (name) => {
    if (name in CHUNKS) await loadChunk(name as Chunk);
  });
  const [main] = await Promise.all([fetched(MAIN), painted()]);
  await loadMain(main);
  setTimeout(prefetch, NEXT_PREFETCH_DELAY, ["signIn"]);
  setTimeout(prefetch, LATER_PREFETCH_DELAY, ["session", "errors", "steps"]);
}

/**
 * Resolves once an existing form has been painted, since the module blocks the browser while it starts. A hidden tab
 * paints nothing, and does not wait long.
 */
const painted = () =>
  document.querySelector(".vestibule-prerendered") &&
  new Promise<void>((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, PAINT_TIMEOUT);
  });

/** Loads chunks ahead of time. A failure is ignored: they are loaded again when they are needed. */
const prefetch = (chunks: readonly Chunk[]) => chunks.map((chunk) => loadChunk(chunk).catch(() => {}));

export function loadChunk(chunk: Chunk): Promise<void> {
  return (loading[chunk] ??= fetchChunk(CHUNKS[chunk]).catch((cause: unknown) => {
    delete loading[chunk];
    throw cause;
  }));
}

async function fetchChunk(row: ChunkRow) {
  const [response] = await Promise.all([
    fetched(row),
    started,
    row.on && loadChunk(row.on),
    row.scripts && loadScripts(),
  ]);
  await linkChunk(response);
}

const fetched = ({ file, url }: ChunkRow) => fetch(folder ? new URL(folder + file, document.baseURI) : url());

function unavailable(cause: unknown) {
  const has = "WebAssembly" in globalThis;
  return new VestibuleError({
    kind: has ? "network" : "webAssemblyMissing",
    message: has ? "The sign-in form could not be loaded" : "This browser has no WebAssembly",
    help: has
      ? HELP
      : "Lockdown Mode of iOS, security modes of other browsers and administrators turn it off; it can be allowed for your site.",
    retryable: has,
    cause,
  });
}

/** Converts an error of the WebAssembly, which is JSON text. */
export function toError(raw: unknown): VestibuleError {
  if (raw instanceof VestibuleError) return raw;
  if (typeof raw === "string") return new VestibuleError(asAttribute(parse<VestibuleErrorDetails>(raw)));
  return new VestibuleError({ kind: "other", message: "Something went wrong in Vestibule", cause: raw });
}

/** Converts the errors of the module's promises. */
export async function withErrors<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw toError(error);
  }
}

/** The help for wrong settings. Other errors have their own help. */
const SETTING_HELP =
  "Correct the attribute or property that the message names. The pool id and the client id are in the Cognito " +
  "console under User pools > your pool > App clients.";

/** Replaces a setting's name in Rust, such as `user_pool_id`, by that of the attribute. */
function asAttribute(details: VestibuleErrorDetails): VestibuleErrorDetails {
  const { kind, message = "" } = details;
  if (kind !== "configuration") return details;
  const explained = { ...details, help: SETTING_HELP };
  const setting = /^[a-z_]+/.exec(message)?.[0];
  if (!setting) return explained;
  const field = setting.replaceAll("_", "-");
  return { ...explained, field, message: field + message.slice(setting.length) };
}

interface Shared {
  readonly pool: Pool;
  readonly listeners: Set<Listener>;
}

/** The clients by their configuration. */
const pools = new Map<string, Shared>();

/** A client that an element uses until it releases it. */
export interface Lease {
  readonly pool: Pool;
  release(): void;
}

/** Returns the client of a configuration, which all elements with that configuration share. */
export function lease(config: string, listener: Listener): Lease {
  const shared = pools.get(config) ?? open(config);
  shared.listeners.add(listener);
  const release = () => {
    if (!shared.listeners.delete(listener) || shared.listeners.size) return;
    pools.delete(config);
    shared.pool.free();
  };
  return { pool: shared.pool, release };
}

function open(config: string): Shared {
  const listeners = new Set<Listener>();
  const pool = new Pool(config, (what, json) => {
    for (const listener of listeners) void listener(what, json);
    return undefined;
  });
  const shared = { pool, listeners };
  pools.set(config, shared);
  return shared;
}
