// Types of the group `records` of a client: user data that is stored in the browser and synchronized.

import type { Awaitable } from "./awaitable.js";

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
 * Data of the current user: datasets of records that are stored in this browser, work offline, and are synchronized
 * with a remote: {@link Vestibule.records}. Reads and writes use only this browser. A guest's records move to the user
 * who signs in next in this browser; nobody can reach those of another user. The setting {@link Config.records} selects
 * the remote.
 */
export interface Records {
  /**
   * Returns the dataset of this name: 1 to 128 letters, digits and `_.:-`. It need not exist, and nothing is loaded
   * before one of its methods is called. The methods reject with `invalidInput` if the name is not valid.
   */
  dataset(name: string): Dataset;

  /** Lists the current user's datasets in this browser. No network is needed. */
  local(): Promise<readonly LocalDataset[]>;

  /** Lists the current user's datasets at the remote. */
  list(): Promise<readonly DatasetSummary[]>;

  /** Describes a dataset at the remote; `undefined` if there is none of this name. */
  describe(name: string): Promise<DatasetSummary | undefined>;

  /**
   * Deletes a dataset: here at once, and at the remote when it is synchronized next, including what other devices have
   * written there until then. A later write creates the dataset again.
   */
  delete(name: string): Promise<void>;

  /** Returns how much the current user stores at the remote. */
  usage(): Promise<RecordsUsage>;

  /**
   * Removes all data of the current user from this browser, including what is not at the remote yet. The remote is not
   * changed.
   */
  forget(): Promise<void>;
}

/** Records of the current user, each a text under a key: the result of {@link Records.dataset}. */
export interface Dataset {
  readonly name: string;

  /** Returns the value under a key, if there is one. */
  get(key: string): Promise<string | undefined>;

  /**
   * Stores a value under a key, replacing the old one. When the promise resolves, the value is stored in this browser;
   * it reaches the remote when the dataset is synchronized.
   * @throws {VestibuleError} `limitExceeded` if key or value are larger than the remote accepts; `storage` if the
   * browser's database fails or is full, or if it is unknown who is signed in, because the session store fails. Then
   * nothing is stored.
   */
  put(key: string, value: string): Promise<void>;

  /** Removes the value under a key. A missing one is no error. */
  remove(key: string): Promise<void>;

  /** Makes several changes at once: all of them are stored, or none. `null` removes a value. */
  write(changes: Readonly<Record<string, string | null>>): Promise<void>;

  /** Returns all keys and values, ordered by key: `new Map(await notes.entries())`. */
  entries(): Promise<readonly RecordEntry[]>;

  /**
   * Calls `listener` with all keys and values: soon after this call, and again when records have changed or a conflict
   * has started or ended, whether in this page, in another tab, on another device, or because somebody signed in. If
   * they cannot be read because something cannot be loaded, it is retried every few seconds; a permanent error is
   * reported like an uncaught error (`reportError`).
   * @returns A function that stops it.
   */
  observe(listener: (entries: readonly RecordEntry[]) => void): () => void;

  /**
   * Pulls what has changed elsewhere, merges it with what has changed here, and pushes the result. Several tabs or
   * callers do so one after the other. What is written meanwhile reaches the remote at the latest with the next
   * synchronization. This also happens automatically: see {@link RecordsConfig.automatic}.
   * @throws {VestibuleError} `identityChanged` if somebody signed in or out meanwhile; `limitExceeded` if the remote is
   * full, after what came from there was merged; and errors of the remote. Nothing is lost: the next synchronization
   * continues.
   */
  synchronize(options?: SynchronizeOptions): Promise<Synchronized>;

