// The module with the screens, its chunks as they are wanted, and the clients that elements share.

import { loadChunksBy, loadMain, linkChunk, Pool } from "./element-glue.js";
import type { Listener } from "./element-glue.js";
import { loadScripts } from "./element-later.js";
import { VestibuleError } from "./error.js";
import type { VestibuleErrorDetails } from "./error.js";
import { parse } from "./json.js";

interface ChunkRow {
  readonly file: string;
  /** The address that bundlers know. */
  readonly url: () => URL;
  /** What it stands on. */
  readonly on?: Chunk;
  /** Whether it asks for the scripts of element-later.ts. */
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

/** When the page fetches what is wanted next while the person reads the form, and what later, in milliseconds. */
const PAINTED = 500;
const AT_REST = 2000;

/** How long the module waits for a form to be painted, in milliseconds. */
const NOT_SHOWN = 200;

const HELP = "The element's .wasm files must be served beside its script, or where the attribute `files` says.";

/** Where the files are, if not beside the script. They are loaded once for the page: the first element says it. */
let folder: string | undefined;
let started: Promise<void> | undefined;
const loading: Partial<Record<Chunk, Promise<void>>> = {};

/** Has the module there, and some of its chunks, all asked for at once. What could not be had is tried again by the next call. */
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
  // What is no chunk of its own here is in another one that is there.
  loadChunksBy(async (name) => {
    if (name in CHUNKS) await loadChunk(name as Chunk);
  });
  const [main] = await Promise.all([fetched(MAIN), painted()]);
  await loadMain(main);
  setTimeout(fetchAhead, PAINTED, ["signIn"]);
  setTimeout(fetchAhead, AT_REST, ["session", "errors", "steps"]);
}

/**
 * Resolves once a form that is there already has been painted: the module leaves the browser no time for it. A tab that is
 * not shown paints nothing, and does not wait long.
 */
const painted = () =>
  document.querySelector(".vestibule-prerendered") &&
  new Promise<void>((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, NOT_SHOWN);
  });

/** Whoever needs one of them tries again. */
const fetchAhead = (chunks: readonly Chunk[]) => chunks.map((chunk) => loadChunk(chunk).catch(() => {}));

export function loadChunk(chunk: Chunk): Promise<void> {
  return (loading[chunk] ??= fetchChunk(CHUNKS[chunk]).catch((cause: unknown) => {
    delete loading[chunk];
    throw cause;
  }));
}

async function fetchChunk(row: ChunkRow) {
  const [answer] = await Promise.all([
    fetched(row),
    started,
    row.on && loadChunk(row.on),
    row.scripts && loadScripts(),
  ]);
  await linkChunk(answer);
}

const fetched = ({ file, url }: ChunkRow) => fetch(folder ? new URL(folder + file, document.baseURI) : url());

function unavailable(cause: unknown) {
  const has = "WebAssembly" in globalThis;
  return new VestibuleError({
    kind: has ? "network" : "webAssemblyMissing",
    message: has ? "The sign-in form could not be loaded" : "This browser has no WebAssembly",
    help: has
      ? HELP
      : "Lockdown Mode of iOS, security modes of other browsers and administrators turn it off; the person can allow it for your site.",
    retryable: has,
    cause,
  });
}

/** What the WebAssembly throws: the JSON text of an error. */
export function toError(raw: unknown): VestibuleError {
  if (raw instanceof VestibuleError) return raw;
  if (typeof raw === "string") return new VestibuleError(asAttribute(parse<VestibuleErrorDetails>(raw)));
  return new VestibuleError({ kind: "other", message: "Something went wrong in Vestibule", cause: raw });
}

/** What the module rejects with is an error's JSON text. */
export async function settled<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw toError(error);
  }
}

/** What to do where a setting is wrong. Errors of other kinds bring their help along. */
const CORRECT =
  "Correct the attribute or property that the message names. The pool id and the client id stand in the Cognito " +
  "console under User pools > your pool > App clients.";

/** A setting goes by its name in Rust, as in `user_pool_id`. */
function asAttribute(details: VestibuleErrorDetails): VestibuleErrorDetails {
  const { kind, message = "" } = details;
  if (kind !== "configuration") return details;
  const explained = { ...details, help: CORRECT };
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

/** A client for an element, until the element gives it back. */
export interface Lease {
  readonly pool: Pool;
  release(): void;
}

/** The client of that configuration, which all elements that have it share. */
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
