// The part of the package that needs the WebAssembly. The entry (index.ts) loads this file and the module when it
// cannot answer a call itself, and passes all later calls to `CoreClient`. Code that a sign-in by password does not
// need is in more.ts, which is loaded with the chunks of the module that need it. table.ts describes the commands.

import type { Aws } from "./aws.js";
import type { Tools } from "./checks.js";
import type { Config, Extras, SessionStore } from "./config.js";
import type { CoreCommands, Result } from "./core-commands.js";
import type {
  Command,
  ConfiguredCore,
  CoreClient as ClientOfCore,
  Handler,
  Invocation,
  Listener,
  Locate,
  Script,
  Shared,
} from "./core-types.js";
import type { VestibuleErrorDetails } from "./error.js";
import { parse } from "./json.js";
import type { More } from "./more.js";
import { report } from "./report.js";
import type { IdentityChange } from "./session.js";
import type { Settings } from "./validate-config.js";
import { CHUNKS, COMMANDS } from "./table.js";
import type { Chunk, CommandRow } from "./table.js";
import {
  Core,
  linkChunk,
  loadChunksBy,
  loadMain,
  provideDatabase,
  provideExtras,
  provideSdk,
  provideSender,
  openWorkersBy,
} from "./vestibule.js";

// The entry's instance, so that there is only one error class.
let tools: Tools;
let locate: Locate;

/** Starts the WebAssembly from a {@link WasmSource}. */
export async function start(source: unknown, sourceOf: Locate, given: Tools) {
  tools = given;
  locate = sourceOf;
  // Security extensions set it to `undefined`.
  if (!(globalThis as { WebAssembly?: unknown }).WebAssembly)
    throw new tools.VestibuleError({
      kind: "webAssemblyMissing",
      message: "This browser has no WebAssembly",
      help: "Lockdown Mode of iOS, security modes of other browsers and administrators turn it off; it can be allowed for your site.",
    });
  openWorkersBy(async (work) => {
    const { open } = await import("./worker.js");
    // No address here: bundlers find the script by the one in worker.js.
    const noAddress = (() => {}) as () => URL;
    return open(work, locate("worker.js", noAddress));
  });
  await loadMain(await fetched(await source)).catch(rejectWithReason);
  loadChunksBy((chunk) => load(chunk as Chunk));
  // The chunks for renewals and errors are loaded ahead of time, since there may be no network when they are needed.
  setTimeout(() => (["session", "errors"] as const).map((chunk) => load(chunk).catch(() => {})), IDLE_BEFORE_PREFETCH);
}

/** The time before the page loads code that it will need later, in milliseconds. */
const IDLE_BEFORE_PREFETCH = 2000;

const rowOf = (command: Command): CommandRow => COMMANDS[command];

// The chunks of the WebAssembly, each loaded when a command needs it.

const loading: Partial<Record<Chunk, Promise<void>>> = {};
const loaded = new Set<Chunk>();

function load(chunk: Chunk): Promise<void> {
  return (loading[chunk] ??= tools.loadModule(fetchChunk(chunk)).catch((error) => {
    delete loading[chunk];
    throw error;
  }));
}

// Loads a chunk, the chunk that it depends on, and its scripts, all at the same time.
async function fetchChunk(chunk: Chunk) {
  const { file, url, on, script } = CHUNKS[chunk];
  const [found] = await Promise.all([
    Promise.resolve(locate(file, url)).then(fetched),
    on && load(on),
    script && (script === "aws" ? fetchAws() : fetchMore()),
    chunk === "records" && fetchDatabase(),
  ]);
  await linkChunk(found).catch(rejectWithReason);
  loaded.add(chunk);
}

const fetchDatabase = async () => provideDatabase((await tools.loadModule(import("./database.js"))).database);

const fetched = (source: unknown) =>
  typeof source === "string" || source instanceof URL || source instanceof Request ? get(source) : source;

// more.ts finds out whether something else than the network caused the failure.
const get = (source: string | URL | Request) =>
  fetch(source).catch(async (cause: unknown) => {
    throw await fetchMore().then(
      ({ reasonOf }) => reasonOf(source, cause),
      () => cause,
    );
  });

// The response is not the module, or the page may not run it.
async function rejectWithReason(cause: unknown): Promise<never> {
  throw (await fetchMore()).moduleError(cause);
}

// A failed load is retried: it may have failed long ago, when nobody waited for it.
const ensure = async (chunk: Chunk | undefined) => {
  if (chunk && !loaded.has(chunk)) await load(chunk).catch(() => load(chunk));
};

let more: More | undefined;

