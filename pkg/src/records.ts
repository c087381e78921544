// Commands of records that need several commands of the WebAssembly: observing a dataset, and functions that resolve
// conflicts. Loaded by the first of them. The records themselves are in the WebAssembly (src/flow/records).

import type { Tools } from "./checks.js";
import type { CoreClient } from "./core-types.js";
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

/** The message of the WebAssembly when records have changed. */
interface Changed {
  readonly dataset: string;
}

type Listeners = Set<(changed: Changed) => void>;

/** The listeners for changes of each core. */
const listenersByCore = new WeakMap<CoreClient["core"], Listeners>();

/** Notifies a listener until `isOver` returns true. Rejects if it cannot be started. */
export async function observe(
  client: CoreClient,
  tools: Pick<Tools, "run">,
  name: string,
  listener: (entries: readonly RecordEntry[]) => void,
  isOver: () => boolean,
): Promise<void> {
  const listeners = listenersOf(client);
  let changed = false;
  let reading = false;
  const onChange = ({ dataset }: Changed) => {
    if (isOver()) return void listeners.delete(onChange);
    if (dataset !== name) return;
    changed = true;
    if (!reading) tools.run(read).catch(report);
  };
  listeners.add(onChange);
  try {
    await client.perform("recordsObserve", [name]);
    await read();
  } catch (error) {
    listeners.delete(onChange);
    throw error;
  }

  // If records changed during a read, they are read again before the listener is called.
  async function read() {
    reading = true;
    try {
      let entries: readonly RecordEntry[];
      do {
        changed = false;
        entries = await client.perform("dataset.entries", [name]);
      } while (isChanged());
      if (!isOver()) notify(entries);
    } finally {
      reading = false;
    }
  }

  // A function, because TypeScript does not see that the listener changes the variable.
  function isChanged() {
    return changed && !isOver();
  }

  // The error of a listener is reported, and affects nobody else.
  function notify(entries: readonly RecordEntry[]) {
    try {
      listener(entries);
    } catch (error) {
      report(error);
    }
  }
}

function listenersOf({ core, shared }: CoreClient): Listeners {
  let listeners = listenersByCore.get(core);
  if (!listeners) {
    const all: Listeners = new Set();
    listenersByCore.set(core, (listeners = all));
    shared.records = (json) => {
      const changed = parse<Changed>(json);
      for (const listener of [...all]) listener(changed);
    };
  }
  return listeners;
}

type Checks = Pick<Tools, "record" | "wrongType" | "VestibuleError">;

/** The maximum number of synchronizations in one call, if others keep writing. */
const MAX_ROUNDS = 8;

export async function synchronize(
  client: CoreClient,
  tools: Checks,
  name: unknown,
  options: unknown,
): Promise<Synchronized> {
  const { onConflict }: SynchronizeOptions = tools.record(options ?? {}, "options");
  if (typeof onConflict !== "function") return client.perform("recordsSynchronize", [name, onConflict]);
  const person = await personOf(client);
  const resolver = resolversOf(client).get(name);
  // The dataset's own function is not called meanwhile.
  resolver?.pause();
  try {
    let all: Synchronized | undefined;
    for (let round = 1; ; round++) {
      const one = await client.perform<Synchronized>("recordsSynchronize", [name, "ask"]);
      all = all ? combined(all, one) : one;
      // Resolved conflicts are pushed by the next round, in which there may be new ones.
      if (!one.conflicts || round > MAX_ROUNDS) return all;
      const hasAnswered = await resolve(client, name, person, (conflict) => answerOf(tools, onConflict, conflict));
      if ((await personOf(client)) !== person)
        throw new tools.VestibuleError({ kind: "identityChanged", message: "The user signed in or out meanwhile" });
      if (!hasAnswered) return all;
    }
  } finally {
    resolver?.resume();
  }
}

/** Identifies the user and the sign-in. */
const personOf = (client: CoreClient) => client.perform<string>("recordsPerson");

const conflictsOf = (client: CoreClient, name: unknown) =>
  client.perform<readonly RecordConflict[]>("dataset.conflicts", [name]);

/** The function that resolves the conflicts of a dataset, including those of automatic synchronizations. */
interface Resolver {
  resolve: ConflictResolver;
  pause(): void;
  resume(): void;
  /** Calls the function for open conflicts. */
  check(): void;
  /** Stops waiting for an answer. */
  abandon(): void;
}

/** The resolvers of each core, by dataset name. */
const resolvers = new WeakMap<CoreClient["core"], Map<unknown, Resolver>>();

function resolversOf({ core }: CoreClient): Map<unknown, Resolver> {
  const known = resolvers.get(core);
  if (known) return known;
  const all = new Map<unknown, Resolver>();
  resolvers.set(core, all);
  return all;
}

