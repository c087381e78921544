// The methods of a client's groups, which are names alone: each runs its command. Part of the entry.

import { callable, tools } from "./checks.js";
import type { Client } from "./client.js";
import type { CoreCommands } from "./core-commands.js";
import type { CoreClient } from "./core.js";
import type { RecordEntry } from "./dataset.js";
import type { Groups } from "./groups.js";
import type { IdentityChange } from "./session.js";
import { DATASET_METHODS, GROUP_METHODS } from "./table.js";

/** What a client does for its groups. They hold it: `this` may be anything. */
interface Acts {
  /** Runs a command. */
  readonly act: (command: keyof CoreCommands, given: readonly unknown[]) => Promise<unknown>;
  /** Has a script tell something, and again after a while where it cannot be fetched; the answer ends it. */
  readonly follow: (begin: (isOver: () => boolean) => Promise<unknown>) => () => void;
  readonly live: () => Client;
  readonly core: () => Promise<CoreClient>;
}

export function groupsOf({ act, follow, live, core }: Acts): Groups {
  const call =
    (command: string, ...first: readonly unknown[]) =>
    // The table's type says that there is such a command.
    (...given: readonly unknown[]) =>
      act(command as keyof CoreCommands, [...first, ...given]);
  const methodsOf = (group: string, methods: readonly string[], ...first: readonly unknown[]) =>
    Object.fromEntries(methods.map((method) => [method, call(`${group}.${method}`, ...first)] as const));
  const groups = Object.fromEntries(
    Object.entries(GROUP_METHODS).map(([group, methods]) => [group, methodsOf(group, methods)] as const),
  ) as unknown as Groups;
  Object.assign(groups.passkeys, { abort: () => live().ready?.abortPasskey() });
  Object.assign(groups.aws, {
    // Else a client of the AWS SDK would keep what it got, for whoever signs in or out next.
    provider: () => Object.assign(call("aws.credentials"), { memoized: true }),
    onIdentityChange(listener: (change: IdentityChange) => void) {
      const { ofIdentity } = live();
      const entry = { listener: callable(listener) };
      ofIdentity.add(entry);
      return () => void ofIdentity.delete(entry);
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
