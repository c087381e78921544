// What the module asks of the page: the words of a language, the score of a password, a view of a question.

import { formWords } from "./element-form.js";
import type { Place } from "./element-glue.js";
import { settled } from "./element-module.js";
import type { CustomChallenge } from "./element-options.js";
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

/** Has the page ask a question, and gives what it wants to be called by at the end. */
export function ask(json: string, [place, submit]: Place, { customChallenge }: Given): (() => void) | undefined {
  const asked = parse<Omit<CustomChallenge, "submit">>(json);
  try {
    const over = customChallenge?.({ ...asked, submit: (answer) => settled(submit(answer)) }, place);
    takeFocus(place);
    return over ?? undefined;
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** The button that led here is gone, and the focus with it. */
function takeFocus(place: HTMLElement) {
  // A document's root or that of a shadow: both know which element it is.
  const { activeElement } = place.getRootNode() as Document | ShadowRoot;
  if (activeElement && activeElement !== document.body) return;
  place.tabIndex = -1;
  (place.querySelector<HTMLElement>("input, textarea, select") ?? place).focus();
}
