// The style sheets of the screens, adopted by the root that contains an element: a document, or a shadow root.

import { SHEET } from "./element-sheet.js";

/** A root that can adopt style sheets. */
export type StyleRoot = Document | ShadowRoot;

/** The adopted sheets of a root by name, with the number of elements that use them. */
const adopted = new WeakMap<StyleRoot, Map<string, { readonly sheet: CSSStyleSheet; users: number }>>();

/** Rules for `.vestibule` alone are applied to the element instead, so that the page's rules for the element win. */
const TOKENS = ":where(.vestibule,.vestibule-tokens)";

/** The name of the sheet that every screen needs. */
export const FIRST = "vestibule";

/** The class of the container of the screens. */
export const PLACE = "vestibule-place";

/**
 * Resets what a page sets for all its inputs and headings, and inherited properties. The rules of the sheet follow with
 * the same specificity. SVG elements keep their attributes, and hidden elements stay hidden, since those styles also
 * come from attributes.
 */
const RESET = `.${PLACE}{all:initial;display:block;color-scheme:inherit;visibility:inherit}
.vestibule,.vestibule :where(:not(svg,svg *)){all:revert}
.vestibule [hidden]{display:none}`;

/** The sheets that one element needs, wherever it is. */
export class Styles {
  readonly #names: string;
  readonly #sheets = new Map<string, string>();
  #roots: readonly StyleRoot[] = [];

  /** Takes the names of all elements. */
  constructor(names: readonly string[]) {
    this.#names = names.join(",");
  }

  /** Adds a sheet. The text of the first one is in this script, since the form needs it before the module is loaded. */
  add(name: string, css: string) {
    if (this.#sheets.has(name)) return;
    const text = name === FIRST ? firstSheet(this.#names) : css;
    this.#sheets.set(name, text);
    for (const root of this.#roots) adopt(root, name, text);
  }

  /** Adopts the sheets in these roots, and releases them in all others. */
  moveTo(roots: readonly StyleRoot[]) {
    const left = this.#roots.filter((root) => !roots.includes(root));
    const entered = roots.filter((root) => !this.#roots.includes(root));
    this.#roots = roots;
    for (const [name, text] of this.#sheets) {
      for (const root of left) release(root, name);
      for (const root of entered) adopt(root, name, text);
    }
  }
}

/** The sheet that every screen needs, for elements with these names, separated by commas. */
export const firstSheet = (names: string) =>
  RESET +
  SHEET.replaceAll(TOKENS, `:where(${names})`)
    .replaceAll('[data-theme="dark"]', ':is([data-theme="dark"],[color-scheme="dark"])')
    .replaceAll('[data-theme="light"]', ':is([data-theme="light"],[color-scheme="light"])');

function adopt(root: StyleRoot, name: string, css: string) {
  const sheets = adopted.get(root) ?? new Map<string, { readonly sheet: CSSStyleSheet; users: number }>();
  adopted.set(root, sheets);
  const known = sheets.get(name);
  if (known) return void known.users++;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  sheets.set(name, { sheet, users: 1 });
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

function release(root: StyleRoot, name: string) {
  const sheets = adopted.get(root);
  const known = sheets?.get(name);
  if (!known || --known.users) return;
  sheets?.delete(name);
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((it) => it !== known.sheet);
}
