// What takes more than one command of the records: whoever observes a dataset, and a function that says who wins. Loaded
// when the first of them is asked for. The records themselves are the WebAssembly's (src/flow/records).

import type { Tools } from "./checks.js";
import type { CoreClient } from "./core.js";
import type { ConflictAnswer, RecordConflict, RecordEntry, SynchronizeOptions, Synchronized } from "./dataset.js";
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
  let all: Synchronized | undefined;
  for (let round = 1; ; round++) {
    const one = await client.perform<Synchronized>("recordsSynchronize", [name, "ask"]);
    all = all ? together(all, one) : one;
    // What was resolved goes to the remote, where something else may have changed meanwhile.
    if (!one.conflicts || round > ROUNDS || !(await resolve(client, tools, name, onConflict))) return all;
  }
}

/** Asks a function about each open conflict; says whether it has answered any. */
async function resolve(
  client: CoreClient,
  tools: Asked,
  name: unknown,
  onConflict: (conflict: RecordConflict) => unknown,
) {
  let hasAnswered = false;
  for (const conflict of await client.perform<readonly RecordConflict[]>("dataset.conflicts", [name])) {
    const answer = await answerOf(tools, onConflict, conflict);
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
