// The custom element's form before its module is loaded: drawn by the script, or in the HTML. Users read it and type.

import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { TEXTS } from "./support/demo.ts";
import { ElementPage } from "./support/element.ts";
import { CLIENT } from "./support/emulator.ts";
import { expect, test as base } from "./support/test.ts";

const DIST = new URL("../../pkg/dist/", import.meta.url);

interface PrerenderedForm {
  readonly html: string;
  readonly style: string;
  readonly styleSource: string;
}

type Prerender = (
  attributes: Readonly<Record<string, string>>,
  language?: { readonly tag: string; readonly file: unknown },
) => Promise<PrerenderedForm>;

/** A page whose files arrive, or fail, when the test says so. */
class EarlyPage extends ElementPage {
  arrive: () => void = () => {};
  fail: () => void = () => {};

  async delay(files: string): Promise<void> {
    const arrives = new Promise<boolean>((resolve) => {
      this.arrive = () => resolve(true);
      this.fail = () => resolve(false);
    });
    await this.page.route(files, async (route) => {
      if (await arrives) await route.continue();
      else await route.abort("internetdisconnected");
    });
  }

  /** What the page shows before the module is loaded. */
  get earlyForm() {
    return this.page.locator("vestibule-auth dialog.vestibule-prerendered");
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.waitUntilDefined();
  }

  /** By then the script has drawn the form. */
  async waitUntilDefined(): Promise<void> {
    await this.page.evaluate(() =>
      customElements.whenDefined("vestibule-auth").then(() => new Promise((later) => setTimeout(later))),
    );
  }

  async expectTakenOver(): Promise<void> {
    await expect(this.earlyForm).toHaveCount(0);
    await expect(this.page.locator("vestibule-auth form")).toHaveCount(1);
    await expect(this.field("Username")).toHaveAttribute("name", "username");
  }
}

const MODULE = "**/element_bg.wasm";
const SCRIPT = "**/element.js";

/** A page that is loaded without waiting for the element's script. */
const IMPORT_LATER = 'import("/pkg/dist/element.js");';

/** In Firefox, Playwright takes no screenshot while the policy blocks styles, and waits for all scripts of a page. */
const ONLY_CHROMIUM = { tag: "@chromium" };

const test = base.extend<{ host: EarlyPage; prerender: Prerender }>({
  host: async ({ page }, use) => {
    await use(new EarlyPage(page));
  },
  prerender: async ({}, use) => {
    const { prerender } = (await import(pathToFileURL(fileURLToPath(new URL("prerender.js", DIST))).href)) as {
      prerender: Prerender;
    };
    await use(prerender);
  },
});

test("the form appears with the script alone, and a submit before the module is loaded signs in once it is", async ({
  host,
  page,
  emulator,
}) => {
  const person = await emulator.createUser();
  await host.delay(MODULE);
  await host.open({ body: ElementPage.tag('app-name="Notes"') });
  await expect(host.title("Sign in to Notes")).toBeVisible();
  await expect
    .poll(() => host.fetched.filter((file) => file.startsWith("element")))
    .toEqual(["element.js", "element_bg.wasm"]);
  await host.signIn(person);
  // The form shows that it was submitted, and nothing is in the address.
  await expect(host.earlyForm).not.toHaveAttribute("open");
  expect(new URL(page.url()).search).toBe("");
  host.arrive();
  await host.expectSignedIn(person);
  await expect(host.earlyForm).toHaveCount(0);
  // The script does not know who is signed in: it draws no form, which would be in the way.
  await host.delay(MODULE);
  await page.reload();
  await expect.poll(() => host.fetched.filter((file) => file === "element_bg.wasm").length).toBe(2);
  await expect(page.locator("vestibule-auth form")).toHaveCount(0);
  host.arrive();
  await host.expectSignedIn(person);
});

/** The looks of an element whose form is drawn before its module is loaded. */
const LOOKS = [
  'app-name="Notes" username-kind="email" first-factor="password-or-choice" remember-me="ticked"',
  'first-factor="choice" sign-up="closed" color-scheme="dark"',
  'layout="page" username-kind="phone-number"',
  'language="de-AT"',
  'app-name="Notes" language="ar"',
];

test("the early form looks like the form that replaces it", ONLY_CHROMIUM, async ({ host, page }) => {
  const picture = () => page.screenshot({ animations: "disabled", caret: "hide" });
  const style = "vestibule-auth { --vestibule-accent: #7a1fa2 }";
  for (const attributes of LOOKS) {
    await host.delay(MODULE);
    await host.open({ body: ElementPage.tag(attributes), style });
    if (attributes.includes("language")) await expect(host.earlyForm.locator("[lang]")).toBeVisible();
    await expect(host.earlyForm).toBeVisible();
    const earlyForm = await picture();
    host.arrive();
    await expect(host.earlyForm).toHaveCount(0);
    await expect.poll(async () => earlyForm.equals(await picture()), attributes).toBe(true);
  }
});

