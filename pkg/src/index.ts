// The public class of the npm package. Calls that the browser's storage can answer are answered here: a fresh session,
// and that nobody is signed in. Everything else is passed to core.js and the WebAssembly, which are loaded when they
// are needed.

import { callable, tools } from "./checks.js";
import { signedOut } from "./client.js";
import type { Client } from "./client.js";
import type { Commands } from "./commands.js";
import type { Config, CreateOptions, Extras, WaitOptions } from "./config.js";
import type { CoreCommands } from "./core-commands.js";
import type { CoreClient } from "./core-types.js";
import { amplifyOutputs, make } from "./create.js";
import type { Diagnosis } from "./diagnosis.js";
import { VestibuleError } from "./error.js";
import { groupsOf } from "./group-methods.js";
import type { Groups } from "./groups.js";
import { report } from "./report.js";
import type { AuthState, Change, Session, SignOutReport } from "./session.js";
import type { ConfirmSignUpStep, PopupOptions, RedirectOutcome, ResetPasswordStep } from "./steps.js";
import type { SignOutScope } from "./stored-session.js";
import { CLIENT_METHODS, ENTRY_ROLES, PREFETCHED_CHUNKS } from "./table.js";

export * from "./awaitable.js";
export * from "./config.js";
export * from "./dataset.js";
export * from "./diagnosis.js";
export * from "./error.js";
export * from "./groups.js";
export type { Operations } from "./operations.js";
export * from "./profile.js";
export * from "./session.js";
export * from "./steps.js";

const { record, text, wrongType, run, released, loadModule } = tools;

// The types of TypeScript's lib "esnext.disposable", which TypeScript before 5.2 does not have.
declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

/** The delay before an observer is started again whose script could not be loaded, in milliseconds. */
const OBSERVE_RETRY = 5000;

/** Known only to this file, so that only it can call the constructor. */
const OURS = Symbol();

/**
 * The key of a function that returns the client's state. Private fields cannot be read through the proxies that
 * frameworks put around objects (Vue's `ref`); those do not change functions.
 */
const STATE = Symbol();

/** The state of a client. */
interface State {
  client: Client | undefined;
  readonly extras: Extras | undefined;
}

/**
 * A client of one user pool. A page can have several of them, for several pools, independent of each other. Unless noted
 * otherwise, promises reject with a {@link VestibuleError}.
 */
