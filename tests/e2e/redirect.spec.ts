// Signing in and out through the hosted pages, and every invalid callback.

import { Demo, TEXTS } from "./support/demo.ts";
import { CLIENT } from "./support/emulator.ts";
import { expectCleanAddress, Hosted, watchCallbacks } from "./support/hosted.ts";
import { expectAccessible } from "./support/accessibility.ts";
import { storedValues, storedToken } from "./support/storage.ts";
import { expect, advanceClocks, test, type Page } from "./support/test.ts";

const GRANTS = ["code", "implicit"] as const;

for (const grant of GRANTS) {
  test.describe(`the ${grant} grant`, () => {
    test("signs in, and cleans the address", async ({ page, demo, emulator, calls }) => {
      const person = await emulator.createUser();
      const callbacks = watchCallbacks(page);
      await demo.openSignIn();
      await demo.redirect(grant).click();
      await new Hosted(page).signIn(person);
      await demo.expectSignedIn(person);
      await expectCleanAddress(page);
      expect(callbacks).toHaveLength(1);
      expect(callbacks[0]).toMatch(grant === "code" ? /\/\?code=/ : /\/#id_token=/);
      // Nothing of the flow's stored state is left.
      expect(await storedValues(page)).not.toContain("verifier");

      await page.reload();
      await demo.expectSignedIn(person);
      expect(calls.count("InitiateAuth")).toBe(0);
    });

    test("rejects a manipulated state", async ({ page, demo, emulator }) => {
      const person = await emulator.createUser();
      await demo.openSignIn();
      await demo.redirect(grant).click();
      const hosted = new Hosted(page);
      await hosted.expectSignIn();
      const address = new URL(page.url());
      const state = address.searchParams.get("state") ?? "";
      expect(state.length).toBeGreaterThan(20);
      address.searchParams.set("state", `${state.slice(0, -4)}AAAA`);
      await page.goto(address.href);
      await hosted.signIn(person);

      await demo.expectSignedOut();
      await expect(demo.alert).toHaveText(TEXTS.redirectFailed);
      await expectCleanAddress(page);
      expect(await storedToken(page)).toBeUndefined();
    });

    test("a replayed callback changes nothing", async ({ page, demo, emulator }) => {
      const person = await emulator.createUser();
      const callbacks = watchCallbacks(page);
      await demo.openSignIn();
      await demo.redirect(grant).click();
      await new Hosted(page).signIn(person);
      await demo.expectSignedIn(person);
      const token = await storedToken(page);

      await openAddress(page, callbacks[0]);
      await demo.expectSignedIn(person);
      await expectCleanAddress(page);
      expect(await storedToken(page)).toBe(token);

      await demo.button("Sign out").click();
      await demo.expectSignedOut();
      await openAddress(page, callbacks[0]);
      await demo.expectSignedOut();
      await expect(demo.alert).toHaveText(TEXTS.redirectFailed);
      await expectCleanAddress(page);
    });

    test("reports a cancelled sign-in", async ({ page, demo }) => {
      await demo.openSignIn();
      await demo.redirect(grant).click();
      await new Hosted(page).cancel();
      await demo.expectSignedOut();
      await expect(demo.alert).toHaveText(TEXTS.cancelled);
      await expectCleanAddress(page);
    });
  });
}

test("Back and Forward are safe", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  await demo.redirect("code").click();
  await new Hosted(page).signIn(person);
  await demo.expectSignedIn(person);

  await page.goBack();
  await expect(page).toHaveURL(/\/login\?/);
  await page.goForward();
  await demo.expectSignedIn(person);
  await expectCleanAddress(page);
  await page.reload();
  await demo.expectSignedIn(person);
});

