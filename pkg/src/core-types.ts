// Types that the entry, the core and the scripts that it loads share. They are here, without code, so that these files
// do not depend on one another.

import type { Tools } from "./checks.js";
import type { CoreCommands, InternalCommand, Result } from "./core-commands.js";
import type { Extras } from "./config.js";
import type { OptionChecks } from "./option-checks.js";
import type { IdentityChange } from "./session.js";
import type { Core, provideExtras, provideSdk, provideSender } from "./vestibule.js";

/** The settings as JSON, and the text of Amplify's outputs, or an empty text. */
export type SettingsTexts = readonly [settings: string, outputs: string];

/** A registered listener. The same function can be registered several times. */
export interface Listener<Event> {
  readonly listener: (event: Event) => void;
}

/**
 * Returns the source of a file of the package: a {@link WasmSource} or a promise of one, if the app keeps to the types.
 * `file` returns the address in a form that bundlers recognize.
 */
export type Locate = (name: string, file: () => URL) => unknown;

/** A command by its name. */
export type Command = keyof CoreCommands | InternalCommand;

/** The WebAssembly's object of a client, with the settings that it was created with. */
export type ConfiguredCore = Core & { readonly settings: SettingsTexts; readonly hasLogins: boolean };

/** The state that the clients of one core share. */
export interface Shared {
  /** The prefix of the keys under which other libraries store sessions of the app client; `false` if these are ignored. */
  readonly foreignKeys: string | false;
  /** Whether there were such keys at the last check. */
  hasForeignKeys?: boolean;
  /** Receives each change of the session as JSON, for the cache of derived.ts. */
  clearTokens?: (json: string) => void;
  /** Receives each change of the session as JSON, for the listeners of the client. */
  onChange?: ((json: string) => void) | undefined;
  /** The listeners for changes of the AWS identity. */
  identityListeners?: Iterable<Listener<IdentityChange>>;
  /** Receives each change of records as JSON, for records.ts. */
  records?: (json: string) => void;
}

/** A client: takes checked arguments, and returns steps with methods and {@link VestibuleError}s. */
export interface CoreClient {
  readonly core: ConfiguredCore;
  readonly shared: Shared;
  /** Returns the same client, with data to be sent with its commands. */
  with(extras: Extras | undefined): CoreClient;
  /** Runs the command of a public method. */
  do<Name extends keyof CoreCommands>(name: Name, ...given: readonly unknown[]): Promise<Result<Name>>;
  /** Loads everything that a command needs. */
  ready(name: Command): Promise<CoreClient>;
  /** Loads what a sign-in needs, for a page that will probably start one. */
  prepareSignIn(): void;
  /** Runs a command in the WebAssembly. `T` is the type of its result (pkg/wasm/src/view.rs). */
  perform<T>(command: Command, given?: readonly unknown[]): Promise<T>;
  /** Cancels the current passkey request, if there is one. */
  abortPasskey(): void;
  /** Calls `listener` with the JSON text of each change, until the returned function is called. */
  onChange(listener: (json: string) => void): () => void;
  free(): void;
}

/** Runs a command with the app's arguments, which are not checked yet: many apps have no TypeScript. */
export type Handler<Name extends keyof CoreCommands> = (
  client: CoreClient,
  ...given: readonly unknown[]
) => Promise<Result<Name>>;

/** A script that implements some of the commands. */
export interface Script {
  readonly handlers: { readonly [Name in keyof CoreCommands]?: Handler<Name> };
  /** Returns the handler of a command that is not in the list. */
  otherwise?<Name extends keyof CoreCommands>(name: Name): Handler<Name>;
}

/** A method of a step by its number, or a command. */
export type Invocation = { readonly given?: readonly unknown[]; readonly extras?: Extras | undefined } & (
  { readonly command: Command; readonly step?: undefined } | { readonly command: string; readonly step: number }
);

/** What core.ts passes to aws.ts. */
export interface AwsInternals {
  readonly provideSdk: typeof provideSdk;
  readonly provideSender: typeof provideSender;
}

/** What core.ts passes to more.ts. */
export interface Internals {
  readonly provideExtras: typeof provideExtras;
  /** Returns the core, or throws if it was freed. */
  readonly alive: <C extends Core>(core: C) => C;
  readonly perform: <T>(core: ConfiguredCore, invocation: Invocation) => Promise<T>;
}

/** The checks of arguments that more.ts passes to account.ts and derived.ts. */
export interface ArgumentChecks extends Pick<Tools, "record" | "text" | "wrongType">, OptionChecks {
  readonly texts: (value: unknown, field: string) => string[];
  readonly optional: (value: unknown, field: string) => string | undefined;
  readonly pairs: (value: unknown) => Readonly<Record<string, string>>;
}
