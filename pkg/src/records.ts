// What takes more than one command of the records: whoever observes a dataset, and functions that say who wins. Loaded
// when the first of them is asked for. The records themselves are the WebAssembly's (src/flow/records).

import type { Tools } from "./checks.js";
import type { CoreClient } from "./core.js";
import type {
  ConflictAnswer,
  ConflictResolver,
  RecordConflict,
  RecordEntry,
  SynchronizeOptions,
  Synchronized,
} from "./dataset.js";
import { parse } from "./json.js";
import { report } from "./report.js";

/** What the WebAssembly tells when records have changed. */
interface Changed {
  readonly dataset: string;
}

type Changes = Set<(changed: Changed) => void>;

/** Who hears of the changes of each core. */
const heard = new WeakMap<CoreClient["core"], Changes>();

/** `isOver` says whether the listener wants to hear no more. Rejects where it cannot be begun. */
export async function observe(
  client: CoreClient,
  tools: Pick<Tools, "run">,
  name: string,
  listener: (entries: readonly RecordEntry[]) => void,
  isOver: () => boolean,
): Promise<void> {
  const changes = changesOf(client);
  let changed = false;
  let reading = false;
  const hear = ({ dataset }: Changed) => {
    if (isOver()) return void changes.delete(hear);
    if (dataset !== name) return;
    changed = true;
    if (!reading) tools.run(read).catch(report);
  };
  changes.add(hear);
  try {
    await client.perform("recordsObserve", [name]);
    await read();
  } catch (error) {
    changes.delete(hear);
    throw error;
  }

  // What was read while records changed is read again, and nobody sees it.
  async function read() {
    reading = true;
    try {
      let entries: readonly RecordEntry[];
      do {
        changed = false;
        entries = await client.perform("dataset.entries", [name]);
      } while (isChanged());
      if (!isOver()) tell(entries);
    } finally {
      reading = false;
    }
  }

  // Behind a function, since TypeScript does not see the listener at work.
  function isChanged() {
    return changed && !isOver();
  }

  // A listener's fault is the page's to hear of, and nobody's to bear.
  function tell(entries: readonly RecordEntry[]) {
    try {
      listener(entries);
    } catch (error) {
      report(error);
    }
  }
}

function changesOf({ core, shared }: CoreClient): Changes {
  let changes = heard.get(core);
  if (!changes) {
    const all: Changes = new Set();
    heard.set(core, (changes = all));
    shared.records = (json) => {
      const changed = parse<Changed>(json);
      for (const hear of [...all]) hear(changed);
    };
  }
  return changes;
}

type Asked = Pick<Tools, "record" | "wrongType" | "VestibuleError">;

/** How often a function is asked where others go on writing meanwhile. */
const ROUNDS = 8;

export async function synchronize(
  client: CoreClient,
  tools: Asked,
  name: unknown,
  options: unknown,
): Promise<Synchronized> {
  const { onConflict }: SynchronizeOptions = tools.record(options ?? {}, "options");
  if (typeof onConflict !== "function") return client.perform("recordsSynchronize", [name, onConflict]);
  const of = resolversOf(client).get(name);
  // Nobody else is asked meanwhile.
  of?.pause();
  try {
    let all: Synchronized | undefined;
    for (let round = 1; ; round++) {
      const one = await client.perform<Synchronized>("recordsSynchronize", [name, "ask"]);
      all = all ? together(all, one) : one;
      // What was resolved goes to the remote, where something else may have changed meanwhile.
      if (!one.conflicts || round > ROUNDS) return all;
      if (!(await resolve(client, name, (conflict) => answerOf(tools, onConflict, conflict)))) return all;
    }
  } finally {
    of?.resume();
  }
}

/** Who is asked about the conflicts of a dataset, those of synchronisations that begin by themselves as well. */
interface Resolver {
  ask: ConflictResolver;
  pause(): void;
  resume(): void;
}

/** Of each core, by the datasets' names. */
const resolvers = new WeakMap<CoreClient["core"], Map<unknown, Resolver>>();

function resolversOf({ core }: CoreClient): Map<unknown, Resolver> {
  const known = resolvers.get(core);
  if (known) return known;
  const all = new Map<unknown, Resolver>();
  resolvers.set(core, all);
  return all;
}