async function fetchMore() {
  return (more ??= (await tools.loadModule(import("./more.js"))).more({ ...tools, provideExtras, alive, perform }));
}

let aws: Aws | undefined;

async function fetchAws() {
  return (aws ??= (await tools.loadModule(import("./aws.js"))).aws({ ...tools, provideSdk, provideSender }));
}

// The JSON of settings that the entry has validated. Of several addresses, the one on the page's origin is taken, or the
// first.
function jsonOf(settings: object) {
  const { origin }: Partial<Location> = globalThis.location ?? {};
  const isHere = (uri: unknown) => String(uri).split(/[/?]/, 3).join("/") === origin;
  return JSON.stringify(
    settings,
    (name, it: unknown) => (/Uri/.test(name) && Array.isArray(it) ? (it.find(isHere) ?? it[0]) : it) as unknown,
  );
}

/**
 * Opens a client, after loading the chunks that it needs from the start. Settings without their JSON were validated by
 * the entry; otherwise they are checked, together with the text of Amplify's outputs. `storage` is a custom store, if
 * there is one.
 */
export async function open(
  storage: SessionStore | undefined,
  settings: Partial<Settings | Config>,
  json?: string,
  outputs?: string,
) {
  const { clientId, sideBySide, accounts, records, identityPool } = settings;
  const kind = typeof settings.storage === "string" ? settings.storage : "";
  const stores = storage || /memory|worker/i.test(kind);
  const wanted: (Chunk | "" | false | undefined)[] = [
    json && "errors",
    sideBySide && "migration",
    accounts && "accounts",
    records && "errors",
  ];
  // With a storage in memory nothing is taken over from other libraries: it would end with the page.
  const migrates = sideBySide || (settings.migrate !== false && !/memory/i.test(kind));
  const loginsOf = typeof identityPool === "object" ? identityPool.logins : undefined;
  wanted.push(loginsOf && "logins");
  const shared: Shared = { foreignKeys: migrates && `CognitoIdentityServiceProvider.${clientId ?? ""}.` };
  // The entry can only end sessions in localStorage and sessionStorage; for others the code is loaded at once.
  if (stores) wanted.push("store", "session", migrates && hasKey(shared.foreignKeys) && "migration");
  await Promise.all(wanted.flatMap((chunk) => (chunk ? [load(chunk)] : [])));
  let given = json ?? jsonOf(settings);
  let store: object | undefined;
  if (storage) {
    const { customStore } = await tools.loadModule(import("./custom-store.js"));
    const it = customStore(storage, tools.wrongType);
    given = JSON.stringify({ ...parse<object>(given), ...it.settings });
    store = it.store;
  }
  const metadataOf = await metadataFunction(settings.clientMetadata);
  const givenLogins = loginsOf && (await fetchAws()).loginsOf(loginsOf);
  const onResult = (number: number, isSuccess: boolean, json: string) => {
    if (number > 0) return settle(number, isSuccess, json);
    // The numbers of `Topic` in pkg/wasm/src/events.rs.
    if (number === -1) return tell(shared.identityListeners, parse<IdentityChange>(json));
    if (number === -2) return shared.records?.(json);
    shared.clearTokens?.(json);
    shared.onChange?.(json);
  };
  return tools.run(() => {
    const core = Object.assign(new Core(given, outputs, onResult, store, metadataOf, givenLogins), {
      settings: [given, outputs ?? ""] as const,
      hasLogins: !!givenLogins,
    });
    return new CoreClient(core, shared);
  });
}

/** The app's function that returns `ClientMetadata`, in the form that the WebAssembly calls. */
const metadataFunction = async (given: Config["clientMetadata"]) =>
  typeof given === "function" ? (await tools.loadModule(import("./metadata.js"))).metadata(given, tools) : undefined;

/** Whether a storage has a key with this prefix. */
const hasKey = (prefix: string | false) =>
  (["localStorage", "sessionStorage"] as const).some((place) => {
    try {
      return Object.keys(window[place]).some((key) => key.startsWith(String(prefix)));
    } catch {
      return false;
    }
  });

export class CoreClient implements ClientOfCore {
  readonly core: ConfiguredCore;
  readonly shared: Shared;
  readonly extras: Extras | undefined;

  constructor(core: ConfiguredCore, shared: Shared, extras?: Extras) {
    this.core = core;
    this.shared = shared;
    this.extras = extras;
  }

  with(extras: Extras | undefined) {
    return new CoreClient(this.core, this.shared, extras);
  }

