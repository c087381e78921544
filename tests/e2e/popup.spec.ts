// Sign-in in a popup that cannot communicate with its opener: the provider's page has a `Cross-Origin-Opener-Policy`,
// the browser has no `BroadcastChannel`, or the response arrives in another tab.

import { RecordingProxy } from "./support/recording-proxy.ts";
import { CLIENT, POOL } from "./support/emulator.ts";
import { Hosted } from "./support/hosted.ts";
import { expect, setting, test as base, type Page } from "./support/test.ts";

interface Opener extends Window {
  auth: import("../../pkg/src/index.ts").Vestibule;
  /** The last result of `window.open`. */
  opened: WindowProxy | null;
  isFocused: boolean;
  outcome: Promise<string>;
  /** The message of the error with which it ended. */
  message: string | undefined;
}

const test = base.extend<{ provider: RecordingProxy }>({
  /** The hosted pages, with the headers of a provider that isolates its windows. */
  provider: async ({ emulator }, use) => {
    const provider = await RecordingProxy.start(emulator.url);
    provider.responseHeaders = { "cross-origin-opener-policy": "same-origin" };
    await use(provider);
    provider.stop();
  },
});

/** A page of the origin without scripts of its own. */
const BLANK_PAGE = new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href;

/** Presses the page's button; the user is then at the other window. */
async function begin(page: Page, provider: RecordingProxy, redirectUri = setting("VESTIBULE_SITE_URL")): Promise<Page> {
  if (page.url() === "about:blank") {
    await page.addInitScript(() => {
      const opener = window as unknown as Opener;
      const { open } = window;
      window.open = (...given) => (opener.opened = open.apply(window, given));
      // With Playwright, every page has the focus.
      document.hasFocus = () => opener.isFocused;
    });
    await page.goto(BLANK_PAGE);
  }
  const opened = page.waitForEvent("popup");
  await create(page, provider, redirectUri);
  await page.evaluate(() => {
    const opener = window as unknown as Opener;
    opener.isFocused = false;
    opener.outcome = opener.auth.signInWithPopup().then(
      ({ session }) => session.username,
      ({ kind, message }) => ((opener.message = message), kind),
    );
  });
  return opened;
}

const create = (page: Page, provider: RecordingProxy, redirectUri: string) =>
  page.evaluate(
    async (config) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      (window as unknown as Opener).auth ??= await Vestibule.create(config);
    },
    {
      userPoolId: POOL,
      clientId: CLIENT,
      endpoint: setting("VESTIBULE_EMULATOR_URL"),
      domain: provider.url,
      redirectUri,
    },
  );

const outcome = (page: Page) => page.evaluate(() => (window as unknown as Opener).outcome);
const message = (page: Page) =>
  page.evaluate(async () => {
    const opener = window as unknown as Opener;
    return `${await opener.outcome}: ${opener.message}`;
  });
const isClosed = (page: Page) => page.evaluate(() => (window as unknown as Opener).opened?.closed);
const focus = (page: Page, isFocused: boolean) =>
  page.evaluate((it) => void ((window as unknown as Opener).isFocused = it), isFocused);
const storedPopups = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("vestibule.popup.")));

/** The windows are isolated from each other, and to the page its popup looks closed. */
async function expectIsolated(page: Page, popup: Page): Promise<void> {
  await new Hosted(popup).expectSignIn();
  await expect.poll(() => isClosed(page)).toBe(true);
  expect(await popup.evaluate(() => window.opener)).toBeNull();
  // For as long as it takes to notice that the user is at the other window.
  await page.clock.runFor(1500);
}

for (const [by, without] of [
  ["by a channel", undefined],
  ["by the storage, where browsers have no channels", "BroadcastChannel"],
] as const) {
  test(`a provider that isolates its windows: the response arrives ${by}`, async ({
    page,
    context,
    provider,
    emulator,
  }) => {
    if (without) await context.addInitScript((name) => void Reflect.deleteProperty(window, name), without);
    const person = await emulator.createUser();
    await page.clock.install();
    const popup = await begin(page, provider);
    await expectIsolated(page, popup);
    // The user looks at the page for longer than it takes to consider a window closed, and goes back.
    await focus(page, true);
    await page.clock.runFor(4000);
    await focus(page, false);
    await new Hosted(popup).signIn(person);
    expect(await outcome(page)).toBe(person.username);
    await expect.poll(() => storedPopups(page), "nothing stays in the storage").toEqual([]);
    await expect.poll(() => popup.isClosed()).toBe(true);
  });
}

