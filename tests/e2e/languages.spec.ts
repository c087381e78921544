// The screens in other languages: what the browser asks for, what the person chooses, and what each language needs.

import { readdirSync, readFileSync } from "node:fs";
import { somebody } from "./support/emulator.ts";
import { Hosted } from "./support/hosted.ts";
import { expectAccessible } from "./support/looks.ts";
import { expect, test, type Page } from "./support/test.ts";

type Texts = Readonly<Record<string, string>>;

interface File {
  strings: Texts & { resend_wait: Texts; rule_length: Texts };
  steps: Texts;
}

const FOLDER = new URL("../../languages/", import.meta.url);
const words = (code: string): File => JSON.parse(readFileSync(new URL(`${code}.json`, FOLDER), "utf8"));

const card = (page: Page) => page.locator(".vestibule");
const choose = (page: Page, code: string) => page.getByLabel("Language", { exact: true }).selectOption(code);

test("every language counts in the categories that its file has", async ({ page }) => {
  await page.goto("/");
  for (const name of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
    const code = name.replace(".json", "");
    const known = await page.evaluate((code) => new Intl.PluralRules(code).resolvedOptions().pluralCategories, code);
    expect(Object.keys(words(code).strings.resend_wait).sort(), code).toEqual([...known].sort());
  }
});

test.describe("in a German browser", () => {
  test.use({ locale: "de-AT" });

  test("the screens are German, and never English before", async ({ page, demo }) => {
    const { strings } = words("de");
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
    await demo.button(strings.sign_in!).click();
    await demo.expectFieldError(strings.username!, strings.missing_username!);
  });

  test("a sign-in is German to its end, and what Cognito says in English is not shown", async ({ page, demo }) => {
    const { strings } = words("de");
    await demo.open();
    await demo.field(strings.username!).fill("nobody");
    await demo.field(strings.password!).fill("wrong-password");
    await demo.button(strings.sign_in!).click();
    await expect(demo.alert).toHaveText(strings.error_credentials!);
    await expect(page.getByText("Incorrect username")).toHaveCount(0);
  });

  test("the hosted pages are asked to speak German", async ({ page, demo }) => {
    await demo.open();
    const asked = page.waitForRequest(/\/oauth2\/authorize\?/);
    await demo.button("Weiter mit the hosted UI").click();
    expect(new URL((await asked).url()).searchParams.get("lang")).toBe("de");
    await new Hosted(page).expectSignIn();
  });

  test("English stands in for a file that is not there", async ({ page, demo }) => {
    // As a server answers that has a page for everything.
    await page.route("**/languages/de.json", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    const warned = page.waitForEvent("console", (message) => message.text().includes("/languages/de.json"));
    await demo.open();
    await expect(demo.title("Sign in to Notes")).toBeVisible();
    await expect(card(page)).toHaveAttribute("lang", "en");
    await warned;
  });
});

test("another language takes over what was typed, and English comes back", async ({ page, demo }) => {
  const { strings } = words("de");
  await demo.toSignIn();
  await demo.field("Username").fill("ada");
  await demo.field("Password").fill("correct horse");
  await choose(page, "de");
  await expect(demo.title("Bei Notes anmelden")).toBeVisible();
  await expect(demo.field(strings.username!)).toHaveValue("ada");
  await expect(demo.field(strings.password!)).toHaveValue("correct horse");
  // Who chooses a language stays where they chose it.
  await expect(page.getByLabel("Language", { exact: true })).toBeFocused();
  await choose(page, "en");
  await expect(demo.title("Sign in to Notes")).toBeVisible();
  await expect(demo.field("Password")).toHaveValue("correct horse");
});

test("a step in the middle of a sign-up goes on in another language", async ({ page, demo, emulator }) => {
  const { strings } = words("de");
  const person = somebody();
  await demo.toSignIn();
  await demo.signUp(person);
  await expect(demo.title("Check your email")).toBeVisible();
  await choose(page, "de");
  await expect(demo.title(strings.check_email!)).toBeVisible();
  const wait = strings.resend_wait.other!.replace("{seconds}", String.raw`\d+`);
  await expect(demo.button(new RegExp(`^${wait}$`))).toBeVisible();
  await demo.field(strings.code!).fill(await emulator.code(person, "sign_up"));
  await demo.button(strings.confirm!).click();
  await demo.expectSignedIn(person);
});
