// The sign-in form of `<vestibule-auth>` as HTML, for a page that has it before any script: where a site is built, or on a
// server. It needs no browser, and Node.js from 20 on.

import { IN_ENGLISH, formTree, formWords, idOf, placeTree } from "./element-form.js";
import type { Tree } from "./element-form.js";
import { PLACE, firstSheet } from "./element-styles.js";
import { ELEMENTS, keyOf } from "./element-table.js";
import type { AttributeRow } from "./element-table.js";

/** A form and what it needs. */
export interface PrerenderedForm {
  /** What stands inside of `<vestibule-auth>`. */
  readonly html: string;
  /** The element with its styles, for the head of the page. */
  readonly style: string;
  /**
   * What `style-src` has to name in the page's Content-Security-Policy: `'sha256-…'`, the hash of these styles. It
   * changes with the version of this package.
   */
  readonly styleSource: string;
}

/** The language of the form, where it is not English. */
export interface PrerenderedLanguage {
  /** Its tag: `de`. */
  readonly tag: string;
  /** The content of its file, `vestibule-auth/languages/de.json`. */
  readonly file: unknown;
}

/** Attributes of the element that the form is another one by. */
const KNOWN = ["app-name", "username-kind", "first-factor", "remember-me", "sign-up", "layout"] as const;

/** What is for who is signed in is not seen while the element is not defined. */
const BEFORE = `vestibule-auth{display:block}vestibule-auth:not(:defined)>:not(.${PLACE}){display:none}`;

/** Text and values of attributes, as HTML has them. */
const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Elements that have no end. */
const VOID = ["input"];

/**
 * The form of an element with these attributes, the first one of its page. Those that make no difference to the form, such
 * as `client-id`, may be among them.
 *
 * The element takes over what was typed into it. Whoever is signed in sees the form until the module knows that: it is for
 * pages to which people come to sign in.
 *
 * @throws {TypeError} where an attribute has a value that it cannot have, or where the form is one of those that only
 *   the screens can make: with buttons of providers, or in the shadow root.
 */
export async function prerender(
  attributes: Readonly<Record<string, string>>,
  language?: PrerenderedLanguage,
): Promise<PrerenderedForm> {
  const spoken = language ? formWords(language.tag, language.file) : IN_ENGLISH;
  const form = formTree(optionsOf(attributes), idOf(0), spoken);
  const css = BEFORE + firstSheet(Object.keys(ELEMENTS).join());
  return { html: htmlOf(placeTree(form)), style: `<style>${css}</style>`, styleSource: `'sha256-${await hash(css)}'` };
}

function optionsOf(attributes: Readonly<Record<string, string>>) {
  const rows: Readonly<Record<string, AttributeRow>> = ELEMENTS["vestibule-auth"].attributes;
  if (attributes.providers || attributes.mode === "shadow")
    throw new TypeError("A form with buttons of providers, or in the shadow root, cannot be prerendered");
  const options: Record<string, string> = {};
  for (const name of KNOWN) {
    const value = attributes[name];
    const row = rows[name];
    if (value === undefined || !row) continue;
    if (row.values && !row.values.includes(value))
      throw new TypeError(`${name}: it is ${JSON.stringify(value)}. It can be ${row.values.join(", ")}.`);
    options[keyOf(name, row)] = value;
  }
  return options;
}

function htmlOf({ tag, attributes, inside }: Tree): string {
  const its = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const start = `<${tag}${its.join("")}>`;
  if (VOID.includes(tag)) return start;
  return `${start}${inside.map((it) => (typeof it === "string" ? escaped(it) : htmlOf(it))).join("")}</${tag}>`;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (it) => ESCAPED[it] ?? it);

async function hash(text: string) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
