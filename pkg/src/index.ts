// The public face of the npm package; the contract is index.d.ts. What the browser's storage answers
// is answered here: a fresh session, and that nobody is signed in. Everything else is handed to
// core.js and the WebAssembly, which are fetched when something needs them.

import { callable, tools } from "./checks.js";
import type { Client } from "./client.js";
import type { Commands } from "./commands.js";
import type { Config, CreateOptions, Extras, WaitOptions } from "./config.js";
import type { CoreCommands } from "./core-commands.js";
import type { CoreClient } from "./core.js";
import { amplifyOutputs, make } from "./create.js";
import type { Diagnosis } from "./diagnosis.js";
import { VestibuleError } from "./error.js";
import { groupsOf } from "./group-methods.js";
import type { Groups } from "./groups.js";
import { report } from "./report.js";
import type { AuthState, Change, Session, SignOutReport } from "./session.js";
import type { ConfirmSignUpStep, PopupOptions, RedirectOutcome, ResetPasswordStep } from "./steps.js";
import type { SignOutScope } from "./stored.js";
import { CLIENT_METHODS, ENTRY_ROLES } from "./table.js";

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

// As TypeScript's lib "esnext.disposable" has them, which TypeScript before 5.2 has not.
declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

/** How long until an observer is begun again whose script could not be fetched, in milliseconds. */
const OBSERVE_RETRY = 5000;

/** What only the constructor of this file's clients knows. */
const OURS = Symbol();

/** Under this a client has a function that gives its state. A private field could not be read through the
 *  proxies that frameworks put around objects (Vue's `ref`), and those leave functions as they are. */
const STATE = Symbol();

/** What there is behind a client of this file. */
interface State {
  client: Client | undefined;
  readonly extras: Extras | undefined;
}

/**
 * A client of one user pool. Several of them, for several pools, live on one page without touching
 * each other. Every promise that it gives rejects with a {@link VestibuleError} and nothing else.
 */