test("rejects a callback from another browser", async ({ page, demo, emulator, browser }) => {
  // An attacker begins a sign-in, and sends the callback to a victim: the victim must not be signed in to
  // the attacker's account.
  const attacker = await emulator.createUser();
  const elsewhere = await browser.newContext({ baseURL: process.env.VESTIBULE_DEMO_URL });
  const other = new Demo(await elsewhere.newPage());
  await other.openSignIn();
  const callbacks = watchCallbacks(other.page);
  await other.page.route(/[?&]code=/, (route) => route.abort());
  await other.redirect("code").click();
  await new Hosted(other.page).signIn(attacker);
  await expect.poll(() => callbacks.length).toBe(1);
  await elsewhere.close();

  await openAddress(page, callbacks[0]);
  await demo.expectSignedOut();
  await expect(demo.alert).toHaveText(TEXTS.redirectFailed);
  await expectCleanAddress(page);
  expect(await storedToken(page)).toBeUndefined();
});

test.describe("addresses that are no response for this app", () => {
  const addresses = {
    "a code of the app's own": "?code=SUMMER",
    "another state": "?code=8f0a2c9e-1111-4222-8333-444455556666&state=unknown",
    "a refusal of another's": "?error=access_denied&error_description=No+%3Cb%3E&state=unknown",
    "a refusal that nobody waits for": "?error=invalid_request&error_description=attributes+required",
    "tokens from somebody else": "#access_token=a.b.c&id_token=a.b.c&token_type=Bearer&expires_in=3600&state=x",
    "broken escapes": "?code=%E0%A4%A&state=%ZZ",
  };

  for (const [name, address] of Object.entries(addresses)) {
    test(`${name}: ignored, and a session stays`, async ({ page, demo, emulator }) => {
      const url = new URL(`/${address}`, process.env.VESTIBULE_DEMO_URL).href;
      await openAddress(page, url);
      await demo.expectSignedOut();
      expect((await demo.alert.allInnerTexts()).join("")).toBe("");
      expect(page.url()).toBe(url);

      const person = await emulator.createUser();
      await demo.signIn(person);
      await demo.expectSignedIn(person);
      const token = await storedToken(page);
      await openAddress(page, url);
      await demo.expectSignedIn(person);
      expect(page.url()).toBe(url);
      expect(await storedToken(page)).toBe(token);
    });
  }

  const callbacks = {
    "a state that this tab did not send": `?code=8f0a2c9e-1111-4222-8333-444455556666&state=${CLIENT}.unknown`,
    "a refusal": `?error=access_denied&error_description=No+%3Cb%3E&state=${CLIENT}.unknown`,
    "a parameter twice": `?code=a&code=b&state=${CLIENT}.x`,
    "tokens that nobody asked for": `#access_token=a.b.c&id_token=a.b.c&token_type=Bearer&expires_in=3600&state=${CLIENT}.x`,
  };

  for (const [name, callback] of Object.entries(callbacks)) {
    test(`${name}: rejected, and a session stays`, async ({ page, demo, emulator }) => {
      await openAddress(page, `/${callback}`);
      await demo.expectSignedOut();
      await expect(demo.alert).not.toBeEmpty();
      await expectCleanAddress(page);

      const person = await emulator.createUser();
      await demo.signIn(person);
      await demo.expectSignedIn(person);
      const token = await storedToken(page);
      await openAddress(page, `/${callback}`);
      await demo.expectSignedIn(person);
      await expectCleanAddress(page);
      expect(await storedToken(page)).toBe(token);
    });
  }
});

test("a code that was already used", { tag: "@chromium" }, async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  // Another party uses the code before the page does.
  await page.route("**/oauth2/token", async (route) => {
    await route.fetch();
    await route.continue();
  });
  await demo.redirect("code").click();
  await new Hosted(page).signIn(person);
  await demo.expectSignedOut();
  await expect(demo.alert).toHaveText(TEXTS.redirectFailed);
  await expectCleanAddress(page);
});

