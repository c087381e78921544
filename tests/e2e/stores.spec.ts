// The stores of the npm package in a real browser: what they store, for whom, and for how long.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, type Page, expect, test } from "@playwright/test";
import { sessionOf } from "../../pkg/dist/cookies-server.js";

const SITE = "https://stores.test/";
const KEY = "vestibule.1example23456789.session";
const RECORD = JSON.stringify({
  v: 1,
  username: "ädä 🔑",
  idToken: "i".repeat(5000),
  accessToken: "a,b; c",
  refreshToken: "r",
});

/** A page of a secure origin with the store in `store`. */
async function open(context: BrowserContext, make: string, path = ""): Promise<Page> {
  const page = await context.newPage();
  await page.route(`${SITE}**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (!file.endsWith(".js")) return route.fulfill({ contentType: "text/html", body: "<!doctype html>" });
    const body = readFileSync(join(import.meta.dirname, "../../pkg/src", file), "utf8");
    return route.fulfill({ contentType: "text/javascript", body });
  });
  await page.goto(SITE + path);
  await page.evaluate(async (make) => {
    const it = globalThis as Record<string, unknown>;
    Object.assign(it, await import("/sealed.js"), await import("/cookies.js"));
    it["store"] = new Function("sealed", "cookies", `return ${make}`)(it["sealed"], it["cookies"]);
  }, make);
  return page;
}

/** Calls the page's store, or the one for sessions that are not remembered. */
const call = (page: Page, what: string, ...given: string[]): Promise<any> =>
  page.evaluate(
    async ([what, given]) => {
      const [name, brief] = what.split(" ").reverse();
      const { store } = globalThis as any;
      return (brief ? store.brief : store)[name](...given);
    },
    [what, given] as const,
  );

/** Everything that the browser stores for the origin. */
const storedData = (page: Page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    tab: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map((it) => it.name),
    cookies: document.cookie,
  }));

const NOTHING = { local: [], tab: [], databases: [], cookies: "" };

test.describe("sealed", () => {
  test("values are read again, in other tabs too, and a sign-out leaves no trace", async ({ context }) => {
    const page = await open(context, "sealed()");
    expect(await call(page, "read", KEY)).toBeUndefined();
    expect(await storedData(page)).toEqual(NOTHING);
    await call(page, "write", KEY, RECORD);
    const other = await open(context, "sealed()");
    expect(await call(other, "read", KEY)).toBe(RECORD);
    expect(await call(other, "keys", "vestibule.")).toEqual([KEY]);
    const value = await page.evaluate((key) => localStorage.getItem(key), KEY);
    for (const secret of ["idToken", "iiii", "ädä", "refresh"]) expect(atob(value!)).not.toContain(secret);
    await call(other, "remove", KEY);
    expect(await call(page, "read", KEY)).toBeUndefined();
    expect(await storedData(page)).toEqual(NOTHING);
    await call(page, "remove", KEY);
    await call(page, "write", KEY, "");
    expect(await call(page, "read", KEY)).toBe("");
  });

  test("the key cannot be exported, and the same text is never encrypted to the same value", async ({ context }) => {
    const page = await open(context, "sealed()");
    await call(page, "write", KEY, RECORD);
    const first = await page.evaluate((key) => localStorage.getItem(key), KEY);
    await call(page, "write", KEY, RECORD);
    expect(await page.evaluate((key) => localStorage.getItem(key), KEY)).not.toBe(first);
    const exported = await page.evaluate(async (name) => {
      const database = await new Promise<IDBDatabase>((done) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => done(asked.result);
      });
      const key = await new Promise<CryptoKey>((done) => {
        const asked = database.transaction("keys").objectStore("keys").get(0);
        asked.onsuccess = () => done(asked.result);
      });
      database.close();
      return crypto.subtle.exportKey("raw", key).then(
        () => "exported",
        (error) => error.name,
      );
    }, KEY);
    expect(exported).toBe("InvalidAccessError");
  });

  test("a copy of the storage cannot be read in another profile", async ({ context, browser }) => {
    const page = await open(context, "sealed()");
    await call(page, "write", KEY, RECORD);
    const copy = await page.evaluate((key) => localStorage.getItem(key), KEY);
    const elsewhere = await open(await browser.newContext(), "sealed()");
    const storeValue = () =>
      elsewhere.evaluate(([key, copy]) => localStorage.setItem(key, copy!), [KEY, copy] as const);
    await storeValue();
    expect(await call(elsewhere, "read", KEY)).toBe("");
    expect((await storedData(elsewhere)).databases).toEqual([]);
    await call(elsewhere, "write", KEY, "own");
    await storeValue();
    expect(await call(elsewhere, "read", KEY)).toBe("");
    await elsewhere.context().close();
  });

  test("with a lost key, a changed value or another name there is no session", async ({ context }) => {
    const page = await open(context, "sealed()");
    await call(page, "write", KEY, RECORD);
    await page.evaluate((key) => {
      const text = localStorage.getItem(key)!;
      localStorage.setItem(key, (text[0] === "A" ? "B" : "A") + text.slice(1));
    }, KEY);
    expect(await call(page, "read", KEY)).toBe("");
    await page.evaluate((key) => localStorage.setItem(key, "no Base64 at all!"), KEY);
    expect(await call(page, "read", KEY)).toBe("");
    await call(page, "write", KEY, RECORD);
    await page.evaluate((key) => new Promise((done) => (indexedDB.deleteDatabase(key).onsuccess = done)), KEY);
    expect(await call(page, "read", KEY)).toBe("");
    await call(page, "write", KEY, RECORD);
    expect(await call(page, "read", KEY)).toBe(RECORD);
  });

  test("tabs that create a key at the same time get the same one", async ({ context }) => {
    const tabs = await Promise.all([1, 2, 3, 4].map(() => open(context, "sealed()")));
    await Promise.all(tabs.map((tab, at) => call(tab, "write", `${KEY}`, `text ${at}`)));
    const read = await Promise.all(tabs.map((tab) => call(tab, "read", KEY)));
    expect(read[0]).toMatch(/^text \d$/);
    expect(new Set(read).size).toBe(1);
  });

  test("a session that is not remembered is sealed only in the tab", async ({ context }) => {
    const page = await open(context, "sealed()");
    await call(page, "brief write", KEY, RECORD);
    await page.reload();
    expect((await storedData(page)).local).toEqual([]);
    const other = await open(context, "sealed()");
    expect(await call(other, "brief read", KEY)).toBeUndefined();
    await call(other, "brief write", KEY, "other");
    await call(other, "brief remove", KEY);
    await page.evaluate(async () => {
      const { sealed } = await import("/sealed.js");
      (globalThis as any).store = sealed();
    });
    expect(await call(page, "brief read", KEY)).toBe(RECORD);
  });
});

test.describe("cookies", () => {
  const header = async (page: Page) =>
    (await page.context().cookies(page.url())).map((it) => `${it.name}=${it.value}`).join("; ");

  test("the server receives the whole value, and a sign-out leaves no trace", async ({ context }) => {
    const page = await open(context, "cookies()");
    await call(page, "write", KEY, RECORD);
    const all = await context.cookies();
    expect(all.length).toBeGreaterThan(2);
    for (const it of all) {
      expect(it.name).toMatch(/^__Host-vestibule\./);
      expect(it).toMatchObject({ secure: true, sameSite: "Lax", path: "/", domain: "stores.test" });
      expect(it.name.length + it.value.length).toBeLessThan(3800);
      expect(it.expires).toBeGreaterThan(Date.now() / 1000 + 29 * 86400);
    }
    const { v, ...session } = JSON.parse(RECORD);
    expect(sessionOf(await header(page), "1example23456789")).toEqual(session);
    expect(sessionOf(await header(page), "1example23456789", "__Secure-")).toBeUndefined();
    const other = await open(context, "cookies()");
    expect(await call(other, "read", KEY)).toBe(RECORD);
    expect(await call(other, "keys", "vestibule.")).toEqual([KEY]);
    await call(other, "remove", KEY);
    expect(await call(page, "read", KEY)).toBeUndefined();
    expect(await storedData(page)).toEqual(NOTHING);
  });

  test("a shorter value leaves nothing of a longer one, and cookies do not accumulate", async ({ context }) => {
    const page = await open(context, "cookies()");
    for (const length of [20000, 10, 9000, 1]) {
      await call(page, "write", KEY, "x".repeat(length));
      expect(await call(page, "read", KEY)).toBe("x".repeat(length));
      expect((await context.cookies()).length).toBe(1 + Math.ceil(length / 3500));
    }
  });

  test("cookies of an older value are never mixed with those of a newer one", async ({ context }) => {
    const page = await open(context, "cookies()");
    await call(page, "write", KEY, "a".repeat(8000));
    const old = await context.cookies();
    await call(page, "write", KEY, "b".repeat(8000));
    await context.addCookies(old.filter((it) => !it.name.endsWith(".session")));
    expect(await call(page, "read", KEY)).toBe("b".repeat(8000));
    const ownCookie = (await context.cookies()).find((it) => it.name.endsWith(".b1"))!;
    await context.addCookies([{ ...ownCookie, value: "a".repeat(3500) }]);
    expect(await call(page, "read", KEY)).toBeUndefined();
    expect(sessionOf(await header(page), "1example23456789")).toBeUndefined();
  });

  test("the app sets domain, path and lifetime", async ({ context }) => {
    const page = await open(context, 'cookies({ path: "/app", sameSite: "Strict", maxAge: 60 })', "app/");
    await call(page, "write", KEY, "text");
    expect(await call(page, "read", KEY)).toBe("text");
    for (const it of await context.cookies(`${SITE}app/`)) {
      expect(it).toMatchObject({ path: "/app", sameSite: "Strict", secure: true });
      expect(it.name).toMatch(/^__Secure-/);
      expect(it.expires).toBeLessThan(Date.now() / 1000 + 61);
    }
    await call(page, "brief write", KEY, "text");
    for (const it of await context.cookies(`${SITE}app/`)) expect(it.expires).toBe(-1);
    await call(page, "brief remove", KEY);
    expect(await context.cookies(`${SITE}app/`)).toEqual([]);
    await expect(open(context, 'cookies({ domain: "a; Path=/" })')).rejects.toThrow(/semicolon/);
  });

  test("a device's secret is not sent, and a rejected cookie is an error", async ({ context }) => {
    const page = await open(context, "cookies()");
    await call(page, "write", "vestibule.abc.devices", "secret");
    expect(await call(page, "read", "vestibule.abc.devices")).toBe("secret");
    expect(await context.cookies()).toEqual([]);
    const elsewhere = await open(context, 'cookies({ domain: "elsewhere.test" })');
    await expect(call(elsewhere, "write", KEY, "text")).rejects.toThrow();
  });
});
