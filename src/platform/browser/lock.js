import { sleep } from "./clock.js";

/** A request for a lock, and the lock itself once it is granted. */
export class LockRequest {
  #name;
  #isReleased = false;
  #release;
  // The newest request. An earlier one releases the lock at once if it is granted.
  #current;

  constructor(name) {
    this.#name = name;
  }

  /** Resolves when the lock is granted. A holder that keeps it for longer than `stealAfter` is assumed to hang, and loses it. */
  async granted(stealAfter) {
    const half = Math.max(stealAfter / 2, 500);
    let granted = this.#request(stealAfter === 0);
    let holder;
    for (;;) {
      await Promise.race([granted, sleep(half)]);
      if (this.#release || this.#isReleased) return;
      const now = (await navigator.locks.query()).held.find(({ name }) => name === this.#name)?.clientId;
      if (now && now === holder) granted = this.#request(true);
      holder = now;
    }
  }

  /** Withdraws the request, or releases the lock. */
  release() {
    this.#isReleased = true;
    this.#release?.();
  }

  #request(steal) {
    const own = (this.#current = {});
    return new Promise((granted, reject) => {
      const hold = () =>
        new Promise((release) => {
          // Without this check an abandoned request would hold the lock until the page is closed.
          if (this.#current !== own || this.#isReleased) return release();
          this.#release = release;
          granted();
        });
      navigator.locks.request(this.#name, { steal }, hold).catch(reject);
    });
  }
}

/** Publishes a revision in the name of another lock, which the browser grants before the session's lock is free. That
 *  lock is held for longer than one tab's storage lags behind another's, and not for much longer, because a page that
 *  holds a lock cannot enter the back/forward cache. */
export function leaveRevision(name, revision) {
  navigator.locks.request(`${name}@${revision}`, () => sleep(3000)).catch(() => {});
}

/** Returns the revision with the greatest absolute value that recent holders have left. Without the Web Locks API there
 *  is none; then it waits until this tab sees the earlier writes of other tabs. */
export async function lastRevision(name) {
  let last = 0;
  const all = await (navigator.locks?.query() ?? sleep(200));
  for (const lock of all?.held ?? []) {
    const revision = lock.name.startsWith(`${name}@`) ? +lock.name.slice(name.length + 1) : 0;
    if (Math.abs(revision) > Math.abs(last)) last = revision;
  }
  return last;
}
