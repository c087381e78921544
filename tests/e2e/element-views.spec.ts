// Views of a page's own inside of the element's screens: in every place of every state of the gallery, as functions and as
// templates.

import { STATES } from "../gallery/states.js";
import { ElementPage } from "./support/element.ts";
import { expect, setting, test } from "./support/test.ts";

// The policy of the site allows none of the gallery's fonts.
test.use({ bypassCSP: true, locale: "en-US" });

const FORM = ["before fields", "fields", "after fields", "before button", "after button"];

for (const screen of Object.keys(STATES)) {
  test(`${screen} has the page's own views in every place`, async ({ page }) => {
    const address = new URL("../tests/gallery/frame.html", setting("VESTIBULE_SITE_URL"));
    address.search = new URLSearchParams({ screen, views: "" }).toString();
    await page.goto(address.href);
    const root = page.locator("html[data-ready]");
    await expect(root).toBeAttached();
    expect(await root.getAttribute("data-failed")).toBeNull();
    const found = await page.evaluate(() => {
      const own = [...document.querySelectorAll(".vestibule i")].filter((it) => it.checkVisibility());
      const places: Record<string, string[]> = {};
      for (const it of own) {
        const [screen, ...place] = it.textContent!.split(" ");
        (places[screen] ??= []).push(place.join(" "));
      }
      const forms = [...document.querySelectorAll(".vestibule-form")].filter((it) => it.checkVisibility());
      return { places, forms: forms.map((form) => [...form.querySelectorAll("i")].map((it) => it.textContent!.replace(/^\S+ /, ""))) };
    });
    expect(Object.keys(found.places)).not.toEqual([]);
    for (const [screen, places] of Object.entries(found.places)) expect(places, screen).toEqual(expect.arrayContaining(["header", "footer"]));
    for (const form of found.forms) expect(form).toEqual(FORM);
    // What is no form is pressed.
    if (["signed-in", "unavailable"].includes(screen)) expect(found.places[screen]).toEqual(["header", "before button", "after button", "footer"]);
  });
}

test("a view is a function or a template, in the place of a field, a button, a screen, and hears when it is over", async ({ page }) => {
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
  const templates = '<template slot="sign-in before button"><b>Members only</b></template><template slot="sign-up header"><b>It takes a minute.</b></template>';
  await host.open({ body: ElementPage.tag("", templates), script });
  await expect(host.field("Badge")).toBeVisible();
  await expect(host.field("Username")).toHaveCount(0);
  await expect(page.getByText("Members only")).toBeVisible();
  await expect(page.getByText("It takes a minute.")).toBeHidden();
  await host.field("Badge").fill("ada");
  await host.button("Create an account").click();
  await expect(page.getByText("It takes a minute.")).toBeVisible();
  // The name went along.
  await expect(host.field("Username")).toHaveValue("ada");
  expect(await page.evaluate(() => (window as unknown as { over: number }).over)).toBe(1);
  await page.goBack();
  await expect(page.getByText("Members only")).toBeVisible();
  await host.button("Forgot your password?").click();
  await expect(page.getByText("Call 555-0123.")).toBeVisible();
});

test("a place that no screen has is named", async ({ page, complaints }) => {
  complaints.forgive(/there is no place/);
  const host = new ElementPage(page);
  await host.open({ body: ElementPage.tag("", '<template slot="sign-in above"></template>') });
  await expect(page.getByRole("alert")).toContainText('there is no place "sign-in above"');
});
