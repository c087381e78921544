// What needs the WebAssembly. The entry (index.ts) fetches this file and the module when something is
// asked for that it cannot answer itself, and then hands all calls to `CoreClient`. What a plain sign-in by
// a password does not run is in more.ts, which is fetched with the chunks of the module that it is for. table.ts
// says what each command needs.

import type { Aws } from "./aws.js";
import type { Tools } from "./checks.js";
import type { Listener, SettingsTexts } from "./client.js";
import type { CoreCommands, Handler, InternalCommand, Result, Script } from "./core-commands.js";
import type { Config, Extras, SessionStore } from "./config.js";
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
  workBy,
} from "./vestibule.js";

/**
 * Where a file of the package is, by its name and the address that bundlers know: a {@link WasmSource} or a promise of
 * one, as far as the app keeps to the types.
 */
export type Locate = (name: string, file: () => URL) => unknown;

// The entry's own, for there is one class of errors.
let tools: Tools;
let locate: Locate;

/** Starts the WebAssembly, from whatever the page gives for it. */
export async function start(source: unknown, place: Locate, given: Tools) {
  tools = given;
  locate = place;
  // Security extensions leave the name and take the thing.
  if (!(globalThis as { WebAssembly?: unknown }).WebAssembly)
    throw new tools.VestibuleError({
      kind: "webAssemblyMissing",
      message: "This browser has no WebAssembly",
      help: "Lockdown Mode of iOS, security modes of other browsers and administrators turn it off; the person can allow it for your site.",
    });
  workBy(async (work) => {
    const { open } = await import("./worker.js");
    // Without an address of its own: bundlers find this script where the worker itself names it.
    const none = (() => {}) as () => URL;
    return open(work, locate("worker.js", none));
  });
  await loadMain(await fetched(await source)).catch(explained);
  loadChunksBy((chunk) => load(chunk as Chunk));
  // What renews the session and what explains an error are there before they are wanted, since the
  // network may be away then. Nobody waits for them.
  setTimeout(() => (["session", "errors"] as const).map((chunk) => load(chunk).catch(() => {})), IDLE_BEFORE_PREFETCH);
}

/** How long the page is left alone before it fetches what it will want later, in milliseconds. */
const IDLE_BEFORE_PREFETCH = 2000;

/** A command by its name. */
type Command = keyof CoreCommands | InternalCommand;

const rowOf = (command: Command): CommandRow => COMMANDS[command];

// What not every page needs is in chunks of the WebAssembly, each loaded when a command wants it.

const loading: Partial<Record<Chunk, Promise<void>>> = {};
const ready = new Set<Chunk>();

function load(chunk: Chunk): Promise<void> {
  return (loading[chunk] ??= tools.loadModule(fetchChunk(chunk)).catch((error) => {
    delete loading[chunk];
    throw error;
  }));
}

// All at once: a chunk, what it needs besides, and its scripts.
async function fetchChunk(chunk: Chunk) {
  const { file, url, on, script } = CHUNKS[chunk];
  const [found] = await Promise.all([
    Promise.resolve(locate(file, url)).then(fetched),
    on && load(on),
    script && (script === "aws" ? fetchAws() : fetchMore()),
    chunk === "records" && fetchDatabase(),
  ]);
  await linkChunk(found).catch(explained);
  ready.add(chunk);
}

const fetchDatabase = async () => provideDatabase((await tools.loadModule(import("./database.js"))).database);

const fetched = (source: unknown) =>
  typeof source === "string" || source instanceof URL || source instanceof Request ? get(source) : source;

// The larger script knows what else than the network it can be.
const get = (source: string | URL | Request) =>
  fetch(source).catch(async (cause: unknown) => {
    throw await fetchMore().then(
      ({ unable }) => unable(source, cause),
      () => cause,
    );
  });

// Something came, and it is not the module, or the page may not run it.
async function explained(cause: unknown): Promise<never> {
  throw (await fetchMore()).refusal(cause);
}

// Once more where it failed: it may have been begun long ago, by nobody who waits.
const need = async (chunk: Chunk | undefined) => {
  if (chunk && !ready.has(chunk)) await load(chunk).catch(() => load(chunk));
};

let more: More | undefined;

async function fetchMore() {
  return (more ??= (await tools.loadModule(import("./more.js"))).more({ ...tools, provideExtras, alive, perform }));
}

let aws: Aws | undefined;

async function fetchAws() {
  return (aws ??= (await tools.loadModule(import("./aws.js"))).aws({ ...tools, provideSdk, provideSender }));
}

// Settings of which the entry is sure, as they are taken without a check: of several addresses, the one on
// the page's own origin, or else the first.
function whole(settings: object) {
  const { origin }: Partial<Location> = globalThis.location ?? {};
  const isHere = (uri: unknown) => String(uri).split(/[/?]/, 3).join("/") === origin;
  return JSON.stringify(
    settings,
    (name, it: unknown) => (/Uri/.test(name) && Array.isArray(it) ? (it.find(isHere) ?? it[0]) : it) as unknown,
  );
}

