// The focus and the document's title on every path through the demo, and clicks that began on another screen.

import { TEXTS } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { expect, test } from "./support/test.ts";
import { NO_NETWORK } from "./support/page-activity.ts";

test("each screen sets the document's title, and its heading or first field has the focus", async ({
  page,
  demo,
  emulator,
}) => {
  const person = newPerson();
  await demo.openSignIn();
  await expect(page).toHaveTitle("Sign in to Notes");
  await demo.button("Forgot your password?").click();
  await expect(page).toHaveTitle("Forgot your password? – Notes");
  await expect(demo.field("Username")).toBeFocused();
  await demo.button("Back to sign in").click();
  await expect(page).toHaveTitle("Sign in to Notes");
  await expect(demo.field("Username")).toBeFocused();
  await demo.signUp(person);
  await expect(page).toHaveTitle("Check your email – Notes");
  await expect(demo.field("Code")).toBeFocused();
  await demo.confirm(await emulator.code(person, "sign_up"));
  await demo.expectSignedIn(person);
  await expect(page).toHaveTitle(`Hello, ${person.username} – Notes`);
});

test("after a sign-in the heading has the focus, and after a sign-out the first field", async ({
  page,
  demo,
  emulator,
}) => {
  const person = await emulator.createUser();
  await demo.openSignedIn(person);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await demo.button("Sign out").click();
  await expect(demo.alert).toHaveText("You are signed out.");
  await expect(demo.field("Username")).toBeFocused();
});

test("a change of route and a closed dialog put the focus where the user continues", async ({
  page,
  demo,
  emulator,
}) => {
  await demo.openSignedIn(await emulator.createUser());
  const opener = demo.button("Change password");
  await opener.click();
  await expect(demo.title(TEXTS.changePassword)).toBeVisible();
  await demo.button("Cancel").click();
  await expect(opener).toBeFocused();
  // A dialog does not change the document's title.
  await expect(page).toHaveTitle(/^Hello/);

  await page.getByRole("link", { name: "Your account" }).click();
  await expect(demo.title("Your account")).toBeFocused();
  await expect(page).toHaveTitle("Your account – Notes");
  await page.getByRole("link", { name: "Front page" }).click();
  await expect(demo.title(/^Hello/)).toBeFocused();
});

test("after a retry that fails, the heading has the focus", async ({ page, ownEmulator, demo, pageErrors }) => {
  await page.clock.install();
  await demo.openSignedIn(await ownEmulator.createUser());
  await page.route(`${ownEmulator.url}/`, (route) => route.abort("internetdisconnected"));
  await page.clock.fastForward(3660_000);
  await page.reload();
  await expect(demo.title(TEXTS.unavailable)).toBeVisible();
  await page.clock.resume();
  await demo.button("Try again").click();
  await expect(demo.title(TEXTS.unavailable)).toBeFocused();
  pageErrors.ignore(NO_NETWORK);
});

test(
  "the second click of a double click does nothing on the screen that the first one led to",
  { tag: "@chromium" },
  async ({ page, demo }) => {
    await demo.openSignIn();
    const link = demo.button("Create an account");
    const { x, y } = (await link.boundingBox())!;
    await page.mouse.move(x + 5, y + 5);
    await page.mouse.down({ clickCount: 1 });
    await page.mouse.up({ clickCount: 1 });
    await expect(demo.title(TEXTS.signUp)).toBeVisible();
    const under = demo.button("Continue with the hosted UI");
    await under.scrollIntoViewIfNeeded();
    // What the button itself would receive.
    await under.evaluate((button) => {
      document.body.dataset.clicked = "0";
      button.addEventListener("click", () => (document.body.dataset.clicked = "1"));
    });
    const box = (await under.boundingBox())!;
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await expect(page.locator("body")).toHaveAttribute("data-clicked", "0");
    // A click that begins here counts.
    await under.click();
    await expect(page).toHaveURL(/oauth2|login/);
  },
);

test("a key that is held down submits one form, and not the next one as well", async ({ page, demo }) => {
  await demo.openSignIn();
  await demo.button("Create an account").focus();
  await page.keyboard.down("Enter");
  await expect(demo.field("Email")).toBeVisible();
  await expect(demo.field("Username")).toBeFocused();
  // Held down, it repeats.
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect(demo.field("Username")).toHaveAttribute("aria-invalid", "false");
  await page.keyboard.press("Enter");
  await demo.expectFieldError("Username", "Enter your username.");
});

test("after waiting five seconds for a response, the user sees so and can stop", async ({
  page,
  ownEmulator,
  demo,
  calls,
}) => {
  await page.clock.install();
  const person = await ownEmulator.createUser();
  let isHung = true;
  await page.route(`${ownEmulator.url}/`, (route) => (isHung ? undefined : route.continue()));
  await demo.openSignIn();
  await demo.signIn(person);
  await expect(demo.button("Sign in")).toHaveAttribute("aria-busy", "true");
  await expect.poll(() => calls.count("InitiateAuth")).toBe(1);
  await expect(demo.button("Cancel")).toHaveCount(0);
  await page.clock.runFor(5100);
  await expect(page.getByText("Still trying…")).toBeVisible();
  await demo.button("Cancel").click();
  await expect(demo.button("Cancel")).toHaveCount(0);
  await expect(demo.button("Sign in")).toHaveAttribute("aria-busy", "false");
  await expect(demo.field("Password")).toHaveValue(person.password);

  // The next request hangs as well, until the network is back.
  await demo.button("Sign in").click();
  await expect.poll(() => calls.count("InitiateAuth")).toBe(2);
  await page.clock.runFor(5100);
  await expect(page.getByText("Still trying…")).toBeVisible();
  isHung = false;
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.clock.resume();
  await demo.expectSignedIn(person);
});

test("a returning visitor sees after five seconds that the server hangs, and is signed in once it responds", async ({
  page,
  ownEmulator,
  demo,
}) => {
  await page.clock.install();
  const person = await ownEmulator.createUser();
  await demo.openSignedIn(person);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(`${ownEmulator.url}/`, async (route) => {
    await held;
    await route.continue();
  });
  await page.clock.fastForward(3660_000);
  await page.reload();
  await expect(page.getByRole("status", { name: "One moment" })).toBeVisible();
  await expect(demo.button("Cancel")).toHaveCount(0);
  await page.clock.runFor(5100);
  await expect(page.getByText("Still trying…")).toBeVisible();
  await demo.button("Cancel").click();
  await expect(demo.title(TEXTS.unavailable)).toBeFocused();
  // The user does not have to do anything: the response arrives late.
  release();
  await demo.expectSignedIn(person);
});
