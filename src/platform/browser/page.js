// What the browser does for the library, by name. `ask.rs` beside this file is the other side.
// Written in JavaScript because that is a fifth of what the same weighs in WebAssembly.

// Tells the library how a request ended (0: well, 1: badly), or what another tab said (2).
let tell;

// Requests whose asker still waits, and the locks that were granted, each with what lets it go.
const waiting = new Set();
const held = new Map();
const channels = new Map();
const wakers = new Map();

export function begin(told) {
  tell = told;
}

// Fetches a part of the library by its name, where it was cut into parts.
let fetchPart = async () => {};

export function parts(by) {
  fetchPart = by;
}

// Loads `worker.js`, for clients whose refresh token rests there.
let workers;

export function workBy(load) {
  workers = load;
}

// Takes what `extra.js` has to add.
export function lend(more) {
  Object.assign(slow, more.slow);
  Object.assign(quick, more.quick);
}

const keeper = async (work) => (await workers()).open(work);
// Stores that are none of the browser's own, by number, and behind each the one for who is not
// remembered.
const stores = [];

export const adopt = (store) => stores.push(store, store.brief) - 2;

// Begins what takes time. `number` is the asker's.
export function ask(number, what, a, b, c) {
  waiting.add(number);
  const end = (how, text) => {
    if (waiting.delete(number)) tell(number, how, text);
  };
  slow[what](a, b, c, number).then(
    (text) => end(0, text ?? ""),
    (error) => end(1, error?.name ?? ""),
  );
}

// Does what takes no time: "=" and a text, "!" and the name of what was thrown, or nothing.
export function act(what, a, b) {
  try {
    const text = quick[what](a, b);
    return text == null ? "" : `=${text}`;
  } catch (error) {
    return `!${error?.name ?? ""}`;
  }
}

export const now = () => Date.now();
export const ticks = () => performance.now();

// Whether the page's policy has just forbidden something: the browser says so in an event, which can come after
// the failure.
async function forbidden(fits, act) {
  let seen;
  const hear = (event) => fits(event) && (seen = event);
  globalThis.document?.addEventListener("securitypolicyviolation", hear);
  try {
    return await act();
  } catch (error) {
    if (globalThis.document && /^(Type|Worker)Error$/.test(error?.name)) await slow.sleep(50);
    throw seen ? { name: "PolicyError" } : error;
  } finally {
    globalThis.document?.removeEventListener("securitypolicyviolation", hear);
  }
}

// How the user pool is asked: no answer sends a request elsewhere, no cookie goes along, and no cache has any
// of it. Where the page may not see the answer, browsers ask for redirects to be followed.
const TO_POOL = { credentials: "omit", cache: "no-store" };

// Ends what takes too long. `AbortSignal.timeout` came to Safari with its version 16, and not all browsers say
// by what the signal gives as its reason that it was this that ended a request.
async function within(millis, act) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), millis);
  try {
    return await act(late.signal);
  } catch (error) {
    throw late.signal.aborted ? { name: "TimeoutError" } : error;
  } finally {
    clearTimeout(timer);
  }
}

