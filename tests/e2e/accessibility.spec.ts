// The accessibility of every state of the gallery: axe checks it in light and dark at three widths, on a narrow
// screen, with text of twice the size, in forced colours, with reduced motion, and from right to left.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { STATES } from "../gallery/states.js";
import { expectTargets, expectToFit, settle } from "./support/accessibility.ts";
import {
  findLostInForcedColours,
  findLostText,
  findMotion,
  findStrayText,
  placesOf,
} from "./support/user-preferences.ts";
import { expect, setting, test, type Page } from "./support/test.ts";

// The site's policy does not allow the gallery's fonts.
test.use({ bypassCSP: true, locale: "en-US" });

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [320, 768, 1280];

for (const screen of Object.keys(STATES)) {
  test(`${screen}: is accessible`, async ({ page }) => {
    await open(page, screen);
    await expectReadByMachines(page);
    await page.setViewportSize({ width: 320, height: 720 });
    await expectToFit(page);
    await expectTargets(page);
    await expectTwiceAsLarge(page);
    await expectOwnColours(page);
    await expectMirrored(page);
    await expectStill(page);
  });
}

async function open(page: Page, screen: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 720 });
  const address = new URL("../tests/gallery/frame.html", setting("VESTIBULE_SITE_URL"));
  address.search = new URLSearchParams({ screen }).toString();
  await page.goto(address.href);
  const root = page.locator("html[data-ready]");
  await expect(root).toBeAttached();
  expect(await root.getAttribute("data-failed")).toBeNull();
}

/** No violation of WCAG 2.2, A and AA, and no text is cut off. */
async function expectReadByMachines(page: Page): Promise<void> {
  await page.evaluate(AXE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 720 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
        };
        interface Violation {
          id: string;
          nodes: { html: string; failureSummary: string }[];
        }
        const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
        const { violations } = await axe.run({ resultTypes: ["violations"], runOnly: { type: "tag", values } });
        return violations.map(({ id, nodes }) => ({
          id,
          where: nodes.map((node) => node.html),
          why: nodes[0].failureSummary,
        }));
      });
      expect(found, `${colorScheme}, ${width} px`).toEqual([]);
    }
    expect(await page.evaluate(findLostText), `${width} px`).toEqual([]);
  }
}

/** With text of twice the size, nothing is cut off and nothing scrolls sideways. */
async function expectTwiceAsLarge(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 720 });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    expect(await page.evaluate(findLostText), `200 %, ${width} px`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `200 %, ${width} px`).toBeLessThanOrEqual(
      width,
    );
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
}

/** In forced colours, links differ from text, and the main button from the others. */
async function expectOwnColours(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    expect(await page.evaluate(findLostInForcedColours), colorScheme).toEqual([]);
  }
  await page.emulateMedia({ forcedColors: null, colorScheme: null });
}

/** From right to left, every box has the same distance from the opposite side. */
async function expectMirrored(page: Page): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    const before = await page.evaluate(placesOf, "ltr" as const);
    const mirrored = await page.evaluate(placesOf, "rtl" as const);
    expect(mirrored, `${width} px`).toEqual(before);
    expect(await page.evaluate(findStrayText), `${width} px`).toEqual([]);
    await page.evaluate(placesOf, "ltr" as const);
  }
}

/** With reduced motion, nothing moves. */
async function expectStill(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await page.evaluate(findMotion), "what moves otherwise").not.toEqual([]);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await page.evaluate(findMotion)).toEqual([]);
}
