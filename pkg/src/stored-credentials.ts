// Reads the record of AWS credentials from the browser's storage without the WebAssembly: the record that
// src/session/aws.rs writes. Everything that is not certainly fresh and of the session's user is left to the WebAssembly.
// tests/cases/credentials.json holds both readers to the same results.

import type { IdentityPool } from "./config.js";
import { parse } from "./json.js";
import type { AwsCredentials, Session } from "./session.js";

const VERSION = 1;
/** The minimum and maximum time before the expiry at which credentials are renewed, in milliseconds. */
const MIN_MARGIN = 15_000;
const MAX_MARGIN = 300_000;

interface StoredCredentials {
  readonly v?: unknown;
  readonly source?: unknown;
  readonly owner?: unknown;
  readonly person?: unknown;
  readonly identityId?: unknown;
  readonly replaced?: unknown;
  readonly accessKeyId?: unknown;
  readonly secretAccessKey?: unknown;
  readonly sessionToken?: unknown;
  readonly issued?: unknown;
  readonly expires?: unknown;
  readonly offset?: unknown;
}

/** The credentials of the session's user that a record contains, if they are certainly fresh. */
export function storedCredentials(
  text: string,
  pool: IdentityPool,
  session: Session,
  now: number,
): AwsCredentials | undefined {
  let record: StoredCredentials;
  try {
    record = parse<StoredCredentials>(text);
  } catch {
    return undefined;
  }
  const { v, source, owner, person, identityId, replaced, accessKeyId, secretAccessKey, sessionToken } = record;
  const { issued, expires, offset } = record;
  if (v !== VERSION || source !== sourceOf(pool) || owner !== signInOf(session) || person !== undefined)
    return undefined;
  if (!isText(identityId) || !isText(accessKeyId) || !isText(secretAccessKey) || !isText(sessionToken))
    return undefined;
  if (!isWhole(issued) || !isWhole(expires) || !isWhole(offset)) return undefined;
  const margin = Math.min(Math.max(Math.floor((expires - issued) / 10), MIN_MARGIN), MAX_MARGIN);
  if (now + clockOffset(session) + margin >= expires) return undefined;
  const expiration = new Date(expires - offset);
  const credentials = { accessKeyId, secretAccessKey, sessionToken, expiration, identityId };
  return isText(replaced) ? { ...credentials, replacedIdentityId: replaced } : credentials;
}

/** Cognito's time minus this machine's, as it was when the session was stored, in milliseconds. */
export function clockOffset({ claims, accessClaims, expiresAt }: Session) {
  return Math.min(claims.exp, accessClaims.exp) * 1000 - expiresAt;
}

/** As `cache_source` of src/flow/aws/renewal.rs. */
function sourceOf({ id, roleArn, basicRoleArn = roleArn }: IdentityPool) {
  return basicRoleArn === undefined ? id : `${id} ${basicRoleArn}`;
}

/** As `sign_in_id` of src/session/derived_token.rs. */
function signInOf({ accessClaims: { sub, origin_jti, auth_time } }: Session) {
  return `${sub} ${isText(origin_jti) ? origin_jti : ""} ${isWhole(auth_time) ? auth_time : 0}`;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
