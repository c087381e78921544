// Many tabs of one origin with the npm package: what they renew, which messages they receive, and what happens
// if one of them is killed or hangs. Refresh tokens can be used once here, without a grace period: a second use
// would end the session.

import type { BrowserContext, CDPSession, Request } from "@playwright/test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CLIENT, OwnEmulator, POOL } from "./support/emulator.ts";
import { RECORD } from "./support/storage.ts";
import { expect, setting, test as base, type Page } from "./support/test.ts";
import { operationOf, NO_NETWORK } from "./support/page-activity.ts";

const RENEWAL = "GetTokensFromRefreshToken";
const SHORT_LIVED = fileURLToPath(new URL("support/short-lived.toml", import.meta.url));

interface RecordedChange {
  kind: string;
  sequence: number;
  /** In milliseconds since 1970, by the browser's own clock. */
  at: number;
}

declare global {
  interface Window {
    auth: import("../../pkg/src/index.ts").Vestibule;
    changes: RecordedChange[];
  }
}

class Origin {
  readonly calls: string[] = [];
  private readonly pending = new Set<Request>();

  constructor(
    readonly context: BrowserContext,
    readonly cognito: OwnEmulator,
  ) {
    context.on("request", (request) => {
      const operation = operationOf(request);
      if (!operation) return;
      this.calls.push(operation);
      this.pending.add(request);
    });
    context.on("requestfinished", (request) => this.pending.delete(request));
    context.on("requestfailed", (request) => this.pending.delete(request));
  }

  /** A page of the origin with only a client. */
  async tab(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
    await page.evaluate(
      async (config) => {
        const { Vestibule } = await import("/pkg/dist/index.js");
        window.changes = [];
        window.auth = await Vestibule.create(config);
        window.auth.onChange(({ kind, sequence }) =>
          window.changes.push({ kind, sequence, at: performance.timeOrigin + performance.now() }),
        );
        await window.auth.current();
      },
      { userPoolId: POOL, clientId: CLIENT, endpoint: this.cognito.url },
    );
    return page;
  }

  async tabs(count: number): Promise<Page[]> {
    const pages: Page[] = [];
    for (let made = 0; made < count; made += 1) pages.push(await this.tab());
    return pages;
  }

  get renewals(): number {
    return this.calls.filter((operation) => operation === RENEWAL).length;
  }

  /**
   * Moves the clocks of all tabs and of the emulator while no request is in progress: to its page, a request
   * during which the clock jumps has timed out, and its tokens would be lost.
   */
  async advance(seconds: number): Promise<void> {
    for (let quietRounds = 0; quietRounds < 2; quietRounds = this.pending.size === 0 ? quietRounds + 1 : 0)
      await sleep(50);
    await this.cognito.advance(seconds);
    await this.context.clock.fastForward(seconds * 1000);
  }
}

const test = base.extend<{ origin: Origin }>({
  origin: async ({ context }, use) => {
    const cognito = await OwnEmulator.start(SHORT_LIVED);
    await use(new Origin(context, cognito));
    cognito.stop();
  },
});

const signIn = (page: Page) =>
  page.evaluate(async () => {
    await window.auth.signIn({ username: "ada", password: "Lovelace1815", flow: "password" });
  });
const state = (page: Page) => page.evaluate(async () => (await window.auth.current())?.state);
const token = (page: Page) => page.evaluate(async () => (await window.auth.session()).accessToken);
const changes = (page: Page) => page.evaluate(() => window.changes);

test("twenty tabs renew as often as tokens expire, for an hour", async ({ context, origin }) => {
  test.setTimeout(240_000);
  await context.clock.install();
  const tabs = await origin.tabs(20);
  await signIn(tabs[0]);
  const tokens = new Set<string>();
  for (let minutes = 0; minutes < 60; minutes += 0.5) {
    await origin.advance(30);
    const record = await tabs[0].evaluate((key) => localStorage.getItem(key), RECORD);
    tokens.add(JSON.parse(record ?? "{}").accessToken);
  }
  const last = await Promise.all(tabs.map(token));
  expect(new Set(last).size, "all have the same").toBe(1);
  tokens.add(last[0]);
  // Five minutes less a margin of at most thirty seconds.
  expect(origin.renewals).toBeGreaterThanOrEqual(12);
  expect(origin.renewals).toBeLessThanOrEqual(14);
  expect(tokens.size).toBe(origin.renewals + 1);
  for (const page of tabs) {
    const all = await changes(page);
    expect(all.every((change) => change.kind === "signedIn" || change.kind === "refreshed")).toBe(true);
    expect(all.every((change, at) => at === 0 || change.sequence > all[at - 1].sequence)).toBe(true);
  }
});

