// The test function of every spec, with its fixtures, which are created for each test.

import { test as base, expect, type Page } from "@playwright/test";
import { Demo } from "./demo.ts";
import { Emulator, OwnEmulator } from "./emulator.ts";
import { Calls, PageErrors } from "./page-activity.ts";

interface Fixtures {
  /** The local Cognito that all tests share: its clock must not be changed. */
  emulator: Emulator;
  /** An emulator for this test alone, for tests that move the clock. The demo uses it. */
  ownEmulator: OwnEmulator;
  demo: Demo;
  calls: Calls;
  /** Fails the test if the page crashed or violated its own policy. */
  pageErrors: PageErrors;
}

export const test = base.extend<Fixtures>({
  emulator: async ({}, use) => {
    await use(new Emulator(setting("VESTIBULE_EMULATOR_URL")));
  },
  ownEmulator: async ({ context }, use) => {
    const ownEmulator = await OwnEmulator.start();
    const shared = setting("VESTIBULE_EMULATOR_URL");
    await context.route("**/config.json", async (route) => {
      const response = await route.fetch();
      const config = (await response.text()).replaceAll(shared, ownEmulator.url);
      await route.fulfill({ response, body: config });
    });
    await use(ownEmulator);
    ownEmulator.stop();
  },
  demo: async ({ page }, use) => {
    await use(new Demo(page));
  },
  calls: async ({ page }, use) => {
    await use(new Calls(page));
  },
  pageErrors: [
    async ({ page }, use) => {
      const pageErrors = new PageErrors(page);
      await use(pageErrors);
      expect(pageErrors.unexpected, "errors in the page's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect, type Page };

/** Moves the clocks of the page and of the emulator forward. */
export async function advanceClocks(page: Page, ownEmulator: OwnEmulator, seconds: number): Promise<void> {
  await ownEmulator.advance(seconds);
  for (let left = seconds; left > 0; left -= MAX_STEP) await page.clock.fastForward(Math.min(left, MAX_STEP) * 1000);
}

/** Playwright's clock counts the milliseconds of one step in 32 bits. */
const MAX_STEP = 20 * 24 * 3600;

export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by cargo xtask test e2e`);
  return value;
}