// The methods that only run a command get their types here, and are added to the prototype below.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface Vestibule extends Commands, Groups {
  /** `free()`, for `using auth = await Vestibule.create(config)`. */
  [Symbol.dispose](): void;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class Vestibule {
  /** @internal */
  declare readonly [STATE]: () => State;

  private constructor(client: Client, ours: symbol, extras?: Extras) {
    if (ours !== OURS) {
      throw new VestibuleError({
        kind: "configuration",
        message: "Vestibule cannot be made with `new`",
        help: "Call `await Vestibule.create(config)`.",
      });
    }
    const state: State = { client, extras };
    this[STATE] = () => state;
    const groups = groupsOf({
      act: (command, given) => act(this, command, given),
      follow: (begin) => follow(this, begin),
      live: () => live(this),
      core: () => core(this),
    });
    Object.assign(this, groups);
  }

  /**
   * Creates a client. The WebAssembly is not awaited: if somebody is signed in, it is loaded by the first call that
   * needs it (a fresh session does not), otherwise in the background from now on. A call that needs it and cannot load
   * it rejects with `network`, and the next call retries.
   * @throws {VestibuleError} `configuration`, with the setting's name in `field`; `network` if the settings need a
   * detailed check and the WebAssembly cannot be loaded.
   */
  static create(config: Config, options?: CreateOptions): Promise<Vestibule> {
    return run(async () => new Vestibule(await make(config, "", options), OURS));
  }

  /**
   * Creates a client from the `amplify_outputs.json` of an Amplify project.
   * @param outputs The file's text, or the parsed object.
   * @param settings Settings that the file does not contain.
   */
  static fromAmplifyOutputs(
    outputs: string | object,
    settings?: Omit<Config, "userPoolId" | "clientId" | "domain" | "redirectUri" | "logoutUri" | "scopes">,
    options?: CreateOptions,
  ): Promise<Vestibule> {
    return run(async () => new Vestibule(await make(settings ?? {}, amplifyOutputs(outputs), options), OURS));
  }

  /**
   * Returns the session: at once while its tokens are valid, renewing them in the background if they are about to
   * expire; after a renewal if they have expired. All callers and tabs share one renewal. Without a network it rejects
   * with `network` once they have expired, and the user stays signed in.
   * @throws {VestibuleError} `signedOut` if nobody is signed in; `aborted` by the signal.
   */
  async session(options?: WaitOptions): Promise<Session> {
    const client = live(this);
    const session = options?.signal ? undefined : client.fresh();
    if (session) return session;
    if (client.isNobody) throw signedOut();
    return (await core(this)).do("session", options);
  }

  /**
   * Returns the stored session, whether or not its tokens are valid, without any request: who is signed in while the
   * network is unavailable. See its `state`.
   * @returns `undefined` if nobody is signed in.
   */
  async current(): Promise<Session | undefined> {
    const client = live(this);
    const session = client.fresh();
    return session || client.isNobody ? session : (await core(this)).do("current");
  }

  /**
   * Returns this client with additional data: each flow that starts with it sends the data with every request that
   * accepts it, including its later steps. Everything else is shared with this client.
   */
  withExtras(extras: Extras): Vestibule {
    for (const [name, value] of Object.entries(record(extras, "extras"))) {
      if (!/^(clientMetadata|analyticsEndpoint|userContext)$/.test(name)) throw wrongType(value, name, "left out");
      if (name === "clientMetadata") for (const [key, one] of Object.entries(record(value ?? {}, name))) text(one, key);
      else text(value ?? "", name);
    }
    return new Vestibule(live(this), OURS, extras);
  }

  /**
   * Completes a sign-in by redirect, if the page's address is a response to this client: its `state` begins with the
   * client id. A `code`, `state` or `error` of the app stays in the address. Check the session first, so that a reload
   * does not start another redirect.
   *
   * The address is cleaned before anything is loaded. If the network is unavailable, the response stays in this tab for
   * the five minutes in which a code is valid, and the next call continues. Two simultaneous calls get the same
   * outcome. In a window of `signInWithPopup` it passes the address to the waiting page and closes the window; in an
   * ordinary tab that returned instead, it passes the address on too and returns `undefined`: the waiting page signs
   * the user in.
   * @returns `undefined` if the page's address is not a response to this client.
   */
  async handleCallback(): Promise<RedirectOutcome | undefined> {
    const client = live(this);
    // The address is cleaned before anything is loaded.
    if (!client.takeCallback()) return undefined;
    try {
      const outcome = await (await core(this)).do("handleCallback", client.callback);
      client.callback = undefined;
      return outcome;
    } catch (error) {
      // The type of everything that the core rejects with.
      if (!(error as VestibuleError).retryable) client.callback = undefined;
      throw error;
    }
  }

  /**
   * Signs in through the hosted pages in a popup. Call it directly in the click handler: the window is opened at once,
   * before anything is loaded, since browsers block other windows. `window` is a window that the app has opened. Needs
   * `domain`, and a `redirectUri` of this origin whose page calls {@link handleCallback} when it starts.
   *
   * A provider may separate the two windows (`Cross-Origin-Opener-Policy`): the response is passed through a channel of
   * this origin. A separated window looks closed, so `popupClosed` is then reported only after the user has been back
   * on this page for twenty seconds.
   * @throws {VestibuleError} `popupBlocked`, `popupClosed`, `popupTimeout` (ten minutes), and the errors of {@link
   * handleCallback}.
   */
  async signInWithPopup(options?: PopupOptions): Promise<RedirectOutcome> {
    // During the click event: browsers block windows that are opened later.
    const popup = options?.window ?? globalThis.open?.("", "_blank", "popup,width=520,height=680") ?? undefined;
    try {
      return await (await core(this)).do("signInWithPopup", { ...options, window: popup });
    } catch (error) {
      popup?.close();
      throw error;
    }
  }

  /**
   * The browser's `fetch`, with `Authorization: Bearer …` if the address belongs to one of the `apiOrigins` of {@link
   * create} and the request has no such header. Other addresses are fetched unchanged.
   *
   * If the API answers 401, the session is renewed, once for all requests that were refused with the same token, and
   * the request is sent again. If that is answered with 401 too, the response is returned, and the token is not renewed
   * again for this reason. A `ReadableStream` body can be sent only once: then the 401 is returned, and the session is
   * renewed for the next request. The stream of a `Request` is kept in memory until its response arrives.
   *
   * A redirect to another origin does not carry the token, not even to a listed one: browsers remove the header (Chrome
   * since 119, Firefox since 111, Safari for longer). For older browsers, use `redirect: "error"`.
   *
   * Browsers hide responses without CORS headers from the page, as if there were no network, and many APIs refuse
   * requests without these headers. Therefore, if no response can be read and the tokens have expired since the request
   * was sent, they are renewed and the request is sent again, as after a 401.
   *
   * It rejects as `fetch` does, with a `TypeError` (for another origin, its `help` says what the API may lack) or the
   * reason of the signal; and with a {@link VestibuleError} if there is no token: `signedOut` if nobody is signed in,
   * before anything is sent; the errors of {@link session}; `configuration` if an origin is not valid. A fresh session
   * needs no WebAssembly. The code is loaded by the first call.
   */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const client = live(this);
    return (await loadModule(import("./fetch.js"))).fetch(this, client, VestibuleError, input, init);
  }

  /**
   * Compares the configuration with the user pool: whether the pool, its keys and the app client exist, which flows are
   * allowed, whether the domain of the hosted pages answers, and the offset of this machine's clock. It is for
   * developers: nobody has to be signed in, and no session changes.
   *
   * A flow is tested by starting a sign-in of a user who cannot exist, whose name begins with `vestibule-diagnosis`. It
   * appears in the pool's logs, and its Lambda triggers for unknown users are called. Problems are findings, not
   * errors, including a missing network. The code is loaded by the first call.
   */
  async diagnose(): Promise<Diagnosis> {
    const client = live(this);
    return (await loadModule(import("./diagnose.js"))).diagnose(this, client);
  }

  /** For a user who returns with the code of a sign-up. Sends nothing. */
  confirmSignUp(username: string): ConfirmSignUpStep {
    return live(this).step("confirmSignUp", text(username, "username"), this[STATE]().extras);
  }

  /** For a user who already has a code for a new password. Sends nothing. */
  resetPassword(username: string): ResetPasswordStep {
    return live(this).step("resetPassword", text(username, "username"), this[STATE]().extras);
  }

  /**
   * Reports activity that causes no browser events, such as watching a video. It counts like those events, and can be
   * called as often as you like. It does not revive a session that has ended. It does nothing without {@link
   * SignOutAfter.idle}.
   */
  active(): void {
    live(this).active?.();
  }

  /**
   * Calls `listener` when somebody signs in or out, or the session is renewed, in this tab or another one.
   * @returns A function that stops it.
   */
  onChange(listener: (change: Change) => void): () => void {
    return live(this).listen(callable(listener));
  }

  /**
   * Calls `listener` with the current state soon after this call, and again whenever it changes, in this tab or another
   * one, in order and without gaps. It is never called before this method returns. If the state cannot be determined
   * because something cannot be loaded, it is retried every few seconds; a permanent error is reported like an uncaught
   * error (`reportError`).
   * @returns A function that stops it.
   */
  observe(listener: (state: AuthState) => void): () => void {
    callable(listener);
    return follow(this, async (isOver) => (await loadModule(import("./observe.js"))).observe(this, listener, isOver));
  }

  /**
   * Releases the client's memory at once; otherwise garbage collection does so. The session stays. Listeners and
   * observers of this client are not called any more.
   */
  free(): void {
    const state = this[STATE]();
    state.client?.free();
    state.client = undefined;
  }
}

