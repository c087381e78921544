// The script that wasm-bindgen generates for the crate vestibule-element. Only tests check these types: the classes are
// in pkg/element/src/screens.rs, the two functions that load modules in tools/split/src/shorten.rs.

/** A message that becomes an event, or reports whether anybody is signed in. */
export type ScreenMessage =
  "step" | "error" | "signed-in" | "signed-out" | "menu" | "offer-closed" | "over" | "somebody" | "nobody";

/** The container of a view, and the function that answers a challenge, which rejects with the JSON text of an error. */
export type Place = readonly [place: HTMLElement, submit?: (answer: string) => Promise<void>];

/**
 * Receives messages: `styles` with the name and the text of a style sheet, all others with JSON. Returns the text of a
 * language's file for `texts`; the function to call at the end of the view for `challenge` and `place`; the score of a
 * password for `strength`.
 */
export type Listener = (
  what: ScreenMessage | "styles" | "texts" | "challenge" | "place" | "strength",
  json: string,
  more?: string | Place,
) => Promise<string | number | undefined> | (() => void) | undefined;

/** A client in the WebAssembly. */
export class Pool {
  /** Throws the JSON text of an error. */
  constructor(config: string, listener: Listener);
  show(parent: HTMLElement, options: string, listener: Listener): Screens;
  /** Returns the JSON text of the session; rejects with that of an error. */
  session(): Promise<string>;
  /** Returns the JSON text of the report; rejects with that of an error. */
  signOut(): Promise<string>;
  free(): void;
}

/** Screens on a page, until they are freed. */
export class Screens {
  /** Changes to the language of a tag, or to the browser's language if it is empty. */
  speak(tag: string): void;
  free(): void;
}

/** Sets the function that loads a chunk of the module by its name. */
export function loadChunksBy(load: (chunk: string) => Promise<void>): void;
export function loadMain(source: unknown): Promise<void>;
export function linkChunk(source: unknown): Promise<void>;
