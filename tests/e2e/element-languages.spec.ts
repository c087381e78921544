// The language of the elements: the page's or their own, changed while they are shown, with texts of the page; under a
// strict policy.

import { ElementPage } from "./support/element.ts";
import { FACTORS } from "./support/emulator.ts";
import { expect, setting, test as base } from "./support/test.ts";

const test = base.extend<{ host: ElementPage }>({
  host: async ({ page }, use) => {
    await use(new ElementPage(page));
  },
});

const GERMAN = { title: "Anmelden", username: "Benutzername" };

test("a page in English loads no language file, and the element follows the page's language", async ({
  host,
  page,
}) => {
  await host.open();
  await expect(host.title("Sign in")).toBeVisible();
  await expect.poll(() => host.fetched).toContain("element_steps.wasm");
  expect(host.fetched.filter((file) => /language/.test(file))).toEqual([]);

  await page.evaluate(() => (document.documentElement.lang = "de-AT"));
  await expect(host.title(GERMAN.title)).toBeVisible();
  const card = page.locator(".vestibule").first();
  await expect(card).toHaveAttribute("lang", "de");
  // From here on it changes and keeps what was typed.
  await host.field(GERMAN.username).fill("ada");
  await page.evaluate(() => (document.documentElement.lang = "ar"));
  await expect(card).toHaveAttribute("dir", "rtl");
  await expect(page.locator("input[autocomplete~=username]")).toHaveValue("ada");
  await page.evaluate(() => (document.documentElement.lang = "en"));
  await expect(host.title("Sign in")).toBeVisible();
  await expect(host.field("Username")).toHaveValue("ada");
});

test("its own language takes precedence over the page's, and the page's texts over a file's", async ({
  host,
  emulator,
}) => {
  const person = await emulator.createUserIn(FACTORS);
  const account = ElementPage.tagOf("vestibule-account", 'language="de" sections="profile"', "", FACTORS);
  await host.open({ body: ElementPage.tag('language="de"', "", FACTORS) + account });
  await expect(host.title(GERMAN.title)).toBeVisible();
  await host.element.evaluate((element) =>
    Object.assign(element, {
      strings: { de: { strings: { sign_in_title: "Herein!" } }, en: { strings: { sign_in_title: "Come in!" } } },
    }),
  );
  await expect(host.title("Herein!")).toBeVisible();
  await expect(host.field(GERMAN.username)).toBeVisible();
  await host.element.evaluate((element) => element.setAttribute("language", "en"));
  await expect(host.title("Come in!")).toBeVisible();
  await host.signIn(person);
  await expect(host.title("Ihr Konto")).toBeVisible();
});

for (const [what, language, title] of [
  ["in the browser's language", "browser", "Se connecter"],
  ["in English, of a language that it does not speak", "tlh", "Sign in"],
]) {
  test(`with language="${language}" it is ${what}`, async ({ browser }) => {
    const context = await browser.newContext({ locale: "fr-CA" });
    const host = new ElementPage(await context.newPage());
    await host.open({ body: ElementPage.tag(`language="${language}"`) });
    await expect(host.title(title)).toBeVisible();
    await context.close();
  });
}

test("if the file cannot be loaded, the element is in English, with a warning on the console", async ({
  host,
  page,
  pageErrors,
}) => {
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
  await page.route("**/languages/de.json", (route) => route.abort("internetdisconnected"));
  await host.open({ body: ElementPage.tag('language="de"') });
  await expect(host.title("Sign in")).toBeVisible();
  expect(pageErrors.warnings.join()).toContain("no texts for de");
});

test("loads the files from the address in its attribute", async ({ host, page }) => {
  const asked: string[] = [];
  await page.route("**/elsewhere/**", (route) => {
    const name = new URL(route.request().url()).pathname.replace("/elsewhere/", "");
    asked.push(name);
    return route.continue({ url: new URL(`../pkg/dist/${name}`, setting("VESTIBULE_SITE_URL")).href });
  });
  await host.open({ body: ElementPage.tag('language="de" files="/elsewhere/"') });
  await expect(host.title(GERMAN.title)).toBeVisible();
  expect(asked).toContain("languages/de.json");
});
