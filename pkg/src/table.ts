// Generated from pkg/commands.toml by tests/native/tests/npm_commands.

import type { Commands } from "./commands.js";
import type { CoreCommands, InternalCommand } from "./core-commands.js";
import type { Dataset } from "./dataset.js";
import type { Groups } from "./groups.js";

/** A file of the WebAssembly. */
interface ChunkRow {
  readonly file: string;
  /** The address in a form that bundlers recognise. */
  readonly url: () => URL;
  /** The chunk that it depends on. */
  readonly on?: Chunk;
  /** The script that is loaded with it. */
  readonly script?: "more" | "aws";
}

/** A command, as core.ts needs to know it. */
export interface CommandRow {
  /** The chunk that has to be loaded before it runs. */
  readonly chunk?: Chunk;
  /** The number of arguments that the WebAssembly reads; unset if it does not know the command. */
  readonly takes?: number;
  /** The script that implements it with other commands; with `takes`, it is used only if an argument is given. */
  readonly script?: "more" | "account" | "aws";
  /** Whether it ends a session. */
  readonly ends?: true;
}

export type Chunk = "account" | "accounts" | "aws" | "cognitoSync" | "datasets" | "dynamoDb" | "errors" | "logins" | "merging" | "migration" | "ownApi" | "records" | "redirect" | "session" | "signIn" | "signing" | "steps" | "store" | "sts";

const awsUrl = () => new URL("vestibule_aws.wasm", import.meta.url);
const sessionUrl = () => new URL("vestibule_session.wasm", import.meta.url);
const signingUrl = () => new URL("vestibule_signing.wasm", import.meta.url);

/** The chunks that the entry loads together with the core for some commands. */
export const PREFETCHED_FILES = {
  aws: { file: "vestibule_aws.wasm", url: awsUrl },
  session: { file: "vestibule_session.wasm", url: sessionUrl },
  signing: { file: "vestibule_signing.wasm", url: signingUrl },
};

/** The commands and their chunks. */
export const PREFETCHED_CHUNKS: Readonly<Record<string, readonly (keyof typeof PREFETCHED_FILES)[] | undefined>> = {
  "aws.credentials": ["aws", "session"],
  "aws.fetch": ["signing", "aws", "session"],
  "aws.identityId": ["aws", "session"],
  "aws.presign": ["signing", "aws", "session"],
};

export const CHUNKS: Readonly<Record<Chunk, ChunkRow>> = {
  account: { file: "vestibule_account.wasm", url: () => new URL("vestibule_account.wasm", import.meta.url), on: "session", script: "more" },
  accounts: { file: "vestibule_accounts.wasm", url: () => new URL("vestibule_accounts.wasm", import.meta.url), on: "session", script: "more" },
  aws: { file: "vestibule_aws.wasm", url: awsUrl, on: "session", script: "aws" },
  cognitoSync: { file: "vestibule_cognito_sync.wasm", url: () => new URL("vestibule_cognito_sync.wasm", import.meta.url), on: "records" },
  datasets: { file: "vestibule_datasets.wasm", url: () => new URL("vestibule_datasets.wasm", import.meta.url), on: "records" },
  dynamoDb: { file: "vestibule_dynamo_db.wasm", url: () => new URL("vestibule_dynamo_db.wasm", import.meta.url), on: "records" },
  errors: { file: "vestibule_errors.wasm", url: () => new URL("vestibule_errors.wasm", import.meta.url) },
  logins: { file: "vestibule_logins.wasm", url: () => new URL("vestibule_logins.wasm", import.meta.url) },
  merging: { file: "vestibule_merging.wasm", url: () => new URL("vestibule_merging.wasm", import.meta.url), on: "records" },
  migration: { file: "vestibule_migration.wasm", url: () => new URL("vestibule_migration.wasm", import.meta.url), on: "session" },
  ownApi: { file: "vestibule_own_api.wasm", url: () => new URL("vestibule_own_api.wasm", import.meta.url), on: "records" },
  records: { file: "vestibule_records.wasm", url: () => new URL("vestibule_records.wasm", import.meta.url), on: "session", script: "more" },
  redirect: { file: "vestibule_redirect.wasm", url: () => new URL("vestibule_redirect.wasm", import.meta.url), on: "session", script: "more" },
  session: { file: "vestibule_session.wasm", url: sessionUrl },
  signIn: { file: "vestibule_sign_in.wasm", url: () => new URL("vestibule_sign_in.wasm", import.meta.url) },
  signing: { file: "vestibule_signing.wasm", url: signingUrl, on: "aws" },
  steps: { file: "vestibule_steps.wasm", url: () => new URL("vestibule_steps.wasm", import.meta.url), on: "signIn", script: "more" },
  store: { file: "vestibule_store.wasm", url: () => new URL("vestibule_store.wasm", import.meta.url) },
  sts: { file: "vestibule_sts.wasm", url: () => new URL("vestibule_sts.wasm", import.meta.url), on: "session" },
};

