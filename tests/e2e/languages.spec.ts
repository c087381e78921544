// The screens in other languages: the browser's preference, the user's choice, and the particularities of each
// language.

import { readdirSync, readFileSync } from "node:fs";
import { newPerson } from "./support/emulator.ts";
import { Hosted } from "./support/hosted.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import type { Locator } from "@playwright/test";
import { expect, test, type Page } from "./support/test.ts";

type Texts = Readonly<Record<string, string>>;

interface File {
  strings: Texts & { resend_wait: Texts; rule_length: Texts };
  steps: Texts;
}

const FOLDER = new URL("../../languages/", import.meta.url);
const readTexts = (code: string): File => JSON.parse(readFileSync(new URL(`${code}.json`, FOLDER), "utf8"));

const card = (page: Page) => page.locator(".vestibule");
const languageMenu = (page: Page) => page.getByRole("combobox", { name: "Language", exact: true });
const chooseLanguage = (page: Page, code: string) => languageMenu(page).selectOption(code);

test("every language uses the plural categories that its file has", async ({ page }) => {
  await page.goto("/");
  for (const name of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
    const code = name.replace(".json", "");
    const categories = await page.evaluate(
      (code) => new Intl.PluralRules(code).resolvedOptions().pluralCategories,
      code,
    );
    expect(Object.keys(readTexts(code).strings.resend_wait).sort(), code).toEqual([...categories].sort());
  }
});

test.describe("in a German browser", () => {
  test.use({ locale: "de-AT" });

  test("the screens are German, and never English before", async ({ page, demo }) => {
    const { strings } = readTexts("de");
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/languages/de.json", async (route) => {
      await released;
      await route.continue();
    });
    await demo.open();
    await expect(page.locator(".vestibule-waiting")).toBeAttached();
    await expect(page.locator(".vestibule-title")).toHaveCount(0);
    release();
    await expect(demo.title("Bei Notes anmelden")).toBeVisible();
    await expect(card(page)).toHaveAttribute("lang", "de");
    await expect(card(page)).toHaveAttribute("dir", "ltr");
    await demo.button(strings.sign_in).click();
    await demo.expectFieldError(strings.username, strings.missing_username);
  });

  test("a sign-in is German to its end, and Cognito's English messages are not shown", async ({ page, demo }) => {
    const { strings } = readTexts("de");
    await demo.open();
    await demo.field(strings.username).fill("nobody");
    await demo.field(strings.password).fill("wrong-password");
    await demo.button(strings.sign_in).click();
    await expect(demo.alert).toHaveText(strings.error_credentials);
    await expect(page.getByText("Incorrect username")).toHaveCount(0);
  });

  test("the hosted pages are requested in German", async ({ page, demo }) => {
    await demo.open();
    const asked = page.waitForRequest(/\/oauth2\/authorize\?/);
    await demo.button("Weiter mit the hosted UI").click();
    expect(new URL((await asked).url()).searchParams.get("lang")).toBe("de");
    await new Hosted(page).expectSignIn();
  });

  test("English is used if a language file is missing", async ({ page, demo }) => {
    // As a server responds that returns a page for every path.
    await page.route("**/languages/de.json", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html>" }),
    );
    const warned = page.waitForEvent("console", (message) => message.text().includes("/languages/de.json"));
    await demo.open();
    await expect(demo.title("Sign in to Notes")).toBeVisible();
    await expect(card(page)).toHaveAttribute("lang", "en");
    await warned;
  });
});

test("changing the language keeps what was typed, also back to English", async ({ page, demo }) => {
  const { strings } = readTexts("de");
  await demo.openSignIn();
  await demo.field("Username").fill("ada");
  await demo.field("Password").fill("correct horse");
  await chooseLanguage(page, "de");
  await expect(demo.title("Bei Notes anmelden")).toBeVisible();
  await expect(demo.field(strings.username)).toHaveValue("ada");
  await expect(demo.field(strings.password)).toHaveValue("correct horse");
  await expect(demo.field(strings.password)).toBeFocused();
  // The focus stays on the language menu.
  await languageMenu(page).focus();
  await chooseLanguage(page, "en");
  await expect(demo.title("Sign in to Notes")).toBeVisible();
  await expect(demo.field("Password")).toHaveValue("correct horse");
  await expect(languageMenu(page)).toBeFocused();
});

