// What the core does by name, and how.

import type { Commands } from "./commands.js";
import type { WaitOptions } from "./config.js";
import type { Dataset } from "./dataset.js";
import type { CoreClient } from "./core.js";
import type { Groups } from "./groups.js";
import type { Session } from "./session.js";
import type { ConfirmSignUpStep, PopupOptions, RedirectOutcome, ResetPasswordStep } from "./steps.js";
import type { COMMANDS } from "./table.js";

/** What only acts in this page, and takes no command. */
type WithoutCommand = "abort" | "dataset" | "provider" | "onIdentityChange";

/** The commands of a group's methods. */
type CommandsOf<Group extends keyof Groups> = {
  [Method in Exclude<keyof Groups[Group], WithoutCommand> & string as `${Group}.${Method}`]: Groups[Group][Method];
};

/** The methods of a dataset that run a command, with its name before what is given. */
type DatasetCommands = {
  [Method in Exclude<keyof Dataset, "name" | "observe"> as `dataset.${Method}`]: Dataset[Method] extends (
    ...given: infer Given
  ) => infer Outcome
    ? (dataset: string, ...given: Given) => Outcome
    : never;
};

/** All that a core does by name: the {@link Commands}, those of the groups, and what the entry does in part itself. */
export interface CoreCommands
  extends
    Commands,
    CommandsOf<"profile">,
    CommandsOf<"mfa">,
    CommandsOf<"passkeys">,
    CommandsOf<"devices">,
    CommandsOf<"sessions">,
    CommandsOf<"accounts">,
    CommandsOf<"aws">,
    CommandsOf<"records">,
    DatasetCommands {
  session(options?: WaitOptions): Promise<Session>;
  current(): Promise<Session | undefined>;
  confirmSignUp(username: string): Promise<ConfirmSignUpStep>;
  resetPassword(username: string): Promise<ResetPasswordStep>;
  signInWithPopup(options?: PopupOptions): Promise<RedirectOutcome>;
  /** The page's address, as it was before the answer was taken out of it; nothing where it was kept in this tab. */
  handleCallback(answer: string | undefined): Promise<RedirectOutcome | undefined>;
}

/** What the package's scripts ask of the WebAssembly, and no app. */
export type InternalCommand =
  | ("prepareSignIn" | "forgetSignIn" | "active" | "moveIn")
  | ("awsCredentials" | "awsSign" | "awsExplain" | "awsSamlRole")
  | ("recordsObserve" | "recordsPolicy" | "recordsSynchronize" | "recordsSettle");

type Table = typeof COMMANDS;

/** Commands of which the WebAssembly reads another number of arguments than the method has. */
type Misread = {
  [Name in keyof CoreCommands]: Table[Name] extends { readonly script: string }
    ? never
    : Table[Name] extends { readonly takes: Required<Parameters<CoreCommands[Name]>>["length"] }
      ? never
      : Name;
}[keyof CoreCommands];

type None<Names extends never> = Names;
/** That there are none, the compiler says here. */
export type NoneMisread = None<Misread>;

export type Result<Name extends keyof CoreCommands> = CoreCommands[Name] extends (
  ...given: never[]
) => Promise<infer Value>
  ? Value
  : never;

/** Does a command with what the app has given, of which nothing is known: many a caller has no TypeScript. */
export type Handler<Name extends keyof CoreCommands> = (
  client: CoreClient,
  ...given: readonly unknown[]
) => Promise<Result<Name>>;

/** The script that does some of the commands, once it is loaded. */
export interface Script {
  readonly handlers: { readonly [Name in keyof CoreCommands]?: Handler<Name> };
  /** What does a command that has no handler. */
  otherwise?<Name extends keyof CoreCommands>(name: Name): Handler<Name>;
}
