// The style sheets of the screens, for the root that an element stands in: a document, or somebody's shadow root.

import { SHEET } from "./element-sheet.js";

/** Where a style sheet can be adopted. */
export type StyleRoot = Document | ShadowRoot;

/** The sheets of a root by name, each with how many elements need it. */
const adopted = new WeakMap<StyleRoot, Map<string, { readonly sheet: CSSStyleSheet; users: number }>>();

/** What is said of `.vestibule` by itself is said of the element, so that a page that says it of the element wins. */
const TOKENS = ":where(.vestibule,.vestibule-tokens)";

/** The name of the sheet that every screen needs. */
export const FIRST = "vestibule";

/** The class of the element that the screens are in. */
export const PLACE = "vestibule-place";

/**
 * What a page says of all its inputs and headings is not said of those of the form, nor what the form would inherit.
 * Rules of the sheet stand behind these with the same weight. Drawings keep their attributes, and what is hidden stays so:
 * a browser has that, too, from an attribute.
 */
const RESET = `.${PLACE}{all:initial;display:block;color-scheme:inherit;visibility:inherit}
.vestibule,.vestibule :where(:not(svg,svg *)){all:revert}
.vestibule [hidden]{display:none}`;

/** The sheets that one element needs, wherever it is. */
export class Styles {
  readonly #names: string;
  readonly #sheets = new Map<string, string>();
  #roots: readonly StyleRoot[] = [];

  /** For the elements of these names. */
  constructor(names: readonly string[]) {
    this.#names = names.join(",");
  }

  /** One more sheet. The text of the first one is in this script, since the form needs it before the module is there. */
  add(name: string, css: string) {
    if (this.#sheets.has(name)) return;
    const text = name === FIRST ? firstSheet(this.#names) : css;
    this.#sheets.set(name, text);
    for (const root of this.#roots) adopt(root, name, text);
  }

  /** The element is in these roots now, and in no others. */
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

/** The sheet that every screen needs, for elements of these names, a comma between them. */
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
