// What a page that listens has missed while the core was not there to hear it: told by the record, of
// which word may have come from another tab before it is seen. A page loads this file where there is
// something to tell.

import type { Watch } from "./client.js";
import type { CoreClient } from "./core.js";
import { parse } from "./json.js";
import type { Kept } from "./stored.js";

/** How often, and after how many milliseconds again, a record is looked for of which word came. */
const LOOKS = 40;
const BETWEEN_LOOKS = 50;

/** `watch` is what was seen and heard until now, `isOver` whether somebody else has told of it since. */
export async function catchUp(
  watch: Watch,
  kept: Kept,
  core: CoreClient,
  isOver: () => boolean,
  tell: (json: string) => void,
) {
  for (let look = 0; look < (watch.word ? LOOKS : 1); look += 1) {
    const { text } = kept;
    if (isOver()) return;
    if (text !== watch.seen) return tellOf(text, watch, core, isOver, tell);
    await new Promise((over) => setTimeout(over, BETWEEN_LOOKS));
  }
}

async function tellOf(
  text: string | undefined,
  { seen, word }: Watch,
  core: CoreClient,
  isOver: () => boolean,
  tell: (json: string) => void,
) {
  // The place in the order of all changes, by the word of it or by the record.
  const sequence = Math.abs(markOf(text ?? word));
  if (text === undefined) {
    const reason = /"(ended|revoked|idle|total)"/.exec(word)?.[1] ?? "asked";
    return tell(JSON.stringify({ kind: "signedOut", sequence, reason }));
  }
  const kind = seen === undefined || word.includes('"signedIn"') ? "signedIn" : "refreshed";
  const session = await core.do("session").catch(() => undefined);
  if (session && !isOver()) tell(JSON.stringify({ kind, sequence, session }));
}

function markOf(text: string) {
  try {
    return Number(parse<{ readonly revision?: unknown }>(text).revision) || 0;
  } catch {
    return 0;
  }
}
