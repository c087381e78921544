// The demo's account page.

import type { Demo } from "./demo.ts";
import { FACTORS, type Person } from "./emulator.ts";
import { expect, type Page } from "./test.ts";

/** The account page and its sections. */
export class AccountPage {
  constructor(
    readonly page: Page,
    readonly demo: Demo,
  ) {}

  /** Signs in on the page itself, with the pool that has every factor. */
  async openSignedIn(person: Person): Promise<void> {
    await this.demo.usePool(FACTORS.pool, FACTORS.client);
    await this.page.goto("/account");
    await this.demo.signIn(person);
    await expect(this.demo.title("Your account")).toBeVisible();
  }

  section(name: string) {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Scrolls to a section, which loads it. */
  async scrollTo(name: string): Promise<void> {
    await this.section(name).scrollIntoViewIfNeeded();
  }

  row(section: string, name: string | RegExp) {
    return this.section(section)
      .getByRole("listitem")
      .filter({ has: this.page.getByText(name, { exact: typeof name === "string" }) });
  }

  get dialog() {
    return this.page.getByRole("dialog");
  }

  async expectStatus(section: string, text: string): Promise<void> {
    await expect(this.section(section).getByRole("status").filter({ hasText: text })).toBeVisible();
    await expect(this.dialog).toHaveCount(0);
  }
}
