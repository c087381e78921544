// Sessions with a time limit: no activity in any tab, or the largest age.

import { Demo, TEXTS } from "./support/demo.ts";
import { CLIENT, OwnEmulator, POOL } from "./support/emulator.ts";
import { storedToken, RECORD } from "./support/storage.ts";
import { expect, advanceClocks, setting, test, type Page } from "./support/test.ts";

const MINUTE = 60;
const IDLE = 15 * MINUTE;
const BLANK_PAGE = new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href;
const ACTIVITY_KEY = `${RECORD}.active`;

test.describe("the screens", () => {
  test.beforeEach(async ({ page, context, ownEmulator }) => {
    await page.clock.install();
    const signOutAfter = { idle: IDLE * 1000, total: 8 * 60 * MINUTE * 1000 };
    await context.route("**/config.json", async (route) => {
      const response = await route.fetch();
      const config = (await response.text()).replaceAll(setting("VESTIBULE_EMULATOR_URL"), ownEmulator.url);
      await route.fulfill({ response, json: { ...JSON.parse(config), signOutAfter } });
    });
  });

  test("activity in one tab keeps both signed in; without activity both sign out and say why", async ({
    page,
    context,
    ownEmulator,
    demo,
  }) => {
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    const second = new Demo(await context.newPage());
    await second.open();
    await second.expectSignedIn(person);

    // The last activity as the other tab sees it: a change of the storage takes a moment to get there.
    const sinceActivity = () =>
      second.page.evaluate((key) => Date.now() - Number(localStorage.getItem(key)), ACTIVITY_KEY);
    for (let minutes = 0; minutes < 40; minutes += 10) {
      await page.bringToFront();
      await page.keyboard.press("Shift");
      await expect.poll(sinceActivity).toBeLessThan(MINUTE * 1000);
      await advanceClocks(page, ownEmulator, 10 * MINUTE);
    }
    await demo.expectSignedIn(person);
    await second.expectSignedIn(person);
    await advanceClocks(page, ownEmulator, 4 * MINUTE);
    await demo.expectSignedIn(person);

    const revoked = context.waitForEvent("request", (it) => /RevokeToken$/.test(it.headers()["x-amz-target"] ?? ""));
    await advanceClocks(page, ownEmulator, 2 * MINUTE);
    for (const it of [demo, second]) {
      await it.expectSignedOut();
      await expect(it.alert).toHaveText(TEXTS.idle);
    }
    await revoked;
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => !key.endsWith(".devices")))).toEqual([]);

    await second.signIn(person);
    await second.expectSignedIn(person);
    await demo.expectSignedIn(person);
  });

  test("a page that is opened later has no session, and says why", async ({ page, context, ownEmulator, demo }) => {
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    const second = new Demo(await context.newPage());
    await page.close();
    await advanceClocks(second.page, ownEmulator, 60 * MINUTE);
    await second.open();
    await second.expectSignedOut();
    await expect(second.alert).toHaveText(TEXTS.idle);
    await second.page.reload();
    await second.expectSignedOut();
    await expect(second.alert).toBeHidden();
    await second.signIn(person);
    await second.expectSignedIn(person);
  });

  test("a session ends at its largest age, however active the user is", async ({ page, ownEmulator, demo }) => {
    const person = await ownEmulator.createUser();
    await demo.openSignedIn(person);
    for (let minutes = 0; minutes < 479; minutes += 10) {
      await demo.expectSignedIn(person);
      await page.keyboard.press("Shift");
      await advanceClocks(page, ownEmulator, 10 * MINUTE);
    }
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText(TEXTS.total);
  });
});

