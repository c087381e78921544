// The class of the custom elements: their settings become screens, and what happens on those becomes events.

import { formIn, scoreOf, show, wordsOf } from "./element-asks.js";
import type { Happening, Listener, Place, Screens } from "./element-glue.js";
import { draw } from "./element-early.js";
import { idOf } from "./element-form.js";
import { Frame } from "./element-frame.js";
import type { Look } from "./element-frame.js";
import { lease, loadChunk, settled, start, toError } from "./element-module.js";
import type { Lease } from "./element-module.js";
import type {
  CustomChallengeView,
  ElementConfig,
  ElementOptions,
  ElementState,
  ElementStrings,
  MenuDetail,
  PasswordStrength,
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
const BARE = 1000;

/** The numbers of the elements on the page: each has ids of its own for what is in it. */
const numbers = new Set<number>();

/** Of who is signed in the sign-in shows a card, and of who is not the other elements show nothing. */
const PRESENT = { slot: "signed-in", without: "form" } as const;
const AWAY = { slot: "signed-out", without: "nothing" } as const;

/** What an element has on the page. */
interface Shown {
  readonly lease: Lease;
  readonly screens: Screens;
  readonly settings: Settings;
  readonly place: HTMLElement;
  /** What the ids of its parts begin with. */
  readonly id: string;
  /** The tag of their language, where they are not in English alone. */
  language: string | undefined;
}

// Where a server imports this there are no elements.
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as typeof HTMLElement);

/** An element of the table. */
export abstract class ScreensElement extends Base {
  /** Its row of the table. */
  readonly row: ElementRow;
  readonly #frame: Frame;
  readonly #styles = new Styles(Object.keys(ELEMENTS));
  readonly #given: { -readonly [Name in keyof Given]: Given[Name] } = {};
  /** The page's language is that of the screens, unless they have one of their own. */
  readonly #page = new MutationObserver(() => this.#change());
  #state: ElementState = "starting";
  #screen = "";
  /** Who was reported last. */
  #who = "";
  #shown: Shown | undefined;
  /** From the first form on, the one of before the screens included. */
  #number: number | undefined;
  /** What the screens were made of. */
  #made: string | undefined;
  /** Another one is made whenever what was begun before counts no more. */
  #turn = {};
  #isPending = false;
  #closeDialog: (() => void) | undefined;

  constructor(row: ElementRow) {
    super();
    this.row = row;
    this.#frame = new Frame(this, row.screens ? AWAY : PRESENT);
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
    return answered<Session>(loadChunk("session").then(() => lease.pool.session()));
  }

  async signOut(): Promise<SignOutReport> {
    return answered<SignOutReport>(this.#needed().lease.pool.signOut());
  }

  connectedCallback() {
    this.#takeEarly();
    this.#page.observe(document.documentElement, { attributeFilter: ["lang"] });
    this.#styles.moveTo(this.#roots());
    this.#change();
  }

  /** It may be on its way to another place, where it is as it was. */
  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** Where a browser moves it without taking it out of the document. */
  connectedMoveCallback() {
    this.#styles.moveTo(this.#roots());
  }

  attributeChangedCallback(name: string) {
    if (!this.row.attributes[name]?.live) this.#change();
  }

  /** Properties that were set before the element was defined stand in the way of its own. */
  #takeEarly() {
    const own = this as Record<string, unknown>;
    for (const name of propertiesOf(this.row)) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  /** Where its style sheets belong: the root that it stands in, and its own where the form is in there. */
  #roots(): StyleRoot[] {
    const root = this.getRootNode() as StyleRoot;
    return this.#mode === "shadow" ? [root, this.#frame.root] : [root];
  }