test("without a network all tabs report stale sessions, and fresh ones once it is back", async ({
  context,
  origin,
  pageErrors,
}) => {
  await context.clock.install();
  const tabs = await origin.tabs(3);
  await signIn(tabs[0]);
  for (const page of tabs) await expect.poll(() => state(page)).toBe("fresh");
  await context.setOffline(true);
  await origin.advance(400);
  for (const page of tabs) {
    await expect.poll(() => state(page)).toBe("offline");
    const kind = await page.evaluate(() => window.auth.session().catch((error) => error.kind));
    expect(kind).toBe("network");
  }
  await context.setOffline(false);
  for (const page of tabs) await expect.poll(() => state(page)).toBe("fresh");
  expect(new Set(await Promise.all(tabs.map(token))).size).toBe(1);
  pageErrors.ignore(NO_NETWORK);
});

test("a new sign-in is known without a network, however soon the network is lost", async ({
  context,
  origin,
  pageErrors,
}) => {
  // No timer runs.
  await context.clock.install();
  await context.clock.pauseAt(Date.now() + 1_000);
  const page = await origin.tab();
  const fetched = page.waitForResponse((it) => it.url().endsWith("/vestibule_session.wasm"));
  await signIn(page);
  await (await fetched).finished();
  await context.setOffline(true);
  await expect.poll(() => state(page)).toBe("fresh");
  pageErrors.ignore(NO_NETWORK);
});

test("a tab that is killed during a renewal delays no other tab", { tag: "@chromium" }, async ({ origin }) => {
  const [dying, other] = await origin.tabs(2);
  await signIn(dying);
  await expect.poll(() => state(other)).toBe("fresh");
  await dying.route(`${origin.cognito.url}/`, () => {});
  const request = dying.waitForRequest((request) => operationOf(request) === RENEWAL);
  await dying.evaluate(() => void window.auth.refresh());
  await request;
  const killed = dying.waitForEvent("crash");
  const session: CDPSession = await origin.context.newCDPSession(dying);
  session.send("Page.crash").catch(() => {});
  await killed;
  const before = Date.now();
  await other.evaluate(() => window.auth.refresh());
  expect(Date.now() - before).toBeLessThan(4000);
});

test("a tab that hangs during a renewal delays the others by seconds", async ({ origin }) => {
  test.setTimeout(60_000);
  const [hanging, other] = await origin.tabs(2);
  await signIn(hanging);
  await expect.poll(() => state(other)).toBe("fresh");
  await hanging.route(`${origin.cognito.url}/`, () => {});
  const request = hanging.waitForRequest((request) => operationOf(request) === RENEWAL);
  await hanging.evaluate(() => void window.auth.refresh());
  await request;
  // Hangs until the other one has finished: Chromium updates cookies even in a busy loop.
  const hangs = hanging.evaluate(() => {
    const end = Date.now() + 20_000;
    while (Date.now() < end && !document.cookie.includes("through"));
  });
  const before = Date.now();
  await other.evaluate(() => window.auth.refresh());
  expect(Date.now() - before).toBeLessThan(15_000);
  await other.evaluate(() => void (document.cookie = "through=1"));
  await hangs;
  // The tab that hung finds the result of the other one.
  await hanging.unroute(`${origin.cognito.url}/`);
  expect(await token(hanging)).toBe(await token(other));
});

test("a sign-out reaches all tabs within 100 ms", async ({ origin }) => {
  const tabs = await origin.tabs(6);
  const times: number[] = [];
  // The best of three: other programs take time, too.
  for (let round = 0; round < 3; round += 1) {
    await signIn(tabs[0]);
    for (const page of tabs) await expect.poll(() => state(page)).toBe("fresh");
    const request = await tabs[0].evaluate(async () => {
      const request = performance.timeOrigin + performance.now();
      await window.auth.signOut();
      return request;
    });
    for (const page of tabs) {
      await expect.poll(async () => (await changes(page)).at(-1)?.kind).toBe("signedOut");
      expect(await state(page)).toBeUndefined();
    }
    const changeKinds = await Promise.all(tabs.map(async (page) => (await changes(page)).at(-1)?.at ?? 0));
    times.push(Math.max(...changeKinds) - request);
  }
  expect(Math.min(...times), `${times}`).toBeLessThan(100);
});

test("older browsers: no locks, no channels", async ({ context, origin }) => {
  await context.addInitScript(() => {
    Object.defineProperty(navigator, "locks", { value: undefined });
    Reflect.deleteProperty(window, "BroadcastChannel");
  });
  const tabs = await origin.tabs(4);
  await signIn(tabs[0]);
  for (const page of tabs) await expect.poll(() => state(page)).toBe("fresh");
  const before = await token(tabs[0]);
  await Promise.all(tabs.map((page) => page.evaluate(() => window.auth.refresh())));
  expect(origin.renewals).toBe(1);
  for (const page of tabs) expect(await token(page)).not.toBe(before);
  await tabs[3].evaluate(() => window.auth.signOut());
  for (const page of tabs) await expect.poll(() => state(page)).toBeUndefined();
  const keys = await tabs[0].evaluate(() => Object.keys(localStorage));
  expect(keys).toEqual([]);
});