test.describe("the npm package", () => {
  const begin = async (page: Page, endpoint: string, more: object = {}) => {
    await page.goto(BLANK_PAGE);
    await page.evaluate(
      async (config) => {
        const { Vestibule } = await import("/pkg/dist/index.js");
        window.auth = await Vestibule.create(config);
      },
      { userPoolId: POOL, clientId: CLIENT, endpoint, signOutAfter: { idle: 900_000 }, ...more },
    );
  };
  const observe = (page: Page) =>
    page.evaluate(() => {
      window.auth.observe(
        (state) => void (document.title = [state.kind, "reason" in state ? state.reason : ""].join(" ").trim()),
      );
    });
  const kind = (page: Page) =>
    page.evaluate(() =>
      window.auth.session().then(
        () => "",
        (error) => error.kind,
      ),
    );
  const lastActivity = (page: Page) => page.evaluate((key) => Number(localStorage.getItem(key)), ACTIVITY_KEY);

  test("without the WebAssembly: activity is recorded, and the session ends in all tabs", async ({ context }) => {
    const cognito = await OwnEmulator.start();
    await context.clock.install();
    const first = await context.newPage();
    await begin(first, cognito.url);
    await first.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815" }));
    await first.close();

    const [here, there] = [await context.newPage(), await context.newPage()];
    const modules: string[] = [];
    context.on("request", (request) => /\.wasm$/.test(request.url()) && modules.push(request.url()));
    for (const page of [here, there]) await begin(page, cognito.url);
    for (let minutes = 0; minutes < 30; minutes += 10) {
      const before = await lastActivity(here);
      await here.bringToFront();
      // Only the page listens to the wheel.
      if (minutes) await here.mouse.wheel(0, 10);
      else await here.keyboard.press("Shift");
      for (const page of [here, there]) await expect.poll(() => lastActivity(page)).toBeGreaterThan(before);
      await context.clock.fastForward(10 * MINUTE * 1000);
      await cognito.advance(10 * MINUTE);
    }
    for (const page of [here, there]) expect(await kind(page)).toBe("");
    expect(modules).toEqual([]);
    await context.clock.fastForward(6 * MINUTE * 1000);
    await cognito.advance(6 * MINUTE);
    // Without a request for the session.
    await expect.poll(() => storedToken(here)).toBeUndefined();
    expect(await lastActivity(here)).toBe(0);
    for (const page of [here, there]) expect(await kind(page)).toBe("signedOut");
    cognito.stop();
  });

  test("with it: the user's activity and the app's reports keep the session", async ({ context }) => {
    const cognito = await OwnEmulator.start();
    await context.clock.install();
    const page = await context.newPage();
    await begin(page, cognito.url);
    await observe(page);
    await page.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815" }));
    await expect(page).toHaveTitle("signedIn");
    const advanceBoth = async (minutes: number) => {
      await cognito.advance(minutes * MINUTE);
      await context.clock.fastForward(minutes * MINUTE * 1000);
    };
    await page.keyboard.press("Shift");
    await advanceBoth(10);
    await page.evaluate(() => window.auth.active());
    await advanceBoth(10);
    await page.mouse.click(10, 10);
    await advanceBoth(14);
    await expect(page).toHaveTitle("signedIn");
    await advanceBoth(2);
    await expect(page).toHaveTitle("signedOut idle");
    cognito.stop();
  });

  test("with it, if nothing has requested the session: an unattended page ends it all the same", async ({
    context,
  }) => {
    const cognito = await OwnEmulator.start();
    await context.clock.install();
    const page = await context.newPage();
    await begin(page, cognito.url);
    await page.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815" }));
    await begin(page, cognito.url, { renewal: "onDemand" });
    const core = page.waitForResponse(/vestibule_session\.wasm$/);
    await page.evaluate(() => {
      window.auth.onChange(
        (change) => void (document.title = "reason" in change ? `${change.kind} ${change.reason}` : change.kind),
      );
    });
    // A listener loads the core.
    await page.clock.runFor(5000);
    await core;
    await cognito.advance(14 * MINUTE);
    await page.clock.runFor(14 * MINUTE * 1000);
    expect(await storedToken(page)).toBeDefined();
    await cognito.advance(2 * MINUTE);
    await page.clock.runFor(2 * MINUTE * 1000);
    await expect(page).toHaveTitle("signedOut idle");
    expect(await storedToken(page)).toBeUndefined();
    cognito.stop();
  });

  test("a session ends even if a chunk never arrives", async ({ context }) => {
    const cognito = await OwnEmulator.start();
    await context.clock.install();
    const page = await context.newPage();
    await begin(page, cognito.url);
    await page.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815" }));
    await begin(page, cognito.url, { renewal: "onDemand" });
    await page.route(/vestibule_session\.wasm$/, () => {});
    await cognito.advance(16 * MINUTE);
    await page.clock.fastForward(16 * MINUTE * 1000);
    await expect.poll(async () => (await page.clock.runFor(1000), storedToken(page))).toBeUndefined();
    cognito.stop();
  });

  test("after free() no listeners or timers are left on the page", async ({ context, emulator }) => {
    const page = await context.newPage();
    await begin(page, emulator.url);
    const { username, password } = await emulator.createUser();
    await page.evaluate((it) => window.auth.signIn(it), { username, password });
    await begin(page, emulator.url);
    const devtools = await context.newCDPSession(page);
    const activityListeners = async () => {
      const { result } = await devtools.send("Runtime.evaluate", { expression: "window" });
      const { listeners } = await devtools.send("DOMDebugger.getEventListeners", { objectId: result.objectId! });
      return listeners
        .map(({ type }) => type)
        .filter((type) => /^(pointerdown|keydown|wheel|touchstart)$/.test(type))
        .sort();
    };
    expect(await activityListeners()).toEqual(["keydown", "pointerdown", "touchstart", "wheel"]);
    await page.keyboard.press("Shift");
    await expect.poll(() => lastActivity(page)).toBeGreaterThan(0);
    await page.evaluate((key) => (window.auth.free(), localStorage.removeItem(key)), ACTIVITY_KEY);
    await page.keyboard.press("Shift");
    expect(await activityListeners()).toEqual([]);
    expect(await lastActivity(page)).toBe(0);
  });

  test("a reload after the end finds no session", async ({ context }) => {
    const cognito = await OwnEmulator.start();
    await context.clock.install();
    const page = await context.newPage();
    await begin(page, cognito.url);
    await page.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815" }));
    await page.goto("about:blank");
    await cognito.advance(20 * MINUTE);
    await context.clock.fastForward(20 * MINUTE * 1000);
    await begin(page, cognito.url);
    await observe(page);
    await expect(page).toHaveTitle("signedOut idle");
    expect(await kind(page)).toBe("signedOut");
    expect(await storedToken(page)).toBeUndefined();
    cognito.stop();
  });
});
