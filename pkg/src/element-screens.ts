// The class of the custom elements: shows screens for their settings, and dispatches events.

import { formLanguage, languageTexts, scoreOf, showView } from "./element-callbacks.js";
import type { ScreenMessage, Listener, Place, Screens } from "./element-glue.js";
import { draw } from "./element-early.js";
import { idOf } from "./element-form.js";
import { Frame } from "./element-frame.js";
import type { Look } from "./element-frame.js";
import { lease, loadChunk, start, toError, withErrors } from "./element-module.js";
import type { Lease } from "./element-module.js";
import { releaseNumber, takeNumber } from "./element-numbers.js";
import type {
  CustomChallengeView,
  ElementConfig,
  ElementOptions,
  ElementState,
  ElementStrings,
  MenuDetail,
  PasswordStrength,
  StepDetail,
} from "./element-options.js";
import { isBare, languageOf, settingsOf } from "./element-settings.js";
import type { Given, Settings } from "./element-settings.js";
import { FIRST, Styles } from "./element-styles.js";
import type { StyleRoot } from "./element-styles.js";
import { ELEMENTS, propertiesOf } from "./element-table.js";
import type { ElementRow } from "./element-table.js";
import { VestibuleError } from "./error.js";
import type { ErrorKind } from "./error.js";
import { parse } from "./json.js";
import type { Session, SignOutReport } from "./session.js";

/** How long an element without settings waits for a script to set them, in milliseconds. */
const SETTINGS_TIMEOUT = 1000;

/** For a signed-in user, the sign-in element shows a card; for others, the other elements show nothing. */
const SIGNED_IN_CONTENT = { slot: "signed-in", without: "form" } as const;
const SIGNED_OUT_CONTENT = { slot: "signed-out", without: "nothing" } as const;

/** What an element shows. */
interface Shown {
  readonly lease: Lease;
  readonly screens: Screens;
  readonly settings: Settings;
  readonly place: HTMLElement;
  /** The prefix of the ids in it. */
  readonly id: string;
  /** The language tag; `undefined` if only English is loaded. */
  language: string | undefined;
}

// Servers have no elements.
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as typeof HTMLElement);

/** A custom element. */
export abstract class ScreensElement extends Base {
  /** Its description in the table. */
  readonly row: ElementRow;
  readonly #frame: Frame;
  readonly #styles = new Styles(Object.keys(ELEMENTS));
  readonly #given: { -readonly [Name in keyof Given]: Given[Name] } = {};
  /** The page's language applies unless the element has its own. */
  readonly #languageObserver = new MutationObserver(() => this.#change());
  #state: ElementState = "starting";
  #screen = "";
  /** The user of the last `vestibule-signed-in` event; empty once a form is shown, so that a step-up ends with another. */
  #lastUser = "";
  #shown: Shown | undefined;
  /** Set from the first form on, including the one before the screens. */
  #number: number | undefined;
  /** The settings of the screens that are shown. */
  #shownSettings: string | undefined;
  /** Replaced when earlier asynchronous work becomes obsolete. */
  #generation = {};
  #isPending = false;
  #closeDialog: (() => void) | undefined;

  constructor(row: ElementRow) {
    super();
    this.row = row;
    this.#frame = new Frame(this, row.screens ? SIGNED_OUT_CONTENT : SIGNED_IN_CONTENT);
  }

  get config() {
    return this.#given.config;
  }

  set config(config: ElementConfig | undefined) {
    this.#given.config = config;
    this.#change();
  }

  get options() {
    return this.#given.options;
  }

  set options(options: ElementOptions | undefined) {
    this.#given.options = options;
    this.#change();
  }

  get customChallenge() {
    return this.#given.customChallenge;
  }

  set customChallenge(view: CustomChallengeView | undefined) {
    this.#given.customChallenge = view;
    this.#change();
  }

  get passwordStrength() {
    return this.#given.passwordStrength;
  }

  set passwordStrength(estimate: PasswordStrength | undefined) {
    this.#given.passwordStrength = estimate;
    this.#change();
  }

  get strings() {
    return this.#given.strings;
  }

  set strings(strings: ElementStrings | undefined) {
    this.#given.strings = strings;
    this.#change();
  }

  get state() {
    return this.#state;
  }

  get screen() {
    return this.#screen;
  }

  async session(): Promise<Session> {
    const { lease } = this.#needed();
    return parsed<Session>(loadChunk("session").then(() => lease.pool.session()));
  }

