// The script that wasm-bindgen generates for the WebAssembly, including src/platform/browser/page.js. Only tests check
// these types: the class is in pkg/wasm/src/core.rs, the two functions that load modules in tools/split/src/shorten.rs.

/** A client in the WebAssembly. */
export class Core {
  /**
   * Takes the settings as JSON, or the text of Amplify's outputs. `onResult` receives the result of each {@link run}
   * under its number, and messages without a command under the number of their topic. `store` is a custom store,
   * `metadataOf` a function of the app wrapped by metadata.ts, `loginsOf` one wrapped by aws.ts.
   */
  constructor(
    settings: string,
    outputs: string | undefined,
    onResult: (number: number, isSuccess: boolean, json: string) => void,
    store: object | undefined,
    metadataOf: ((operation: string) => string) | undefined,
    loginsOf: (() => Promise<string>) | undefined,
  );
  /** 0 after it was freed. */
  readonly __wbg_ptr: number;
  /** Starts a command. */
  run(number: number, invocation: string): void;
  /** Runs a method that needs no waiting. */
  now(invocation: string): string;
  free(): void;
}

/** Passes in `extra.js`. */
export function provideExtras(extra: object): void;
/** Passes in sdk-identity.js. */
export function provideSdk(script: {
  readonly takeSdkIdentity: (poolId: string) => Promise<string | undefined>;
  readonly mayHaveSdkDatabase: () => Promise<boolean>;
}): void;
/** Sends requests instead of the browser. */
export interface Sender {
  fetch(url: string, init: RequestInit): Promise<Response>;
}
/** Sets the sender; `undefined` for the browser itself. */
export function provideSender(sender: Sender | undefined): void;
/** Passes in `database.js`. */
export function provideDatabase(database: object): void;
/** Sets the function that loads a chunk of the module by its name. */
export function loadChunksBy(load: (chunk: string) => Promise<void>): void;
/** Sets the function that opens the worker of a task. */
export function openWorkersBy(open: (work: string) => Promise<object>): void;
export function loadMain(source: unknown): Promise<void>;
export function linkChunk(source: unknown): Promise<void>;
