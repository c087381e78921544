// Checks of every screen: axe in light and dark, the width of a narrow phone, and the size of targets.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, type TestInfo } from "@playwright/test";
import { join } from "node:path";

const SCHEMES = ["light", "dark"] as const;

/** Checks the current screen, and takes a picture in each color scheme and width. */
export async function expectAccessibleLayout(page: Page, name: string, info: TestInfo): Promise<void> {
  const picture = (kind: string) => join(info.project.outputDir, "screens", `${name}-${kind}.png`);
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 1280, height: 800 });
    await settle(page);
    await page.screenshot({ path: picture(scheme), fullPage: true });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await settle(page);
  await page.screenshot({ path: picture("narrow"), fullPage: true });
  await expectToFit(page);
  await expectTargets(page);
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 720 });
}

/** No violation of WCAG 2.2, A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // Other results are neither collected nor sent; and no page has frames, whose results another page would combine.
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .setLegacyMode()
    .analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map((node) => node.html),
    why: nodes[0].failureSummary,
  }));
  expect(found).toEqual([]);
}

/** Nothing scrolls sideways. */
export async function expectToFit(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "width of the page's content").toBeLessThanOrEqual(320);
}

/**
 * Every control is at least 44 px high, except links in the
 * middle of a sentence, whose height its line spacing limits:
 * https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum.html
 */
export async function expectTargets(page: Page): Promise<void> {
  const small = await page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, summary, textarea")];
    const visible = all.filter((element) => element.checkVisibility() && element.getClientRects().length > 0);
    const inSentence = (element: HTMLElement) =>
      element.matches("p a, label a") &&
      getComputedStyle(element).display === "inline" &&
      element.parentElement?.textContent !== element.textContent;
    return (
      visible
        .filter((element) => !inSentence(element))
        // The label of a checkbox belongs to it.
        .map((element) => (element.matches("[type=checkbox]") && element.closest("label")) || element)
        .filter((element) => element.getBoundingClientRect().height < 44)
        .map((element) => `${element.outerHTML} is ${element.getBoundingClientRect().height} px high`)
    );
  });
  expect(small).toEqual([]);
}

/** Waits for the end of animations. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  );
}
