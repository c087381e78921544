// Session records as described in tests/cases/records.json.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/suite.mjs";

export const all = JSON.parse(readFileSync(join(root, "tests/cases/records.json"), "utf8"));
/** The time of all tests, in milliseconds. */
export const NOW = 1_800_000_000_000;

const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
export const token = (claims, change = {}) =>
  [{ ...all.header, ...change.header }, { ...claims, ...change.claims }, "signature"].map(part).join(".");

// Cognito writes whole seconds. Fractions make the cases exact.
export function times({ age = 0, life = all.life, offset = 0, signedIn }) {
  const issued = NOW + offset - age;
  const authenticated = signedIn === undefined ? {} : { auth_time: (NOW + offset - signedIn) / 1000 };
  return { iat: issued / 1000, exp: (issued + life) / 1000, ...authenticated };
}

// FNV-1a, by its definition: https://datatracker.ietf.org/doc/draft-eastlake-fnv/
function checksum(text) {
  let sum = 2166136261n;
  for (const byte of Buffer.from(text)) sum = ((sum ^ BigInt(byte)) * 16777619n) % 4294967296n;
  return BigInt.asIntN(32, sum);
}

export function text(it) {
  if (it.text !== undefined) return it.text;
  const changed = fieldsOf(it);
  if (changed.v === 1 || it.without?.includes("sum")) return JSON.stringify(changed);
  const { id, access, record, without, ...kept } = it;
  const open = (fields) => JSON.stringify(fields).slice(0, -1);
  return `${open(changed)},"sum":${checksum(open(it.kept ? fieldsOf(kept) : changed))}}`;
}

export function fieldsOf(it) {
  const { age, offset = 0, record, without = [], id, access } = it;
  const fields = {
    ...all.record,
    idToken: token({ ...all.id, ...times(it) }, id),
    accessToken: token({ ...all.access, ...times(it) }, access),
    revision: NOW - age,
    offset,
    ...record,
  };
  for (const name of without) delete fields[name];
  return fields;
}