export async function onConflict(client: CoreClient, tools: Asked, name: unknown, given: unknown): Promise<void> {
  const all = resolversOf(client);
  if (typeof given !== "function") {
    await client.perform("recordsPolicy", [name, given]);
    all.delete(name);
    return;
  }
  await client.perform("recordsPolicy", [name, "ask"]);
  // What it gives is looked at.
  const ask = given as ConflictResolver;
  const known = all.get(name);
  if (known) known.ask = ask;
  else all.set(name, resolverOf(client, tools, name, ask));
  await client.perform("recordsObserve", [name]);
  all.get(name)?.resume();
}

function resolverOf(client: CoreClient, tools: Asked, name: unknown, first: ConflictResolver): Resolver {
  let paused = 1;
  let changed = false;
  let asking = false;
  // What was left open, by its values: it is not asked again.
  const left = new Set<string>();
  const resolver: Resolver = {
    ask: first,
    pause: () => void paused++,
    resume: () => {
      paused = Math.max(0, paused - 1);
      look();
    },
  };
  changesOf(client).add(({ dataset }) => {
    if (dataset === name) look();
  });
  return resolver;

  function look() {
    changed = true;
    if (!asking && !paused) again().catch(report);
  }

  async function again() {
    asking = true;
    try {
      while (changed && isAsked()) {
        changed = false;
        const open = await client.perform<readonly RecordConflict[]>("dataset.conflicts", [name]);
        if (open.some((conflict) => !left.has(JSON.stringify(conflict))))
          await alone(client, name, () => resolve(client, name, answer));
      }
    } finally {
      asking = false;
    }
  }

  function isAsked() {
    return !paused && resolversOf(client).get(name) === resolver;
  }

  async function answer(conflict: RecordConflict) {
    const key = JSON.stringify(conflict);
    if (left.has(key) || !isAsked()) return;
    const given = await answerOf(tools, resolver.ask, conflict).catch(report);
    if (given === undefined) left.add(key);
    return given ?? undefined;
  }
}

/** In one tab after the other, where the browser has locks. */
function alone(client: CoreClient, name: unknown, act: () => Promise<unknown>): Promise<unknown> {
  const { clientId = "" } = parse<{ clientId?: string }>(client.core.settings[0]);
  const { locks }: Partial<Navigator> = globalThis.navigator ?? {};
  return locks ? locks.request(`vestibule.${clientId}.conflicts.${String(name)}`, act) : act();
}

/** Asks about each open conflict; says whether any was answered. */
async function resolve(
  client: CoreClient,
  name: unknown,
  answerTo: (conflict: RecordConflict) => Promise<ConflictAnswer | undefined>,
) {
  let hasAnswered = false;
  for (const conflict of await client.perform<readonly RecordConflict[]>("dataset.conflicts", [name])) {
    const answer = await answerTo(conflict);
    if (answer === undefined) continue;
    hasAnswered = true;
    // What has changed since it was asked stays open, and it is asked again.
    await client.perform("recordsSettle", [name, conflict, answer === "latest" ? latest(conflict) : answer]);
  }
  return hasAnswered;
}

async function answerOf(
  { VestibuleError, wrongType }: Asked,
  onConflict: (conflict: RecordConflict) => unknown,
  conflict: RecordConflict,
): Promise<ConflictAnswer | undefined> {
  let answer: unknown;
  try {
    answer = await onConflict(conflict);
  } catch (cause) {
    throw new VestibuleError({ kind: "other", message: "`onConflict` failed, and the conflict stays open", cause });
  }
  if (answer === undefined || isAnswer(answer)) return answer;
  throw wrongType(
    answer,
    "onConflict",
    'a function that gives "local", "remote", "latest" or an object with a `value`',
  );
}

const isAnswer = (answer: unknown): answer is ConflictAnswer =>
  answer instanceof Object ? "value" in answer : /^(local|remote|latest)$/.test(String(answer));

// As the library has it by itself.
const latest = ({ localModifiedAt, remoteModifiedAt }: RecordConflict) =>
  localModifiedAt > remoteModifiedAt ? "local" : "remote";

const together = (one: Synchronized, other: Synchronized): Synchronized => ({
  pulled: one.pulled + other.pulled,
  pushed: one.pushed + other.pushed,
  conflicts: other.conflicts,
  removedDataset: one.removedDataset || other.removedDataset,
  merged: [...one.merged, ...other.merged],
});
