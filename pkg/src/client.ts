// One client behind the public class: what the storage can answer, and the core once something
// has needed it.

import type { CreateOptions, Extras, SessionStore } from "./config.js";
import type { CoreClient } from "./core.js";
import type { VestibuleError } from "./error.js";
import { parse } from "./json.js";
import { report } from "./report.js";
import type { Change, IdentityChange, SignOutReason, SignOutReport } from "./session.js";
import type { ConfirmSignUpStep, ResetPasswordStep } from "./steps.js";
import { attempt } from "./stored.js";
import type { Kept, SignOutScope } from "./stored.js";

/** How long a page that listens is left alone before the core is fetched for it, in milliseconds. */
const IDLE = 2000;

/** How often a session that is fresh is looked at, in milliseconds: a machine may have slept. */
const TICK = 30000;
/** For how long the end of a session stays marked for other tabs that hold its lock, in milliseconds. */
const MARKED = 3000;
const WAKING = ["visibilitychange", "pageshow", "online"];

/** The settings as JSON, and the text of Amplify's outputs or nothing. */
export type SettingsTexts = readonly [settings: string, outputs: string];

/** What was seen and heard while the core was not there. */
export interface Watch {
  /** The record as it was when somebody began to listen. */
  readonly seen: string | undefined;
  /** What another tab has said last. */
  word: string;
  channel?: BroadcastChannel;
}

/** One for each time that somebody began to listen, by the same function, too. */
export interface Listener<Event> {
  readonly listener: (event: Event) => void;
}

/** In Node and in workers the one or the other is missing. */
type MaybeTarget = Partial<EventTarget>;

export class Client {
  /** The core, once it is there. */
  ready: CoreClient | undefined;
  settings: SettingsTexts;
  /** What the app has given besides. */
  options: CreateOptions;
  /** A store of the app's own, where it has one. */
  store: SessionStore | undefined;
  /** The hosted pages' answer, until the core has ended its flow. */
  answer: string | undefined;
  /** Somebody uses the page: from limits.ts, where the settings want it. */
  active: (() => void) | undefined;
  /** Who hears of changes of the AWS identity. What it was before, this page has asked for: so nothing is fetched for them. */
  readonly ofIdentity = new Set<Listener<IdentityChange>>();
  /** Whether it was freed. */
  isOver = false;
  readonly #kept: Kept;
  readonly #begin: (command?: string) => Promise<CoreClient>;
  #core: Promise<CoreClient> | undefined;
  readonly #listeners = new Set<Listener<Change>>();
  #unsubscribe: (() => void) | undefined;
  /** There is one as long as somebody listens and the core does not. */
  #watch: Watch | undefined;

  constructor(
    kept: Kept,
    begin: (command?: string) => Promise<CoreClient>,
    settings: SettingsTexts,
    options: CreateOptions,
  ) {
    this.#kept = kept;
    this.#begin = begin;
    this.settings = settings;
    this.options = options;
  }

  /** A promise of the core, for a command if there is one. A core that could not be had is tried again by the next call. */
  core(command?: string) {
    return (this.#core ??= this.#start(command));
  }

  /** The core will be wanted soon. Nobody waits for it yet, and so nobody hears of a failure. */
  wake() {
    this.core().catch(() => {});
  }

  /** Has the core fetched as soon as the session is fresh no more: it renews it, and watches over it. */
  watchOver() {
    const target: MaybeTarget = globalThis;
    const look = () => {
      if (!this.isOver && !this.ready && this.fresh()) return;
      clearInterval(timer);
      for (const event of WAKING) target.removeEventListener?.(event, look);
      if (!this.isOver)
        this.core()
          .then((core) => core.do("session"))
          .catch(() => {});
    };
    const timer = setInterval(look, TICK);
    for (const event of WAKING) target.addEventListener?.(event, look);
  }

  async #start(command?: string) {
    let ready: CoreClient;
    try {
      this.ready = ready = await this.#begin(command);
    } catch (error) {
      this.#core = undefined;
      throw error;
    }
    ready.shared.ofIdentity = this.ofIdentity;
    if (this.#watch) this.#catchUp(this.#watch, ready);
    return ready;
  }

  /** The session, where the storage has a fresh one and the core has not taken over. */
  fresh() {
    return this.ready ? undefined : this.#kept.fresh(Date.now());
  }

  /** Whether surely nobody is signed in, nor half signed in. */
  get isNobody() {
    return !this.ready && this.#kept.nothing;
  }

  /**
   * The answer of the hosted pages to this client, taken out of the page's address: the one whose `state`
   * begins with the client's id. It stays in this tab until the core has ended the flow. Says whether there is
   * one, from now or from before, or may be one without a `state`.
   */
  takeAnswer() {
    const href = addressOfPage();
    const clean = this.#kept.withoutAnswer(href);
    if (clean !== href) {
      this.answer = href;
      this.#kept.keepAnswer(href);
      history.replaceState(history.state, "", clean);
    }
    return this.answer !== undefined || this.#kept.hasAnswer || this.#kept.mayBeStateless(href);
  }

  /**
   * Signs out without the core, which could not be had, or ends a session by time, for a reason: removes the
   * record, tells the other tabs, and has the core revoke the refresh tokens as soon as it can be had. They stay in
   * this page's memory until then.
   */
  signOut(cause: unknown, scope: SignOutScope, reason?: SignOutReason): SignOutReport {
    const ended = this.#kept.forget(scope);
    if (!ended) throw cause;
    const { revision, tokens, ...report } = ended;
    const key = this.#kept.name;
    attempt(() => {
      const channel = new BroadcastChannel(key);
      channel.postMessage(JSON.stringify({ notice: reason ?? "signedOut", revision: -revision }));
      channel.close();
    });
    // As `leaveRevision` of src/platform/browser/lock.js: a renewal that is under way looks for it.
    void attempt(() =>
      navigator.locks
        .request(`${key}@${-revision}`, () => new Promise((over) => setTimeout(over, MARKED)))
        .catch(() => {}),
    );
    // Whoever listens hears what comes after it, too.
    this.#tell(
      JSON.stringify({ kind: "signedOut", sequence: revision, reason: reason ?? "asked" }),
      this.#watch && this.#startWatch(),
    );
    for (const token of tokens) this.#revoke(token);
    // What `core()` rejects with, and what limits.ts gives for a core that is late.
    return { unfinished: cause as VestibuleError, ...report };
  }

