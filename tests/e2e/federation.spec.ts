// Sign-in through an identity provider of the pool, in the page and in a popup. The provider is the emulator's second
// pool, where users sign in with their e-mail address.

import { TEXTS } from "./support/demo.ts";
import { CLIENT, POOL } from "./support/emulator.ts";
import { expectCleanAddress } from "./support/hosted.ts";
import { storedValues, RECORD } from "./support/storage.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

const MARY = { email: "mary@example.com", password: "Somerville1780" };
const FEDERATED = "Hello, Mary Somerville";

/** Signs in on the provider's page. */
async function signInAtProvider(page: Page): Promise<void> {
  await expect(page).toHaveURL(/client_id=vestibuledemofederation0010/);
  await page.getByLabel("E-mail address", { exact: true }).fill(MARY.email);
  await page.getByLabel("Password", { exact: true }).fill(MARY.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function expectFederated(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: FEDERATED })).toBeVisible();
}

/** The claims of the stored ID token. */
async function claims(page: Page): Promise<Record<string, unknown>> {
  const record = await page.evaluate((key) => localStorage.getItem(key), RECORD);
  return JSON.parse(Buffer.from(JSON.parse(record!).idToken.split(".")[1], "base64url").toString());
}

test("signs in with a provider's button on the hosted sign-in page", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.redirect("code").click();
  await page.getByRole("link", { name: "Continue with Mailbox" }).click();
  await signInAtProvider(page);
  await expectFederated(page);
  await expectCleanAddress(page);
  await page.reload();
  await expectFederated(page);
});

test("the user cancels at the provider", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.redirect("code").click();
  await page.getByRole("link", { name: "Continue with Mailbox" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await demo.expectSignedOut();
  await expect(demo.alert).toHaveText(TEXTS.cancelled);
  // This is not an error.
  await expect(demo.alert).toHaveClass(/vestibule-plain/);
  await expectCleanAddress(page);
});

test.describe("in a popup", () => {
  test("the page stays, and the popup closes", async ({ page, demo }) => {
    await demo.openSignIn();
    await page.evaluate(() => Object.assign(window, { isStill: true }));
    const opened = page.waitForEvent("popup");
    await demo.button("Continue with Mailbox").click();
    const popup = await opened;
    const closed = popup.waitForEvent("close");
    await signInAtProvider(popup);
    await closed;
    await expectFederated(page);
    expect(await page.evaluate(() => "isStill" in window), "the page was not left").toBe(true);
    await expectCleanAddress(page);
    expect(await storedValues(page)).not.toContain("verifier");
  });

  test("a message that is not from the popup is ignored", async ({ page, demo }) => {
    await demo.openSignIn();
    const opened = page.waitForEvent("popup");
    await demo.button("Continue with Mailbox").click();
    const popup = await opened;
    await expect(popup.getByLabel("Password", { exact: true })).toBeVisible();
    // With the flow's own state, but from the page itself and from another origin.
    const state = await popup.evaluate(() => new URLSearchParams(location.search).get("state"));
    expect(state).toBeTruthy();
    const forge = (vestibule: string | null) => {
      const target = window.opener ?? window;
      target.postMessage({ vestibule, url: `${location.origin}/?code=forged&state=${vestibule}` }, "*");
    };
    await page.evaluate(forge, state);
    await popup.evaluate(forge, state);
    await signInAtProvider(popup);
    await expectFederated(page);
  });

  test("the user closes the popup", async ({ page, demo }) => {
    await demo.openSignIn();
    const opened = page.waitForEvent("popup");
    await demo.button("Continue with Mailbox").click();
    await (await opened).close();
    await expect(demo.alert).toHaveText(TEXTS.cancelled);
    await expect(demo.button("Continue with Mailbox")).toBeEnabled();
  });

  test("the browser blocks the popup", async ({ page, demo }) => {
    await page.addInitScript(() => {
      window.open = () => null;
    });
    await demo.openSignIn();
    await demo.button("Continue with Mailbox").click();
    await expect(demo.alert).toHaveText(/^Your browser blocked the window/);
  });

  test("two at once, and the first one finishes last", async ({ page, demo, context }) => {
    await demo.openSignIn();
    const other = await context.newPage();
    await other.goto(page.url());
    const popups: Page[] = [];
    for (const opener of [page, other]) {
      const opened = opener.waitForEvent("popup");
      await opener.getByRole("button", { name: "Continue with Mailbox" }).click();
      popups.push(await opened);
    }
    const closed = popups[1].waitForEvent("close");
    await signInAtProvider(popups[1]);
    await closed;
    await expectFederated(other);
    const first = await claims(other);
    expect(first["identities"]).toMatchObject([{ providerName: "Mailbox", providerType: "OIDC" }]);
    await signInAtProvider(popups[0]);
    await expectFederated(page);
  });
});

test.describe("a sign-in started by a provider's portal", () => {
  /** A page of the origin without scripts of its own. */
  const BLANK_PAGE = new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href;

  /** The page's address afterwards: unchanged, a signed-in user, or another page. */
  const handle = (page: Page, idpInitiated?: string) =>
    page.evaluate(
      async (config) => {
        const { Vestibule } = await import("/pkg/dist/index.js");
        const auth: import("../../pkg/src/index.ts").Vestibule = await Vestibule.create(config);
        const outcome = await Promise.race([
          auth.handleCallback(),
          new Promise<"leaves">((over) => addEventListener("pagehide", () => over("leaves"))),
        ]);
        return outcome && (outcome === "leaves" ? outcome : outcome.session.username);
      },
      {
        userPoolId: POOL,
        clientId: CLIENT,
        endpoint: setting("VESTIBULE_EMULATOR_URL"),
        domain: setting("VESTIBULE_EMULATOR_URL"),
        redirectUri: BLANK_PAGE,
        idpInitiated,
      },
    );

  test("starts a flow of the app, and its code is never used", async ({ page }) => {
    const exchanged: (string | null)[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/oauth2/token") exchanged.push(request.postData());
    });
    await page.goto(`${BLANK_PAGE}?code=anybodys&view=list`);
    // The page may be gone before the call returns.
    await handle(page, "Mailbox").catch(() => {});
    await signInAtProvider(page);
    await expect(page).toHaveURL(
      (url) => url.pathname === new URL(BLANK_PAGE).pathname && url.searchParams.has("state"),
    );
    expect(await handle(page, "Mailbox")).toMatch(/^mailbox_/i);
    expect(exchanged).toHaveLength(1);
    expect(exchanged[0]).not.toContain("anybodys");
    await expectCleanAddress(page);
  });

  test("is ignored without the setting", async ({ page }) => {
    await page.goto(`${BLANK_PAGE}?code=anybodys`);
    expect(await handle(page)).toBeUndefined();
    expect(page.url()).toBe(`${BLANK_PAGE}?code=anybodys`);
  });
});