  /**
   * Sets who wins this dataset's conflicts from now on in this page, including those of automatic synchronizations,
   * instead of {@link RecordsConfig.onConflict}. The last call counts. It has no effect beyond this page, so call it
   * wherever the page uses the dataset.
   *
   * A function is called for each conflict when it is found, and for those that are already open. It may take its time,
   * and ask the user: until then the local value is read. Its answer reaches the remote with the next synchronization,
   * which follows automatically unless that is turned off. If several tabs have such a function, they are called one
   * after the other, only for conflicts that are still open. If the function returns `undefined` or throws (which is
   * reported through `reportError`), the conflict stays open for {@link Dataset.resolve}, and the function is not
   * called again before the record has changed once more. {@link Dataset.synchronize} does not wait for it; it waits
   * only for a function that it is given itself. An answer no longer counts once the conflict has ended or changed,
   * another user has signed in, or this method has been called with another function.
   */
  onConflict(resolve: ConflictPolicy | ConflictResolver): Promise<void>;

  /** Returns the open conflicts, one for each key, ordered by key. */
  conflicts(): Promise<readonly RecordConflict[]>;

  /** Resolves the open conflict of a key. Does nothing if there is none. */
  resolve(key: string, resolution: ConflictResolution): Promise<void>;
}

/** A key and its value. */
export type RecordEntry = readonly [key: string, value: string];

/** Options of a synchronization. */
export interface SynchronizeOptions {
  /**
   * Who wins if a record was changed here and elsewhere, instead of {@link RecordsConfig.onConflict}. A function is
   * called for each open conflict, including earlier ones, and may take its time. If it returns `undefined`, the
   * conflict stays open. If it throws or rejects, the synchronization rejects with that error, and the conflict stays
   * open.
   */
  readonly onConflict?: ConflictPolicy | ConflictResolver | undefined;
}

/**
 * Who wins if a record was changed here and elsewhere.
 * - `"latest"`: the last write, by the clocks of the devices.
 * - `"local"`: what was written here.
 * - `"remote"`: what was written elsewhere.
 * - `"ask"`: nobody yet. The conflict stays open, also after a reload, until {@link Dataset.resolve} ends it. Other
 *   records are synchronized, and the local value is read.
 */
export type ConflictPolicy = "latest" | "local" | "remote" | "ask";

/**
 * The result of a conflict: what was written here, what was written elsewhere, or another value; `null` removes the
 * record.
 */
export type ConflictResolution = "local" | "remote" | { readonly value: string | null };

/** A function that decides a conflict, or leaves it open by returning `undefined`. */
export type ConflictResolver = (conflict: RecordConflict) => Awaitable<ConflictAnswer | undefined>;

/** What a {@link ConflictResolver} can decide. */
export type ConflictAnswer = ConflictResolution | "latest";

/**
 * A record that was changed here and elsewhere, to two values. `undefined` means that it was removed or did not exist.
 */
export interface RecordConflict {
  /** The dataset's name. */
  readonly dataset: string;
  readonly key: string;
  /** What was written here. */
  readonly local?: string | undefined;
  /** When that was, by this device's clock, in milliseconds since 1970. */
  readonly localModifiedAt: number;
  /** What was written elsewhere. */
  readonly remote?: string | undefined;
  /**
   * When that was, by the clock of the device that wrote it, in milliseconds since 1970; 0 if the remote does not say.
   */
  readonly remoteModifiedAt: number;
  /** The device that wrote it, if the remote says so. */
  readonly remoteModifiedBy?: string | undefined;
  /** The value before both changes, as far as this device knows it. */
  readonly ancestor?: string | undefined;
}

/** The result of a synchronization. */
export interface Synchronized {
  /** The number of records whose value here has changed. */
  readonly pulled: number;
  /** The number of records that were sent to the remote. */
  readonly pushed: number;
  /** The number of open conflicts. */
  readonly conflicts: number;
  /** Whether the dataset was deleted elsewhere since the last synchronization. */
  readonly removedDataset: boolean;
  /** The datasets of other identities that were merged into this one. */
  readonly merged: readonly string[];
}

