// Answers the module's requests to the page: the texts of a language, the score of a password, and views of the page's
// own.

import { formLanguage as languageOfFile } from "./element-form.js";
import type { Place } from "./element-glue.js";
import { withErrors } from "./element-module.js";
import type { CustomChallenge } from "./element-options.js";
import { splitName, templatesOf } from "./element-settings.js";
import type { Given } from "./element-settings.js";
import { parse } from "./json.js";
import { report } from "./report.js";

export async function languageTexts(language: string, folder: string | undefined, { strings }: Given) {
  const languages = await import("./element-languages.js");
  return languages.textsOf(language, folder, strings);
}

/** The texts of the sign-in form in a language; `undefined` if they cannot be loaded, which the screens report. */
export async function formLanguage(tag: string, folder: string | undefined, { strings }: Given) {
  try {
    const { textsOfTag } = await import("./element-languages.js");
    const found = await textsOfTag(tag, folder, strings);
    return found && languageOfFile(...found);
  } catch {
    return undefined;
  }
}

export async function scoreOf(password: string, { passwordStrength }: Given) {
  return passwordStrength?.(password);
}

/** Shows a view of the page, and returns the page's function to be called when the view is removed. */
export function showView(what: "challenge" | "place", json: string, place: Place, element: HTMLElement, given: Given) {
  try {
    return (what === "place" ? fillPlace(json, place, element, given) : showChallenge(json, place, given)) ?? undefined;
  } catch (error) {
    report(error);
    return undefined;
  }
}

function showChallenge(json: string, [place, submit]: Place, { customChallenge }: Given) {
  const challenge = parse<Omit<CustomChallenge, "submit">>(json);
  const removed = customChallenge?.(
    { ...challenge, submit: (answer) => withErrors(Promise.resolve(submit?.(answer))) },
    place,
  );
  restoreFocus(place);
  return removed;
}

/** Fills a place of a screen, by its name, from a template or a function. */
function fillPlace(name: string, [place]: Place, element: HTMLElement, { options }: Given) {
  const template = templatesOf(element).find(({ slot }) => slot === name);
  if (template) return place.append(template.content.cloneNode(true));
  const [screen, at] = splitName(name);
  return options?.views?.[screen]?.[at]?.(place);
}

/** Restores the focus, which was lost with the button that led here. */
function restoreFocus(place: HTMLElement) {
  // The root is a document or a shadow root; both have `activeElement`.
  const { activeElement } = place.getRootNode() as Document | ShadowRoot;
  if (activeElement && activeElement !== document.body) return;
  place.tabIndex = -1;
  (place.querySelector<HTMLElement>("input, textarea, select") ?? place).focus();
}
