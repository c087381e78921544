import { sleep } from "./clock.js";

/** A place in the queue for a lock, and then the lock itself. */
export class LockRequest {
  #name;
  #isLeft = false;
  #release;
  // The request that may be granted: one that was made before it is of no use any more.
  #current;

  constructor(name) {
    this.#name = name;
  }

  /** Ends when the lock is granted. Who holds it for longer than `steal_after` is taken for one that hangs, and loses it. */
  async granted(steal_after) {
    const half = Math.max(steal_after / 2, 500);
    let asked = this.#request(steal_after === 0);
    let holder;
    for (;;) {
      await Promise.race([asked, sleep(half)]);
      if (this.#release || this.#isLeft) return;
      const now = (await navigator.locks.query()).held.find(({ name }) => name === this.#name)?.clientId;
      if (now && now === holder) asked = this.#request(true);
      holder = now;
    }
  }

  /** Gives the place up, or the lock. */
  leave() {
    this.#isLeft = true;
    this.#release?.();
  }

  #request(steal) {
    const own = (this.#current = {});
    return new Promise((granted, refused) => {
      const hold = () =>
        new Promise((release) => {
          // Who stopped waiting would hold it until the page is closed, in all tabs.
          if (this.#current !== own || this.#isLeft) return release();
          this.#release = release;
          granted();
        });
      navigator.locks.request(this.#name, { steal }, hold).catch(refused);
    });
  }
}

/** A revision stands in the name of a lock: the browser knows of it before it knows that the lock itself is free. It is
 *  held for a short while only, since a page that holds a lock cannot rest in the browser's cache; and for longer than
 *  one tab's storage is behind another's. */
export function leaveRevision(name, revision) {
  navigator.locks.request(`${name}@${revision}`, () => sleep(3000)).catch(() => {});
}

/** The number farthest from zero among the revisions that holders have left. Without locks there is none; but what others
 *  have stored before is seen in a while. */
export async function lastRevision(name) {
  let last = 0;
  const all = await (navigator.locks?.query() ?? sleep(200));
  for (const lock of all?.held ?? []) {
    const revision = lock.name.startsWith(`${name}@`) ? +lock.name.slice(name.length + 1) : 0;
    if (Math.abs(revision) > Math.abs(last)) last = revision;
  }
  return last;
}
