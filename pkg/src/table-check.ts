// A check by the compiler: for each command the WebAssembly reads as many arguments as its method has.

import type { CoreCommands } from "./core-commands.js";
import type { COMMANDS } from "./table.js";

type Table = typeof COMMANDS;

/** The commands whose numbers of arguments differ. */
type Different = {
  [Name in keyof CoreCommands]: Table[Name] extends { readonly script: string }
    ? never
    : Table[Name] extends { readonly takes: Required<Parameters<CoreCommands[Name]>>["length"] }
      ? never
      : Name;
}[keyof CoreCommands];

type None<Names extends never> = Names;
/** Does not compile if there are any. */
export type NoneDifferent = None<Different>;
