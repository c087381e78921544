// The page's views in the element's screens: in every slot of every state of the gallery, replacing every screen, as
// functions and as templates.

import { readFileSync } from "node:fs";
import { SCREENS, STATES } from "../gallery/states.js";
import { ElementPage } from "./support/element.ts";
import { findLostText } from "./support/user-preferences.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

// The site's policy does not allow the gallery's fonts.
test.use({ bypassCSP: true, locale: "en-US" });

const FORM = ["before fields", "fields", "after fields", "before button", "after button"];

const OVERLAPS = readFileSync(new URL("support/overlaps.js", import.meta.url), "utf8");

async function open(page: Page, screen: string, more: Record<string, string>): Promise<void> {
  const address = new URL("../tests/gallery/frame.html", setting("VESTIBULE_SITE_URL"));
  address.search = new URLSearchParams({ screen, ...more }).toString();
  await page.goto(address.href);
  const root = page.locator("html[data-ready]");
  await expect(root).toBeAttached();
  expect(await root.getAttribute("data-failed")).toBeNull();
}

for (const screen of Object.keys(STATES).filter((state) => state !== "starting-slow")) {
  test(`${screen} shows the page's views in every slot`, async ({ page }) => {
    await open(page, screen, { views: "" });
    const found = await page.evaluate(() => {
      const own = [...document.querySelectorAll(".vestibule i")].filter((it) => it.checkVisibility());
      const places: Record<string, string[]> = {};
      for (const it of own) {
        const [screen, ...place] = it.textContent.split(" ");
        (places[screen] ??= []).push(place.join(" "));
      }
      const forms = [...document.querySelectorAll(".vestibule-form")].filter((it) => it.checkVisibility());
      return {
        places,
        forms: forms.map((form) => [...form.querySelectorAll("i")].map((it) => it.textContent.replace(/^\S+ /, ""))),
      };
    });
    expect(Object.keys(found.places)).not.toEqual([]);
    for (const [screen, places] of Object.entries(found.places))
      expect(places, screen).toEqual(expect.arrayContaining(["header", "footer"]));
    for (const form of found.forms) expect(form).toEqual(FORM);
    // A screen without a form has a button.
    if (["signed-in", "unavailable"].includes(screen))
      expect(found.places[screen]).toEqual(["header", "before button", "after button", "footer"]);
  });
}

/** States that send nothing to Cognito: waiting screens, screens without a form, and a question before another one. */
const NOT_SENT = [
  "account-delete",
  "unknown-step",
  "starting-slow",
  "sign-in-busy",
  "sign-in-slow",
  "user-menu",
  "unavailable",
  "signed-in",
  "account",
  "account-slow",
];

for (const screen of Object.keys(STATES).filter((state) => !NOT_SENT.includes(state))) {
  test(`${screen}: no error covers a view of the page, on a phone with large text`, async ({ page, pageErrors }) => {
    pageErrors.ignore(/./);
    await open(page, screen, { views: "" });
    await page.setViewportSize({ width: 320, height: 720 });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    const form = page.locator(".vestibule-form, .vestibule-card").filter({ visible: true }).last();
    const errors = form.locator(".vestibule-error, .vestibule-alert").filter({ hasText: /./ });
    const send = form
      .locator("[type=submit], .vestibule-choices button")
      .filter({ visible: true, hasText: /^(?!Password|Email)/ })
      .first();
    // Submitted as it is: required fields show errors.
    if ((await form.locator(".vestibule-input").count()) > 0) {
      await form.evaluate((it: HTMLElement) => it.querySelectorAll("input").forEach((input) => (input.value = "")));
      await send.click();
      await expect(errors.first()).toBeVisible();
      await expectNothingOver(page);
    }
    // And filled in, if Cognito rejects it.
    await page.evaluate(() => {
      const body = JSON.stringify({ __type: "LimitExceededException", message: "Attempt limit exceeded" });
      window.fetch = async () =>
        new Response(body, { status: 400, headers: { "content-type": "application/x-amz-json-1.1" } });
      const typed: Record<string, string> = {
        code: "12345678",
        email: "ada@example.com",
        password: "Engine-1843",
        "new-password": "Engine-1843",
      };
      for (const input of document.querySelectorAll<HTMLInputElement>(".vestibule-input")) {
        input.value = typed[input.name] ?? "ada";
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    // The form of a code has submitted itself.
    if ((await send.getAttribute("aria-busy")) === "false") await send.click();
    await expect(errors.first()).toBeVisible();
    await expectNothingOver(page);
  });
}

async function expectNothingOver(page: Page): Promise<void> {
  expect(await page.evaluate(OVERLAPS)).toEqual([]);
  expect(await page.evaluate(findLostText)).toEqual([]);
}

for (const [screen, state] of Object.entries(SCREENS)) {
  if (!state) continue;
  test(`${screen} can be replaced as a whole`, async ({ page }) => {
    await open(page, state, { replaced: screen });
    const own = page.locator(".vestibule i").filter({ visible: true });
    await expect(own).toHaveText([`${screen} screen`]);
    // Nothing of the screen is left around the view: no section, dialog, menu or card.
    const around = await own.evaluate((it) => {
      const around = it.closest<HTMLElement>(
        ".vestibule-section, dialog, .vestibule-menu-box, .vestibule-card, .vestibule",
      )!;
      return around.innerText.trim();
    });
    expect(around).toBe(`${screen} screen`);
    await expect(page.locator(`form[name="${screen}"]`).filter({ visible: true })).toHaveCount(0);
  });
}

test("a view is a function or a template, in place of a field, a button or a screen, and is notified when it is removed", async ({
  page,
}) => {
  const host = new ElementPage(page);
  const script = `import "/pkg/dist/element.js";
    window.over = 0;
    const input = (place) => {
      const it = document.createElement("input");
      it.name = "username";
      it.setAttribute("aria-label", "Badge");
      place.append(it);
      return () => window.over++;
    };
    document.querySelector("vestibule-auth").options = {
      views: { "sign-in": { "replace username": input }, "forgot-password": { screen: (place) => place.append("Call 555-0123.") } },
    };`;
  const templates =
    '<template slot="sign-in before button"><b>Members only</b></template><template slot="sign-up header"><b>It takes a minute.</b></template>';
  await host.open({ body: ElementPage.tag("", templates), script });
  await expect(host.field("Badge")).toBeVisible();
  await expect(host.field("Username")).toHaveCount(0);
  await expect(page.getByText("Members only")).toBeVisible();
  await expect(page.getByText("It takes a minute.")).toBeHidden();
  await host.field("Badge").fill("ada");
  await host.button("Create an account").click();
  await expect(page.getByText("It takes a minute.")).toBeVisible();
  // The name was passed along.
  await expect(host.field("Username")).toHaveValue("ada");
  expect(await page.evaluate(() => (window as unknown as { over: number }).over)).toBe(1);
  await page.goBack();
  await expect(page.getByText("Members only")).toBeVisible();
  await host.button("Forgot your password?").click();
  await expect(page.getByText("Call 555-0123.")).toBeVisible();
});

test("reports a slot that no screen has", async ({ page, pageErrors }) => {
  pageErrors.ignore(/there is no place/);
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag("", '<template slot="sign-in above"></template>') });
  await expect(page.getByRole("alert")).toContainText('there is no place "sign-in above"');
});
