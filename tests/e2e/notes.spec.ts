// The demo's notes page: records that follow the user, with and without a network.

import { type BrowserContext, type Locator } from "@playwright/test";
import { Demo } from "./support/demo.ts";
import { newPerson } from "./support/emulator.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, test, setting, type Page } from "./support/test.ts";

const SYNCHRONIZED = "All notes are synchronized.";
const NO_NETWORK = "No network. What you write is kept on this device.";

/** The page as a user sees it. */
class Notebook {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/notes");
    await expect(this.page.getByRole("heading", { name: "Your notes" })).toBeVisible();
  }

  get state(): Locator {
    return this.page.getByRole("region", { name: "Synchronization" }).getByRole("status");
  }

  get text(): Locator {
    return this.page.getByRole("textbox", { name: "Text" });
  }

  row(title: string): Locator {
    return this.page.getByRole("list").getByRole("button", { name: title });
  }

  async write(text: string): Promise<void> {
    await this.page.getByRole("button", { name: "New note" }).click();
    await this.text.fill(text);
    await expect(this.row(text)).toBeVisible();
  }

  async change(title: string, text: string): Promise<void> {
    await this.row(title).click();
    await this.text.fill(text);
    await expect(this.row(text)).toBeVisible();
  }

  async synchronize(): Promise<void> {
    await this.page.getByRole("button", { name: "Synchronize" }).click();
  }
}

/** Serves the page's own files to a browser without a network, as a service worker would. */
async function serveFilesOffline(context: BrowserContext): Promise<void> {
  const demo = setting("VESTIBULE_DEMO_URL");
  await context.route(`${demo}**`, async (route) => route.fulfill({ response: await route.fetch() }));
}

test("two devices change a note, one of them without a network, and the user chooses a version", async ({
  browser,
  page,
  demo,
  emulator,
}, info) => {
  const person = await emulator.createUser();
  const one = new Notebook(page);
  await demo.openSignedIn(person);
  await one.open();
  await one.write("Buy milk");
  await one.synchronize();
  await expect(one.state).toContainText(SYNCHRONIZED);

  const context = await browser.newContext();
  const second = await context.newPage();
  await new Demo(second).openSignedIn(person);
  const other = new Notebook(second);
  await other.open();
  await expect(other.row("Buy milk")).toBeVisible();
  await context.setOffline(true);
  await other.change("Buy milk", "Buy milk and eggs");
  await expect(other.state).toContainText(NO_NETWORK);

  await one.change("Buy milk", "Buy milk and bread");
  await one.synchronize();
  await expect(one.state).toContainText(SYNCHRONIZED);
  await context.setOffline(false);
  await expect(other.row("Buy milk and eggs")).toContainText("Changed in two places");
  await expect(other.state).toContainText("One note was changed in two places. Open it, and choose.");
  const choice = second.getByRole("region", { name: "A choice between two versions" });
  await expect(choice.getByRole("region", { name: "Mine, on this device" })).toContainText("Buy milk and eggs");
  await expect(choice.getByRole("region", { name: "Theirs, on another device" })).toContainText("Buy milk and bread");
  await expectAccessibleLayout(second, "notes-conflict", info);
  await choice.getByRole("button", { name: "Keep both" }).click();
  await expect(other.text).toHaveValue("Buy milk and eggs\n\nBuy milk and bread");
  await other.synchronize();
  await expect(other.state).toContainText(SYNCHRONIZED);
  await one.synchronize();
  await expect(one.text).toHaveValue("Buy milk and eggs\n\nBuy milk and bread");
  await expectAccessibleLayout(page, "notes", info);
  await context.close();
});

test("a guest's notes are kept after the sign-up", async ({ page, demo, emulator }) => {
  const person = newPerson();
  const notebook = new Notebook(page);
  await notebook.open();
  await notebook.write("Written as a guest");
  await notebook.synchronize();
  await expect(notebook.state).toContainText(SYNCHRONIZED);
  await page.getByRole("link", { name: "Sign in" }).click();
  await demo.signUp(person);
  await demo.confirm(await emulator.code(person, "sign_up"));
  await demo.expectSignedIn(person);
  await page.getByRole("link", { name: "Notes", exact: true }).click();
  await expect(notebook.row("Written as a guest")).toBeVisible();
  await notebook.synchronize();
  await expect(notebook.state).toContainText(SYNCHRONIZED);
});

test("what was written without a network survives a reload", async ({ page, context, pageErrors }) => {
  const notebook = new Notebook(page);
  await serveFilesOffline(context);
  await notebook.open();
  await notebook.write("First");
  await context.setOffline(true);
  await notebook.write("Second");
  await page.reload();
  await expect(notebook.row("First")).toBeVisible();
  await expect(notebook.row("Second")).toBeVisible();
  await expect(notebook.state).toContainText(NO_NETWORK);
  await context.setOffline(false);
  await expect(notebook.state).toContainText(SYNCHRONIZED);
  pageErrors.ignore(/ERR_INTERNET_DISCONNECTED/);
});
