// The page's storage, read by the tests.

import type { Page } from "@playwright/test";
import { CLIENT } from "./emulator.ts";

/** The key of the session of the demo's app client. */
export const RECORD = recordOf(CLIENT);

/** The access token in the record, if there is one. */
export function storedToken(page: Page, client = CLIENT): Promise<string | undefined> {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? "{}").accessToken, recordOf(client));
}

function recordOf(client: string): string {
  return `vestibule.${client}.session`;
}

/** Everything in the page's storage, as one text. */
export function storedValues(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
}