// The methods that are all alike get their types here, and are made below: by hand they would be a kilobyte.
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
   * Makes a client. The WebAssembly is not waited for: where somebody is signed in it is fetched by
   * the first call that needs it, which a fresh session does not, and otherwise in the background
   * from now on. A call that needs it and cannot have it rejects with `network`, and the next one
   * tries again.
   * @throws {VestibuleError} `configuration`, with the setting's name in `field`; `network` where
   * the settings need a closer look and the WebAssembly cannot be fetched.
   */
  static create(config: Config, options?: CreateOptions): Promise<Vestibule> {
    return run(async () => new Vestibule(await make(config, "", options), OURS));
  }

  /**
   * Makes a client from the `amplify_outputs.json` of an Amplify project.
   * @param outputs The file's text, or what was parsed from it.
   * @param settings What the file does not hold.
   */
  static fromAmplifyOutputs(
    outputs: string | object,
    settings?: Omit<Config, "userPoolId" | "clientId" | "domain" | "redirectUri" | "logoutUri" | "scopes">,
    options?: CreateOptions,
  ): Promise<Vestibule> {
    return run(async () => new Vestibule(await make(settings ?? {}, amplifyOutputs(outputs), options), OURS));
  }

  /**
   * The session: at once while its tokens serve, and renewed behind where they are about to expire;
   * renewed first where they have expired. All callers and all tabs share one renewal. Without a
   * network it rejects with `network` once they have expired, and the person stays signed in.
   * @throws {VestibuleError} `signedOut` where nobody is signed in; `aborted` by the signal.
   */
  async session(options?: WaitOptions): Promise<Session> {
    const client = live(this);
    const session = options?.signal ? undefined : client.fresh();
    if (session) return session;
    if (client.isNobody) throw new VestibuleError({ kind: "signedOut", message: "nobody is signed in" });
    return (await core(this)).do("session", options);
  }

  /**
   * The session as it is stored, its tokens good or not, without any request: who is signed in while
   * the network is away. Its `state` says how it stands.
   * @returns Nothing where nobody is signed in.
   */
  async current(): Promise<Session | undefined> {
    const client = live(this);
    const session = client.fresh();
    return session || client.isNobody ? session : (await core(this)).do("current");
  }

  /**
   * This client, with something to send along: each flow that begins with it sends it with every
   * request that takes it, its later steps included. All else is shared with this one.
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
   * Ends the redirect sign-in, where the page's address is an answer to this client: its `state` begins with the client's
   * id. A `code`, a `state` or an `error` of the app's own stays in the address. Ask for the session first, so that a
   * reload sends nobody away. The address is cleaned before anything is fetched; where the network is away for a moment,
   * the answer stays in this tab for the five minutes that a code lives, and the next call goes on. Two calls at once get
   * the same outcome. In a window of `signInWithPopup` it hands the address over and closes the window; in an ordinary tab
   * that came back in its place it does so, too, and gives nothing: the page that waits signs the person in.
   * @returns Nothing where the page's address is no answer to this client.
   */
  async handleCallback(): Promise<RedirectOutcome | undefined> {
    const client = live(this);
    // The address is cleaned before anything is fetched.
    if (!client.takeAnswer()) return undefined;
    try {
      const outcome = await (await core(this)).do("handleCallback", client.answer);
      client.answer = undefined;
      return outcome;
    } catch (error) {
      // All that a core rejects with.
      if (!(error as VestibuleError).retryable) client.answer = undefined;
      throw error;
    }
  }

  /**
   * Signs in through the hosted UI in a window of its own. Call it when the person clicks: the window is opened in that
   * very task, before anything is fetched, and browsers block others. `window` is one that the app has opened. Needs
   * `domain`, and a `redirectUri` of this origin whose page calls {@link handleCallback} when it starts. A provider may
   * cut the two windows apart (`Cross-Origin-Opener-Policy`): the answer comes by a channel of this origin. A window that
   * was cut off looks closed: `popupClosed` comes once the person has been back at this page for twenty seconds then.
   * @throws {VestibuleError} `popupBlocked`, `popupClosed`, `popupTimeout` (ten minutes), and what
   * {@link handleCallback} throws.
   */
  async signInWithPopup(options?: PopupOptions): Promise<RedirectOutcome> {
    // In the task of the click: browsers block a window that is opened later.
    const popup = options?.window ?? globalThis.open?.("", "_blank", "popup,width=520,height=680") ?? undefined;
    try {
      return await (await core(this)).do("signInWithPopup", { ...options, window: popup });
    } catch (error) {
      popup?.close();
      throw error;
    }
  }

  /**
   * The browser's own `fetch`, with `Authorization: Bearer …` where the address is of one of the
   * `apiOrigins` that were given to {@link create}, and the request has no such header of its own. All
   * other addresses are fetched as they are.
   *
   * Where the API answers 401, the session is renewed, once for all requests that were refused with the
   * same token, and the request sent once more. What comes of that is the answer; where it is 401 again,
   * that token is not renewed on account of it any more. A body that is a `ReadableStream` can be sent
   * once only: then the 401 is the answer, and the session is renewed for the next request. The stream
   * of a `Request` is kept in memory until its answer is there.
   *
   * A redirect to another origin does not carry the token, not even to a listed one: browsers take the
   * header off (Chrome since 119, Firefox since 111, Safari since longer). `redirect: "error"` is for
   * older ones.
   *
   * Browsers keep an answer without CORS headers from the page, as if there were no network, and many an API sends
   * none with its refusals. So where no answer can be read and the tokens have expired since the request was sent,
   * they are renewed and it is sent once more, as after a 401.
   *
   * It rejects as `fetch` does, with a `TypeError` (for another origin its `help` says what the API may lack) or the
   * reason of the signal; and with a
   * {@link VestibuleError} where there is no token: `signedOut` where nobody is signed in, before
   * anything is sent; what {@link session} rejects with; `configuration` where an origin is none. A
   * session that is fresh needs no WebAssembly. The code for it is loaded by the first call.
   */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const client = live(this);
    return (await loadModule(import("./fetch.js"))).fetch(this, client, VestibuleError, input, init);
  }

  /**
   * Holds the configuration against the pool that it names: whether the pool, its keys and the app
   * client are there, which flows are allowed, whether the hosted pages' domain answers, and how far
   * this machine's clock is off. For developers: nobody has to be signed in, and no session changes.
   *
   * A flow is tried by beginning a sign-in of a user who cannot exist, whose name begins with
   * `vestibule-diagnosis`; the pool's logs and its Lambda triggers for unknown users see it. What is
   * found is no error, the want of a network included. The code for it is loaded by the first call.
   */
  async diagnose(): Promise<Diagnosis> {
    const client = live(this);
    return (await loadModule(import("./diagnose.js"))).diagnose(this, client);
  }

  /** For somebody who comes back with the code of a sign-up. Sends nothing. */
  confirmSignUp(username: string): ConfirmSignUpStep {
    return live(this).step("confirmSignUp", text(username, "username"), this[STATE]().extras);
  }

  /** For somebody who has a code for a new password already. Sends nothing. */
  resetPassword(username: string): ResetPasswordStep {
    return live(this).step("resetPassword", text(username, "username"), this[STATE]().extras);
  }

  /**
   * Somebody uses the app in a way of which the browser's events tell nothing: they watch a video, say. It counts
   * as those do, and can be called as often as you like. A session that is over stays over. It does nothing
   * without {@link SignOutAfter.idle}.
   */
  active(): void {
    live(this).active?.();
  }

  /**
   * Calls `listener` whenever somebody signs in or out, or the session is renewed, in this tab or
   * in another one.
   * @returns A function that ends it.
   */
  onChange(listener: (change: Change) => void): () => void {
    return live(this).listen(callable(listener));
  }

  /**
   * Calls `listener` with who is signed in: soon, as it is then, and again whenever that changes, in
   * this tab or in another one, in the order in which it happens and without a gap. It is never called
   * before this returns. Where it cannot be told yet, because what it needs cannot be fetched, it is tried
   * again every few seconds; where it never can be, the page hears of it (`reportError`).
   * @returns A function that ends it.
   */
  observe(listener: (state: AuthState) => void): () => void {
    callable(listener);
    return follow(this, async (isOver) => (await loadModule(import("./observe.js"))).observe(this, listener, isOver));
  }

  /**
   * Gives the client's memory back at once; garbage collection does it otherwise. The session
   * stays. Listeners of this client hear nothing any more, observers included.
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

// Where the browser has it.
// eslint-disable-next-line @typescript-eslint/unbound-method
if (Symbol.dispose) Vestibule.prototype[Symbol.dispose] = Vestibule.prototype.free;

/** Has a script tell something, and again after a while where it cannot be fetched; the answer ends it. */
function follow(vestibule: Vestibule, begin: (isOver: () => boolean) => Promise<unknown>): () => void {
  let ended = false;
  const isOver = () => ended || !vestibule[STATE]().client;
  const start = () => {
    if (isOver()) return;
    begin(isOver).catch((error: unknown) => {
      if (isOver()) return;
      // All that a part and a core reject with.
      if ((error as VestibuleError).retryable) setTimeout(start, OBSERVE_RETRY);
      else report(error);
    });
  };
  start();
  return () => void (ended = true);
}