test("a key that is pressed before the next frame is kept", async ({ page, demo }) => {
  const { strings } = readTexts("de");
  await demo.openSignIn();
  await demo.field("Username").fill("ad");
  await page.evaluate(() => {
    const username = () => document.querySelector<HTMLInputElement>(".vestibule input[name=username]")!;
    const old = username();
    // After the form has its values again, and before the next frame.
    new MutationObserver((_, observer) => {
      const current = username();
      if (current === old || !current) return;
      observer.disconnect();
      setTimeout(() => {
        if (document.activeElement !== current) return;
        current.setRangeText("a", 2, 2, "end");
        current.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
    }).observe(document, { childList: true, subtree: true });
    // Frames are late on a busy machine.
    const { requestAnimationFrame } = window;
    window.requestAnimationFrame = (run) => requestAnimationFrame(() => setTimeout(() => run(performance.now()), 100));
  });
  await chooseLanguage(page, "de");
  await expect(demo.title("Bei Notes anmelden")).toBeVisible();
  await page.waitForTimeout(300);
  await expect(demo.field(strings.username)).toHaveValue("ada");
});

test("a sign-up continues in another language", async ({ page, demo, emulator }) => {
  const { strings } = readTexts("de");
  const person = newPerson();
  await demo.openSignIn();
  await demo.signUp(person);
  await expect(demo.title("Check your email")).toBeVisible();
  await chooseLanguage(page, "de");
  await expect(demo.title(strings.check_email)).toBeVisible();
  const wait = strings.resend_wait.other.replace("{seconds}", String.raw`\d+`);
  await expect(demo.button(new RegExp(`^${wait}$`))).toBeVisible();
  // The form submits itself after the last digit.
  await demo.field(strings.code).fill(await emulator.code(person, "sign_up"));
  await demo.expectSignedIn(person);
});

test("the rules of a password are joined as the language joins lists", async ({ page, demo }) => {
  const { strings } = readTexts("ja");
  await demo.openSignIn();
  await demo.button("Create an account").click();
  await chooseLanguage(page, "ja");
  const field = demo.field(strings.password);
  const length = strings.rule_length.other.replace("{count}", "8");
  const languageMenu = await page.evaluate(
    (items) => new Intl.ListFormat("ja").format(items),
    [length, "A–Z", "a–z", "0–9"],
  );
  await expect(field).toHaveAccessibleDescription(new RegExp(literal(strings.rules.replace("{rules}", languageMenu))));
  // The unmet rules are those of what was typed before.
  await field.fill("engine");
  await chooseLanguage(page, "de");
  const german = demo.field(readTexts("de").strings.password);
  await expect(german).toHaveValue("engine");
  await expect(german).toHaveAccessibleDescription(/^Noch nötig: .* und 0–9\.$/);
});

for (const code of ["ar", "ja"]) {
  test.describe(`in ${code}`, () => {
    test.use({ locale: code });

    test("the screens look good", { tag: "@chromium" }, async ({ page, demo }, info) => {
      const { strings } = readTexts(code);
      await demo.open();
      await expect(demo.title(strings.sign_in_title_app.replace("{app}", "Notes"))).toBeVisible();
      await expectAccessibleLayout(page, `sign-in-${code}`, info);
      await demo.button(strings.sign_in).click();
      await demo.expectFieldError(strings.username, strings.missing_username);
      await expectAccessibleLayout(page, `sign-in-errors-${code}`, info);
      await demo.button(strings.sign_up_link).click();
      await expect(demo.title(strings.sign_up_title_app.replace("{app}", "Notes"))).toBeVisible();
      await expectAccessibleLayout(page, `sign-up-${code}`, info);
    });
  });
}

test.describe("from right to left", () => {
  test.use({ locale: "ar" });

  test("the layout is mirrored, and Latin text runs from left to right", async ({ page, demo }) => {
    const { strings } = readTexts("ar");
    await demo.open();
    await expect(card(page)).toHaveAttribute("dir", "rtl");
    const input = await box(demo.field(strings.password));
    const show = await box(demo.button(strings.show_password));
    expect(show.x, "the button that shows a password stands at the field's end").toBeLessThan(
      input.x + input.width / 3,
    );
    const label = await box(page.getByText(strings.password, { exact: true }).first());
    expect(label.x + label.width, "a label stands at the field's beginning").toBeGreaterThan(input.x + input.width - 4);
    await demo.field(strings.username).fill("ada");
    await expect(demo.field(strings.username)).toHaveCSS("unicode-bidi", "plaintext");
  });
});

async function box(locator: Locator): Promise<{ x: number; width: number }> {
  const found = await locator.boundingBox();
  if (!found) throw new Error("it is not to be seen");
  return found;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
