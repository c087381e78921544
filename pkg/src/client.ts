// The state behind the public class: what the storage can answer, and the core once it is loaded.

import type { Watch } from "./catch-up.js";
import { tools } from "./checks.js";
import type { CreateOptions, Extras, SessionStore } from "./config.js";
import type { CoreClient, Listener, SettingsTexts } from "./core-types.js";
import type { VestibuleError } from "./error.js";
import { parse } from "./json.js";
import { report } from "./report.js";
import type { AwsCredentials, Change, IdentityChange, Session, SignOutReason, SignOutReport } from "./session.js";
import type { ConfirmSignUpStep, ResetPasswordStep } from "./steps.js";
import { attempt } from "./stored-session.js";
import type { SignOutScope, StoredSession } from "./stored-session.js";

/** After this time a page with listeners loads the core, in milliseconds. */
const IDLE_BEFORE_PREFETCH = 2000;

/** How often a fresh session is checked, in milliseconds: the machine may have slept. */
const CHECK_INTERVAL = 30000;
/** How long the lock that marks the end of a session is held, in milliseconds. */
const END_MARK_DURATION = 3000;
const WAKE_EVENTS = ["visibilitychange", "pageshow", "online"];

/** Node.js and workers lack some of these methods. */
type MaybeTarget = Partial<EventTarget>;

export class Client {
  /** The core, once it is loaded. */
  ready: CoreClient | undefined;
  settings: SettingsTexts;
  /** The options of the app. */
  options: CreateOptions;
  /** The custom store, if there is one. */
  store: SessionStore | undefined;
  /** The address with the hosted pages' response, until the core has handled it. */
  callback: string | undefined;
  /** Reports activity of the user; set by limits.ts if the settings have time limits. */
  active: (() => void) | undefined;
  /**
   * The listeners for changes of the AWS identity. Nothing is loaded for them: there is no change before this page has
   * requested an identity.
   */
  readonly identityListeners = new Set<Listener<IdentityChange>>();
  /** Whether the client was freed. */
  isFreed = false;
  readonly #stored: StoredSession;
  readonly #begin: (command?: string) => Promise<CoreClient>;
  readonly #requestCredentials: (session: Session) => Promise<AwsCredentials | undefined>;
  #credentials: Promise<AwsCredentials | undefined> | undefined;
  #core: Promise<CoreClient> | undefined;
  readonly #listeners = new Set<Listener<Change>>();
  #unsubscribe: (() => void) | undefined;
  /** Set while there are listeners and the core is not loaded. */
  #watch: Watch | undefined;

  constructor(
    stored: StoredSession,
    begin: (command?: string) => Promise<CoreClient>,
    requestCredentials: (session: Session) => Promise<AwsCredentials | undefined>,
    settings: SettingsTexts,
    options: CreateOptions,
  ) {
    this.#stored = stored;
    this.#begin = begin;
    this.#requestCredentials = requestCredentials;
    this.settings = settings;
    this.options = options;
  }