  async signOut(): Promise<SignOutReport> {
    return parsed<SignOutReport>(this.#needed().lease.pool.signOut());
  }

  connectedCallback() {
    this.#applyEarlyProperties();
    this.#languageObserver.observe(document.documentElement, { attributeFilter: ["lang"] });
    this.#styles.moveTo(this.#roots());
    this.#change();
  }

  /** The element may be moved to another place, where its screens stay. */
  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** Called by browsers that move an element without disconnecting it. */
  connectedMoveCallback() {
    this.#styles.moveTo(this.#roots());
  }

  attributeChangedCallback(name: string) {
    if (!this.row.attributes[name]?.live) this.#change();
  }

  /** Properties that were set before the element was defined hide the class's accessors. */
  #applyEarlyProperties() {
    const own = this as Record<string, unknown>;
    for (const name of propertiesOf(this.row)) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  /** The roots that need its style sheets: the one that contains it, and its own if the form is in the shadow root. */
  #roots(): StyleRoot[] {
    const root = this.getRootNode() as StyleRoot;
    return this.#mode === "shadow" ? [root, this.#frame.root] : [root];
  }

  get #mode() {
    return this.getAttribute("mode") === "shadow" ? "shadow" : "light";
  }

  /** Runs once for all changes of the same task. */
  #change() {
    if (this.#isPending || !this.isConnected) return;
    this.#isPending = true;
    queueMicrotask(() => {
      this.#isPending = false;
      if (this.isConnected) this.#update();
    });
  }

  #update() {
    if (this.hasAttribute("wait")) return this.#end();
    if (isBare(this, this.#given)) return this.#awaitSettings();
    let settings: Settings;
    try {
      settings = settingsOf(this, this.row, this.#given);
    } catch (error) {
      this.#end();
      return this.#fail(toError(error));
    }
    // Screens with a language can change it; screens that only have English are recreated.
    const language = languageOf(this, this.#given) ?? (this.#shown?.language === undefined ? undefined : "en");
    const own = language === undefined ? undefined : (this.#given.strings ?? {});
    const current = JSON.stringify([settings, this.#mode, this.#files, own]);
    if (current === this.#shownSettings) return this.#changeLanguage(language);
    this.#end();
    this.#shownSettings = current;
    this.#draw(settings, this.#generation, language);
    void this.#show(settings, this.#generation, language);
  }

  /** Shows the form before the module is loaded. The module finds it in the document and takes over the input. */
  #draw(settings: Settings, generation: object, language: string | undefined) {
    if (this.row.screens || this.#mode === "shadow" || this.getRootNode() !== document) return;
    this.#styles.add(FIRST, "");
    if (this.#number !== undefined) return;
    this.#number = takeNumber();
    if (this.#frame.hasEarly) return;
    const form = language === undefined ? undefined : formLanguage(language, this.#files, this.#given);
    draw(
      settings,
      this.#number,
      form,
      (place) => generation === this.#generation && this.#frame.showEarly(this, place),
    );
  }

  /** Waits for a script to set the configuration. */
  #awaitSettings() {
    this.#end();
    const generation = this.#generation;
    const help = "Set the attributes `user-pool-id` and `client-id`, or the property `config`.";
    const message = "user-pool-id: it is missing";
    setTimeout(() => {
      if (generation !== this.#generation) return;
      this.#fail(new VestibuleError({ kind: "configuration", field: "user-pool-id", message, help }));
    }, SETTINGS_TIMEOUT);
  }

  #changeLanguage(language: string | undefined) {
    const shown = this.#shown;
    if (language === undefined || !shown || shown.language === language) return;
    shown.language = language;
    shown.screens.speak(language);
  }

  async #show(settings: Settings, generation: object, language: string | undefined) {
    try {
      const chunks = language === undefined ? settings.chunks : [...settings.chunks, "language" as const];
      await start(this.#files, chunks);
      if (generation !== this.#generation) return;
      this.#mount(settings, generation, language);
      // The settings may have changed meanwhile.
      this.#change();
    } catch (error) {
      if (generation === this.#generation) this.#fail(toError(error));
    }
  }

  #mount(settings: Settings, generation: object, language: string | undefined) {
    const listener = this.#listener(generation, (what, json) => this.#handle(what, json));
    const leased = lease(settings.config, listener);
    const number = (this.#number ??= takeNumber());
    const id = idOf(number);
    this.#styles.moveTo(this.#roots());
    const place = this.#frame.makePlace(this, this.#mode, number);
    const screens = leased.pool.show(place, JSON.stringify({ ...settings.options, id, language }), listener);
    this.#shown = { lease: leased, screens, settings, place, id, language };
    this.#frame.look = "form";
  }

  /** Handles the messages and requests of screens while they are shown. */
  #listener(generation: object, handle: (what: ScreenMessage, json: string) => void): Listener {
    return (what, json, more) => {
      if (what === "texts") return languageTexts(json, this.#files, this.#given);
      if (what === "strength") return scoreOf(json, this.#given);
      if (what === "challenge" || what === "place") return showView(what, json, more as Place, this, this.#given);
      // Deferred, since a listener may call the module, which is still running.
      if (what === "styles") this.#styles.add(json, more as string);
      else queueMicrotask(() => generation === this.#generation && handle(what, json));
      return undefined;
    };
  }

  /** Opens a dialog for another account, unless the page handles the event. */
  async #addAccount({ lease, settings, place, id, language }: Shown) {
    const generation = this.#generation;
    const more: Partial<Settings> = settings.addAccount ?? {};
    const [{ openDialog }] = await Promise.all([import("./element-dialog.js"), ...(more.chunks ?? []).map(loadChunk)]);
    if (generation !== this.#generation || this.#closeDialog) return;
    const dialogId = `${id}-another`;
    const options = JSON.stringify({ ...more.options, id: dialogId, language });
    const handle = (what: ScreenMessage, json: string) =>
      what === "over" ? this.#closeDialog?.() : this.#handle(what, json);
    const listener = this.#listener(generation, handle);
    const show = (dialog: HTMLElement) => lease.pool.show(dialog, options, listener);
    this.#closeDialog = openDialog(place, `${dialogId}-title`, show, () => (this.#closeDialog = undefined));
  }

  get #files() {
    return this.getAttribute("files") ?? undefined;
  }

  #handle(what: ScreenMessage, json: string) {
    if (what === "somebody") return this.#setState("signed-in", "form");
    if (what === "nobody") return this.#setState("signed-out", "instead");
    if (what === "step") {
      const { screen, signedIn } = parse<StepDetail>(json);
      this.#screen = screen;
      if (screen !== "signed-in") this.#setState(signedIn ? "signed-in" : "signed-out", "form");
    }
    // Their card may have been recreated in another language.
    if (what === "signed-in" && this.#lastUser === json) return;
    if (what === "signed-in") this.#lastUser = json;
    const isDefault = this.#dispatch(`vestibule-${what}`, parse(json));
    // An earlier message may have set another state.
    if (what === "signed-in") this.#setState("signed-in", isDefault ? "instead" : "nothing");
    if (what === "signed-in" && this.#screen) this.#frame.focusInstead();
    const shown = this.#shown;
    if (what === "menu" && isDefault && shown?.settings.addAccount && isAddAccount(json)) void this.#addAccount(shown);
  }

  #setState(state: ElementState, look: Look) {
    if (look === "form") this.#lastUser = "";
    this.#state = state;
    this.#frame.look = look;
  }

  /** Dispatches an event. Returns whether no listener has prevented the default action. */
  #dispatch(name: string, detail: unknown) {
    const cancelable = this.row.cancelable.includes(name);
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }

  /** Reports why there is no form: to the developer in the console, and to the user unless a listener prevents it. */
  #fail(error: VestibuleError) {
    const { kind, message, help, retryable, field } = error;
    this.#state = "failed";
    this.#shownSettings = undefined;
    const name = this.localName;
    if (!this.#dispatch("vestibule-error", { kind, message, help, retryable, field })) {
      this.#frame.look = "nothing";
      return;
    }
    console.error(`<${name}> ${message}\n${help}`);
    const again = retryable ? () => this.#change() : undefined;
    this.#frame.explain(retryable ? [message] : [`<${name}>`, message, help], again);
  }

  /** Removes everything from the page. The next screens resume what the user has started. */
  #end() {
    this.#generation = {};
    this.#shownSettings = undefined;
    this.#state = "starting";
    this.#screen = "";
    this.#frame.look = "waiting";
    this.#closeDialog?.();
    const shown = this.#shown;
    this.#shown = undefined;
    if (shown) {
      shown.screens.free();
      shown.lease.release();
    }
    this.#frame.clear(this);
    if (shown) this.#release();
    if (this.isConnected) return;
    this.#release();
    this.#languageObserver.disconnect();
    this.#styles.moveTo([]);
  }

  /** Makes its number available to other elements. */
  #release() {
    if (this.#number !== undefined) releaseNumber(this.#number);
    this.#number = undefined;
  }

  #needed(): Shown {
    if (this.#shown) return this.#shown;
    const kind: ErrorKind = this.#state === "failed" ? "configuration" : "aborted";
    const help = "Wait for `vestibule-step` or `vestibule-signed-in`; `vestibule-error` says why there is none.";
    throw new VestibuleError({ kind, message: `<${this.localName}> shows no screen`, help });
  }
}

const parsed = async <T>(json: Promise<string>) => parse<T>(await withErrors(json));

const isAddAccount = (json: string) => parse<MenuDetail>(json).name === "add-account";
