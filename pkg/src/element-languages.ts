// The texts of the screens in languages other than English, and the page's own texts that replace them.

import type { ElementStrings } from "./element-options.js";
import { isRecord, parse } from "./json.js";

/** The address of each file, in a form that bundlers recognize. */
const FILES: Readonly<Record<string, () => URL>> = {
  ar: () => new URL("languages/ar.json", import.meta.url),
  cs: () => new URL("languages/cs.json", import.meta.url),
  da: () => new URL("languages/da.json", import.meta.url),
  de: () => new URL("languages/de.json", import.meta.url),
  el: () => new URL("languages/el.json", import.meta.url),
  es: () => new URL("languages/es.json", import.meta.url),
  fi: () => new URL("languages/fi.json", import.meta.url),
  fr: () => new URL("languages/fr.json", import.meta.url),
  he: () => new URL("languages/he.json", import.meta.url),
  hu: () => new URL("languages/hu.json", import.meta.url),
  id: () => new URL("languages/id.json", import.meta.url),
  it: () => new URL("languages/it.json", import.meta.url),
  ja: () => new URL("languages/ja.json", import.meta.url),
  ko: () => new URL("languages/ko.json", import.meta.url),
  nb: () => new URL("languages/nb.json", import.meta.url),
  nl: () => new URL("languages/nl.json", import.meta.url),
  pl: () => new URL("languages/pl.json", import.meta.url),
  pt: () => new URL("languages/pt.json", import.meta.url),
  "pt-BR": () => new URL("languages/pt-BR.json", import.meta.url),
  ro: () => new URL("languages/ro.json", import.meta.url),
  sv: () => new URL("languages/sv.json", import.meta.url),
  tr: () => new URL("languages/tr.json", import.meta.url),
  uk: () => new URL("languages/uk.json", import.meta.url),
  "zh-Hans": () => new URL("languages/zh-Hans.json", import.meta.url),
  "zh-Hant": () => new URL("languages/zh-Hant.json", import.meta.url),
};

const files: Record<string, Promise<unknown>> = {};

/** The language of a tag with its texts, if the tag certainly means a file. The module resolves other tags. */
export async function textsOfTag(
  tag: string,
  folder: string | undefined,
  own: ElementStrings | undefined,
): Promise<readonly [language: string, file: unknown] | undefined> {
  const language = languageOf(tag || navigator.language);
  const text = language && (await textsOf(language, folder, own));
  return text ? [language, parse<unknown>(text)] : undefined;
}

/** Removes subtags from the end until a file is found. */
function languageOf(tag: string): string | undefined {
  if (tag === "en" || tag in FILES) return tag;
  const end = tag.lastIndexOf("-");
  return end < 0 ? undefined : languageOf(tag.slice(0, end));
}

/**
 * The content of a language's file with the page's own texts; `undefined` if it cannot be loaded. `folder` contains the
 * package's files, if they are not beside the script.
 */
export async function textsOf(
  language: string,
  folder: string | undefined,
  own: ElementStrings | undefined,
): Promise<string | undefined> {
  // English is in the module.
  const file = FILES[language] ? await fetched(language, folder) : { strings: {} };
  if (!isRecord(file)) return undefined;
  const all: Record<string, unknown> = { ...file };
  for (const [group, texts] of Object.entries(own?.[language] ?? {})) {
    all[group] = { ...(isRecord(file[group]) ? file[group] : {}), ...texts };
  }
  return JSON.stringify(all);
}

/**
 * A file that could not be loaded is requested again by the next call. The module reports missing texts in the console.
 */
async function fetched(language: string, folder: string | undefined): Promise<unknown> {
  const { href } = folder
    ? new URL(`${folder}languages/${language}.json`, document.baseURI)
    : (FILES[language]?.() ?? {});
  if (!href) return undefined;
  try {
    return await (files[href] ??= load(href));
  } catch {
    delete files[href];
    return undefined;
  }
}

async function load(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}
