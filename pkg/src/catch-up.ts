// Reports changes of the session that happened before the core was loaded: they are found in the record, or were
// announced by another tab before the record is visible. Loaded only if there is something to report.

import type { CoreClient } from "./core-types.js";
import { parse } from "./json.js";
import type { StoredSession } from "./stored-session.js";

/** How often an announced record is looked for, and the milliseconds between two attempts. */
const ATTEMPTS = 40;
const RETRY_DELAY = 50;

/** What was observed before the core was loaded. */
export interface Watch {
  /** The record when the first listener was registered. */
  readonly initial: string | undefined;
  /** The last message of another tab. */
  message: string;
  channel?: BroadcastChannel;
}

/** Calls `tell` with the change, unless `isOver` says that a newer one was reported meanwhile. */
export async function catchUp(
  watch: Watch,
  stored: StoredSession,
  core: CoreClient,
  isOver: () => boolean,
  tell: (json: string) => void,
) {
  for (let attempt = 0; attempt < (watch.message ? ATTEMPTS : 1); attempt += 1) {
    const { text } = stored;
    if (isOver()) return;
    if (text !== watch.initial) return tellOf(text, watch, core, isOver, tell);
    await new Promise((over) => setTimeout(over, RETRY_DELAY));
  }
}

async function tellOf(
  text: string | undefined,
  { initial, message }: Watch,
  core: CoreClient,
  isOver: () => boolean,
  tell: (json: string) => void,
) {
  const sequence = Math.abs(revisionOf(text ?? message));
  if (text === undefined) {
    const reason = /"(ended|revoked|idle|total)"/.exec(message)?.[1] ?? "asked";
    return tell(JSON.stringify({ kind: "signedOut", sequence, reason }));
  }
  const kind = initial === undefined || message.includes('"signedIn"') ? "signedIn" : "refreshed";
  const session = await core.do("session").catch(() => undefined);
  if (session && !isOver()) tell(JSON.stringify({ kind, sequence, session }));
}

function revisionOf(text: string) {
  try {
    return Number(parse<{ readonly revision?: unknown }>(text).revision) || 0;
  } catch {
    return 0;
  }
}