export async function onConflict(client: CoreClient, tools: Checks, name: unknown, given: unknown): Promise<void> {
  const all = resolversOf(client);
  if (typeof given !== "function") {
    await client.perform("recordsPolicy", [name, given]);
    const former = all.get(name);
    all.delete(name);
    former?.abandon();
    return;
  }
  await client.perform("recordsPolicy", [name, "ask"]);
  // Its results are checked.
  const resolve = given as ConflictResolver;
  const known = all.get(name);
  if (!known) all.set(name, resolverOf(client, tools, name, resolve));
  else if (known.resolve !== resolve) {
    known.resolve = resolve;
    known.abandon();
  }
  await client.perform("recordsObserve", [name]);
  all.get(name)?.check();
}

const ABANDONED = Symbol();

/** A question that the function has not answered yet. */
interface Question {
  readonly person: string;
  readonly key: string;
  abandon(): void;
}

function resolverOf(client: CoreClient, tools: Checks, name: unknown, first: ConflictResolver): Resolver {
  let paused = 0;
  let changed = false;
  let running = false;
  let question: Question | undefined;
  // Conflicts that the function left open, by their values. It is not called for them again.
  const leftOpen = new Set<string>();
  const resolver: Resolver = {
    resolve: first,
    pause: () => void paused++,
    resume: () => {
      paused--;
      check();
    },
    check,
    abandon: () => question?.abandon(),
  };
  listenersOf(client).add(({ dataset }) => {
    if (dataset === name) check();
  });
  return resolver;

  function check() {
    changed = true;
    if (paused) return;
    if (!running) run().catch(report);
    else if (question) checkQuestion(question).catch(report);
  }

  /** Abandons a question if its conflict is over, or is another user's. */
  async function checkQuestion(question: Question) {
    const open = await conflictsOf(client, name);
    if (open.some(({ key }) => key === question.key) && (await personOf(client)) === question.person) return;
    question.abandon();
  }

  async function run() {
    running = true;
    try {
      while (changed && isActive()) {
        changed = false;
        const person = await personOf(client);
        const open = await conflictsOf(client, name);
        if (!open.every(isSkipped))
          await exclusively(client, name, () =>
            resolve(client, name, person, (conflict) => answer(person, conflict), isSkipped),
          );
      }
    } finally {
      running = false;
    }
  }

  function isSkipped(conflict: RecordConflict) {
    return !isActive() || leftOpen.has(JSON.stringify(conflict));
  }

  function isActive() {
    return !paused && resolversOf(client).get(name) === resolver;
  }

  async function answer(person: string, conflict: RecordConflict) {
    if (!isActive()) return;
    const abandoned = new Promise<typeof ABANDONED>((over) => {
      question = { person, key: conflict.key, abandon: () => over(ABANDONED) };
    });
    const given = await Promise.race([answerOf(tools, resolver.resolve, conflict).catch(report), abandoned]);
    question = undefined;
    if (given === ABANDONED) return;
    if (given === undefined) leftOpen.add(JSON.stringify(conflict));
    return given ?? undefined;
  }
}

/** Runs in one tab at a time, if the browser has locks. */
function exclusively(client: CoreClient, name: unknown, act: () => Promise<unknown>): Promise<unknown> {
  const { clientId = "" } = parse<{ clientId?: string }>(client.core.settings[0]);
  const { locks }: Partial<Navigator> = globalThis.navigator ?? {};
  return locks ? locks.request(`vestibule.${clientId}.conflicts.${String(name)}`, act) : act();
}

/** Calls `answerTo` for each open conflict of this person. Returns whether any was answered. */
async function resolve(
  client: CoreClient,
  name: unknown,
  person: string,
  answerTo: (conflict: RecordConflict) => Promise<ConflictAnswer | undefined>,
  isSkipped = (_: RecordConflict) => false,
) {
  const asked = new Set<string>();
  let hasAnswered = false;
  for (;;) {
    // Read again after each answer, which may have taken long.
    const open = await conflictsOf(client, name);
    const conflict = open.find((conflict) => !asked.has(conflict.key) && !isSkipped(conflict));
    if (!conflict || (await personOf(client)) !== person) return hasAnswered;
    asked.add(conflict.key);
    const answer = await answerTo(conflict);
    if (answer === undefined) continue;
    hasAnswered = true;
    // A conflict that has changed meanwhile stays open, and the function is called again.
    await client.perform("recordsSettle", [name, conflict, answer === "latest" ? latest(conflict) : answer]);
  }
}

async function answerOf(
  { VestibuleError, wrongType }: Checks,
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

// As in the Rust library.
const latest = ({ localModifiedAt, remoteModifiedAt }: RecordConflict) =>
  localModifiedAt > remoteModifiedAt ? "local" : "remote";

const combined = (one: Synchronized, other: Synchronized): Synchronized => ({
  pulled: one.pulled + other.pulled,
  pushed: one.pushed + other.pushed,
  conflicts: other.conflicts,
  removedDataset: one.removedDataset || other.removedDataset,
  merged: [...one.merged, ...other.merged],
});
