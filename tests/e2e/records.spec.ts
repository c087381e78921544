// The npm package's records in a browser: how fast they are synchronised, and that pages that do not use them load
// nothing of them.

import { CLIENT } from "./support/emulator.ts";
import { expect, setting, test } from "./support/test.ts";

const IDENTITY_POOL = "eu-west-1:11111111-2222-3333-4444-555555555555";

// A machine that is busy for a moment says nothing of the code.
test.describe.configure({ retries: 3 });

// The goal is a second with the machine to itself; here other tests play at the same time, which has doubled it.
const LIMIT_MS = 2000;

test("a thousand records synchronise in seconds", async ({ page }) => {
  await page.goto(setting("VESTIBULE_SITE_URL"));
  const endpoint = setting("VESTIBULE_EMULATOR_URL");
  const { pushed, took } = await page.evaluate(
    async ({ clientId, endpoint, id }) => {
      const address = new URL("../pkg/dist/index.js", location.href).href;
      const { Vestibule } = await import(address);
      const auth = await Vestibule.create({
        userPoolId: "eu-west-1_Vestibule",
        clientId,
        endpoint,
        identityPool: { id, endpoint },
        records: { remote: { cognitoSync: { endpoint } }, automatic: false },
      });
      const all = Array.from({ length: 1000 }, (_, number) => [`key-${number}`, `What was noted as number ${number}`]);
      // The identity and its credentials are there.
      await auth.records.list();
      const times: number[] = [];
      let pushed = 0;
      // The quickest of three: other tests share the machine.
      for (const name of ["first", "second", "third"]) {
        const notes = auth.records.dataset(name);
        await notes.write(Object.fromEntries(all));
        const begun = performance.now();
        pushed += (await notes.synchronize()).pushed;
        times.push(performance.now() - begun);
      }
      return { pushed, took: Math.min(...times) };
    },
    { clientId: CLIENT, endpoint, id: IDENTITY_POOL },
  );
  test.info().annotations.push({ type: "milliseconds", description: took.toFixed(0) });
  expect(pushed).toBe(3000);
  expect(took).toBeLessThan(LIMIT_MS);
});

test("a page without records fetches none of what they need", async ({ page, emulator }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname.split("/").at(-1)!));
  const person = await emulator.resident();
  await page.goto(setting("VESTIBULE_SITE_URL"));
  await page.getByLabel("User name or e-mail", { exact: true }).filter({ visible: true }).fill(person.username);
  await page.getByLabel("Password", { exact: true }).filter({ visible: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You are signed in" })).toBeVisible();
  await expect.poll(() => fetched).toContain("vestibule_session.wasm");
  expect(fetched.filter((file) => /records|database/.test(file))).toEqual([]);
});