/** What the clients of one core share. */
export interface Shared {
  /** How the keys begin under which other libraries keep their sessions of the app client; nothing where they are let be. */
  readonly foreignKeys: string | false;
  /** Whether there were such keys when they were last looked at. */
  hasForeignKeys?: boolean;
  /** Hears of each change as JSON: from derived.ts, and what listens. */
  changed?: (json: string) => void;
  by?: ((json: string) => void) | undefined;
  /** Who hears of changes of the AWS identity. */
  ofIdentity?: Iterable<Listener<IdentityChange>>;
  /** Hears of each change of records as JSON: from records.ts. */
  records?: (json: string) => void;
}

export type ConfiguredCore = Core & { readonly settings: SettingsTexts; readonly hasLogins: boolean };

/** A client of these settings. The chunks that it is made with come first. Without their JSON the entry is
 *  sure of them; otherwise they are checked, with the text of Amplify's outputs. `storage` is a store of the
 *  app's own, if there is one. */
export async function open(
  storage: SessionStore | undefined,
  settings: Partial<Settings | Config>,
  json?: string,
  outputs?: string,
) {
  const { clientId, sideBySide, accounts, records, identityPool } = settings;
  const place = typeof settings.storage === "string" ? settings.storage : "";
  const stores = storage || /memory|worker/i.test(place);
  const wanted: (Chunk | "" | false | undefined)[] = [
    json && "errors",
    sideBySide && "migration",
    accounts && "accounts",
    records && "errors",
  ];
  // What rests in memory alone takes nothing over from other libraries: it would end with the page.
  const migrates = sideBySide || (settings.migrate !== false && !/memory/i.test(place));
  const loginsOf = typeof identityPool === "object" ? identityPool.logins : undefined;
  wanted.push(loginsOf && "logins");
  const shared: Shared = { foreignKeys: migrates && `CognitoIdentityServiceProvider.${clientId ?? ""}.` };
  // The entry can end a session in the browser's own storage alone: of all others, what ends it comes along.
  if (stores) wanted.push("store", "session", migrates && has(shared.foreignKeys) && "migration");
  await Promise.all(wanted.flatMap((chunk) => (chunk ? [load(chunk)] : [])));
  let given = json ?? whole(settings);
  let store: object | undefined;
  if (storage) {
    const { customStore } = await tools.loadModule(import("./custom-store.js"));
    const it = customStore(storage, tools.wrongType);
    given = JSON.stringify({ ...parse<object>(given), ...it.settings });
    store = it.store;
  }
  const metadataOf = await metadataFunction(settings.clientMetadata);
  const givenLogins = loginsOf && (await fetchAws()).loginsOf(loginsOf);
  const told = (number: number, well: boolean, json: string) => {
    if (number > 0) return settle(number, well, json);
    // As `Topic` of pkg/wasm/src/events.rs has it.
    if (number === -1) return tell(shared.ofIdentity, parse<IdentityChange>(json));
    if (number === -2) return shared.records?.(json);
    shared.changed?.(json);
    shared.by?.(json);
  };
  return tools.run(() => {
    const core = Object.assign(new Core(given, outputs, told, store, metadataOf, givenLogins), {
      settings: [given, outputs ?? ""] as const,
      hasLogins: !!givenLogins,
    });
    return new CoreClient(core, shared);
  });
}

/** A function of the app's own that gives `ClientMetadata`, as the WebAssembly calls it. */
const metadataFunction = async (given: Config["clientMetadata"]) =>
  typeof given === "function" ? (await tools.loadModule(import("./metadata.js"))).metadata(given, tools) : undefined;

/** Whether a storage has a key that begins like this. */
const has = (start: string | false) =>
  (["localStorage", "sessionStorage"] as const).some((place) => {
    try {
      return Object.keys(window[place]).some((key) => key.startsWith(String(start)));
    } catch {
      return false;
    }
  });

/** A client: checked arguments in, steps with methods and real errors out. */
export class CoreClient {
  readonly core: ConfiguredCore;
  /** What the clients of one core share. */
  readonly shared: Shared;
  readonly extras: Extras | undefined;

  constructor(core: ConfiguredCore, shared: Shared, extras?: Extras) {
    this.core = core;
    this.shared = shared;
    this.extras = extras;
  }

  /** The same client, whose commands have something to send along. */
  with(extras: Extras | undefined) {
    return new CoreClient(this.core, this.shared, extras);
  }

  /** What the public class has under this name. */
  do<Name extends keyof CoreCommands>(name: Name, ...given: readonly unknown[]): Promise<Result<Name>> {
    return tools.run(async (): Promise<Result<Name>> => {
      const { chunk, takes, script } = rowOf(name);
      if (takes !== undefined && !(script && given[0] != null))
        return this.perform<Result<Name>>(name, given.slice(0, takes));
      // What it runs comes at the same time as what it asks of the WebAssembly.
      need(chunk).catch(() => {});
      const from: Script = script === "aws" ? await fetchAws() : (more ?? (await fetchMore()));
      const handler: Handler<Name> | undefined = from.handlers[name] ?? from.otherwise?.(name);
      if (!handler) throw new TypeError(name);
      return handler(this, ...given);
    });
  }