  get #mode() {
    return this.getAttribute("mode") === "shadow" ? "shadow" : "light";
  }

  /** Once for all that changes at a time. */
  #change() {
    if (this.#isPending || !this.isConnected) return;
    this.#isPending = true;
    queueMicrotask(() => {
      this.#isPending = false;
      if (this.isConnected) this.#look();
    });
  }

  #look() {
    if (this.hasAttribute("wait")) return this.#end();
    if (isBare(this, this.#given)) return this.#await();
    let settings: Settings;
    try {
      settings = settingsOf(this, this.row, this.#given);
    } catch (error) {
      this.#end();
      return this.#fail(toError(error));
    }
    // Screens that speak one language change to another; what is made in English alone is made anew.
    const language = languageOf(this, this.#given) ?? (this.#shown?.language === undefined ? undefined : "en");
    const own = language === undefined ? undefined : (this.#given.strings ?? {});
    const made = JSON.stringify([settings, this.#mode, this.#files, own]);
    if (made === this.#made) return this.#speak(language);
    this.#end();
    this.#made = made;
    this.#draw(settings, this.#turn, language);
    void this.#show(settings, this.#turn, language);
  }

  /** The form is seen before the module is there, which looks for it in the document and takes over what was typed. */
  #draw(settings: Settings, turn: object, language: string | undefined) {
    if (this.row.screens || this.#mode === "shadow" || this.getRootNode() !== document) return;
    this.#styles.add(FIRST, "");
    if (this.#number !== undefined) return;
    this.#number = freeNumber();
    if (this.#frame.hasEarly) return;
    const spoken = language === undefined ? undefined : formIn(language, this.#files, this.#given);
    draw(settings, this.#number, spoken, (place) => turn === this.#turn && this.#frame.showEarly(this, place));
  }

  /** For a script that tells it more. */
  #await() {
    this.#end();
    const turn = this.#turn;
    const help = "Set the attributes `user-pool-id` and `client-id`, or the property `config`.";
    const message = "user-pool-id: it is missing";
    setTimeout(() => {
      if (turn !== this.#turn) return;
      this.#fail(new VestibuleError({ kind: "configuration", field: "user-pool-id", message, help }));
    }, BARE);
  }

  #speak(language: string | undefined) {
    const shown = this.#shown;
    if (language === undefined || !shown || shown.language === language) return;
    shown.language = language;
    shown.screens.speak(language);
  }

  async #show(settings: Settings, turn: object, language: string | undefined) {
    try {
      const chunks = language === undefined ? settings.chunks : [...settings.chunks, "language" as const];
      await start(this.#files, chunks);
      if (turn !== this.#turn) return;
      this.#mount(settings, turn, language);
      // It may be another one by now.
      this.#change();
    } catch (error) {
      if (turn === this.#turn) this.#fail(toError(error));
    }
  }

  #mount(settings: Settings, turn: object, language: string | undefined) {
    const listener = this.#listener(turn, (what, json) => this.#hear(what, json));
    const leased = lease(settings.config, listener);
    const number = (this.#number ??= freeNumber());
    const id = idOf(number);
    this.#styles.moveTo(this.#roots());
    const place = this.#frame.makePlace(this, this.#mode, number);
    const screens = leased.pool.show(place, JSON.stringify({ ...settings.options, id, language }), listener);
    this.#shown = { lease: leased, screens, settings, place, id, language };
    this.#frame.look = "form";
  }

  /** What screens tell, and ask, for as long as they stand. */
  #listener(turn: object, hear: (what: Happening, json: string) => void): Listener {
    return (what, json, more) => {
      if (what === "words") return wordsOf(json, this.#files, this.#given);
      if (what === "strength") return scoreOf(json, this.#given);
      if (what === "challenge" || what === "place") return show(what, json, more as Place, this, this.#given);
      // The module is in the middle of its work: whoever listens may ask it for more.
      if (what === "styles") this.#styles.add(json, more as string);
      else queueMicrotask(() => turn === this.#turn && hear(what, json));
      return undefined;
    };
  }

  /** In a dialog, where the page does not do it in its own way. */
  async #addAccount({ lease, settings, place, id, language }: Shown) {
    const turn = this.#turn;
    const more: Partial<Settings> = settings.another ?? {};
    const [{ openDialog }] = await Promise.all([import("./element-dialog.js"), ...(more.chunks ?? []).map(loadChunk)]);
    if (turn !== this.#turn || this.#closeDialog) return;
    const its = `${id}-another`;
    const options = JSON.stringify({ ...more.options, id: its, language });
    const hear = (what: Happening, json: string) => (what === "over" ? this.#closeDialog?.() : this.#hear(what, json));
    const listener = this.#listener(turn, hear);
    const show = (dialog: HTMLElement) => lease.pool.show(dialog, options, listener);
    this.#closeDialog = openDialog(place, `${its}-title`, show, () => (this.#closeDialog = undefined));
  }

  get #files() {
    return this.getAttribute("files") ?? undefined;
  }

  #hear(what: Happening, json: string) {
    if (what === "somebody") return this.#become("signed-in", "form");
    if (what === "nobody") return this.#become("signed-out", "instead");
    if (what === "step") {
      const { screen } = parse<{ readonly screen: string }>(json);
      this.#screen = screen;
      if (screen !== "signed-in") this.#become("signed-out", "form");
    }
    if (what === "signed-in") {
      // Their card may have been made anew, in another language.
      if (this.#who === json && this.#state === "signed-in") return;
      this.#who = json;
    }
    const goesOn = this.#tell(`vestibule-${what}`, parse(json));
    // What was signed in before the first look at it is not signed out by an event of before.
    if (what === "signed-in") this.#become("signed-in", goesOn ? "instead" : "nothing");
    const shown = this.#shown;
    if (what === "menu" && goesOn && shown?.settings.another && isAddAccount(json)) void this.#addAccount(shown);
  }

  #become(state: ElementState, look: Look) {
    this.#state = state;
    this.#frame.look = look;
  }

  /** Says whether nobody wants to do what comes next in its place. */
  #tell(name: string, detail: unknown) {
    const cancelable = this.row.cancelable.includes(name);
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }

  /** There is no form, and the developer reads why; a person does, too, unless a listener keeps it. */
  #fail(error: VestibuleError) {
    const { kind, message, help, retryable, field } = error;
    this.#state = "failed";
    this.#made = undefined;
    const name = this.localName;
    if (!this.#tell("vestibule-error", { kind, message, help, retryable, field })) {
      this.#frame.look = "nothing";
      return;
    }
    console.error(`<${name}> ${message}\n${help}`);
    const again = retryable ? () => this.#change() : undefined;
    this.#frame.explain(retryable ? [message] : [`<${name}>`, message, help], again);
  }

  /** Takes everything off the page. What the person had begun is taken up again by the next screens. */
  #end() {
    this.#turn = {};
    this.#made = undefined;
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
    this.#page.disconnect();
    this.#styles.moveTo([]);
  }

  /** Another element may have its number. */
  #release() {
    if (this.#number !== undefined) numbers.delete(this.#number);
    this.#number = undefined;
  }

  #needed(): Shown {
    if (this.#shown) return this.#shown;
    const kind: ErrorKind = this.#state === "failed" ? "configuration" : "aborted";
    const help = "Wait for `vestibule-step` or `vestibule-signed-in`; `vestibule-error` says why there is none.";
    throw new VestibuleError({ kind, message: `<${this.localName}> shows no screen`, help });
  }
}

/** The first number that no element has. */
function freeNumber() {
  let number = 0;
  while (numbers.has(number)) number++;
  numbers.add(number);
  return number;
}

const answered = async <T>(asked: Promise<string>) => parse<T>(await settled(asked));

const isAddAccount = (json: string) => parse<MenuDetail>(json).name === "add-account";
