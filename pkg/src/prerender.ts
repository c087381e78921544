// The sign-in form of `<vestibule-auth>` as HTML, for pages that contain it before any script runs: for builds and
// servers. Needs no browser, and Node.js 20 or later.

import { ENGLISH_FORM, formLanguage, formTree, idOf, placeTree } from "./element-form.js";
import type { Tree } from "./element-form.js";
import { PLACE, firstSheet } from "./element-styles.js";
import { ELEMENTS, keyOf } from "./element-table.js";
import type { AttributeRow } from "./element-table.js";

/** A form with its styles. */
export interface PrerenderedForm {
  /** The content of `<vestibule-auth>`. */
  readonly html: string;
  /** A `<style>` element for the head of the page. */
  readonly style: string;
  /**
   * The hash of the styles, `'sha256-…'`, for `style-src` in the page's Content-Security-Policy. It changes with the
   * version of this package.
   */
  readonly styleSource: string;
}

/** The language of the form, if it is not English. */
export interface PrerenderedLanguage {
  /** Its tag: `de`. */
  readonly tag: string;
  /** The content of its file: `vestibule-auth/languages/de.json`. */
  readonly file: unknown;
}

/** The attributes that change the form. */
const KNOWN = ["app-name", "username-kind", "first-factor", "remember-me", "sign-up", "layout"] as const;

/** Hides content for signed-in users until the element is defined. */
const BEFORE = `vestibule-auth{display:block}vestibule-auth:not(:defined)>:not(.${PLACE}){display:none}`;

/** The escaped characters in text and attribute values. */
const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Elements without an end tag. */
const VOID = ["input"];

/**
 * Returns the form of an element with these attributes, for the first element of a page. Attributes that do not change
 * the form, such as `client-id`, are ignored.
 *
 * The element takes over what was typed into the form. Signed-in users see the form until the module is loaded, so use
 * it on pages where people sign in.
 *
 * @throws {TypeError} if an attribute has an invalid value, or if only the screens can create the form: with provider
 * buttons, or in the shadow root.
 */
export async function prerender(
  attributes: Readonly<Record<string, string>>,
  language?: PrerenderedLanguage,
): Promise<PrerenderedForm> {
  const texts = language ? formLanguage(language.tag, language.file) : ENGLISH_FORM;
  const form = formTree(optionsOf(attributes), idOf(0), texts);
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
