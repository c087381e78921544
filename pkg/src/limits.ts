// The end of a session by time (`signOutAfter`) while the core is not there, and what the person does on the page.
// A page with this setting loads it before it reads anything. The rules are those of src/engine/limits.rs;
// tests/cases/records.json holds both to the same answers.

import type { Client } from "./client.js";
import type { SignOutAfter } from "./config.js";
import { parse } from "./json.js";
import type { Kept } from "./stored.js";

/** What no script does by itself: `scroll` is not among them, which every page can bring about. */
const ACTIVE = ["pointerdown", "keydown", "wheel", "touchstart", "visibilitychange"];
const WAKING = ["visibilitychange", "pageshow"];
/** How often a session is looked at, in milliseconds: a machine may have slept. */
const TICK = 30000;
/** How long a session whose time is over waits for the core, in milliseconds. */
const CORE_TIMEOUT = 4000;
/** By then a page that has just begun listens for changes, and hears why a session has ended. */
const FIRST_CHECK_AFTER = 2000;

/** Has the limits hold from now on, which have been checked. */
export function limit(client: Client, kept: Kept, storage: unknown, { idle, total }: SignOutAfter) {
  const key = `${kept.name}.active`;
  const parked = kept.name.replace(/session$/, "accounts");
  // Where there is no such storage, all that is asked of it fails, as where the browser refuses it.
  const place = () => window[`${String(storage)}Storage` as "localStorage"];
  // The last activity in this tab, and what of it was told.
  let last = NaN;
  let told: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  let isWatched = false;
  const freed = new AbortController();

  /** Why the session that is stored is over, `unsure` where the core has to tell; nothing where it is not. */
  const over = (now: number) => {
    const { text } = kept;
    if (text === undefined) return undefined;
    try {
      const { accessToken, offset } = parse<{ readonly accessToken: string; readonly offset?: unknown }>(text);
      const { auth_time, iat } = payload(accessToken);
      const here = (seconds: number) => seconds * 1000 - (isWhole(offset) ? offset : 0);
      if (total && now >= here(auth_time ?? iat) + total) return "total";
      if (!idle) return undefined;
      const noted = place().getItem(key) ?? "";
      // What is missing, or lies ahead of a clock that was set back, the core writes anew.
      if (!/^\d+$/.test(noted) || Number(noted) > now) return "unsure";
      return now - Math.max(...[+noted, here(auth_time ?? NaN), last].filter((at) => at <= now)) < idle
        ? undefined
        : "idle";
    } catch {
      return "unsure";
    }
  };

  // What the storage says of a session holds within the limits, and the time goes with it.
  const fresh = kept.fresh.bind(kept);
  const forget = kept.forget.bind(kept);
  kept.fresh = (now: number) => (over(now) ? undefined : fresh(now));
  kept.forget = (scope) => {
    const ended = forget(scope);
    // It stays for as long as an account is parked, which ends by it as well (src/engine/accounts.rs).
    attempt(() => {
      if (place().getItem(parked) === null) place().removeItem(key);
    });
    return ended;
  };

  // Once it was asked for the session, the core watches over it, and over those that follow.
  const ask = async () => {
    await (await client.core()).do("current");
    isWatched = true;
    clearInterval(ticks);
  };

  /** Has a session end that is over: by the core, or without it where it cannot be had. */
  const look = async () => {
    if (client.isOver || isWatched || isLooking) return;
    const reason = over(Date.now());
    // A core that came for something else may not know of the session yet.
    if (!reason && !client.ready) return;
    isLooking = true;
    const late = new Promise((_, refuse) =>
      setTimeout(refuse, CORE_TIMEOUT, new Error("the core was not there in time")),
    );
    try {
      await Promise.race([ask(), late]);
    } catch (error) {
      // Inactivity ends all accounts.
      const scope = reason === "idle" ? "signOutOfAll" : "signOut";
      if (reason && reason !== "unsure" && !client.isOver && over(Date.now()) === reason)
        client.signOut(error, scope, reason);
    } finally {
      isLooking = false;
    }
  };

  // Told at once, and then what came since, in intervals.
  const tell = () => {
    timer = undefined;
    if (told === last || client.isOver) return;
    told = last;
    timer = setTimeout(tell, (idle ?? 0) / 20);
    if (client.ready) client.ready.perform("active", [last]).catch(() => {});
    else if (kept.text !== undefined) write(last);
  };
  // This tab may have hung, and others may have written something later. A storage that is full keeps nobody
  // signed in.
  const write = (at: number) =>
    attempt(() => {
      if (!(Number(place().getItem(key)) >= at)) place().setItem(key, String(at));
    });

  client.active = () => {
    const now = Date.now();
    if (!idle || client.isOver) return;
    // Nothing that comes after the end makes up for it.
    if (!(now - last < idle) && !client.ready && over(now)) return void look();
    last = now;
    if (!timer) tell();
  };

  const ticks = setInterval(look, idle ? Math.min(TICK, idle / 20) : TICK);
  // Node.js waits for no page.
  (ticks as { unref?(): void }).unref?.();
  const hear = (how: () => void) => () => {
    if (document.visibilityState !== "hidden") how();
  };
  const listen = (events: readonly string[], how: () => void) => {
    const target: Partial<EventTarget> = globalThis;
    for (const event of events)
      target.addEventListener?.(event, hear(how), { capture: true, passive: true, signal: freed.signal });
  };
  listen(WAKING, () => void look());
  if (idle) listen(ACTIVE, client.active);
  const first = setTimeout(look, FIRST_CHECK_AFTER);

  const free = client.free.bind(client);
  client.free = () => {
    freed.abort();
    clearInterval(ticks);
    for (const it of [first, timer]) clearTimeout(it);
    free();
  };
}

// Only its times are read, which are ASCII.
const payload = (token: string) =>
  parse<{ readonly auth_time?: number; readonly iat: number }>(
    atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")),
  );

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

function attempt(act: () => void) {
  try {
    act();
  } catch {
    // The browser refuses its storage.
  }
}
