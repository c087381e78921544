// The demo's files page: what the AWS credentials of a guest, a user and an administrator allow.

import { type Locator } from "@playwright/test";
import { TEXTS } from "./support/demo.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { expect, test, type Page } from "./support/test.ts";

const FORBIDDEN = "Your role may not do this here.";
/** S3 does not say what is missing to those who may not list the bucket. */
const UNREADABLE = "There is no such file, or your role may not read it.";

/** One of the page's folders. */
class FileCard {
  readonly card: Locator;

  constructor(page: Page, name: string) {
    this.card = page.getByRole("region", { name });
  }

  async press(button: "Read" | "Save" | "Share", outcome: string): Promise<void> {
    await this.card.getByRole("button", { name: button, exact: true }).click();
    await expect(this.card.getByRole("status")).toContainText(outcome);
  }

  get text(): Locator {
    return this.card.getByRole("textbox");
  }
}

const cardsOf = (page: Page) => ({
  own: new FileCard(page, "Your file"),
  publicFile: new FileCard(page, "Public file"),
  others: new FileCard(page, "Another user's file"),
});

async function expectRole(page: Page, role: string): Promise<string> {
  const identityTable = page.getByRole("region", { name: "Your AWS identity" });
  await expect(identityTable.getByRole("row", { name: /^Role/ })).toContainText(role);
  await expect(page.getByRole("timer", { name: "Time until the credentials expire" })).toHaveText(
    /^(5\d:\d\d|1:00:00)$/,
  );
  const identity = await identityTable
    .getByRole("row", { name: /^Identity/ })
    .getByRole("cell")
    .textContent();
  return identity ?? "";
}

test("a guest reads public files, becomes a member with the same identity, and shares a file", async ({
  page,
  demo,
  emulator,
  request,
}, info) => {
  const person = await emulator.createUser();
  const { own, publicFile, others } = cardsOf(page);
  await page.goto("/files");
  const guest = await expectRole(page, "VestibuleGuest");
  await publicFile.press("Read", "Read.");
  await expect(publicFile.text).toHaveValue("Everybody can read this.");
  await publicFile.press("Save", FORBIDDEN);
  await own.press("Save", FORBIDDEN);
  await others.press("Read", UNREADABLE);
  await expectAccessibleLayout(page, "files-guest", info);

  await page.getByRole("link", { name: "Sign in" }).click();
  await demo.signIn(person);
  await demo.expectSignedIn(person);
  await page.getByRole("link", { name: "Files" }).click();
  expect(await expectRole(page, "VestibuleSignedIn")).toBe(guest);
  await own.press("Read", UNREADABLE);
  await own.text.fill("Remember the milk.");
  await own.press("Save", "Saved.");
  await others.press("Save", FORBIDDEN);
  await own.press("Share", "for five minutes");
  const link = await own.card.getByRole("link").getAttribute("href");
  expect(await (await request.get(link!)).text()).toBe("Remember the milk.");
  await expectAccessibleLayout(page, "files-member", info);

  await page.reload();
  await own.press("Read", "Read.");
  await expect(own.text).toHaveValue("Remember the milk.");
});

test("an administrator has another role, and no user keeps the credentials of another", async ({
  page,
  demo,
  emulator,
}) => {
  const admin = await emulator.createUser();
  await emulator.admin("AdminAddUserToGroup", { Username: admin.username, GroupName: "admin" });
  const { publicFile, others } = cardsOf(page);
  await demo.openSignedIn(admin);
  await page.getByRole("link", { name: "Files" }).click();
  const identity = await expectRole(page, "VestibuleAdmin");
  await others.press("Read", "There is no such file yet.");
  await publicFile.press("Read", "Read.");
  await page.getByRole("link", { name: "Front page" }).click();
  await demo.button("Sign out").click();
  await expect(demo.title(TEXTS.signIn)).toBeVisible();
  await page.goto("/files");
  expect(await expectRole(page, "VestibuleGuest")).not.toBe(identity);
  await others.press("Read", UNREADABLE);
});
