// The script that wasm-bindgen makes of the crate vestibule-element. What is written here is a promise that nothing
// checks but the tests: pkg/element/src/screens.rs has the classes, tools/split/src/shorten.rs the two functions that
// load modules.

/** What becomes an event, and whether anybody is signed in. */
export type Happening = "step" | "error" | "signed-in" | "signed-out" | "menu" | "over" | "somebody" | "nobody";

/** The place for a view of the page's own; and what answers a question: it rejects with the JSON text of an error. */
export type Place = readonly [place: HTMLElement, submit?: (answer: string) => Promise<void>];

/**
 * Hears what happens: `styles` with the name and the text of a sheet, all else with JSON. For `words` it gives the text
 * of a language's file, by its tag; for `challenge`, what is called at the end of the question; for `place`, at the end
 * of a view, by its name; for `strength`, the score of a password.
 */
export type Listener = (
  what: Happening | "styles" | "words" | "challenge" | "place" | "strength",
  json: string,
  more?: string | Place,
) => Promise<string | number | undefined> | (() => void) | undefined;

/** A client inside of the WebAssembly. */
export class Pool {
  /** Throws the JSON text of an error. */
  constructor(config: string, listener: Listener);
  show(parent: HTMLElement, options: string, listener: Listener): Screens;
  /** The JSON text of the session; rejects with that of an error. */
  session(): Promise<string>;
  /** The JSON text of the report; rejects with that of an error. */
  signOut(): Promise<string>;
  free(): void;
}

/** Screens on a page, until they are freed. */
export class Screens {
  /** Changes to the language of a tag, or of the browser where there is none. */
  speak(tag: string): void;
  free(): void;
}

/** Says how a chunk of the module is loaded, by its name. */
export function loadChunksBy(load: (chunk: string) => Promise<void>): void;
export function loadMain(source: unknown): Promise<void>;
export function linkChunk(source: unknown): Promise<void>;
