// A page with a sign-in form in its HTML: users read it and type before the module is loaded.

import { TEXTS } from "./support/demo.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { Screens, test as base } from "./support/screens.ts";
import { expect, setting } from "./support/test.ts";

/** The page, whose module arrives when the test releases it. */
class Prerendered extends Screens {
  releaseModule: () => void = () => {};

  override async open(): Promise<void> {
    await this.page.goto(setting("VESTIBULE_SCREENS_URL") + "prerendered.html");
  }

  /** As in a browser that knows neither `<dialog>` nor the form method of that name. */
  async removeDialogs(): Promise<void> {
    await this.page.route("**/prerendered.html*", async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replaceAll("<dialog", "<x-dialog").replaceAll("</dialog", "</x-dialog");
      await route.fulfill({ response, body: html.replace('method="dialog"', "") });
    });
  }

  async openWithoutModule(): Promise<void> {
    const arrived = new Promise<void>((resolve) => (this.releaseModule = resolve));
    await this.page.route("**/vestibule_bg.wasm", async (route) => {
      await arrived;
      await route.continue();
    });
    await this.page.goto(setting("VESTIBULE_SCREENS_URL") + "prerendered.html", { waitUntil: "domcontentloaded" });
  }

  /** Opens the page that contains the form's styles, under a policy that allows only their hash. */
  async openStyled(source: (hash: string) => string): Promise<string[]> {
    const fetched: string[] = [];
    const styled = setting("VESTIBULE_SCREENS_URL") + "styled.html";
    const hash = await (await this.page.request.get(setting("VESTIBULE_SCREENS_URL") + "style-source.txt")).text();
    await this.page.route(styled, async (route) => {
      const response = await route.fetch();
      const policy = response.headers()["content-security-policy"] ?? "";
      expect(policy).toContain("style-src 'self';");
      const headers = {
        ...response.headers(),
        "content-security-policy": policy.replace("style-src 'self'", source(hash)),
      };
      await route.fulfill({ response, headers });
    });
    // No script arrives: only the page itself is shown.
    await this.page.route(/\.(js|wasm|css)$/, async (route) => {
      fetched.push(new URL(route.request().url()).pathname);
      await route.abort();
    });
    await this.page.goto(styled);
    return fetched;
  }

  /** The largest width of the card, which the styles set. */
  width(): Promise<string> {
    return this.prerenderedForm.locator(".vestibule-card").evaluate((card) => getComputedStyle(card).maxWidth);
  }

  /** What the page shows from the start. */
  get prerenderedForm() {
    return this.page.locator("#vestibule-prerendered");
  }
}

const test = base.extend<{ form: Prerendered }>({
  form: async ({ page }, use) => {
    await use(new Prerendered(page));
  },
});

test("a submit before the module is loaded signs in once it is", async ({ form, emulator, page }) => {
  const person = await emulator.createUser();
  await form.openWithoutModule();
  await expect(form.title(TEXTS.signIn)).toBeVisible();
  // Without a click: the field has the focus.
  await expect(form.field("Username")).toBeFocused();
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  // The form shows that it was submitted, and nothing is sent anywhere.
  await expect(form.prerenderedForm).not.toHaveAttribute("open");
  await expect(form.prerenderedForm.locator(".vestibule-primary .vestibule-spinner")).toHaveCSS(
    "visibility",
    "visible",
  );
  await page.keyboard.press("Enter");
  await expect(form.field("Password")).toHaveValue(person.password);
  form.releaseModule();
  await form.expectSignedIn(person);
  await expect(form.prerenderedForm).toHaveCount(0);
  expect(new URL(page.url()).search).toBe("");
  // If there is a session, the form disappears.
  await page.reload();
  await form.expectSignedIn(person);
  await expect(form.prerenderedForm).toHaveCount(0);
  await form.button("Sign out").click();
  await form.expectSignedOut();
});

test("typing continues in the middle of a word", async ({ form, emulator, page }) => {
  const person = await emulator.createUser();
  await form.openWithoutModule();
  // The browser focuses the field when it first draws it.
  await expect(form.field("Username")).toBeFocused();
  const [start, end] = [person.username.slice(0, 3), person.username.slice(3)];
  await page.keyboard.type(end);
  await page.keyboard.press("Home");
  await page.keyboard.type(start);
  form.releaseModule();
  await expect(form.prerenderedForm).toHaveCount(0);
  await expect(form.field("Username")).toBeFocused();
  // The caret is behind what was typed last.
  await page.keyboard.type("-");
  await expect(form.field("Username")).toHaveValue(`${start}-${end}`);
  await page.keyboard.press("Backspace");
  await form.field("Password").fill(person.password);
  await form.button("Sign in").click();
  await form.expectSignedIn(person);
});

test("the prerendered form looks like the form that replaces it", async ({ form, page }, info) => {
  await form.openWithoutModule();
  await expectAccessibleLayout(page, "prerendered", info);
  // Animations have ended on both.
  const picture = () => page.screenshot({ animations: "disabled" });
  await expect(form.prerenderedForm).toBeVisible();
  const prerenderedForm = await picture();
  form.releaseModule();
  await expect(form.prerenderedForm).toHaveCount(0);
  await expect(form.field("Username")).toBeFocused();
  await expect.poll(async () => prerenderedForm.equals(await picture())).toBe(true);
});

test("with its styles in the page it looks right before anything is loaded, under a policy with their hash", async ({
  form,
  pageErrors,
}) => {
  pageErrors.ignore(/ERR_FAILED/);
  const fetched = await form.openStyled((hash) => `style-src ${hash}`);
  await expect(form.field("Username")).toBeFocused();
  expect(await form.width()).toBe("400px");
  expect(fetched.filter((path) => path.endsWith(".css"))).toEqual([]);
});

test("a policy with another hash blocks the styles", async ({ form, pageErrors }) => {
  pageErrors.ignore(/ERR_FAILED|Content Security Policy/);
  await form.openStyled((hash) => `style-src ${hash.replace(/-./, hash.includes("-A") ? "-B" : "-A")}`);
  await expect(form.prerenderedForm).toBeVisible();
  expect(await form.width()).toBe("none");
  expect(pageErrors.all.join()).toContain("Content Security Policy");
});

test("in a browser without dialogs no password gets into the address, and nothing is sent by itself", async ({
  form,
  emulator,
  page,
}) => {
  const person = await emulator.createUser();
  await form.removeDialogs();
  await form.openWithoutModule();
  await form.field("Username").fill(person.username);
  await form.field("Password").fill(person.password);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.keyboard.press("Enter");
  // The page reloads: more is not possible without dialogs.
  await expect(form.field("Password")).toHaveValue("");
  expect(asked.length).toBeGreaterThan(0);
  for (const url of [page.url(), ...asked]) expect(url).not.toContain(person.password);
  await form.field("Username").fill(person.username);
  await form.field("Password").fill(person.password);
  const posted: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
  form.releaseModule();
  await expect(form.prerenderedForm).toHaveCount(0);
  await expect(form.field("Password")).toHaveValue(person.password);
  await page.waitForTimeout(500);
  expect(posted).toEqual([]);
  await form.button("Sign in").click();
  await form.expectSignedIn(person);
});
