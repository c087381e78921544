// Every screen of the demo: accessibility, use with the keyboard, and password managers.

import { type Demo, TEXTS } from "./support/demo.ts";
import { type Emulator, newPerson, type Person } from "./support/emulator.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, test } from "./support/test.ts";
import { operationOf, NO_NETWORK } from "./support/page-activity.ts";

interface ScreenOf {
  /** Goes there, without an error on the way. */
  reach: (demo: Demo, emulator: Emulator) => Promise<unknown>;
  /** The `autocomplete` of its fields, in their order. */
  autocomplete?: string[];
}

const SCREENS: Record<string, ScreenOf> = {
  "sign-in": {
    reach: (demo) => demo.openSignIn(),
    autocomplete: ["username", "current-password"],
  },
  "sign-in-errors": {
    reach: async (demo) => {
      await demo.openSignIn();
      await demo.button("Sign in").click();
      await demo.expectFieldError("Username", "Enter your username.");
    },
  },
  "sign-up": {
    reach: async (demo) => {
      await demo.openSignIn();
      await demo.button("Create an account").click();
      await expect(demo.title(TEXTS.signUp)).toBeVisible();
    },
    autocomplete: ["username", "email", "name", "new-password"],
  },
  "confirm-sign-up": {
    reach: async (demo) => {
      await demo.openSignIn();
      await demo.signUp(newPerson());
      await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
    },
    autocomplete: ["username", "one-time-code"],
  },
  "forgot-password": {
    reach: async (demo) => {
      await demo.openSignIn();
      await demo.button("Forgot your password?").click();
      await expect(demo.title(TEXTS.forgot)).toBeVisible();
    },
    autocomplete: ["username"],
  },
  "reset-password": {
    reach: async (demo, emulator) => {
      const { username } = await emulator.createUser();
      await demo.openSignIn();
      await demo.button("Forgot your password?").click();
      await demo.field("Username").fill(username);
      await demo.button("Send code").click();
      await expect(demo.title(TEXTS.newPassword)).toBeVisible();
    },
    autocomplete: ["username", "one-time-code", "new-password"],
  },
  "new-password": {
    reach: async (demo, emulator) => {
      const person = await emulator.inviteUser();
      await demo.openSignIn();
      await demo.signIn(person);
      await expect(demo.title(TEXTS.newPassword)).toBeVisible();
    },
    autocomplete: ["username", "new-password"],
  },
  "signed-in": {
    reach: async (demo, emulator) => {
      await demo.openSignIn();
      await demo.signIn(await emulator.createUser(newPerson(), { name: "Ada Lovelace" }));
      await expect(demo.title("Hello, Ada Lovelace")).toBeVisible();
    },
  },
  "change-password": {
    reach: async (demo, emulator) => {
      await demo.openSignedIn(await emulator.createUser());
      await demo.button("Change password").click();
      await expect(demo.title(TEXTS.changePassword)).toBeVisible();
    },
    autocomplete: ["username", "current-password", "new-password"],
  },
};

for (const [name, { reach, autocomplete }] of Object.entries(SCREENS)) {
  test(`${name}: is accessible in light and dark, at 320 px`, async ({ page, demo, emulator, pageErrors }, info) => {
    await reach(demo, emulator);
    await expectAccessibleLayout(page, name, info);
    if (autocomplete) {
      const fields = await page
        .locator("form input")
        .evaluateAll((all) => all.map((input) => input.getAttribute("autocomplete")));
      expect(fields).toEqual(autocomplete);
    }
    expect(pageErrors.all, "errors in the page's console").toEqual([]);
  });
}

test("the screen for a session that cannot be renewed", async ({ page, ownEmulator, demo, pageErrors }, info) => {
  await page.clock.install();
  const person = await ownEmulator.createUser();
  await demo.openSignedIn(person);
  await page.route(`${ownEmulator.url}/`, (route) => route.abort("internetdisconnected"));
  await page.clock.fastForward(3660_000);
  await page.reload();
  await expect(demo.title(TEXTS.unavailable)).toBeVisible();
  await page.clock.resume();
  await expectAccessibleLayout(page, "unavailable", info);
  pageErrors.ignore(NO_NETWORK);
});

test("signing in with the keyboard alone", async ({ page, demo, emulator }) => {
  const person = await emulator.createUser();
  await demo.openSignIn();
  // The first field has the focus.
  await expect(demo.field("Username")).toBeFocused();
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  await expect(demo.field("Password")).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await demo.expectSignedIn(person);
});

test("signing up with the keyboard alone", async ({ page, demo, emulator }) => {
  const person = newPerson();
  await demo.openSignIn();
  await tabTo(demo, "Create an account");
  await page.keyboard.press("Enter");

  await expect(demo.field("Username")).toBeFocused();
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.email);
  // The name may stay empty.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");

  await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  await expect(demo.field("Code")).toBeFocused();
  // The form submits itself after the last digit.
  await page.keyboard.type(await emulator.code(person, "sign_up"));
  await demo.expectSignedIn(person);
  await tabTo(demo, "Sign out");
  await page.keyboard.press("Space");
  await demo.expectSignedOut();
});

