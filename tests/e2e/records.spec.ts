// A page that does not use records loads nothing for them.

import { expect, setting, test } from "./support/test.ts";

test("a page without records loads none of their files", async ({ page, emulator }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname.split("/").at(-1)!));
  const person = await emulator.createUser();
  await page.goto(setting("VESTIBULE_SITE_URL"));
  await page.getByLabel("User name or e-mail", { exact: true }).filter({ visible: true }).fill(person.username);
  await page.getByLabel("Password", { exact: true }).filter({ visible: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You are signed in" })).toBeVisible();
  await expect.poll(() => fetched).toContain("vestibule_session.wasm");
  expect(fetched.filter((file) => /records|database/.test(file))).toEqual([]);
});
