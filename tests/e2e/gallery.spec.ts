// Pictures of every screen of the gallery (tests/gallery), compared with those in tests/gallery/pictures. To update
// them: `cargo xtask test e2e -- gallery --update-snapshots`.

import { readdirSync, readFileSync } from "node:fs";
import { STATES } from "../gallery/states.js";
import { expect, setting, test as base, type Page } from "./support/test.ts";

/** In the full browser: its headless shell places glyphs differently. */
const test = base.extend<object, { launchOptions: object }>({
  launchOptions: [
    async ({ launchOptions }, use) => use({ ...launchOptions, executablePath: process.env.CHROME }),
    { scope: "worker" },
  ],
});

// The pictures use fonts of their own, which the site's policy does not allow; other tests check that the screens
// comply with the policy.
test.use({ bypassCSP: true, locale: "en-US", timezoneId: "UTC", contextOptions: { reducedMotion: "reduce" } });

const LANGUAGES = new URL("../../languages/", import.meta.url);

const LOOKS = { light: [320, 1280], dark: [320, 1280] } as const;

async function open(page: Page, screen: string, language = "en"): Promise<void> {
  await page.clock.setFixedTime(new Date("2026-03-01T12:00:00Z"));
  await page.setViewportSize({ width: 320, height: 720 });
  const address = new URL("../tests/gallery/frame.html", setting("VESTIBULE_SITE_URL"));
  address.search = new URLSearchParams({ screen, language }).toString();
  await page.goto(address.href);
  const root = page.locator("html[data-ready]");
  await expect(root).toBeAttached();
  expect(await root.getAttribute("data-failed")).toBeNull();
}

async function compare(page: Page, name: string, theme: "light" | "dark", width: number): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height: 720 });
  // A menu or a dialog is above the page: then the picture is of the whole page.
  const isAbove = (await page.locator("dialog[open], [role=menu]").count()) > 0;
  const shown = page.locator(".vestibule-card, .vestibule-account, .vestibule-user").filter({ visible: true });
  await expect(isAbove ? page : shown.last()).toHaveScreenshot(`${name}-${theme}-${width}.png`, {
    maxDiffPixels: 120,
    threshold: 0.2,
  });
}

for (const screen of Object.keys(STATES)) {
  test(screen, async ({ page, pageErrors }) => {
    // Some of the screens are about a rejected request.
    pageErrors.ignore(/status of 400/);
    await open(page, screen);
    for (const theme of ["light", "dark"] as const)
      for (const width of LOOKS[theme]) await compare(page, screen, theme, width);
  });
}

/** Languages with long words, from right to left, or without spaces. */
const SCREEN_BY_LANGUAGE = {
  he: "sign-in",
  de: "sign-in",
  fi: "sign-up-weak",
  ar: "code-text-message",
  ja: "choose-factor",
};

for (const [language, screen] of Object.entries(SCREEN_BY_LANGUAGE)) {
  test(`${screen} in ${language}`, async ({ page }) => {
    await open(page, screen, language);
    for (const width of LOOKS.light) await compare(page, `${screen}-${language}`, "light", width);
  });
}

test("no provider's button breaks its text in a narrow card, in any language", async ({ page }) => {
  await open(page, "sign-in-providers", "de");
  const buttons = page.locator(".vestibule-brand");
  for (const name of readdirSync(LANGUAGES).filter((name) => name.endsWith(".json"))) {
    const language = name.replace(".json", "");
    const text: string = JSON.parse(readFileSync(new URL(name, LANGUAGES), "utf8")).strings.continue_with;
    await page.locator("vestibule-auth").evaluate((element, it) => element.setAttribute("language", it), language);
    const wanted = ["Google", "Apple", "Facebook"].map((provider) => text.replace("{provider}", provider));
    await expect(buttons).toHaveText(wanted);
    // Two languages may have the same text: then the buttons may still be replaced.
    const heights = () => buttons.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    await expect.poll(heights, language).toEqual([44, 44, 44]);
  }
});

test("every cell of a code has its line, at every width of a phone", async ({ page }) => {
  await open(page, "code-text-message");
  for (const width of [320, 328, 336, 344, 352, 360, 375, 384, 390, 412, 430]) {
    await page.setViewportSize({ width, height: 720 });
    expect(await linesIn(page, await page.locator(".vestibule-control").screenshot()), `${width} px`).toBe(7);
  }
});

/** The vertical lines in the middle of a picture, without its edges. */
async function linesIn(page: Page, png: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const row = context.getImageData(4, bitmap.height >> 1, bitmap.width - 8, 1).data;
    const isLine = (x: number) => Math.abs(row[4 * x] - row[0]) > 40;
    return Array.from({ length: row.length / 4 }, (_, x) => x).filter((x) => isLine(x) && !isLine(x - 1)).length;
  }, png.toString("base64"));
}