test("every control shows the focus", async ({ page, demo }) => {
  await demo.openSignIn();
  const shown = new Set<string>();
  for (let step = 0; step < 20; step += 1) {
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const style = getComputedStyle(element);
      return { what: element.outerHTML, width: parseFloat(style.outlineWidth), line: style.outlineStyle };
    });
    if (!focus || shown.has(focus.what)) break;
    expect(focus.line, focus.what).not.toBe("none");
    expect(focus.width, focus.what).toBeGreaterThanOrEqual(2);
    shown.add(focus.what);
    await page.keyboard.press("Tab");
  }
  expect(shown.size).toBeGreaterThanOrEqual(6);
});

test("a password can be shown, and is hidden again when it is sent", async ({ demo, emulator }) => {
  const person: Person = await emulator.createUser();
  await demo.openSignIn();
  await demo.field("Password").fill("Wrong-1843");
  await expect(demo.field("Password")).toHaveAttribute("type", "password");
  await demo.button("Show password").click();
  await expect(demo.field("Password")).toHaveAttribute("type", "text");
  await expect(demo.field("Password")).toHaveValue("Wrong-1843");
  await demo.field("Username").fill(person.username);
  await demo.button("Sign in").click();
  await expect(demo.alert).toHaveText(TEXTS.wrongCredentials);
  await expect(demo.field("Password")).toHaveAttribute("type", "password");
});

test("a form in progress cannot be sent twice", async ({ page, demo, emulator, calls }) => {
  const person = await emulator.createUser();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(`${emulator.url}/`, async (route) => {
    if (operationOf(route.request()) === "InitiateAuth") await held;
    await route.continue();
  });
  await demo.openSignIn();
  await demo.field("Username").fill(person.username);
  await demo.field("Password").fill(person.password);
  const button = demo.button("Sign in");
  const width = (await button.boundingBox())?.width;
  await button.dblclick();
  await expect(button).toHaveAttribute("aria-busy", "true");
  await button.click({ force: true });
  await demo.field("Password").press("Enter");
  await demo.field("Username").press("Enter");
  expect((await button.boundingBox())?.width).toBe(width);
  expect(calls.count("InitiateAuth")).toBe(1);

  release();
  await demo.expectSignedIn(person);
  expect(calls.count("InitiateAuth")).toBe(1);
  expect(calls.count("RespondToAuthChallenge")).toBe(1);
});

test("a screen shows nothing that was typed on another", async ({ demo }) => {
  await demo.openSignIn();
  await demo.field("Username").fill("ada");
  await demo.field("Password").fill("Wrong-1843");
  await demo.button("Create an account").click();
  await expect(demo.title(TEXTS.signUp)).toBeVisible();
  // The name is passed along; the password is not.
  await expect(demo.field("Username")).toHaveValue("ada");
  await expect(demo.field("Email")).toHaveValue("");
  await expect(demo.field("Password")).toHaveValue("");
  await demo.button("Sign in").click();
  await demo.expectSignedOut();
  await expect(demo.field("Password")).toHaveValue("");
});

test("an error does not move the form", async ({ demo }) => {
  await demo.openSignIn();
  const place = async () => (await demo.button("Sign in").boundingBox())?.y;
  const before = await place();
  await demo.button("Sign in").click();
  await demo.expectFieldError("Username", "Enter your username.");
  expect(await place()).toBe(before);
});

test("the hint that a response is slow moves nothing that can be pressed, and its button follows that of the form", async ({
  page,
  emulator,
  demo,
}) => {
  await page.clock.install();
  await page.route(`${emulator.url}/`, () => undefined);
  await demo.openSignIn();
  const places = async () => {
    const found: Record<string, unknown> = {};
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 720 });
      found[width] = await page.locator("a[href], button, input").evaluateAll((all) => {
        const shown = all.filter((one) => !one.closest(".vestibule-slow") && one.checkVisibility());
        return shown.map((one) => [one.textContent, ...Object.values(one.getBoundingClientRect().toJSON() as object)]);
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    return found;
  };
  const before = await places();
  await demo.signIn(newPerson());
  await expect(demo.button("Sign in")).toHaveAttribute("aria-busy", "true");
  await page.clock.runFor(5100);
  await expect(page.getByText("Still trying…")).toBeVisible();
  expect(await places()).toEqual(before);

  await page.keyboard.press("Tab");
  await expect(demo.button("Cancel")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(demo.button("Sign in")).toHaveAttribute("aria-busy", "false");
  await expect(demo.field("Username")).toBeFocused();
});

test("a sign-in never sends the password itself", async ({ demo, emulator, calls, page }) => {
  const person = await emulator.createUser();
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
  await demo.openSignedIn(person);
  expect(calls.bodies("InitiateAuth")[0]).toMatchObject({ AuthFlow: "USER_SRP_AUTH" });
  for (const text of sent) expect(text).not.toContain(person.password);
});

/** Presses Tab until the button has the focus. */
async function tabTo(demo: Demo, name: string): Promise<void> {
  const button = demo.button(name);
  const hasFocus = () => button.evaluate((element) => element === document.activeElement);
  for (let step = 0; step < 40 && !(await hasFocus()); step += 1) await demo.page.keyboard.press("Tab");
  await expect(button).toBeFocused();
}