test(
  "tokens in the address with a signature that is not the pool's",
  { tag: "@chromium" },
  async ({ page, demo, emulator, pageErrors }) => {
    const person = await emulator.createUser();
    await demo.openSignIn();
    await demo.redirect("implicit").click();
    // The last letter of a signature may hold unused bits: another one is changed.
    const forge = (token: string) => token.replace(/.{10}$/, (end) => (end[0] === "A" ? "B" : "A") + end.slice(1));
    await page.route(/\/login\?/, async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const response = await route.fetch({ maxRedirects: 0 });
      const location = response
        .headers()
        .location.replace(/(id_token=)([^&]+)/, (_, name, token) => name + forge(token));
      await route.fulfill({ response, headers: { ...response.headers(), location } });
    });
    await new Hosted(page).signIn(person);
    await demo.expectSignedOut();
    await expect(demo.alert).toHaveText(TEXTS.redirectFailed);
    await expectCleanAddress(page);
    expect(await storedToken(page)).toBeUndefined();
    expect(pageErrors.warnings.join("\n")).toContain("the token's signature is not the pool's");
  },
);

test("a session of the implicit grant ends when its tokens expire", async ({ page, ownEmulator, demo }) => {
  await page.clock.install();
  const person = await ownEmulator.createUser();
  await demo.openSignIn();
  await demo.redirect("implicit").click();
  await new Hosted(page).signIn(person);
  await demo.expectSignedIn(person);
  await advanceClocks(page, ownEmulator, 3600 + 60);
  await page.reload();
  await demo.expectSignedOut();
  await expect(demo.alert).toHaveText(TEXTS.ended);
});

test("signs out of the hosted pages, too", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  await demo.redirect("code").click();
  await new Hosted(page).signIn(person);
  await demo.expectSignedIn(person);

  // Users who came from the hosted pages are signed out there as well: the next user is asked for a password.
  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await expectCleanAddress(page);
  await demo.redirect("code").click();
  await new Hosted(page).signIn(person);
  await demo.expectSignedIn(person);

  await demo.hostedSignOut.click();
  await demo.expectSignedOut();
  await expectCleanAddress(page);
  await demo.redirect("code").click();
  await new Hosted(page).expectSignIn();
});

test("the request asks for a code with PKCE, a state and a nonce", async ({ page, demo }) => {
  await demo.openSignIn();
  const asked = page.waitForRequest(/\/oauth2\/authorize\?/);
  await demo.redirect("code").click();
  const query = new URL((await asked).url()).searchParams;
  expect(query.get("client_id")).toBe(CLIENT);
  expect(query.get("response_type")).toBe("code");
  expect(query.get("code_challenge_method")).toBe("S256");
  expect(query.get("code_challenge")).toMatch(/^[\w-]{43}$/);
  expect(query.get("state")).toMatch(/[\w-]{40,}$/);
  expect(query.get("nonce")).toMatch(/^[\w-]{40,}$/);
  expect(query.get("scope")?.split(" ")).toContain("openid");
  await new Hosted(page).expectSignIn();
  // The verifier stays in this tab.
  expect(page.url()).not.toContain("verifier");
});

test("the hosted pages are accessible", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.redirect("code").click();
  await new Hosted(page).expectSignIn();
  for (const next of ["Sign up", "I have an account", "Forgot your password?"]) {
    await expectAccessible(page);
    await page.getByRole("link", { name: next, exact: true }).click();
  }
  await expect(page.getByRole("heading", { level: 1, name: "Forgot your password?" })).toBeVisible();
  await expectAccessible(page);
});

test("the hosted pages redirect only to the app's addresses", async ({ page, emulator }) => {
  const query = new URLSearchParams({
    client_id: CLIENT,
    response_type: "code",
    redirect_uri: "https://evil.example/",
    scope: "openid",
  });
  await page.goto(`${emulator.url}/oauth2/authorize?${query}`);
  await expect(page).toHaveURL(/\/error\?error=redirect_mismatch/);
  await expect(page.getByText("redirect_mismatch")).toBeVisible();
});

/** Opens an address like a link in an email: never as a mere change of the fragment. */
async function openAddress(page: Page, address: string): Promise<void> {
  // A sign-out may still be on its way through the hosted pages.
  await expect(() => page.goto("about:blank")).toPass();
  await page.goto(address);
}
