// The methods of a client's groups, created from their names: each runs its command. Part of the entry.

import { callable, tools } from "./checks.js";
import type { Client } from "./client.js";
import type { CoreCommands } from "./core-commands.js";
import type { CoreClient } from "./core-types.js";
import type { RecordEntry } from "./dataset.js";
import type { Groups } from "./groups.js";
import type { IdentityChange } from "./session.js";
import { DATASET_METHODS, GROUP_METHODS } from "./table.js";

/** The functions of a client that the methods call. The methods do not use `this`, so they can be destructured. */
interface ClientFunctions {
  /** Runs a command. */
  readonly act: (command: keyof CoreCommands, given: readonly unknown[]) => Promise<unknown>;
  /** Runs a script that notifies a listener, and retries if it cannot be loaded. The returned function stops it. */
  readonly follow: (begin: (isOver: () => boolean) => Promise<unknown>) => () => void;
  readonly live: () => Client;
  readonly core: () => Promise<CoreClient>;
}

export function groupsOf({ act, follow, live, core }: ClientFunctions): Groups {
  const call =
    (command: string, ...first: readonly unknown[]) =>
    // The type of the table ensures that the command exists.
    (...given: readonly unknown[]) =>
      act(command as keyof CoreCommands, [...first, ...given]);
  const methodsOf = (group: string, methods: readonly string[], ...first: readonly unknown[]) =>
    Object.fromEntries(methods.map((method) => [method, call(`${group}.${method}`, ...first)] as const));
  const groups = Object.fromEntries(
    Object.entries(GROUP_METHODS).map(([group, methods]) => [group, methodsOf(group, methods)] as const),
  ) as unknown as Groups;
  Object.assign(groups.passkeys, { abort: () => live().ready?.abortPasskey() });
  Object.assign(groups.aws, {
    // Otherwise a client of the AWS SDK would cache the credentials beyond a sign-in or sign-out.
    provider: () => Object.assign(call("aws.credentials"), { memoized: true }),
    onIdentityChange(listener: (change: IdentityChange) => void) {
      const { identityListeners } = live();
      const entry = { listener: callable(listener) };
      identityListeners.add(entry);
      return () => void identityListeners.delete(entry);
    },
  });
  const dataset = (name: string) => ({
    name,
    ...methodsOf("dataset", DATASET_METHODS, name),
    observe(listener: (entries: readonly RecordEntry[]) => void) {
      callable(listener);
      const begin = async (isOver: () => boolean) => {
        const { observe } = await tools.loadModule(import("./records.js"));
        await observe(await core(), tools, name, listener, isOver);
      };
      return follow((isOver) => tools.run(() => begin(isOver)));
    },
  });
  Object.assign(groups.records, { dataset });
  return groups;
}