/** A dataset in this browser. */
export interface LocalDataset {
  readonly name: string;
  /** The number of its records. */
  readonly records: number;
  /** The number of records that were changed here and are not at the remote yet. */
  readonly unsynchronized: number;
  /** The number of open conflicts. */
  readonly conflicts: number;
  /** When it was last synchronized, by this machine's clock, in milliseconds since 1970. */
  readonly synchronizedAt?: number | undefined;
}

/** A dataset at the remote. Times are in milliseconds since 1970. What the remote does not report is `undefined`. */
export interface DatasetSummary {
  readonly name: string;
  readonly createdAt?: number | undefined;
  readonly modifiedAt?: number | undefined;
  /** The device that changed it last. */
  readonly modifiedBy?: string | undefined;
  /** The size of its records in bytes. */
  readonly bytes?: number | undefined;
  /** The number of its records. */
  readonly records?: number | undefined;
}

/** How much a user stores at the remote. */
export interface RecordsUsage {
  readonly datasets: number;
  /** The number of records, as far as the remote reports it. */
  readonly records: number;
  /** Their size in bytes, as far as the remote reports it. */
  readonly bytes: number;
  /** When any of them was last changed, in milliseconds since 1970, if the remote reports it. */
  readonly modifiedAt?: number | undefined;
}

/** Where records are stored, and how they are synchronized. */
export interface RecordsConfig {
  /** The remote. */
  readonly remote: RecordsRemote;
  /** Who wins if a record was changed here and elsewhere. Default: `"latest"`. */
  readonly onConflict?: ConflictPolicy | undefined;
  /**
   * What happens to the records here if their dataset was deleted elsewhere. `"keepEdits"`, the default: unchanged
   * records are removed; what was written here and is not at the remote yet stays, and creates the dataset again.
   * `"follow"`: all are removed, including what was written here. `"restore"`: all stay, and create the dataset again.
   */
  readonly onDeleted?: "keepEdits" | "follow" | "restore" | undefined;
  /**
   * What happens to a user's records in this browser at a sign-out. `"forget"`, the default: what is at the remote is
   * removed here. `"keep"`: they stay, and are available at once when the user signs in again. In both cases nobody
   * else can reach them, and what is not at the remote yet stays until the same user has signed in here again; {@link
   * Records.forget} removes that too.
   */
  readonly onSignOut?: "forget" | "keep" | undefined;
  /**
   * When the datasets that this page uses are synchronized automatically. `true`, the default: when the network
   * returns, when the page is shown, when somebody signs in, and two seconds after a write. `false`: never.
   */
  readonly automatic?: boolean | AutomaticSynchronization | undefined;
  /**
   * Encrypts the records in this browser with a key that no script can read, so that a copy of the database is useless
   * elsewhere. The names of datasets and records are not encrypted. Default: `false`.
   */
  readonly sealed?: boolean | undefined;
}

/**
 * Where the records are stored.
 * - `"cognito-sync"`: Cognito Sync, for those who already use it (AWS accepts no new customers). Needs an {@link
 *   Config.identityPool}. As an object, with a custom endpoint.
 * - `dynamoDb`: a DynamoDB table, with an item for each record. Needs an identity pool as well.
 * - `url`: an API of the app, under this address. It gets the access token of the signed-in user, and stores nothing
 *   for guests.
 */
export type RecordsRemote =
  | "cognito-sync"
  | { readonly cognitoSync: { readonly endpoint?: string | undefined } }
  | { readonly dynamoDb: { readonly table: string; readonly endpoint?: string | undefined } }
  | { readonly url: string };

/**
 * When datasets are synchronized automatically. A guest gets an identity of the identity pool for it only with the first
 * write. Unset fields have their defaults.
 */
export interface AutomaticSynchronization {
  /** When the network returns, when the page is shown, and when somebody signs in. Default: `true`. */
  readonly onWake?: boolean | undefined;
  /** Milliseconds after the last write, or `false` for never. Default: 2000. */
  readonly afterWrite?: number | false | undefined;
  /** Milliseconds between synchronizations while the page is open, at least 10000 (10 seconds). Default: none. */
  readonly interval?: number | undefined;
}
