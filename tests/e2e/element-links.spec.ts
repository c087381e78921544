// Links to the screens of the elements.

import type { StepUp } from "../../pkg/src/config.ts";
import { ElementPage } from "./support/element.ts";
import { FACTORS } from "./support/emulator.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

// The site's policy does not allow the gallery's fonts.
test.use({ bypassCSP: true, locale: "en-US" });

test("a fragment opens a screen, at the start and within the page", async ({ page }) => {
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag('routing="hash"') });
  await expect(host.title("Sign in")).toBeVisible();
  await page.evaluate(() => (location.hash = "sign-up"));
  await expect(host.title("Create an account")).toBeVisible();
  await page.evaluate(() => (location.hash = "reset-password"));
  await expect(host.title("I have a code")).toBeVisible();
  await page.reload();
  await expect(host.title("I have a code")).toBeVisible();
  // Fragments of the page itself open no screen.
  await page.evaluate(() => (location.hash = "prices"));
  await expect(host.title("I have a code")).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(host.title("Create an account")).toBeVisible();
  await page.goBack();
  await expect(host.title("Sign in")).toBeVisible();
});

test("a path is followed by the names of the screens", async ({ page }) => {
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag('routing="/element-test"') });
  await host.button("Create an account").click();
  await expect(host.title("Create an account")).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/sign-up$/);
});

for (const { routing, address } of [
  { routing: "hash", address: "/element-test/#notes" },
  { routing: "/element-test/", address: "/element-test/notes" },
]) {
  test(`a sign-in after a sign-out leaves the address of the app, with routing ${routing}`, async ({
    page,
    emulator,
  }) => {
    const host = new ElementPage(page);
    const person = await emulator.createUser();
    const signInFromTheSignUp = async () => {
      await host.button("Create an account").click();
      await expect(host.title("Create an account")).toBeVisible();
      await host.button("Sign in").click();
      await expect(host.title("Sign in")).toBeVisible();
      await host.signIn(person);
      await host.expectSignedIn(person);
    };
    await host.open({ body: ElementPage.tag(`routing="${routing}"`) });
    await signInFromTheSignUp();
    await expect(page).toHaveURL(/\/element-test\/$/);
    // As the links or the router of the app.
    if (routing === "hash") await page.evaluate(() => (location.hash = "notes"));
    else await page.evaluate((address) => history.pushState(null, "", address), address);
    await host.button("Sign out").click();
    await expect(host.title("Sign in")).toBeVisible();
    await host.signIn(person);
    await host.expectSignedIn(person);
    await expect(page).toHaveURL(new URL(address, page.url()).href);
    await host.button("Sign out").click();
    await signInFromTheSignUp();
    await expect(page).toHaveURL(new URL(address, page.url()).href);
  });
}

test("the first screen can be another one", async ({ page }) => {
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag('starts-at="forgot-password"') });
  await expect(host.title("Forgot your password?")).toBeVisible();
  await host.button("Back to sign in").click();
  await expect(host.title("Sign in")).toBeVisible();
});

test("a fragment opens a section of the account", async ({ page }) => {
  await page.goto(new URL("../tests/gallery/frame.html?screen=account&focus", setting("VESTIBULE_SITE_URL")).href);
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

/** A page whose link to the step-up asks for this level. */
const pageWithStepUp = (level: StepUp) => ({
  body: ElementPage.tag('routing="hash"', '<p slot="signed-in">Your notes</p>', FACTORS),
  script: `import "/pkg/dist/element.js"; document.querySelector("vestibule-auth").options = { stepUp: ${JSON.stringify(level)} };`,
});
const stepUp = (page: Page) => page.getByRole("heading", { name: "Show that it is you", exact: true });

test("a link to the step-up asks a signed-in user for the level, and leads to the page", async ({ page, emulator }) => {
  const host = new ElementPage(page);
  const person = await emulator.createUserIn(FACTORS);
  const notes = page.getByText("Your notes");
  await page.clock.install();
  await host.open(pageWithStepUp({ maxAge: 5 }));
  await host.signIn(person);
  await expect(notes).toBeVisible();
  await page.clock.fastForward(10_000);

  await page.evaluate(() => (location.hash = "step-up"));
  await expect(stepUp(page)).toBeVisible();
  await expect(notes).toBeHidden();
  expect(await host.state()).toBe("signed-in");
  expect((await host.events("step")).pop()?.detail).toEqual({ screen: "step-up", signedIn: true });
  // Back leaves it, and Forward returns to it.
  await page.goBack();
  await expect(notes).toBeVisible();
  await page.goForward();
  await expect(stepUp(page)).toBeVisible();
  await host.button("Not now").click();
  await expect(notes).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/$/);

  await page.evaluate(() => (location.hash = "step-up"));
  await host.button("Continue").click();
  await host.button("Password").click();
  await host.field("Password").fill(person.password);
  await host.button("Sign in").click();
  await expect(notes).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/$/);
  expect(await host.state()).toBe("signed-in");
});

test("a link to the step-up leads a guest to the sign-in first", async ({ page, emulator }) => {
  const host = new ElementPage(page);
  const person = await emulator.createUserIn(FACTORS);
  // A password gives the first level.
  await host.open(pageWithStepUp({ acr: "urn:cognito:loa:3" }));
  await page.evaluate(() => (location.hash = "step-up"));
  await page.reload();
  await host.signIn(person);
  await expect(stepUp(page)).toBeVisible();
  await host.button("Not now").click();
  await expect(page.getByText("Your notes")).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/$/);
});

test("a link to the step-up that a guest follows between other screens is not lost", async ({ page, emulator }) => {
  const host = new ElementPage(page);
  const person = await emulator.createUserIn(FACTORS);
  await host.open(pageWithStepUp({ acr: "urn:cognito:loa:3" }));
  await host.button("Create an account").click();
  await expect(host.title("Create an account")).toBeVisible();
  await host.button("Sign in").click();
  await expect(host.title("Sign in")).toBeVisible();
  await page.evaluate(() => (location.hash = "step-up"));
  await host.signIn(person);
  await expect(stepUp(page)).toBeVisible();
  await host.button("Not now").click();
  await expect(page.getByText("Your notes")).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/$/);
});

test("a link to the step-up asks nothing of a user who has the level", async ({ page, emulator }) => {
  const host = new ElementPage(page);
  const person = await emulator.createUserIn(FACTORS);
  await host.open(pageWithStepUp({ maxAge: 3600 }));
  await page.evaluate(() => (location.hash = "step-up"));
  await page.reload();
  await host.signIn(person);
  await expect(page.getByText("Your notes")).toBeVisible();
  await expect(page).toHaveURL(/\/element-test\/$/);
  await page.evaluate(() => (location.hash = "step-up"));
  await expect(page).toHaveURL(/\/element-test\/$/);
  await expect(page.getByText("Your notes")).toBeVisible();
  expect((await host.events("step")).map(({ detail }) => detail.screen)).not.toContain("step-up");
});
