// The script that wasm-bindgen makes of the WebAssembly, and with it src/platform/browser/page.js. What is written
// here is a promise that nothing checks but the tests: pkg/wasm/src/core.rs has the class, tools/split/src/shorten.rs the
// two functions that load modules.

/** A client inside of the WebAssembly. */
export class Core {
  /**
   * The settings as JSON, or else the text of Amplify's outputs; `told` hears how each {@link run} has ended, by its
   * number, and of what happens without a command, under the number of its topic; `store` is one of the app's own, `metadataOf` a function of the app's
   * own as metadata.ts has wrapped it, `loginsOf` one as aws.ts has.
   */
  constructor(
    settings: string,
    outputs: string | undefined,
    told: (number: number, well: boolean, json: string) => void,
    store: object | undefined,
    metadataOf: ((operation: string) => string) | undefined,
    loginsOf: (() => Promise<string>) | undefined,
  );
  /** 0 once it was freed. */
  readonly __wbg_ptr: number;
  /** Begins a command. */
  run(number: number, asked: string): void;
  /** Does what takes no time. */
  now(asked: string): string;
  free(): void;
}

/** Hands over `extra.js`. */
export function provideExtras(extra: object): void;
/** Hands over sdk-identity.js. */
export function provideSdk(script: {
  readonly takeSdkIdentity: (poolId: string) => Promise<string | undefined>;
  readonly mayHaveSdkDatabase: () => Promise<boolean>;
}): void;
/** What sends requests in the browser's place. */
export interface Sender {
  fetch(url: string, init: RequestInit): Promise<Response>;
}
/** Says who sends them; nothing for the browser itself. */
export function provideSender(sender: Sender | undefined): void;
/** Hands over `database.js`. */
export function provideDatabase(database: object): void;
/** Says how a chunk of the module is loaded, by its name. */
export function loadChunksBy(load: (chunk: string) => Promise<void>): void;
/** Says how the worker of that work is opened. */
export function workBy(open: (work: string) => Promise<object>): void;
export function loadMain(source: unknown): Promise<void>;
export function linkChunk(source: unknown): Promise<void>;