test("a window that the user closes is noticed, and the next one works", async ({ page, provider, emulator }) => {
  provider.responseHeaders = {};
  const popup = await begin(page, provider);
  await new Hosted(popup).expectSignIn();
  await popup.close();
  await focus(page, true);
  const since = Date.now();
  expect(await outcome(page)).toBe("popupClosed");
  expect(Date.now() - since).toBeLessThan(6000);

  const person = await emulator.createUser();
  const next = await begin(page, provider);
  await new Hosted(next).signIn(person);
  expect(await outcome(page)).toBe(person.username);
});

test(
  "an isolated window that the user closes is given up after a while",
  { tag: "@chromium" },
  async ({ page, provider }) => {
    await page.clock.install();
    const popup = await begin(page, provider);
    await expectIsolated(page, popup);
    await popup.close();
    await focus(page, true);
    const since = Date.now();
    await page.clock.runFor(30_000);
    expect(await outcome(page)).toBe("popupClosed");
    // Nothing is left of what it was waiting for.
    expect(Date.now() - since).toBeLessThan(10_000);
  },
);

test(
  "an ordinary tab that returns instead of the popup does not wait",
  { tag: "@chromium" },
  async ({ page, context, provider, emulator }) => {
    const person = await emulator.createUser();
    const popup = await begin(page, provider, BLANK_PAGE);
    provider.keepsCallbacks = true;
    await new Hosted(popup).signIn(person);
    await expect.poll(() => provider.callbacks.length).toBe(1);
    const tab = await context.newPage();
    await tab.goto(provider.callbacks[0]);
    await create(tab, provider, BLANK_PAGE);
    const since = Date.now();
    expect(await tab.evaluate(() => (window as unknown as Opener).auth.handleCallback())).toBeUndefined();
    expect(Date.now() - since).toBeLessThan(2000);
    expect(await outcome(page)).toBe(person.username);
    await expect.poll(() => storedPopups(page)).toEqual([]);
  },
);

for (const [windows, headers] of [
  ["cut apart", { "cross-origin-opener-policy": "same-origin" }],
  ["not cut apart", {}],
] as const) {
  test(`an error without a state reaches the page with its message, the windows ${windows}`, async ({
    page,
    context,
    provider,
  }) => {
    provider.responseHeaders = headers;
    const popup = await begin(page, provider);
    await new Hosted(popup).expectSignIn();
    const refused = `${setting("VESTIBULE_SITE_URL")}?error=server_error&error_description=The+pool+says+no`;
    // Anyone can link to that address; it is not part of the popup's flow.
    const tab = await context.newPage();
    await tab.goto(BLANK_PAGE);
    await create(tab, provider, setting("VESTIBULE_SITE_URL"));
    await tab.evaluate((url) => history.replaceState(null, "", url), refused);
    expect(await tab.evaluate(() => (window as unknown as Opener).auth.handleCallback())).toBeUndefined();
    expect(tab.url()).toBe(refused);

    await popup.evaluate((url) => location.assign(url), refused);
    expect(await message(page)).toMatch(/^providerError: .*The pool says no/);
    await expect.poll(() => popup.isClosed()).toBe(true);
    await expect.poll(() => storedPopups(page)).toEqual([]);
  });
}

test(
  "a response for which no page waits is reported as unknown, and leaves nothing",
  { tag: "@chromium" },
  async ({ page, context, provider, emulator }) => {
    const popup = await begin(page, provider);
    provider.keepsCallbacks = true;
    await new Hosted(popup).signIn(await emulator.createUser());
    await expect.poll(() => provider.callbacks.length).toBe(1);
    await page.close();
    const tab = await context.newPage();
    await tab.goto(provider.callbacks[0]);
    await expect(tab.getByRole("alert")).toHaveText(/begun somewhere else/, { timeout: 4000 });
    expect(await storedPopups(tab)).toEqual([]);
  },
);