export const COMMANDS = {
  "accounts.list": { chunk: "accounts", takes: 0 },
  "accounts.signOutOfAll": { chunk: "accounts", takes: 0, ends: true },
  "accounts.switch": { chunk: "accounts", takes: 1 },
  "aws.assumeRoleWithSaml": { chunk: "sts", script: "aws" },
  "aws.credentials": { chunk: "aws", script: "aws" },
  "aws.fetch": { chunk: "signing", script: "aws" },
  "aws.identityId": { chunk: "aws", takes: 0 },
  "aws.presign": { chunk: "signing", script: "aws" },
  "aws.unlink": { chunk: "sts", takes: 0 },
  call: { chunk: "account", takes: 2 },
  confirmSignUp: { chunk: "steps", takes: 1 },
  current: { chunk: "session", takes: 0 },
  derivedToken: { chunk: "account", script: "more" },
  forgetUnfinished: { chunk: "steps", takes: 0 },
  forgotPassword: { chunk: "steps", takes: 1 },
  handleCallback: { chunk: "redirect", takes: 1 },
  refresh: { chunk: "session", takes: 0, script: "more" },
  resetPassword: { chunk: "steps", takes: 1 },
  resumeResetPassword: { chunk: "steps", takes: 0 },
  resumeSignIn: { chunk: "steps", takes: 0 },
  resumeSignUp: { chunk: "steps", takes: 0 },
  session: { chunk: "session", takes: 0, script: "more" },
  signIn: { chunk: "signIn", takes: 1 },
  signInWithPopup: { chunk: "redirect", takes: 1, script: "more" },
  signInWithRedirect: { chunk: "redirect", takes: 1 },
  signOut: { chunk: "session", takes: 0, ends: true },
  signOutEverywhere: { chunk: "account", takes: 0, ends: true },
  signOutWithRedirect: { chunk: "redirect", takes: 0, ends: true },
  signUp: { chunk: "steps", takes: 1 },
  stepUp: { chunk: "steps", takes: 1 },
  stepUpWithRedirect: { chunk: "redirect", takes: 2 },
  "dataset.conflicts": { chunk: "records", takes: 1 },
  "dataset.entries": { chunk: "records", takes: 1 },
  "dataset.get": { chunk: "records", takes: 2 },
  "dataset.onConflict": { chunk: "records", script: "more" },
  "dataset.put": { chunk: "records", takes: 3 },
  "dataset.remove": { chunk: "records", takes: 2 },
  "dataset.resolve": { chunk: "records", takes: 3 },
  "dataset.synchronize": { chunk: "records", script: "more" },
  "dataset.write": { chunk: "records", takes: 2 },
  "devices.doNotRemember": { chunk: "account", takes: 1 },
  "devices.forget": { chunk: "account", takes: 1 },
  "devices.get": { chunk: "account", script: "account" },
  "devices.list": { chunk: "account", script: "account" },
  "devices.remember": { chunk: "account", takes: 1 },
  "devices.this": { chunk: "account", takes: 0 },
  active: { chunk: "session", takes: 1 },
  awsCredentials: { chunk: "aws", takes: 1 },
  awsExplain: { chunk: "sts", takes: 1 },
  awsSamlRole: { chunk: "sts", takes: 1 },
  awsSign: { chunk: "signing", takes: 1 },
  forgetSignIn: { chunk: "steps", takes: 0 },
  importSession: { chunk: "migration", takes: 1 },
  prepareSignIn: { chunk: "signIn", takes: 0 },
  recordsObserve: { chunk: "records", takes: 1 },
  recordsPerson: { chunk: "records", takes: 0 },
  recordsPolicy: { chunk: "records", takes: 2 },
  recordsSettle: { chunk: "records", takes: 3 },
  recordsSynchronize: { chunk: "records", takes: 2 },
  "mfa.factors": { chunk: "account", script: "account" },
  "mfa.setPreference": { chunk: "account", script: "account" },
  "mfa.setUpTotp": { chunk: "account", takes: 0 },
  "passkeys.autofill": { chunk: "steps", script: "more" },
  "passkeys.delete": { chunk: "account", script: "account" },
  "passkeys.forgetLastUser": { script: "more" },
  "passkeys.lastUser": { script: "more" },
  "passkeys.list": { chunk: "account", script: "account" },
  "passkeys.register": { chunk: "account", takes: 0 },
  "profile.changePassword": { chunk: "account", takes: 2 },
  "profile.deleteAttributes": { chunk: "account", script: "account" },
  "profile.deleteUser": { chunk: "account", takes: 0, ends: true },
  "profile.sendAttributeCode": { chunk: "account", script: "account" },
  "profile.setPassword": { chunk: "account", script: "account" },
  "profile.updateAttributes": { chunk: "account", script: "account" },
  "profile.user": { chunk: "account", script: "account" },
  "profile.verifyAttribute": { chunk: "account", script: "account" },
  "records.delete": { chunk: "datasets", takes: 1 },
  "records.describe": { chunk: "datasets", takes: 1 },
  "records.forget": { chunk: "datasets", takes: 0 },
  "records.list": { chunk: "datasets", takes: 0 },
  "records.local": { chunk: "datasets", takes: 0 },
  "records.usage": { chunk: "datasets", takes: 0 },
  "sessions.list": { chunk: "account", script: "account" },
  "sessions.revoke": { chunk: "account", script: "account" },
  "sessions.revokeLinked": { chunk: "account", script: "account" },
} as const satisfies Readonly<Record<keyof CoreCommands | InternalCommand, CommandRow>>;

