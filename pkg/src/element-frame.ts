// The content of the element's shadow root: a frame around the card, and a card that says why there is none.

import { earlyPlace, isOf, replayClick } from "./element-early.js";
import { PLACE } from "./element-styles.js";

/** The slot of the form if it is a child of the element. */
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

/** What the element shows. `instead` is content of the page that replaces the form, if there is some. */
export type Look = "waiting" | "form" | "instead" | "nothing" | "problem";

/** The slot for content that replaces the form, and what is shown without such content. */
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
  /** The container of the screens, while they are shown. */
  #place: HTMLElement | undefined;
  /** The container of a form that is shown before the screens. */
  #early: HTMLElement | undefined;

  constructor(host: HTMLElement, instead: Instead) {
    this.#instead = slot(instead.slot);
    this.#without = instead.without;
    this.#useEarly(earlyPlace(host));
    // A server may have rendered a shadow root.
    this.root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.root.adoptedStyleSheets = [sheet];
    this.#problem.setAttribute("role", "alert");
    this.#frame.append(slot("header"), this.#form, slot("footer"));
    this.root.replaceChildren(this.#waiting, this.#frame, this.#instead, this.#problem);
    this.#instead.addEventListener("slotchange", () => this.#show());
    // A framework that renders the element's children again removes the form.
    this.#form.addEventListener("slotchange", () => {
      const place = this.#place;
      if (place && !place.isConnected && host.isConnected) host.append(place);
    });
    this.#show();
  }

  /** Whether there is a form before the screens. */
  get hasEarly() {
    return Boolean(this.#early);
  }

  /** Shows a form until the screens are ready, unless they or an error are already shown. */
  showEarly(host: HTMLElement, place: HTMLElement) {
    if (this.#look !== "waiting") return;
    host.append(place);
    this.#useEarly(place);
    this.#show();
  }

  #useEarly(place: HTMLElement | undefined) {
    this.#early = place;
    if (place) replayClick(place);
  }

  /**
   * Creates a container for the screens, in the element or in its shadow root. Uses the container of the early form if
   * the screens will find it by this number.
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

  /** Removes the screens, including those in a copy of the element. */
  clear(host: HTMLElement) {
    const place = this.#place;
    this.#place = undefined;
    place?.remove();
    // If the script runs before the element is parsed, it has no children when it is created.
    if (!place && !this.#early) this.#useEarly(earlyPlace(host));
    for (const child of [...host.children]) if (child.slot === FORM && child !== this.#early) child.remove();
  }

  set look(look: Look) {
    this.#look = look;
    this.#show();
  }

  /** Says why there is no form, with a button if a retry can help. */
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

  /** Moves the focus of a form that is gone to the heading of the page's content, or to its beginning. */
  focusInstead() {
    const [content] = this.#instead.assignedElements() as HTMLElement[];
    if (!content || document.activeElement !== document.body) return;
    const target = content.querySelector<HTMLElement>("h1, h2, h3") ?? content;
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus();
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
