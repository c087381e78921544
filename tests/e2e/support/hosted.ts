// The hosted pages of the local Cognito, for sign-ins by redirect.

import { expect, type Page } from "@playwright/test";
import type { Person } from "./emulator.ts";

export class Hosted {
  constructor(readonly page: Page) {}

  async expectSignIn(): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: "Sign in", exact: true })).toBeVisible();
    await expect(this.page).toHaveURL(/\/login\?/);
  }

  async signIn({ username, password }: Pick<Person, "username" | "password">): Promise<void> {
    await this.expectSignIn();
    await this.page.getByLabel("User name", { exact: true }).fill(username);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    // The test may block the response of the target.
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click({ noWaitAfter: true });
  }

  /** The page that asks for the code of a second factor. */
  async expectCode(): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: "Verify your identity", exact: true })).toBeVisible();
    await expect(this.page).toHaveURL(/\/mfa\?/);
  }

  async cancel(): Promise<void> {
    await this.expectSignIn();
    await this.page.getByRole("button", { name: "Cancel", exact: true }).click();
  }
}

/** What an address must not contain once the app is loaded. */
const CALLBACK_PARAMETER = /[?#&](code|state|error|error_description|id_token|access_token)=/;

/** Neither the address nor the history on the app's origin contains parts of the callback. */
export async function expectCleanAddress(page: Page): Promise<void> {
  await expect(page).not.toHaveURL(CALLBACK_PARAMETER);
  const entries = await historyOf(page);
  const origin = new URL(page.url()).origin;
  const ownEntries = entries.filter((url) => url.startsWith(origin));
  expect(ownEntries.length).toBeGreaterThan(0);
  for (const url of ownEntries) expect(url).not.toMatch(CALLBACK_PARAMETER);
}

/** The addresses in the history: all of them in Chromium, elsewhere those that a page may read. */
async function historyOf(page: Page): Promise<string[]> {
  const isChromium = page.context().browser()!.browserType().name() === "chromium";
  if (!isChromium) return page.evaluate(() => navigation.entries().map((entry) => entry.url ?? ""));
  let urls: string[] = [];
  // Fails while Chromium replaces the page of a navigation by its successor.
  await expect(async () => {
    const session = await page.context().newCDPSession(page);
    const { entries } = await session.send("Page.getNavigationHistory");
    await session.detach();
    urls = entries.map((entry) => entry.url);
  }).toPass({ timeout: 5000 });
  return urls;
}

/** The addresses of callbacks to which the page is redirected, oldest first. */
export function watchCallbacks(page: Page): string[] {
  const addresses: string[] = [];
  page.on("response", (response) => {
    const location = response.headers().location;
    if (location && CALLBACK_PARAMETER.test(location) && !location.startsWith("/")) addresses.push(location);
  });
  return addresses;
}