  /** This, once there is all that a command runs. */
  async ready(name: Command) {
    const { foreignKeys } = this.shared;
    await Promise.all([need(rowOf(name).chunk), foreignKeys && has(foreignKeys) && need("migration")]);
    return this;
  }

  /** Fetches what a sign-in needs, for a page that is about to ask for one. */
  prepareSignIn() {
    load("signIn").catch(() => {});
    // It takes the page some milliseconds, which it may need for itself now.
    setTimeout(() => perform(this.core, { command: "prepareSignIn" }).catch(() => {}), IDLE_BEFORE_PREFETCH);
  }

  /**
   * Has the WebAssembly run a command. What another library has kept of this app client comes first; what is left then,
   * last. `T` is what the WebAssembly gives for the command (pkg/wasm/src/view.rs).
   */
  async perform<T>(command: Command, given: readonly unknown[] = []): Promise<T> {
    const it = this.shared;
    const { ends } = rowOf(command);
    if (it.foreignKeys && (ends || !it.hasForeignKeys) && has(it.foreignKeys)) {
      await perform(this.core, { command: "moveIn", given: [ends] });
      it.hasForeignKeys = has(it.foreignKeys);
    }
    return perform<T>(this.core, { command, given, extras: this.extras });
  }

  /** Ends the passkey's ceremony that is under way; without more.ts there is none. */
  abortPasskey() {
    more?.abort();
  }

  /** Calls `heard` with the JSON text of each change; the answer ends it. */
  onChange(heard: (json: string) => void) {
    this.shared.by = heard;
    return () => {
      this.shared.by = undefined;
    };
  }

  free() {
    this.core.free();
  }
}

// What comes out of the WebAssembly: JSON text, or nothing

const waiting = new Map<number, { resolve(json: string): void; reject(json: string): void }>();
let last = 0;

function settle(number: number, well: boolean, json: string) {
  const ends = waiting.get(number);
  waiting.delete(number);
  ends?.[well ? "resolve" : "reject"](json);
}

// One listener's fault is the page's to hear of, and no other listener's to bear.
function tell<Event>(listeners: Iterable<Listener<Event>> = [], event: Event) {
  for (const { listener } of [...listeners]) {
    try {
      listener(event);
    } catch (error) {
      report(error);
    }
  }
}

// A core that was freed points nowhere.
function alive<C extends Core>(core: C) {
  if (core.__wbg_ptr) return core;
  throw tools.released("Make another with Vestibule.create(), or free() later.");
}

/** What the WebAssembly is asked for: a command, or the method of a step by its number. */
type Asked = { readonly given?: readonly unknown[]; readonly extras?: Extras | undefined } & (
  { readonly command: Command; readonly step?: undefined } | { readonly command: string; readonly step: number }
);

async function perform<T>(core: ConfiguredCore, asked: Asked): Promise<T> {
  const chunk = asked.step === undefined ? rowOf(asked.command).chunk : "steps";
  const text = written({ chunk, ...asked });
  await need(chunk);
  if (asked.extras) await need("errors");
  const ended = new Promise<string>((resolve, reject) => waiting.set(++last, { resolve, reject }));
  alive(core).run(last, text);
  const json = await ended;
  // Whoever has signed in has a session to be read and watched over, also where the network goes now.
  load("session").catch(() => {});
  return shape<T>(core, json);
}

function written(asked: { readonly chunk: Chunk | undefined; readonly command: string }) {
  try {
    return JSON.stringify(asked);
  } catch (cause) {
    const message = `What was given to ${asked.command} cannot be written as JSON`;
    throw new tools.VestibuleError({ kind: "invalidInput", message, cause });
  }
}

/** What the WebAssembly gives, as JSON: in a step, the number by which it knows it. */
interface Given {
  readonly step?: number;
  readonly kind?: string;
  readonly username?: string;
  readonly value?: unknown;
  unfinished?: VestibuleErrorDetails;
  notRemoved?: VestibuleErrorDetails;
}

// Here what the WebAssembly gives gets its type.
async function shape<T>(core: ConfiguredCore, json: string | undefined): Promise<T> {
  if (!json) return undefined as T;
  const { step, ...visible } = parse<Given>(json);
  for (const name of ["unfinished", "notRemoved"] as const) {
    const details = visible[name];
    if (details) visible[name] = new tools.VestibuleError(details);
  }
  if (step === undefined) return ("value" in visible ? visible.value : visible) as T;
  // What acts in a step of another chunk's is there when it is given out.
  await need("steps");
  return (await fetchMore()).step(core, step, visible) as T;
}

export type Provides = {
  readonly provideSdk: typeof provideSdk;
  readonly provideSender: typeof provideSender;
};

export type Internals = {
  readonly provideExtras: typeof provideExtras;
  readonly alive: typeof alive;
  readonly perform: typeof perform;
};