test("there is one form in every frame, and it does not move while the screens take it over", async ({
  host,
  page,
}) => {
  await page.addInitScript(watchForms);
  await host.delay(MODULE);
  await host.open({ body: ElementPage.tag('app-name="Notes" remember-me="unticked"') });
  await host.field("Username").fill("ada");
  host.arrive();
  await host.expectTakenOver();
  const seen = await page.evaluate(async () => {
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return (window as unknown as { seen: string[] }).seen;
  });
  // The first frames may be without a form.
  const withForm = seen[0] === "[]" ? seen.slice(1) : seen;
  expect(withForm).toHaveLength(1);
  expect(JSON.parse(withForm[0] ?? "[]")).toHaveLength(1);
});

test("Back leads to the form from a link that was followed before the module is loaded", async ({ host, page }) => {
  await host.delay(MODULE);
  await host.open({ body: ElementPage.tag('routing="hash"') });
  await expect(host.earlyForm).toBeVisible();
  await page.evaluate(() => (location.hash = "sign-up"));
  host.arrive();
  await expect(host.title("Create an account")).toBeVisible();
  await host.field("Username").fill("ada");
  await page.goBack();
  await expect(host.title("Sign in")).toBeVisible();
  await page.goForward();
  await expect(host.title("Create an account")).toBeVisible();
  await expect(host.field("Username")).toHaveValue("ada");
});