  do<Name extends keyof CoreCommands>(name: Name, ...given: readonly unknown[]): Promise<Result<Name>> {
    return tools.run(async (): Promise<Result<Name>> => {
      const { chunk, takes, script } = rowOf(name);
      if (takes !== undefined && !(script && given[0] != null))
        return this.perform<Result<Name>>(name, given.slice(0, takes));
      // The chunk is loaded at the same time as the script.
      ensure(chunk).catch(() => {});
      const source: Script = script === "aws" ? await fetchAws() : (more ?? (await fetchMore()));
      const handler: Handler<Name> | undefined = source.handlers[name] ?? source.otherwise?.(name);
      if (!handler) throw new TypeError(name);
      return handler(this, ...given);
    });
  }

  async ready(name: Command) {
    const { foreignKeys } = this.shared;
    await Promise.all([ensure(rowOf(name).chunk), foreignKeys && hasKey(foreignKeys) && ensure("migration")]);
    return this;
  }

  prepareSignIn() {
    load("signIn").catch(() => {});
    // This takes some milliseconds of computing, so the page gets time to start first.
    setTimeout(() => perform(this.core, { command: "prepareSignIn" }).catch(() => {}), IDLE_BEFORE_PREFETCH);
  }

  /** Sessions of other libraries are taken over first, and removed before a command that ends a session. */
  async perform<T>(command: Command, given: readonly unknown[] = []): Promise<T> {
    const it = this.shared;
    const { ends } = rowOf(command);
    if (it.foreignKeys && (ends || !it.hasForeignKeys) && hasKey(it.foreignKeys)) {
      await perform(this.core, { command: "importSession", given: [ends] });
      it.hasForeignKeys = hasKey(it.foreignKeys);
    }
    return perform<T>(this.core, { command, given, extras: this.extras });
  }

  abortPasskey() {
    more?.abort();
  }

  onChange(listener: (json: string) => void) {
    this.shared.onChange = listener;
    return () => {
      this.shared.onChange = undefined;
    };
  }

  free() {
    this.core.free();
  }
}

// Results of the WebAssembly: JSON text, or an empty text

const waiting = new Map<number, { resolve(json: string): void; reject(json: string): void }>();
let last = 0;

function settle(number: number, isSuccess: boolean, json: string) {
  const promise = waiting.get(number);
  waiting.delete(number);
  promise?.[isSuccess ? "resolve" : "reject"](json);
}

// The error of a listener is reported, and does not affect the others.
function tell<Event>(listeners: Iterable<Listener<Event>> = [], event: Event) {
  for (const { listener } of [...listeners]) {
    try {
      listener(event);
    } catch (error) {
      report(error);
    }
  }
}

// A freed core has no pointer.
function alive<C extends Core>(core: C) {
  if (core.__wbg_ptr) return core;
  throw tools.released("Create another with Vestibule.create(), or free() later.");
}

async function perform<T>(core: ConfiguredCore, invocation: Invocation): Promise<T> {
  const chunk = invocation.step === undefined ? rowOf(invocation.command).chunk : "steps";
  const text = serialized({ chunk, ...invocation });
  await ensure(chunk);
  if (invocation.extras) await ensure("errors");
  const result = new Promise<string>((resolve, reject) => waiting.set(++last, { resolve, reject }));
  alive(core).run(last, text);
  const json = await result;
  // The session will be needed after a sign-in, even if the network is lost now.
  load("session").catch(() => {});
  return convert<T>(core, json);
}

function serialized(invocation: { readonly chunk: Chunk | undefined; readonly command: string }) {
  try {
    return JSON.stringify(invocation);
  } catch (cause) {
    const message = `The arguments of ${invocation.command} cannot be written as JSON`;
    throw new tools.VestibuleError({ kind: "invalidInput", message, cause });
  }
}

/** A result of the WebAssembly. A step has the number by which the WebAssembly knows it. */
interface RawResult {
  readonly step?: number;
  readonly kind?: string;
  readonly username?: string;
  readonly value?: unknown;
  unfinished?: VestibuleErrorDetails;
  notRemoved?: VestibuleErrorDetails;
}

// Converts a result to its type: steps get their methods, errors their class.
async function convert<T>(core: ConfiguredCore, json: string | undefined): Promise<T> {
  if (!json) return undefined as T;
  const { step, ...visible } = parse<RawResult>(json);
  for (const name of ["unfinished", "notRemoved"] as const) {
    const details = visible[name];
    if (details) visible[name] = new tools.VestibuleError(details);
  }
  if (step === undefined) return ("value" in visible ? visible.value : visible) as T;
  // The methods of the step need this chunk.
  await ensure("steps");
  return (await fetchMore()).step(core, step, visible) as T;
}