  #revoke(token: string) {
    const retry = () => setTimeout(() => this.#revoke(token), TICK);
    void this.core()
      .then((core) => core.do("call", "RevokeToken", { Token: token }))
      .catch((error: Partial<VestibuleError>) => error.retryable !== false && retry());
  }

  /** A step that the core makes without asking anybody: at once, though what it runs may have to be fetched. */
  step(kind: "confirmSignUp", username: string, extras: Extras | undefined): ConfirmSignUpStep;
  step(kind: "resetPassword", username: string, extras: Extras | undefined): ResetPasswordStep;
  step(kind: "confirmSignUp" | "resetPassword", username: string, extras: Extras | undefined): LaterStep {
    const begin = (): Promise<LaterStep> => this.core().then((core) => core.with(extras).do(kind, username));
    let step = begin();
    step.catch(() => {});
    const current = () => (step = step.catch(begin));
    return {
      kind,
      username,
      submit: async (...answers) => (await current()).submit(...answers),
      resend: async () => (await current()).resend(),
    };
  }

  listen(listener: Listener<Change>["listener"]) {
    const entry = { listener };
    this.#listeners.add(entry);
    if (this.ready) this.#subscribe(this.ready);
    else this.#watch ??= this.#startWatch();
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size) return;
      this.#unsubscribe?.();
      this.#watchBy();
      this.#unsubscribe = undefined;
    };
  }

  free() {
    this.isOver = true;
    this.#listeners.clear();
    this.ofIdentity.clear();
    this.#watchBy();
    this.#core?.then(
      (core) => core.free(),
      () => {},
    );
  }

  #subscribe(ready: CoreClient) {
    this.#unsubscribe ??= ready.onChange((json) => this.#tell(json));
  }

  #watchBy(watch?: Watch) {
    this.#watch?.channel?.close();
    this.#watch = watch;
  }

  #tell(json: string, watch?: Watch) {
    this.#watchBy(watch);
    for (const { listener } of [...this.#listeners]) {
      // One listener's fault is the page's to hear of, and no other listener's to bear.
      try {
        listener(parse<Change>(json));
      } catch (error) {
        report(error);
      }
    }
  }

  // Until the core hears for itself, any word from another tab calls it.
  #startWatch() {
    const watch: Watch = { seen: this.#kept.text, word: "" };
    try {
      watch.channel = new BroadcastChannel(this.#kept.name);
      watch.channel.onmessage = ({ data }) => {
        watch.word = String(data);
        this.wake();
      };
    } catch {
      // Where there are no channels, nobody hears.
    }
    setTimeout(() => this.#watch === watch && this.wake(), IDLE);
    return watch;
  }

  // What happened while nobody heard. The script that tells of it is fetched where there is something.
  #catchUp(watch: Watch, ready: CoreClient) {
    watch.channel?.close();
    this.#subscribe(ready);
    const isOver = () => this.#watch !== watch; // the core has told of something newer
    const look = () => {
      if (isOver()) return;
      import("./catch-up.js").then(
        ({ catchUp }) => catchUp(watch, this.#kept, ready, isOver, (json) => this.#tell(json)),
        () => setTimeout(look, IDLE),
      );
    };
    if (watch.word || this.#kept.text !== watch.seen) look();
  }
}

/** What both kinds of steps have that begin without a request. */
interface LaterStep {
  readonly kind: string;
  readonly username: string;
  submit(...answers: string[]): Promise<unknown>;
  resend(): Promise<unknown>;
}

/** Nothing where there is no page. */
export const addressOfPage = () => (globalThis.location as Location | undefined)?.href ?? "";