/** Does a command for a client. */
async function act(vestibule: Vestibule, command: keyof CoreCommands, given: readonly unknown[]): Promise<unknown> {
  const role = ENTRY_ROLES[command];
  if (role === "resume") {
    // Where nothing is stored, nothing was left unfinished.
    if (live(vestibule).isNobody) return undefined;
  } else if (role) return signOut(vestibule, command as SignOut, role);
  return (await core(vestibule, command)).do(command, ...given);
}

function live(vestibule: Vestibule) {
  const { client } = vestibule[STATE]();
  if (client) return client;
  throw released();
}

// The very promise where nothing goes along: what was asked before free() is done before it.
function core(vestibule: Vestibule, command?: keyof CoreCommands) {
  const core = live(vestibule).core(command);
  const { extras } = vestibule[STATE]();
  return extras ? core.then((it) => it.with(extras)) : core;
}

type SignOut = "signOut" | "signOutEverywhere" | "signOutWithRedirect" | "accounts.signOutOfAll";

// Whoever presses the button is signed out, also where nothing can be fetched.
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
    ready = await inTime(core(vestibule).then((it) => it.ready(command)));
  } catch (error) {
    return scope
      ? client.signOut(error, scope)
      : { ...(await signOut(vestibule, "signOut", "signOut")), unfinished: error as VestibuleError };
  }
  return ready.do(command);
}

/** How long a sign-out waits for the core, in milliseconds. */
const CORE_TIMEOUT = 4000;

function inTime<T>(core: Promise<T>): Promise<T> {
  const late = new VestibuleError({ kind: "timeout", message: "signing out took too long", retryable: true });
  return Promise.race([core, new Promise<never>((_, refuse) => setTimeout(refuse, CORE_TIMEOUT, late))]);
}
