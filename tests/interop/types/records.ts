// Records: what TypeScript must accept and reject. A line after `@ts-expect-error` has to be an error. Nothing here runs.

import { Vestibule } from "../../../pkg/dist/index.js";
import type {
  ConflictResolver,
  Dataset,
  RecordConflict,
  RecordsConfig,
  Synchronized,
} from "../../../pkg/dist/index.js";

declare const auth: Vestibule;
const pool = { userPoolId: "x", clientId: "y" };

// case: a dataset maps keys to texts
const notes: Dataset = auth.records.dataset("notes");
void notes.put("greeting", "hello");
void notes.write({ greeting: "hello", gone: null });
void notes.get("greeting").then((value): string | undefined => value);
void notes.entries().then((entries): Map<string, string> => new Map(entries));
const stop: () => void = notes.observe((entries) => entries.map(([key, value]): string => key + value));
stop();
// @ts-expect-error
void notes.put("greeting", 7);
// @ts-expect-error
notes.name = "other";

// case: a policy or a function resolves a conflict
void notes.synchronize().then(({ pulled, pushed }: Synchronized): number => pulled + pushed);
void notes.synchronize({ onConflict: "latest" });
void notes.synchronize({ onConflict: ({ local, remote }: RecordConflict) => ({ value: `${local}${remote}` }) });
void notes.synchronize({ onConflict: async () => "local" as const });
void notes.synchronize({ onConflict: () => undefined });
void notes.resolve("greeting", { value: null });
// @ts-expect-error
void notes.resolve("greeting", "latest");
// @ts-expect-error
void notes.synchronize({ onConflict: "newest" });
const resolver: ConflictResolver = async ({ ancestor }) => (ancestor ? { value: null } : undefined);
void notes.onConflict(resolver).then((nothing): void => nothing);
void notes.onConflict("remote");
// @ts-expect-error
void notes.onConflict("newest");
// @ts-expect-error
void notes.onConflict(() => "newest");

// case: there are three kinds of remotes
void Vestibule.create({ ...pool, records: { remote: "cognito-sync" } });
void Vestibule.create({
  ...pool,
  records: { remote: { dynamoDb: { table: "notes" } }, sealed: true, onConflict: "ask" },
});
const own: RecordsConfig = {
  remote: { url: "https://api.example.com/records" },
  automatic: { interval: 60000, afterWrite: false },
};
void Vestibule.create({ ...pool, records: own });
// @ts-expect-error
void Vestibule.create({ ...pool, records: { remote: "dynamo-db" } });
// @ts-expect-error
void Vestibule.create({ ...pool, records: {} });
