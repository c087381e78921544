// What the browser keeps for the page, as the tests look at it from outside.

import type { Page } from "@playwright/test";
import { CLIENT } from "./emulator.ts";

/** The key under which the session of the demo's app client is kept. */
export const RECORD = recordOf(CLIENT);

/** The access token in the record, or nothing where there is no record. */
export function keptToken(page: Page, client = CLIENT): Promise<string | undefined> {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? "{}").accessToken, recordOf(client));
}

function recordOf(client: string): string {
  return `vestibule.${client}.session`;
}

/** Everything that the page's storage holds, as one text. */
export function everythingKept(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
}