/** In the page: records the position of the first field of each form, in each frame in which it changed. */
function watchForms() {
  const seen: string[] = [];
  Object.assign(window, { seen });
  const look = () => {
    const forms = [...document.querySelectorAll("vestibule-auth form")].filter((form) => form.checkVisibility());
    const now = JSON.stringify(forms.map((form) => form.querySelector("input")?.getBoundingClientRect()));
    if (seen.at(-1) !== now) seen.push(now);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

test("typing continues in the middle of a word, with the selection, the checkbox and filled-in values", async ({
  host,
  page,
}) => {
  await host.delay(MODULE);
  await host.open({ body: ElementPage.tag('remember-me="unticked"') });
  // As a password manager does, which fills in a field without the focus.
  await host.field("Password").evaluate((input: HTMLInputElement) => (input.value = "filled in"));
  await page.getByLabel("Keep me signed in on this device").check();
  await host.field("Username").click();
  await page.keyboard.type("abbce");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  host.arrive();
  await host.expectTakenOver();
  await page.keyboard.type("d");
  await expect(host.field("Username")).toHaveValue("adce");
  await expect(host.field("Password")).toHaveValue("filled in");
  await expect(page.getByLabel("Keep me signed in on this device")).toBeChecked();
});

test("no form is drawn if there may be a session", async ({ host, page }) => {
  await host.delay(MODULE);
  await host.open();
  await expect(host.earlyForm).toBeVisible();
  const sessionKeys = [`vestibule.${CLIENT}.session`, `CognitoIdentityServiceProvider.${CLIENT}.LastAuthUser`];
  for (const key of sessionKeys) {
    await page.evaluate((key) => localStorage.setItem(key, "{}"), key);
    await host.reload();
    await expect(page.locator("vestibule-auth form"), key).toHaveCount(0);
    await page.evaluate((key) => localStorage.removeItem(key), key);
  }
  // What a browser remembers of former users is no session.
  for (const key of ["devices", "passkeyUser", "provider", "ada.noPasskey"])
    await page.evaluate((key) => localStorage.setItem(key, "[]"), `vestibule.${CLIENT}.${key}`);
  await host.reload();
  await expect(host.earlyForm).toBeVisible();
  await page.goto(`${page.url()}?code=1&state=2`);
  await host.waitUntilDefined();
  await expect(page.locator("vestibule-auth form")).toHaveCount(0);
});

test("a link that is pressed before the module is loaded opens its screen afterwards, with the name that was typed", async ({
  host,
}) => {
  await host.delay(MODULE);
  await host.open();
  await host.field("Username").fill("ada");
  await host.button("Create an account").click();
  await host.button("Forgot your password?").click();
  await expect(host.earlyForm).toBeVisible();
  host.arrive();
  await expect(host.title(TEXTS.forgot)).toBeVisible();
  await expect(host.field("Username")).toHaveValue("ada");
});

test("a form that only the screens can draw is not drawn early", async ({ host, page }) => {
  for (const attributes of [
    'mode="shadow"',
    'providers="Google" domain="auth.example.com"',
    'storage="sharedMemory"',
  ]) {
    await host.delay(MODULE);
    await host.open({ body: ElementPage.tag(attributes) });
    await expect.poll(() => host.fetched.includes("element_bg.wasm")).toBe(true);
    await expect(page.locator("vestibule-auth form")).toHaveCount(0);
    host.arrive();
    await expect(page.locator("vestibule-auth form")).toHaveCount(1);
    host.fetched.length = 0;
  }
});

test("if the module cannot be loaded, the next try has what was typed", async ({ host, page, pageErrors }) => {
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED|could not be loaded/);
  await host.delay(MODULE);
  await host.open();
  await host.field("Username").fill("ada");
  host.fail();
  await host.button("Try again").waitFor();
  await expect(host.earlyForm).toBeHidden();
  await page.unroute(MODULE);
  await host.button("Try again").click();
  await host.expectTakenOver();
  await expect(host.field("Username")).toHaveValue("ada");
});

test("two elements have a form each, taken over by the right one", async ({ host, page }) => {
  await host.delay(MODULE);
  await host.open({ body: ElementPage.tag('app-name="One"') + ElementPage.tag('app-name="Two"') });
  await expect(host.earlyForm).toHaveCount(2);
  const names = page.getByLabel("Username");
  await names.nth(0).fill("first");
  await names.nth(1).fill("second");
  host.arrive();
  await expect(host.earlyForm).toHaveCount(0);
  await expect(page.locator("vestibule-auth form")).toHaveCount(2);
  await expect(names.nth(0)).toHaveValue("first");
  await expect(names.nth(1)).toHaveValue("second");
});

test(
  "a prerendered form appears before the script, looks the same, and keeps what was typed",
  ONLY_CHROMIUM,
  async ({ host, page, prerender, emulator }) => {
    const person = await emulator.createUser();
    const { html, style, styleSource } = await prerender({ "app-name": "Notes" });
    await host.delay(SCRIPT);
    await host.open({
      body: ElementPage.tag('app-name="Notes"', html),
      head: style,
      styleSource,
      script: IMPORT_LATER,
    });
    await expect(host.title("Sign in to Notes")).toBeVisible();
    const picture = () => page.screenshot({ animations: "disabled", caret: "hide" });
    const earlyForm = await picture();
    await host.field("Username").fill(person.username);
    await host.field("Password").focus();
    await page.keyboard.type(person.password);
    host.arrive();
    await host.expectTakenOver();
    await expect(host.field("Password")).toBeFocused();
    await expect(host.field("Password")).toHaveValue(person.password);
    await page.keyboard.press("Enter");
    await host.expectSignedIn(person);
    await host.button("Sign out").click();
    await expect(host.title("Sign in to Notes")).toBeVisible();
    await page.locator("body").click({ position: { x: 2, y: 2 } });
    await page.reload();
    await host.expectTakenOver();
    await expect.poll(async () => earlyForm.equals(await picture())).toBe(true);
  },
);

test("the same in another language, and from right to left", ONLY_CHROMIUM, async ({ host, page, prerender }) => {
  const file: unknown = JSON.parse(await readFile(new URL("languages/ar.json", DIST), "utf8"));
  const { html, style, styleSource } = await prerender({ "app-name": "Notes" }, { tag: "ar", file });
  await host.delay(SCRIPT);
  await host.open({
    body: ElementPage.tag('app-name="Notes" language="ar"', html),
    head: style,
    styleSource,
    script: IMPORT_LATER,
  });
  const name = page.locator("vestibule-auth input").first();
  await name.fill("ada");
  await expect(name).toHaveCSS("direction", "rtl");
  const picture = () => page.screenshot({ animations: "disabled", caret: "hide" });
  const earlyForm = await picture();
  host.arrive();
  await expect(host.earlyForm).toHaveCount(0);
  await expect(name).toHaveValue("ada");
  await expect.poll(async () => earlyForm.equals(await picture())).toBe(true);
});

test(
  "a policy with another hash blocks the styles in the page",
  ONLY_CHROMIUM,
  async ({ host, prerender, pageErrors }) => {
    pageErrors.ignore(/Content Security Policy/);
    const { html, style } = await prerender({ "app-name": "Notes" });
    const { styleSource } = await prerender({ "app-name": "Notes" });
    const other = styleSource.replace(/-./, styleSource.includes("-A") ? "-B" : "-A");
    await host.delay(SCRIPT);
    const width = () => host.earlyForm.locator(".vestibule-card").evaluate((card) => getComputedStyle(card).maxWidth);
    await host.open({ body: ElementPage.tag("", html), head: style, styleSource: other, script: IMPORT_LATER });
    await expect.poll(width).toBe("none");
    expect(pageErrors.all.join()).toContain("Content Security Policy");
    await host.open({ body: ElementPage.tag("", html), head: style, styleSource, script: IMPORT_LATER });
    await expect.poll(width).toBe("400px");
    host.arrive();
  },
);