Object.assign(
  Vestibule.prototype,
  Object.fromEntries(
    CLIENT_METHODS.map((name) => [
      name,
      function (this: Vestibule, ...given: readonly unknown[]) {
        return act(this, name, given);
      },
    ]),
  ),
);

// In browsers that have it.
// eslint-disable-next-line @typescript-eslint/unbound-method
if (Symbol.dispose) Vestibule.prototype[Symbol.dispose] = Vestibule.prototype.free;

/**
 * Runs a script that notifies a listener, and retries if the script cannot be loaded. The returned function stops it.
 */
function follow(vestibule: Vestibule, begin: (isOver: () => boolean) => Promise<unknown>): () => void {
  let ended = false;
  const isOver = () => ended || !vestibule[STATE]().client;
  const start = () => {
    if (isOver()) return;
    begin(isOver).catch((error: unknown) => {
      if (isOver()) return;
      // The type of everything that is rejected with.
      if ((error as VestibuleError).retryable) setTimeout(start, OBSERVE_RETRY);
      else report(error);
    });
  };
  start();
  return () => void (ended = true);
}

/** Runs a command of a client. */
async function act(vestibule: Vestibule, command: keyof CoreCommands, given: readonly unknown[]): Promise<unknown> {
  const role = ENTRY_ROLES[command];
  if (role === "resume") {
    // If nothing is stored, nothing is unfinished.
    if (live(vestibule).isNobody) return undefined;
  } else if (role) return signOut(vestibule, command as SignOut, role);
  // These commands need AWS credentials.
  const credentials = PREFETCHED_CHUNKS[command] && (await live(vestibule).firstCredentials(command, given[0]));
  if (credentials) return credentials;
  return (await core(vestibule, command)).do(command, ...given);
}

