// What stands in the element's shadow root: a frame around the card, and the card that says why there is none.

import { earlyPlace, isOf, pressLater } from "./element-early.js";
import { PLACE } from "./element-styles.js";

/** The slot of the form, where it is a child of the element. */
const FORM = "vestibule";

const STYLES = `
:host { display: block; }
:host([hidden]), [hidden] { display: none !important; }
[part="problem"] {
  box-sizing: border-box;
  max-width: var(--vestibule-width, 400px);
  margin: 0 auto;
  padding: 24px;
  border: 1px solid var(--vestibule-danger, #b3261e);
  border-radius: var(--vestibule-radius-card, 16px);
  color: var(--vestibule-text, CanvasText);
  background: var(--vestibule-surface, Canvas);
  font: 1rem/1.5 var(--vestibule-font, system-ui, sans-serif);
  overflow-wrap: anywhere;
}
p { margin: 0; }
p + p, button { margin-top: 8px; }
button { min-height: 44px; padding: 0 16px; font: inherit; }`;

/** What is seen of the element: `instead` is what the page has in the form's place, where it has something. */
export type Look = "waiting" | "form" | "instead" | "nothing" | "problem";

/** What a page can have in the form's place, and what is seen where it has nothing. */
export interface Instead {
  readonly slot: "signed-in" | "signed-out";
  readonly without: "form" | "nothing";
}

export class Frame {
  readonly root: ShadowRoot;
  readonly #frame = part("div", "frame");
  readonly #form = slot(FORM);
  readonly #waiting = slot("");
  readonly #instead: HTMLSlotElement;
  readonly #without: Look;
  readonly #problem = part("div", "problem");
  #look: Look = "waiting";
  /** Where the screens are, while there are some. */
  #place: HTMLElement | undefined;
  /** The place of a form that is there before the screens, until they are. */
  #early: HTMLElement | undefined;

  constructor(host: HTMLElement, instead: Instead) {
    this.#instead = slot(instead.slot);
    this.#without = instead.without;
    this.#useEarly(earlyPlace(host));
    // A server may have written one.
    this.root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.root.adoptedStyleSheets = [sheet];
    this.#problem.setAttribute("role", "alert");
    this.#frame.append(slot("header"), this.#form, slot("footer"));
    this.root.replaceChildren(this.#waiting, this.#frame, this.#instead, this.#problem);
    this.#instead.addEventListener("slotchange", () => this.#show());
    // A framework that writes the element's children anew takes the form away.
    this.#form.addEventListener("slotchange", () => {
      const place = this.#place;
      if (place && !place.isConnected && host.isConnected) host.append(place);
    });
    this.#show();
  }

  /** Whether a form is there before the screens. */
  get hasEarly() {
    return Boolean(this.#early);
  }

  /** Shows a form until the screens are there, unless they are, or it is said why there are none. */
  showEarly(host: HTMLElement, place: HTMLElement) {
    if (this.#look !== "waiting") return;
    host.append(place);
    this.#useEarly(place);
    this.#show();
  }

  #useEarly(place: HTMLElement | undefined) {
    this.#early = place;
    if (place) pressLater(place);
  }

  /**
   * A place for the screens, in the element or in its shadow root: the one of the form that is there before them, if
   * they will find it by this number.
   */
  makePlace(host: HTMLElement, mode: "light" | "shadow", number: number): HTMLElement {
    this.clear(host);
    const early = this.#early;
    this.#early = undefined;
    if (early && mode === "light" && isOf(early, number)) return (this.#place = early);
    early?.remove();
    const place = document.createElement("div");
    place.className = PLACE;
    this.#place = place;
    if (mode === "shadow") {
      this.#form.before(place);
    } else {
      place.slot = FORM;
      host.append(place);
    }
    return place;
  }

  /** Nothing is left of the screens, those of a copy of the element included. */
  clear(host: HTMLElement) {
    const place = this.#place;
    this.#place = undefined;
    place?.remove();
    // An element that is parsed once the script has run has no children yet when it is made.
    if (!place && !this.#early) this.#useEarly(earlyPlace(host));
    for (const child of [...host.children]) if (child.slot === FORM && child !== this.#early) child.remove();
  }

  set look(look: Look) {
    this.#look = look;
    this.#show();
  }

  /** Says why there is no form, with a button where it can be tried again. */
  explain(texts: readonly string[], again: (() => void) | undefined) {
    const lines = texts.map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    });
    this.#problem.replaceChildren(...lines);
    if (again) {
      const button = document.createElement("button");
      button.textContent = "Try again";
      button.addEventListener("click", again);
      this.#problem.append(button);
    }
    this.look = "problem";
  }

  #show() {
    const isThere = this.#instead.assignedNodes().length > 0;
    const look = this.#look === "waiting" && this.#early ? "form" : this.#look;
    const seen = look === "instead" && !isThere ? this.#without : look;
    this.#waiting.hidden = seen !== "waiting";
    this.#frame.hidden = seen !== "form";
    this.#instead.hidden = seen !== "instead";
    this.#problem.hidden = seen !== "problem";
  }
}

function part(tag: string, name: string) {
  const element = document.createElement(tag);
  element.setAttribute("part", name);
  return element;
}

function slot(name: string) {
  const element = document.createElement("slot");
  if (name) element.name = name;
  return element;
}
