// The form that is shown before the module is loaded: part of the page's HTML, or drawn here if nothing suggests that
// somebody is signed in.

import { ENGLISH_FORM, earlyId, formTree, idOf, isSupported, placeTree } from "./element-form.js";
import type { FormLanguage, Tree } from "./element-form.js";
import type { Settings } from "./element-settings.js";
import { isRecord, parse } from "./json.js";

const EARLY = "dialog.vestibule-prerendered";

/** The container of a form in the element that waits for the module; `undefined` if there is none. */
export function earlyPlace(host: HTMLElement): HTMLElement | undefined {
  for (const child of host.children) {
    if (child.slot === "vestibule" && child.querySelector(`:scope>${EARLY}`)) return child as HTMLElement;
  }
  return undefined;
}

/**
 * Repeats the last click on a button of this form other than the submit button, once the screens have taken it over.
 * The dialog tells the screens that the form was submitted.
 */
export function replayClick(place: HTMLElement) {
  let pressed: string | null | undefined;
  place.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest<HTMLButtonElement>(`${EARLY} button`);
    if (button) pressed = button.type === "button" ? button.textContent : undefined;
  });
  const observer = new MutationObserver(() => {
    if (place.querySelector(EARLY)) return;
    observer.disconnect();
    for (const button of place.querySelectorAll<HTMLElement>("button[type=button]"))
      if (button.textContent === pressed) return button.click();
  });
  observer.observe(place, { childList: true });
}

/**
 * Draws the form of the element with this number, at once if it is in English. Does nothing if the user may have to see
 * something else, or if only the screens can create the form.
 */
export function draw(
  { config, options }: Settings,
  number: number,
  language: Promise<FormLanguage | undefined> | undefined,
  show: (place: HTMLElement) => unknown,
) {
  const { clientId, storage } = parse<{ readonly clientId: string; readonly storage?: string }>(config);
  // With `sharedMemory` the session may be in another tab.
  if (!isSupported(options) || storage === "sharedMemory" || mayNeedOtherScreen(clientId) || isLinked(options)) return;
  const drawIn = (language: FormLanguage) => show(createElement(placeTree(formTree(options, idOf(number), language))));
  if (language) void language.then((loaded) => loaded && drawIn(loaded));
  else drawIn(ENGLISH_FORM);
}

/** Whether the screens of the element with this number will find the form in this container. */
export const isOf = (place: HTMLElement, number: number) => place.firstElementChild?.id === earlyId(idOf(number));

/** Stored keys that do not belong to a session or an unfinished sign-in. */
const NO_SESSION_KEY = /\.(devices|passkeyUser|provider|noPasskey)$/;

/**
 * Whether the user may have to see another screen than the form: signed in, returning from the hosted pages, or in the
 * middle of something (src/ui/start_screen.rs).
 */
function mayNeedOtherScreen(clientId: string) {
  try {
    const keys = [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage));
    const stateKeys = Object.keys(isRecord(history.state) ? history.state : {});
    const hasKey = keys.some((key) => key.includes(clientId) && !NO_SESSION_KEY.test(key));
    const hasState = stateKeys.some((key) => key.startsWith("vestibule"));
    return hasKey || hasState || /[?&#](code|error|state)=/.test(location.href);
  } catch {
    // The browser denies access to the storage.
    return true;
  }
}

/** Whether the address may name another screen. */
function isLinked({ routing }: Settings["options"]) {
  const { hash, pathname } = location;
  if (routing === "hash") return hash.length > 1;
  return typeof routing === "string" && routing.startsWith("/") && pathname !== routing;
}

function createElement({ tag, attributes, inside }: Tree): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside.map((it) => (typeof it === "string" ? it : createElement(it))));
  return element;
}