/** The commands of more.ts. */
export type MoreCommand =
  | "derivedToken"
  | "refresh"
  | "session"
  | "signInWithPopup"
  | "dataset.onConflict"
  | "dataset.synchronize"
  | "passkeys.autofill"
  | "passkeys.forgetLastUser"
  | "passkeys.lastUser";

/** The commands of account.ts. */
export type AccountCommand =
  | "devices.get"
  | "devices.list"
  | "mfa.factors"
  | "mfa.setPreference"
  | "passkeys.delete"
  | "passkeys.list"
  | "profile.deleteAttributes"
  | "profile.sendAttributeCode"
  | "profile.setPassword"
  | "profile.updateAttributes"
  | "profile.user"
  | "profile.verifyAttribute"
  | "sessions.list"
  | "sessions.revoke"
  | "sessions.revokeLinked";

/** The commands of aws.ts. */
export type AwsCommand =
  | "aws.assumeRoleWithSaml"
  | "aws.credentials"
  | "aws.fetch"
  | "aws.presign";

/** The methods of a client that only run their command. */
export const CLIENT_METHODS: readonly (keyof Commands)[] = [
  "call",
  "derivedToken",
  "forgetUnfinished",
  "forgotPassword",
  "refresh",
  "resumeResetPassword",
  "resumeSignIn",
  "resumeSignUp",
  "signIn",
  "signInWithRedirect",
  "signOut",
  "signOutEverywhere",
  "signOutWithRedirect",
  "signUp",
  "stepUp",
  "stepUpWithRedirect",
];

/** The methods of a client's groups: each runs the command `group.method`. */
export const GROUP_METHODS: Readonly<Record<string, readonly string[]>> = {
  accounts: ["list", "signOutOfAll", "switch"],
  aws: ["assumeRoleWithSaml", "credentials", "fetch", "identityId", "presign", "unlink"],
  devices: ["doNotRemember", "forget", "get", "list", "remember", "this"],
  mfa: ["factors", "setPreference", "setUpTotp"],
  passkeys: ["autofill", "delete", "forgetLastUser", "lastUser", "list", "register"],
  profile: ["changePassword", "deleteAttributes", "deleteUser", "sendAttributeCode", "setPassword", "updateAttributes", "user", "verifyAttribute"],
  records: ["delete", "describe", "forget", "list", "local", "usage"],
  sessions: ["list", "revoke", "revokeLinked"],
} satisfies { readonly [Group in keyof Groups]: readonly (keyof Groups[Group])[] };

/** The methods of a dataset: each runs the command `dataset.method` with its name as the first argument. */
export const DATASET_METHODS: readonly (keyof Dataset)[] = ["conflicts", "entries", "get", "onConflict", "put", "remove", "resolve", "synchronize", "write"];

/** The part of a command that the entry does itself. */
export const ENTRY_ROLES: Readonly<Record<string, "resume" | "signOut" | "signOutOfAll" | "signOutAndMore">> = {
  "accounts.signOutOfAll": "signOutOfAll",
  resumeResetPassword: "resume",
  resumeSignIn: "resume",
  resumeSignUp: "resume",
  signOut: "signOut",
  signOutEverywhere: "signOutAndMore",
  signOutWithRedirect: "signOutAndMore",
};
