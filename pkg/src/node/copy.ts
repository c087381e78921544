#!/usr/bin/env node
// `npx vestibule-auth copy <folder>` copies the files that pages load and that some bundlers leave out.
// `npx vestibule-auth prerender app-name=Notes` prints the element's form, for pages that contain it before any script.

import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** See `prerender.ts`. */
type Prerender = (
  attributes: Readonly<Record<string, string>>,
  language?: { readonly tag: string; readonly file: unknown },
) => Promise<unknown>;

const here = fileURLToPath(new URL(".", import.meta.url));
const assets = JSON.parse(readFileSync(join(here, "assets.json"), "utf8")) as readonly string[];
const [command, ...given] = process.argv.slice(2);

try {
  if (command === "copy" && given.length === 1) copy(given[0] ?? "");
  else if (command === "prerender") console.log(JSON.stringify(await prerendered(given), undefined, 2));
  else explain();
} catch (error) {
  console.error(`vestibule-auth: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function explain() {
  console.error(`Usage: vestibule-auth copy <folder>

Copies into the folder: ${assets.join(", ")}

Usage: vestibule-auth prerender [<attribute>=<value>]…

Prints the sign-in form of <vestibule-auth> with these attributes, its styles, and what they need in the policy, as JSON.`);
  process.exit(2);
}

function copy(folder: string) {
  for (const file of assets) {
    const to = join(folder, file);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(join(here, file), to);
  }
  console.log(`${assets.length} files of vestibule-auth are in ${folder}`);
}

async function prerendered(given: readonly string[]) {
  // In the package it is beside this file.
  const { prerender } = (await import(new URL("prerender.js", import.meta.url).href)) as { prerender: Prerender };
  const { language, ...attributes } = Object.fromEntries(given.map(attribute));
  const isEnglish = language === undefined || /^en(-|$)/i.test(language);
  return prerender(attributes, isEnglish ? undefined : { tag: language, file: textsOf(language) });
}

function attribute(text: string): [name: string, value: string] {
  const [, name, value] = /^([a-z-]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`${text}: it is not <attribute>=<value>`);
  return [name, value];
}

function textsOf(language: string): unknown {
  const file = `languages/${language}.json`;
  if (!assets.includes(file)) throw new Error(`language: there is no ${language}`);
  return JSON.parse(readFileSync(join(here, file), "utf8"));
}
