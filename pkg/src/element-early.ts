// The form that is in the element before the module is: written into the page, or drawn here where nothing says that
// somebody is signed in.

import { IN_ENGLISH, earlyId, formTree, idOf, isKnown, placeTree } from "./element-form.js";
import type { Spoken, Tree } from "./element-form.js";
import type { Settings } from "./element-settings.js";
import { isRecord, parse } from "./json.js";

const EARLY = "dialog.vestibule-prerendered";

/** The place in the element where a form waits for the module; nothing where there is none. */
export function earlyPlace(host: HTMLElement): HTMLElement | undefined {
  for (const child of host.children) {
    if (child.slot === "vestibule" && child.querySelector(`:scope>${EARLY}`)) return child as HTMLElement;
  }
  return undefined;
}

/**
 * What is pressed last on this form, other than the button that sends it, is pressed again once the screens have taken it
 * over. That the form was sent, its dialog tells them.
 */
export function pressLater(place: HTMLElement) {
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
 * Hands over the form of the element of that number, at once where it is in English. Nothing comes of it where the person
 * may have to see something else, or where only the screens can make the form.
 */
export function draw(
  { config, options }: Settings,
  number: number,
  spoken: Promise<Spoken | undefined> | undefined,
  show: (place: HTMLElement) => unknown,
) {
  const { clientId, storage } = parse<{ readonly clientId: string; readonly storage?: string }>(config);
  // The session may be in another tab's memory.
  if (!isKnown(options) || storage === "sharedMemory" || isSomewhereElse(clientId) || isLinked(options)) return;
  const drawn = (spoken: Spoken) => show(built(placeTree(formTree(options, idOf(number), spoken))));
  if (spoken) void spoken.then((spoken) => spoken && drawn(spoken));
  else drawn(IN_ENGLISH);
}

/** Whether the screens of the element of that number will find the form in that place. */
export const isOf = (place: HTMLElement, number: number) => place.firstElementChild?.id === earlyId(idOf(number));

/** What is kept that says nothing of a session or of a sign-in that was begun. */
const OF_NOBODY = /\.(devices|passkeyUser|provider|noPasskey)$/;

/**
 * Whether the person may have to see something else than the form: as who is signed in, on the way back from the hosted
 * pages, or in the middle of something (src/ui/resume.rs).
 */
function isSomewhereElse(clientId: string) {
  try {
    const keys = [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage));
    const marks = Object.keys(isRecord(history.state) ? history.state : {});
    const isKept = keys.some((key) => key.includes(clientId) && !OF_NOBODY.test(key));
    const isMarked = marks.some((key) => key.startsWith("vestibule"));
    return isKept || isMarked || /[?&#](code|error|state)=/.test(location.href);
  } catch {
    // A browser that keeps nothing.
    return true;
  }
}

/** Whether the address may name another screen. */
function isLinked({ routing }: Settings["options"]) {
  const { hash, pathname } = location;
  if (routing === "hash") return hash.length > 1;
  return typeof routing === "string" && routing.startsWith("/") && pathname !== routing;
}

function built({ tag, attributes, inside }: Tree): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside.map((it) => (typeof it === "string" ? it : built(it))));
  return element;
}
