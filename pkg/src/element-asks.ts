// What the module asks of the page: the words of a language, the score of a password, a view of a question or in a place.

import { formWords } from "./element-form.js";
import type { Place } from "./element-glue.js";
import { settled } from "./element-module.js";
import type { CustomChallenge } from "./element-options.js";
import { splitName, templatesOf } from "./element-settings.js";
import type { Given } from "./element-settings.js";
import { parse } from "./json.js";
import { report } from "./report.js";

export async function wordsOf(language: string, folder: string | undefined, { strings }: Given) {
  const { words } = await import("./element-languages.js");
  return words(language, folder, strings);
}

/** How the sign-in form speaks; nothing where its words cannot be had, which the screens say. */
export async function formIn(tag: string, folder: string | undefined, { strings }: Given) {
  try {
    const { wordsOfTag } = await import("./element-languages.js");
    const found = await wordsOfTag(tag, folder, strings);
    return found && formWords(...found);
  } catch {
    return undefined;
  }
}

export async function scoreOf(password: string, { passwordStrength }: Given) {
  return passwordStrength?.(password);
}

/** Has the page show a view of its own, and gives what it wants to be called by at the end. */
export function show(what: "challenge" | "place", json: string, place: Place, element: HTMLElement, given: Given) {
  try {
    return (what === "place" ? fill(json, place, element, given) : ask(json, place, given)) ?? undefined;
  } catch (error) {
    report(error);
    return undefined;
  }
}

function ask(json: string, [place, submit]: Place, { customChallenge }: Given) {
  const asked = parse<Omit<CustomChallenge, "submit">>(json);
  const over = customChallenge?.({ ...asked, submit: (answer) => settled(Promise.resolve(submit?.(answer))) }, place);
  takeFocus(place);
  return over;
}

/** A place of a screen, by its name. */
function fill(name: string, [place]: Place, element: HTMLElement, { options }: Given) {
  const template = templatesOf(element).find(({ slot }) => slot === name);
  if (template) return place.append(template.content.cloneNode(true));
  const [screen, at] = splitName(name);
  return options?.views?.[screen]?.[at]?.(place);
}

/** The button that led here is gone, and the focus with it. */
function takeFocus(place: HTMLElement) {
  // A document's root or that of a shadow: both know which element it is.
  const { activeElement } = place.getRootNode() as Document | ShadowRoot;
  if (activeElement && activeElement !== document.body) return;
  place.tabIndex = -1;
  (place.querySelector<HTMLElement>("input, textarea, select") ?? place).focus();
}