  /** Returns the core, loading what the command needs. A failed load is retried by the next call. */
  core(command?: string) {
    return (this.#core ??= this.#start(command));
  }

  /**
   * Returns the AWS credentials that a command gets without the core: stored ones, or those of requests whose responses
   * the core receives. It is loaded afterwards, stores them, and renews them. If the result is `undefined`, the core has
   * to run the command.
   */
  async firstCredentials(command: string, options: unknown) {
    const isEnough = command === "aws.credentials" && !tools.record(options ?? {}, "options").forceRefresh;
    const session = this.#core ? undefined : this.fresh();
    if (!session) return undefined;
    const credentials = (this.#credentials ??= this.#requestCredentials(session).catch(() => undefined));
    // Otherwise the core is loaded meanwhile.
    if (!isEnough || !this.#stored.mayHaveCredentials) return undefined;
    const found = await credentials;
    // The core would return those of a guest.
    if (!found && this.#stored.text === undefined) throw signedOut();
    // The page continues first.
    if (found) setTimeout(() => this.#keepCredentials());
    return found;
  }

  #keepCredentials() {
    if (this.isFreed) return;
    this.core("aws.credentials")
      .then((core) => core.do("aws.credentials"))
      .catch(() => {});
  }

  /** Loads the core ahead of time. A failure is ignored, since nobody waits for it yet. */
  preload() {
    this.core().catch(() => {});
  }

  /** Loads the core as soon as the session is not fresh any more: the core renews and watches it. */
  watchExpiry() {
    const target: MaybeTarget = globalThis;
    const check = () => {
      if (!this.isFreed && !this.ready && this.fresh()) return;
      clearInterval(timer);
      for (const event of WAKE_EVENTS) target.removeEventListener?.(event, check);
      if (!this.isFreed)
        this.core()
          .then((core) => core.do("session"))
          .catch(() => {});
    };
    const timer = setInterval(check, CHECK_INTERVAL);
    for (const event of WAKE_EVENTS) target.addEventListener?.(event, check);
  }

  async #start(command?: string) {
    let ready: CoreClient;
    try {
      this.ready = ready = await this.#begin(command);
    } catch (error) {
      this.#core = undefined;
      throw error;
    } finally {
      this.#credentials = undefined;
    }
    ready.shared.identityListeners = this.identityListeners;
    if (this.#watch) this.#catchUp(this.#watch, ready);
    return ready;
  }

  /** The session, if the storage has a fresh one and the core is not loaded. */
  fresh() {
    return this.ready ? undefined : this.#stored.fresh(Date.now());
  }

  /** Whether certainly nobody is signed in, and no sign-in is unfinished. */
  get isNobody() {
    return !this.ready && this.#stored.isEmpty;
  }

  /**
   * Takes the hosted pages' response to this client out of the page's address: the one whose `state` begins with the
   * client id. It stays in this tab until the core has handled it. Returns whether there is one, now or from before, or
   * may be one without a `state`.
   */
  takeCallback() {
    const href = addressOfPage();
    const clean = this.#stored.withoutCallback(href);
    if (clean !== href) {
      this.callback = href;
      this.#stored.storeCallback(href);
      history.replaceState(history.state, "", clean);
    }
    return this.callback !== undefined || this.#stored.hasCallback || this.#stored.mayBeStateless(href);
  }

  /**
   * Signs out without the core, which could not be loaded, or ends a session by a time limit, with a reason. Removes
   * the record, notifies the other tabs, and has the core revoke the refresh tokens as soon as it is loaded. Until then
   * they stay in this page's memory.
   */
  signOut(cause: unknown, scope: SignOutScope, reason?: SignOutReason): SignOutReport {
    const ended = this.#stored.remove(scope);
    if (!ended) throw cause;
    const { revision, tokens, ...report } = ended;
    const key = this.#stored.name;
    attempt(() => {
      const channel = new BroadcastChannel(key);
      channel.postMessage(JSON.stringify({ notice: reason ?? "signedOut", revision: -revision }));
      channel.close();
    });
    // As `leaveRevision` of src/platform/browser/lock.js does: a running renewal checks this lock.
    void attempt(() =>
      navigator.locks
        .request(`${key}@${-revision}`, () => new Promise((over) => setTimeout(over, END_MARK_DURATION)))
        .catch(() => {}),
    );
    // The listeners stay registered for later changes.
    this.#tell(
      JSON.stringify({ kind: "signedOut", sequence: revision, reason: reason ?? "asked" }),
      this.#watch && this.#startWatch(),
    );
    for (const token of tokens) this.#revoke(token);
    // The type of everything that `core()` and limits.ts reject with.
    return { unfinished: cause as VestibuleError, ...report };
  }

  #revoke(token: string) {
    const retry = () => setTimeout(() => this.#revoke(token), CHECK_INTERVAL);
    void this.core()
      .then((core) => core.do("call", "RevokeToken", { Token: token }))
      // A captive portal may have responded (`is_unproven` of src/engine/sign_out.rs).
      .catch((error: Partial<VestibuleError>) => {
        if (error.retryable !== false || error.kind === "invalidResponse") retry();
      });
  }

  /** Creates a step without a request. It is returned at once; what its methods need is loaded meanwhile. */
  step(kind: "confirmSignUp", username: string, extras: Extras | undefined): ConfirmSignUpStep;
  step(kind: "resetPassword", username: string, extras: Extras | undefined): ResetPasswordStep;
  step(kind: "confirmSignUp" | "resetPassword", username: string, extras: Extras | undefined): DeferredStep {
    const begin = (): Promise<DeferredStep> => this.core().then((core) => core.with(extras).do(kind, username));
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
    this.isFreed = true;
    this.#listeners.clear();
    this.identityListeners.clear();
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
      // The error of a listener is reported, and does not affect the others.
      try {
        listener(parse<Change>(json));
      } catch (error) {
        report(error);
      }
    }
  }

  // Until the core listens itself, any message of another tab loads it.
  #startWatch() {
    const watch: Watch = { initial: this.#stored.text, message: "" };
    try {
      watch.channel = new BroadcastChannel(this.#stored.name);
      watch.channel.onmessage = ({ data }) => {
        watch.message = String(data);
        this.preload();
      };
    } catch {
      // This browser has no channels.
    }
    setTimeout(() => this.#watch === watch && this.preload(), IDLE_BEFORE_PREFETCH);
    return watch;
  }

  // Reports changes from before the core was loaded, if there may be some.
  #catchUp(watch: Watch, ready: CoreClient) {
    watch.channel?.close();
    this.#subscribe(ready);
    const isOver = () => this.#watch !== watch; // the core has reported something newer
    const run = () => {
      if (isOver()) return;
      import("./catch-up.js").then(
        ({ catchUp }) => catchUp(watch, this.#stored, ready, isOver, (json) => this.#tell(json)),
        () => setTimeout(run, IDLE_BEFORE_PREFETCH),
      );
    };
    if (watch.message || this.#stored.text !== watch.initial) run();
  }
}

export const signedOut = () => new tools.VestibuleError({ kind: "signedOut", message: "nobody is signed in" });

/** The fields of the steps that start without a request. */
interface DeferredStep {
  readonly kind: string;
  readonly username: string;
  submit(...answers: string[]): Promise<unknown>;
  resend(): Promise<unknown>;
}

/** The address of the page, or an empty text if there is none. */
export const addressOfPage = () => (globalThis.location as Location | undefined)?.href ?? "";
