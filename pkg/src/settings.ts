// Detailed checks of settings, which report what is wrong. The entry loads this file for settings that
// validate-config.ts does not accept. Settings that pass here are also checked by the library.

import type { Tools } from "./checks.js";
import type { Fields } from "./json.js";
import { optionChecks } from "./option-checks.js";

const OTHER_SETTINGS = [
  ...["endpoint", "fallbackEndpoint", "issuer", "storage", "renewal", "timeout", "sideBySide", "accounts", "migrate"],
  ...["hostedSignOut", "signOutAfter", "clientMetadata", "idpInitiated", "identityPool", "records"],
];
const ALL_SETTINGS = ["userPoolId", "clientId", "domain", "redirectUri", "logoutUri", "scopes", ...OTHER_SETTINGS];

const kind = "configuration";

/** Throws an error if a setting is not valid. `outputs` is the text of an `amplify_outputs.json`, or empty. */
export function check(config: unknown, outputs: string, tools: Tools) {
  const { record, text, wrongType } = tools;
  const { check, oneOf } = optionChecks(tools);
  check(record(config, "config", kind), outputs ? OTHER_SETTINGS : ALL_SETTINGS, kind, (value, name) => {
    if (name === "scopes") {
      if (Array.isArray(value) && value.every((scope) => typeof scope === "string")) return;
      throw wrongType(value, name, "an array of strings", kind);
    }
    if (name === "timeout") {
      // One day is within the range of every timer.
      if (isWhole(value) && value > 0 && value <= 86400000) return;
      throw wrongType(value, name, "a whole number of milliseconds from 1 to 86400000", kind);
    }
    if (/^(sideBySide|accounts|migrate|hostedSignOut)$/.test(name)) oneOf(value, [true, false], name, kind);
    else if (name === "storage") {
      if (Object(value) !== value) oneOf(value, ["local", "session", "memory", "sharedMemory", "worker"], name, kind);
    } else if (name === "signOutAfter") {
      check(record(value, name, kind), ["idle", "total"], kind, (one, key) => {
        if (isWhole(one) && one >= 60000) return;
        throw wrongType(one, key, "a whole number of milliseconds, 60000 (a minute) at the least", kind);
      });
    } else if (name === "identityPool" && typeof value !== "string") {
      const names = ["id", "endpoint", "stsEndpoint", "loginKey", "roleArn", "basicRoleArn", "logins"];
      check(record(value, name, kind), names, kind, (one, key) => {
        if (key !== "logins") text(one, key, kind);
        else if (typeof one !== "function") throw wrongType(one, `${name}.logins`, "a function", kind);
      });
    } else if (name === "records") {
      checkRecords(record(value, name, kind), tools);
    } else if (name === "clientMetadata") {
      if (typeof value !== "function") texts(tools, record(value, name, kind));
    } else if (name === "renewal") oneOf(value, ["ahead", "onDemand"], name, kind);
    else text(value, name, kind);
  });
}

function checkRecords(config: Fields, tools: Tools) {
  const { record, text, wrongType } = tools;
  const { check, oneOf } = optionChecks(tools);
  const choice: Readonly<Record<string, readonly unknown[]>> = {
    onConflict: ["latest", "local", "remote", "ask"],
    onDeleted: ["keepEdits", "follow", "restore"],
    onSignOut: ["forget", "keep"],
    sealed: [true, false],
  };
  const names = ["remote", "automatic", ...Object.keys(choice)];
  check({ remote: undefined, ...config }, names, kind, (value, name) => {
    const values = choice[name];
    if (values) oneOf(value, values, `records.${name}`, kind);
    else if (name === "automatic") {
      if (typeof value !== "boolean") check(record(value, "records.automatic", kind), WHEN, kind, checkTime);
    } else if (value !== "cognito-sync") checkRemote(record(value, "records.remote", kind));
  });
  if (config.remote === undefined) throw wrongType(undefined, "records.remote", WHERE, kind);

  function checkTime(value: unknown, name: string) {
    const isFlag = typeof value === "boolean" && (name === "onWake" || (name === "afterWrite" && !value));
    if (isFlag || (name !== "onWake" && isWhole(value) && value >= 0)) return;
    throw wrongType(
      value,
      `records.automatic.${name}`,
      name === "onWake" ? "true or false" : "a number of milliseconds",
      kind,
    );
  }

  function checkRemote(remote: Fields) {
    const [place, ...others] = Object.keys(remote);
    const wanted = { url: [], cognitoSync: ["endpoint"], dynamoDb: ["table", "endpoint"] }[place ?? ""];
    if (!wanted || others.length) throw wrongType(remote, "records.remote", WHERE, kind);
    if (place === "url") text(remote.url, "records.remote.url", kind);
    else
      check(record(remote[place ?? ""], "records.remote", kind), wanted, kind, (one, name) =>
        text(one, `records.remote.${name}`, kind),
      );
  }
}

const WHEN = ["onWake", "afterWrite", "interval"];
const WHERE = '"cognito-sync", { cognitoSync }, { dynamoDb } or { url }';

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

function texts({ text }: Tools, values: Fields) {
  for (const [key, one] of Object.entries(values)) text(one, key, kind);
}