function live(vestibule: Vestibule) {
  const { client } = vestibule[STATE]();
  if (client) return client;
  throw released();
}

// Without extras, the same promise: commands from before free() are run before it.
function core(vestibule: Vestibule, command?: keyof CoreCommands) {
  const core = live(vestibule).core(command);
  const { extras } = vestibule[STATE]();
  return extras ? core.then((it) => it.with(extras)) : core;
}

type SignOut = "signOut" | "signOutEverywhere" | "signOutWithRedirect" | "accounts.signOutOfAll";

// The user is signed out even if nothing can be loaded.
async function signOut(
  vestibule: Vestibule,
  command: SignOut,
  role: SignOutScope | "signOutAndMore",
): Promise<SignOutReport> {
  const client = live(vestibule);
  const scope = role !== "signOutAndMore" && role;
  if (scope && client.isNobody) return {};
  let ready: CoreClient;
  try {
    ready = await withTimeout(core(vestibule).then((it) => it.ready(command)));
  } catch (error) {
    return scope
      ? client.signOut(error, scope)
      : { ...(await signOut(vestibule, "signOut", "signOut")), unfinished: error as VestibuleError };
  }
  return ready.do(command);
}

/** How long a sign-out waits for the core, in milliseconds. */
const CORE_TIMEOUT = 4000;

function withTimeout<T>(core: Promise<T>): Promise<T> {
  const timeout = new VestibuleError({ kind: "timeout", message: "signing out took too long", retryable: true });
  return Promise.race([core, new Promise<never>((_, reject) => setTimeout(reject, CORE_TIMEOUT, timeout))]);
}
