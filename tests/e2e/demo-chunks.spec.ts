// The demo is split into chunks, as the README describes.

import { expect, test } from "./support/test.ts";

test("the demo loads the chunk of the screen that is opened, and no other", async ({ page, demo, emulator }) => {
  const chunks = new Set<string>();
  page.on("request", (request) => {
    const chunk = request.url().match(/_(\w+)\.wasm$/)?.[1];
    if (chunk) chunks.add(chunk);
  });
  const person = await emulator.createUser();
  await demo.openSignIn();
  await demo.signIn(person);
  await demo.expectSignedIn(person);
  // It has records, which are synchronized from then on.
  await expect.poll(() => [...chunks].toSorted()).toEqual(["bg", "errors", "records", "session", "signIn", "steps"]);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(demo.title("Your account")).toBeVisible();
  await expect.poll(() => [...chunks]).toContain("signedIn");
  expect([...chunks]).not.toContain("aws");
});
