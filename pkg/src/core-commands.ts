// The commands that the core runs, with their types.

import type { Commands } from "./commands.js";
import type { WaitOptions } from "./config.js";
import type { Dataset } from "./dataset.js";
import type { Groups } from "./groups.js";
import type { Session } from "./session.js";
import type { ConfirmSignUpStep, PopupOptions, RedirectOutcome, ResetPasswordStep } from "./steps.js";

/** Methods that run no command. */
type WithoutCommand = "abort" | "dataset" | "provider" | "onIdentityChange";

/** The commands of a group's methods. */
type CommandsOf<Group extends keyof Groups> = {
  [Method in Exclude<keyof Groups[Group], WithoutCommand> & string as `${Group}.${Method}`]: Groups[Group][Method];
};

/** The commands of a dataset's methods, which take its name first. */
type DatasetCommands = {
  [Method in Exclude<keyof Dataset, "name" | "observe"> as `dataset.${Method}`]: Dataset[Method] extends (
    ...given: infer Given
  ) => infer Outcome
    ? (dataset: string, ...given: Given) => Outcome
    : never;
};

/** All commands: the {@link Commands}, those of the groups, and those that the entry partly runs itself. */
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
  /**
   * Takes the page's address as it was before the response was removed from it; `undefined` if the response is stored
   * in this tab.
   */
  handleCallback(answer: string | undefined): Promise<RedirectOutcome | undefined>;
}

/** Commands that the package's scripts run in the WebAssembly, but no app. */
export type InternalCommand =
  | ("prepareSignIn" | "forgetSignIn" | "active" | "importSession")
  | ("awsCredentials" | "awsSign" | "awsExplain" | "awsSamlRole")
  | ("recordsObserve" | "recordsPerson" | "recordsPolicy" | "recordsSynchronize" | "recordsSettle");

/** The result of a command. */
export type Result<Name extends keyof CoreCommands> = CoreCommands[Name] extends (
  ...given: never[]
) => Promise<infer Value>
  ? Value
  : never;
