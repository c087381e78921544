// Types of the records that follow a person: the group `records` of a client.

import type { Awaitable } from "./config.js";

/**
 * ```ts
 * const auth = await Vestibule.create({
 *   userPoolId: "eu-west-1_AbCdEfGhI",
 *   clientId: "1example23456789",
 *   records: { remote: { url: "https://api.example.com/records" } },
 * });
 *
 * const notes = auth.records.dataset("notes");
 * await notes.put("greeting", "hello");
 * for (const [key, value] of await notes.entries()) console.log(key, value);
 * await notes.synchronize();
 * ```
 *
 * Data that follows the person: datasets of records that are kept in this browser, work offline, and are synchronised with
 * a remote: {@link Vestibule.records}. Reads and writes touch this browser alone. The records are those of whoever uses the
 * app: a guest's stay with the person who signs in next in this browser, and nobody reaches those of another person. The
 * setting {@link Config.records} says where the remote is.
 */
export interface Records {
  /**
   * A dataset of this name: 1 to 128 letters, digits and `_.:-`. It need not exist anywhere, and nothing is fetched
   * before one of its methods is called. They reject with `invalidInput` where the name is none.
   */
  dataset(name: string): Dataset;

  /** The datasets that this browser keeps for whoever uses the app. No network is needed. */
  local(): Promise<readonly LocalDataset[]>;

  /** The datasets that the remote has for whoever uses the app. */
  list(): Promise<readonly DatasetSummary[]>;

  /** A dataset as the remote has it, if it has one of this name. */
  describe(name: string): Promise<DatasetSummary | undefined>;

  /**
   * Deletes a dataset: here at once, and at the remote when it is synchronised next. What other devices have written there
   * until then goes as well; what is written here afterwards makes the dataset anew.
   */
  delete(name: string): Promise<void>;

  /** How much whoever uses the app keeps at the remote. */
  usage(): Promise<RecordsUsage>;

  /**
   * Removes everything of whoever uses the app from this browser, what is not at the remote yet as well. The remote keeps
   * what it has.
   */
  forget(): Promise<void>;
}

/** Records of whoever uses the app, each a text under a key: what {@link Records.dataset} gives. */
export interface Dataset {
  readonly name: string;

  /** The value under a key, if there is one. */
  get(key: string): Promise<string | undefined>;

  /**
   * Keeps a value under a key, in place of the one that was there. It is kept in this browser when this ends, and goes to
   * the remote when the dataset is synchronised.
   * @throws {VestibuleError} `limitExceeded` where key or value are larger than the remote takes; `storage` where the
   * browser's database fails or is full. Nothing is kept then.
   */
  put(key: string, value: string): Promise<void>;

  /** Removes the value under a key. One that is not there is no error. */
  remove(key: string): Promise<void>;

  /** Makes several changes in one step: all of them are kept, or none. `null` removes a value. */
  write(changes: Readonly<Record<string, string | null>>): Promise<void>;

  /** All keys and values, in the order of the keys: `new Map(await notes.entries())`. */
  entries(): Promise<readonly RecordEntry[]>;

  /**
   * Calls `listener` with all keys and values: soon, as they are then, and again when records have changed or a conflict
   * has begun or ended, whoever did it: this page, another tab, another device, or somebody who signed in. Where they
   * cannot be read yet, because what it needs cannot be fetched, it is tried again every few seconds; where they never
   * can be, the page hears of it (`reportError`).
   * @returns A function that ends it.
   */
  observe(listener: (entries: readonly RecordEntry[]) => void): () => void;

  /**
   * Pulls what has changed elsewhere, merges it with what has changed here, and pushes that. Where several tabs or callers
   * want it at once, one does it after the other. What is written meanwhile stays, and goes to the remote with the next
   * synchronisation at the latest. It also happens by itself: see {@link RecordsConfig.automatic}.
   * @throws {VestibuleError} `identityChanged` where somebody signed in or out meanwhile; `limitExceeded` where the remote
   * has no room, after what came from there was merged; what the remote rejects with. Nothing is lost: the next
   * synchronisation goes on.
   */
  synchronize(options?: SynchronizeOptions): Promise<Synchronized>;

