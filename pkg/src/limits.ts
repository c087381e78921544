// The time limits of a session (`signOutAfter`) while the core is not loaded, and the user's activity. A page with this
// setting loads it before it reads the session. The rules are those of src/engine/limits.rs; tests/cases/records.json
// holds both to the same results.

import type { Client } from "./client.js";
import type { SignOutAfter } from "./config.js";
import { parse } from "./json.js";
import type { StoredSession } from "./stored-session.js";

/** Events that count as activity. `scroll` is not among them, since scripts can cause it. */
const ACTIVITY_EVENTS = ["pointerdown", "keydown", "wheel", "touchstart", "visibilitychange"];
const WAKE_EVENTS = ["visibilitychange", "pageshow"];
/** How often a session is checked, in milliseconds: the machine may have slept. */
const CHECK_INTERVAL = 30000;
/** How long the end of a session waits for the core, in milliseconds. */
const CORE_TIMEOUT = 4000;
/** The delay of the first check, in milliseconds: by then the page listens for changes and receives the reason. */
const FIRST_CHECK_AFTER = 2000;

/** Enforces the limits, which have been validated. */
export function limit(client: Client, stored: StoredSession, storage: unknown, { idle, total }: SignOutAfter) {
  const key = `${stored.name}.active`;
  const accountsKey = stored.name.replace(/session$/, "accounts");
  // If the session is in no such storage, any use throws, as it does if the browser denies access.
  const place = () => window[`${String(storage)}Storage` as "localStorage"];
  // The last activity in this tab, and the last one that was reported.
  let last = NaN;
  let reported: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isChecking = false;
  let isWatched = false;
  const freed = new AbortController();

  /** Why the stored session has ended; `unsure` if the core has to decide; `undefined` if it has not ended. */
  const endReason = (now: number) => {
    const { text } = stored;
    if (text === undefined) return undefined;
    try {
      const { accessToken, offset } = parse<{ readonly accessToken: string; readonly offset?: unknown }>(text);
      const { auth_time, iat } = payload(accessToken);
      const here = (seconds: number) => seconds * 1000 - (isWhole(offset) ? offset : 0);
      if (total && now >= here(auth_time ?? iat) + total) return "total";
      if (!idle) return undefined;
      const noted = place().getItem(key) ?? "";
      // The core replaces a time that is missing, or in the future because the clock was set back.
      if (!/^\d+$/.test(noted) || Number(noted) > now) return "unsure";
      return now - Math.max(...[+noted, here(auth_time ?? NaN), last].filter((at) => at <= now)) < idle
        ? undefined
        : "idle";
    } catch {
      return "unsure";
    }
  };

  // The limits apply to what the storage says, and the time of the activity is removed with the session.
  const fresh = stored.fresh.bind(stored);
  const remove = stored.remove.bind(stored);
  stored.fresh = (now: number) => (endReason(now) ? undefined : fresh(now));
  stored.remove = (scope) => {
    const ended = remove(scope);
    // It stays while there are inactive accounts, which it also ends (src/engine/accounts.rs).
    attempt(() => {
      if (place().getItem(accountsKey) === null) place().removeItem(key);
    });
    return ended;
  };

  // Once the core was asked for the session, it enforces the limits of this and later sessions.
  const delegate = async () => {
    await (await client.core()).do("current");
    isWatched = true;
    clearInterval(ticks);
  };

  /** Ends a session whose time is over: with the core, or without it if it cannot be loaded. */
  const check = async () => {
    if (client.isFreed || isWatched || isChecking) return;
    const reason = endReason(Date.now());
    // A core that was loaded for something else may not know the session yet.
    if (!reason && !client.ready) return;
    isChecking = true;
    const timeout = new Promise((_, reject) =>
      setTimeout(reject, CORE_TIMEOUT, new Error("the core was not there in time")),
    );
    try {
      await Promise.race([delegate(), timeout]);
    } catch (error) {
      // Inactivity ends all accounts.
      const scope = reason === "idle" ? "signOutOfAll" : "signOut";
      if (reason && reason !== "unsure" && !client.isFreed && endReason(Date.now()) === reason)
        client.signOut(error, scope, reason);
    } finally {
      isChecking = false;
    }
  };

  // The first activity is reported at once, later ones in intervals.
  const report = () => {
    timer = undefined;
    if (reported === last || client.isFreed) return;
    reported = last;
    timer = setTimeout(report, (idle ?? 0) / 20);
    if (client.ready) client.ready.perform("active", [last]).catch(() => {});
    else if (stored.text !== undefined) write(last);
  };
  // Another tab may have written a later time while this one was frozen. A full storage does not extend the session.
  const write = (at: number) =>
    attempt(() => {
      if (!(Number(place().getItem(key)) >= at)) place().setItem(key, String(at));
    });

  client.active = () => {
    const now = Date.now();
    if (!idle || client.isFreed) return;
    // Activity after the end does not revive the session.
    if (!(now - last < idle) && !client.ready && endReason(now)) return void check();
    last = now;
    if (!timer) report();
  };

  const ticks = setInterval(check, idle ? Math.min(CHECK_INTERVAL, idle / 20) : CHECK_INTERVAL);
  // In Node.js the timer must not keep the process alive.
  (ticks as { unref?(): void }).unref?.();
  const whenVisible = (act: () => void) => () => {
    if (document.visibilityState !== "hidden") act();
  };
  const listen = (events: readonly string[], act: () => void) => {
    const target: Partial<EventTarget> = globalThis;
    for (const event of events)
      target.addEventListener?.(event, whenVisible(act), { capture: true, passive: true, signal: freed.signal });
  };
  listen(WAKE_EVENTS, () => void check());
  if (idle) listen(ACTIVITY_EVENTS, client.active);
  const first = setTimeout(check, FIRST_CHECK_AFTER);

  const free = client.free.bind(client);
  client.free = () => {
    freed.abort();
    clearInterval(ticks);
    for (const it of [first, timer]) clearTimeout(it);
    free();
  };
}

// Reads only the times, which are ASCII.
const payload = (token: string) =>
  parse<{ readonly auth_time?: number; readonly iat: number }>(
    atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")),
  );

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

function attempt(act: () => void) {
  try {
    act();
  } catch {
    // The browser denies access to the storage.
  }
}
