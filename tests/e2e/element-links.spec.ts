// Links to the screens of the elements.

import { ElementPage } from "./support/element.ts";
import { expect, setting, test } from "./support/test.ts";

// The policy of the site allows none of the gallery's fonts.
test.use({ bypassCSP: true, locale: "en-US" });

test("a fragment leads to a screen, on the way in and within the page", async ({ page }) => {
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag('routing="hash"') });
  await expect(host.title("Sign in")).toBeVisible();
  await page.evaluate(() => (location.hash = "sign-up"));
  await expect(host.title("Create an account")).toBeVisible();
  await page.evaluate(() => (location.hash = "reset-password"));
  await expect(host.title("I have a code")).toBeVisible();
  await page.reload();
  await expect(host.title("I have a code")).toBeVisible();
  // One of the page's own is none of the screens'.
  await page.evaluate(() => (location.hash = "prices"));
  await expect(host.title("I have a code")).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(host.title("Create an account")).toBeVisible();
  await page.goBack();
  await expect(host.title("Sign in")).toBeVisible();
});

test("a path has the names of the screens behind it", async ({ page }) => {
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag('routing="/element-test"') });
  await host.button("Create an account").click();
  await expect(host.title("Create an account")).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/sign-up$/);
});

test("what is first may be another screen", async ({ page }) => {
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag('starts-at="forgot-password"') });
  await expect(host.title("Forgot your password?")).toBeVisible();
  await host.button("Back to sign in").click();
  await expect(host.title("Sign in")).toBeVisible();
});

test("a fragment leads to a section of the account", async ({ page }) => {
  await page.goto(new URL("../tests/gallery/frame.html?screen=account", setting("VESTIBULE_SITE_URL")).href);
  await expect(page.locator("html[data-ready]")).toBeAttached();
  const heading = (name: string) => page.getByRole("heading", { name, level: 2 });
  const account = page.locator("vestibule-account");
  await account.evaluate((it) => it.setAttribute("starts-at", "devices"));
  await expect(heading("Devices")).toBeFocused();
  await account.evaluate((it) => it.setAttribute("routing", "hash"));
  await expect(heading("Profile")).toBeVisible();
  await page.evaluate(() => (location.hash = "passkeys"));
  await expect(heading("Passkeys")).toBeFocused();
});