  /**
   * Says who wins this dataset's conflicts from now on, in this page: those of synchronisations that begin by themselves
   * as well, in place of {@link RecordsConfig.onConflict}. What was said last counts. Say it wherever the page uses the
   * dataset: it ends with the page.
   *
   * A function is asked about each conflict once it is found, and about those that are open already. It may take its time,
   * and ask the person: until then the local value is what is read, and what it says goes to the remote with the next
   * synchronisation, which follows by itself unless that is turned off. Where several tabs have such a function, one is
   * asked after the other, and only about what is open still. Where it gives nothing, or throws (of which the page hears by
   * `reportError`), the conflict stays open for {@link Dataset.resolve}, and it is not asked again until the record has
   * changed once more. {@link Dataset.synchronize} does not wait for it, unless it is given one itself.
   */
  onConflict(resolve: ConflictPolicy | ConflictResolver): Promise<void>;

  /** The conflicts that are open, one for each key, in the order of the keys. */
  conflicts(): Promise<readonly RecordConflict[]>;

  /** Ends the open conflict of a key. Nothing happens where there is none. */
  resolve(key: string, resolution: ConflictResolution): Promise<void>;
}

/** A record. */
export type RecordEntry = readonly [key: string, value: string];

/** How to synchronise. */
export interface SynchronizeOptions {
  /**
   * Who wins where a record was changed here and elsewhere, in place of {@link RecordsConfig.onConflict}. A function is
   * asked for each open conflict, those from before included, and may take its time; where it gives nothing, the conflict
   * stays open. One that throws or rejects ends the synchronisation, which rejects with that error, and the conflict stays
   * open.
   */
  readonly onConflict?: ConflictPolicy | ConflictResolver | undefined;
}

/**
 * Who wins where a record was changed here and elsewhere.
 * - `"latest"`: whoever wrote last, by the clocks of the devices.
 * - `"local"`: what was written here.
 * - `"remote"`: what was written elsewhere.
 * - `"ask"`: nobody yet. The conflict stays open, past a reload, until {@link Dataset.resolve} ends it; other records go
 *   on, and the local value is what is read.
 */
export type ConflictPolicy = "latest" | "local" | "remote" | "ask";

/** How a conflict ends: by what was written here, by what was written elsewhere, or by another value; `null` removes the record. */
export type ConflictResolution = "local" | "remote" | { readonly value: string | null };

/** A function that says who wins a conflict; nothing where it leaves that open. */
export type ConflictResolver = (conflict: RecordConflict) => Awaitable<ConflictAnswer | undefined>;

/** What a function says of a conflict. */
export type ConflictAnswer = ConflictResolution | "latest";

/** A record that was changed here and elsewhere, to two values. `undefined`: it was removed, or was not there. */
export interface RecordConflict {
  /** The dataset's name. */
  readonly dataset: string;
  readonly key: string;
  /** What was written here. */
  readonly local?: string | undefined;
  /** When, by this device's clock, in milliseconds since 1970. */
  readonly localModifiedAt: number;
  /** What was written elsewhere. */
  readonly remote?: string | undefined;
  /** When, by the clock of the device that wrote it; 0 where the remote does not say. */
  readonly remoteModifiedAt: number;
  /** The device that wrote it, where the remote says so. */
  readonly remoteModifiedBy?: string | undefined;
  /** What both began with, as far as this device has seen it. */
  readonly ancestor?: string | undefined;
}

/** What a synchronisation has done. */
export interface Synchronized {
  /** How many records have another value here than before. */
  readonly pulled: number;
  /** How many records the remote has from here. */
  readonly pushed: number;
  /** How many conflicts are open. */
  readonly conflicts: number;
  /** Whether the dataset was deleted elsewhere since it was synchronised last. */
  readonly removedDataset: boolean;
  /** The datasets that came along from other identities, and were merged into this one. */
  readonly merged: readonly string[];
}