const slow = {
  loadChunk: (name) => fetchPart(name),

  async fetch(how, headers, body) {
    const [method, millis, most, url, work, isOfApp] = how.split("\0");
    const pairs = Array.from(headers.matchAll(/([^\0]+)\0([^\0]*)/g), ([, ...pair]) => pair);
    const send = work ? (await keeper(work)).fetch : fetch;
    const tooLarge = (length) => {
      if (length > +most) throw { name: "TooLarge" };
    };
    const init = {
      millis: +millis,
      ...(isOfApp ? {} : TO_POOL),
      ...(method === "no-cors"
        ? { mode: method }
        : { method, headers: pairs, body: body || undefined, redirect: isOfApp ? "follow" : "error" }),
    };
    // Of other requests of the page the policy may say what it likes.
    const isOurs = ({ blockedURI, effectiveDirective }) =>
      blockedURI === new URL(url).href || (work && /^(worker|script)-src|trusted/.test(effectiveDirective));
    const [response, text] = await forbidden(isOurs, () =>
      within(+millis, async (signal) => {
        const response = await send(url, { ...init, signal });
        tooLarge(+response.headers.get("content-length"));
        return [response, await response.text()];
      }),
    );
    const header = (name) => response.headers.get(name);
    // Measured before it is copied: the memory of a WebAssembly instance never shrinks.
    tooLarge(text.length);
    const after = header("retry-after");
    const told = {
      status: response.status,
      id: header("x-amzn-requestid"),
      type: header("x-amzn-errortype"),
      authenticate: header("www-authenticate"),
      date: Date.parse(header("date")),
      // A number of seconds, or a date (RFC 9110, section 10.2.3).
      after: /^\d+$/.test(after) ? +after : Math.ceil((Date.parse(after) - Date.now()) / 1000),
    };
    // What is no number is null in JSON.
    return `${JSON.stringify(told)}\n${text}`;
  },

  // What a worker stores beside the refresh token.
  async keep(work, how, text) {
    const [what, key] = how.split("\0");
    return (await keeper(work))[what](key, text);
  },

  // A mark before a text tells an empty one from none.
  async store(how, key, value) {
    const [number, what] = how.split("\0");
    const answer = await stores[number][what](key, value);
    return what === "keys" ? answer.join("\n") : answer == null ? "" : `=${answer}`;
  },

  sleep: (millis) => new Promise((over) => setTimeout(over, +millis)),

  // Who holds it for longer than `patience` is taken for one that hangs, and loses it.
  async lock(name, patience, c, number) {
    const { locks } = navigator;
    const half = Math.max(patience / 2, 500);
    let current, holder;
    let isGranted = false;
    const request = (steal) => {
      const own = (current = {});
      return new Promise((granted, refused) => {
        const hold = () =>
          new Promise((release) => {
            // Who stopped waiting would hold it until the page is closed, in all tabs.
            if (current !== own || !waiting.has(number)) return release();
            held.set(number, release);
            isGranted = true;
            granted();
          });
        locks.request(name, { steal }, hold).catch(refused);
      });
    };
    let asked = request(patience === "0");
    for (;;) {
      await Promise.race([asked, slow.sleep(half)]);
      if (isGranted) return;
      const now = (await locks.query()).held.find((lock) => lock.name === name)?.clientId;
      if (now && now === holder) asked = request(true);
      holder = now;
    }
  },

  // The number farthest from zero among the marks that holders have left. Without locks there is none; but what
  // others have stored before is seen in a while.
  async mark(name) {
    let last = 0;
    const all = await (navigator.locks?.query() ?? slow.sleep(200));
    for (const lock of all?.held ?? []) {
      const mark = lock.name.startsWith(`${name}@`) ? +lock.name.slice(name.length + 1) : 0;
      if (Math.abs(mark) > Math.abs(last)) last = mark;
    }
    return String(last);
  },
};

const quick = {
  // A lock that was granted, or a request that nobody waits for any more.
  leave(number) {
    waiting.delete(+number);
    held.get(+number)?.();
    held.delete(+number);
  },

  // A mark is a lock whose name says it: the browser knows of it before it knows that the lock itself
  // is free. It is held for a short while only, since a page that holds a lock cannot rest in the
  // browser's cache; and for longer than one tab's storage is behind another's.
  leaveMark: (name, mark) => void navigator.locks.request(`${name}@${mark}`, () => slow.sleep(3000)).catch(() => {}),

  // The tab comes back to life, or the person does something: by the events' names. The window hears all of them
  // before the page does.
  wake(number, events) {
    const hear = () => document.visibilityState !== "hidden" && tell(+number, 2, "");
    for (const event of events.split(" ")) addEventListener(event, hear, { capture: true, passive: true });
    wakers.set(number, hear);
  },
  unwake(number, events) {
    for (const event of events.split(" ")) removeEventListener(event, wakers.get(number), true);
    wakers.delete(number);
  },

  // Each use asks for the storage anew: a browser may take its permission back meanwhile.
  read: (store, key) => globalThis[store].getItem(key),
  write(at, value) {
    const [store, key] = at.split("\0");
    globalThis[store].setItem(key, value);
  },
  remove: (store, key) => globalThis[store].removeItem(key),
  keys: (store, prefix) =>
    Array.from({ length: globalThis[store].length }, (_, at) => globalThis[store].key(at))
      .filter((key) => key?.startsWith(prefix))
      .join("\n"),

  // Whether all tabs have one worker in common.
  shares: () => globalThis.SharedWorker && "yes",
  warn: (message) => console.warn(message),
  url: () => location.href,

  // One open channel for each platform and name: what is posted on it is not heard on it.
  listen(at, number) {
    const name = at.split("\0")[1];
    let channel;
    if (globalThis.BroadcastChannel) {
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => typeof data === "string" && tell(+number, 2, data);
    } else {
      // The event comes to all tabs but the one that changed something. No key: all were removed.
      const hear = ({ key }) => (key === null || key === name) && tell(+number, 2, "");
      addEventListener("storage", hear);
      channel = { close: () => removeEventListener("storage", hear), postMessage: () => {} };
    }
    channels.get(at)?.close();
    channels.set(at, channel);
  },
  unlisten(at) {
    channels.get(at)?.close();
    channels.delete(at);
  },
  post(at, message) {
    // The one that was open may have been closed with its listener.
    if (!channels.has(at)) channels.set(at, new BroadcastChannel(at.split("\0")[1]));
    channels.get(at).postMessage(message);
  },
};
