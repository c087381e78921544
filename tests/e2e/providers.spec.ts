// The buttons of other providers: their appearance, the provider that was used last, and routing by email domain.

import { expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, test, type Page } from "./support/test.ts";

const MARY = { email: "mary@example.com", password: "Somerville1780" };
const BRANDS = ["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"];

async function withConfig(page: Page, more: object): Promise<void> {
  await page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...more } });
  });
}

async function signInAtProvider(page: Page): Promise<void> {
  await expect(page).toHaveURL(/client_id=vestibuledemofederation0010/);
  await page.getByLabel("E-mail address", { exact: true }).fill(MARY.email);
  await page.getByLabel("Password", { exact: true }).fill(MARY.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The first button that is shown. */
const first = (page: Page) => page.locator(".vestibule-providers .vestibule-button:visible").first();

test("the four brands, in light and dark, at 320 px", async ({ page, demo, pageErrors }, info) => {
  await withConfig(page, { providers: BRANDS });
  await demo.openSignIn();
  await expect(demo.button("Continue with Apple")).toBeHidden();
  await page.getByText("More ways").click();
  await expect(demo.button("Continue with Apple")).toBeVisible();
  await expectAccessibleLayout(page, "providers", info);
  expect(pageErrors.all, "errors in the page's console").toEqual([]);
});

test("the provider that was used last is first, and is marked", async ({ page, demo }) => {
  await withConfig(page, { providers: [...BRANDS, "Mailbox"] });
  await demo.openSignIn();
  await page.getByText("More ways").click();
  const opened = page.waitForEvent("popup");
  await demo.button("Continue with Mailbox").click();
  const popup = await opened;
  await signInAtProvider(popup);
  await expect(demo.button("Sign out")).toBeVisible();
  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await expect(first(page)).toHaveText(/^Continue with Mailbox\s*Last used$/);
  // The sign-out passes through Cognito's pages: the page may still be on its way back.
  await expect(async () => {
    const entries = await page.evaluate(() =>
      Object.entries(localStorage).filter(([key]) => key.endsWith(".provider")),
    );
    expect(entries.map(([, value]) => value)).toEqual(["Mailbox"]);
  }).toPass();
});

test("a sign-in by password removes the mark", async ({ page, demo, emulator }) => {
  await withConfig(page, { providers: BRANDS });
  await demo.openSignIn();
  await page.evaluate(() => localStorage.setItem("vestibule.vestibuledemobrowser000001.provider", "Facebook"));
  await page.reload();
  await expect(first(page)).toHaveText(/^Continue with Facebook\s*Last used$/);
  await demo.openSignedIn(await emulator.createUser());
  await demo.button("Sign out").click();
  await demo.expectSignedOut();
  await expect(first(page)).toHaveText("Continue with the hosted UI");
});

test("an address with a provider's domain leads to the provider, with the address, and asks for no password", async ({
  page,
  demo,
}, info) => {
  await withConfig(page, { domains: [{ name: "example.com", provider: "Mailbox" }] });
  await demo.openSignIn();
  await demo.field("Username").fill("mary@example.org");
  await expect(demo.field("Password")).toBeVisible();
  await demo.field("Username").fill(MARY.email);
  await expect(page.getByRole("status").getByText("You sign in with Mailbox.")).toBeVisible();
  await expect(demo.field("Password")).toBeHidden();
  await expectAccessibleLayout(page, "routed", info);
  const asked = page.waitForRequest((request) => request.url().includes("/oauth2/authorize"));
  await demo.button("Sign in").click();
  const address = new URL((await asked).url());
  expect(address.searchParams.get("identity_provider")).toBe("Mailbox");
  expect(address.searchParams.get("login_hint")).toBe(MARY.email);
  await signInAtProvider(page);
  await expect(demo.button("Sign out")).toBeVisible();
});