/** A dataset as this browser keeps it. */
export interface LocalDataset {
  readonly name: string;
  /** How many records it has. */
  readonly records: number;
  /** How many of its records were changed here, and are not at the remote yet. */
  readonly unsynchronized: number;
  /** How many conflicts are open. */
  readonly conflicts: number;
  /** When it was synchronised last, by this machine's clock, in milliseconds since 1970. */
  readonly synchronizedAt?: number | undefined;
}

/** A dataset as the remote has it. Times are in milliseconds since 1970; what the remote does not say is not there. */
export interface DatasetSummary {
  readonly name: string;
  readonly createdAt?: number | undefined;
  readonly modifiedAt?: number | undefined;
  /** The device that changed it last. */
  readonly modifiedBy?: string | undefined;
  /** How many bytes its records have. */
  readonly bytes?: number | undefined;
  /** How many records it has. */
  readonly records?: number | undefined;
}

/** How much a person keeps at the remote. */
export interface RecordsUsage {
  readonly datasets: number;
  /** How many records, as far as the remote says so. */
  readonly records: number;
  /** How many bytes they have, as far as the remote says so. */
  readonly bytes: number;
  /** When any of them was changed last, in milliseconds since 1970, where the remote says so. */
  readonly modifiedAt?: number | undefined;
}

/** Where records are kept, and how they are synchronised. */
export interface RecordsConfig {
  /** The remote. */
  readonly remote: RecordsRemote;
  /** Who wins where a record was changed here and elsewhere. Default: `"latest"`. */
  readonly onConflict?: ConflictPolicy | undefined;
  /**
   * What becomes of the records here where their dataset was deleted elsewhere. `"keepEdits"`, the default: those that
   * have not been changed here go; what was written here and is not at the remote yet stays, and makes the dataset anew.
   * `"follow"`: all of them go, what was written here as well. `"restore"`: all of them stay, and make the dataset anew.
   */
  readonly onDeleted?: "keepEdits" | "follow" | "restore" | undefined;
  /**
   * What becomes of a person's records in this browser when they sign out. `"forget"`, the default: what is at the remote
   * is removed here. `"keep"`: they stay, and are there at once when the person comes back. In either case nobody else
   * reaches them, and what is not at the remote yet stays until the same person has signed in here again:
   * {@link Records.forget} removes that, too.
   */
  readonly onSignOut?: "forget" | "keep" | undefined;
  /**
   * When the datasets that this page uses are synchronised without being told to. Default, and `true`: when the network
   * returns, when the page is shown, when somebody signs in, and two seconds after a write. `false`: never.
   */
  readonly automatic?: boolean | AutomaticSynchronization | undefined;
  /**
   * Seals what is kept in this browser by a key that no script can read: a copy of its database is worth nothing
   * elsewhere. The names of datasets and records are not sealed. Default: `false`.
   */
  readonly sealed?: boolean | undefined;
}

/**
 * Where the records are.
 * - `"cognito-sync"`: at Cognito Sync, for those who have it: AWS takes no new customers for it. It takes an
 *   {@link Config.identityPool}. As an object, with the address of a local one.
 * - `dynamoDb`: in a table of DynamoDB, an item for each record. It takes an identity pool, too.
 * - `url`: at an API of the app's own, below this address. It gets the access token of whoever is signed in, and keeps
 *   nothing for guests.
 */
export type RecordsRemote =
  | "cognito-sync"
  | { readonly cognitoSync: { readonly endpoint?: string | undefined } }
  | { readonly dynamoDb: { readonly table: string; readonly endpoint?: string | undefined } }
  | { readonly url: string };

/** When datasets are synchronised by themselves; what is left out is as by default. */
export interface AutomaticSynchronization {
  /** When the network returns, when the page is shown, and when somebody signs in. Default: `true`. */
  readonly onWake?: boolean | undefined;
  /** So many milliseconds after the last write; `false`: not. Default: 2000. */
  readonly afterWrite?: number | false | undefined;
  /** Every so many milliseconds while the page lives, 10000 (10 seconds) at the least. Default: not. */
  readonly interval?: number | undefined;
}
