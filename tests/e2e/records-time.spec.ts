// How fast the npm package's records are synchronized. This test runs alone.

import { CLIENT } from "./support/emulator.ts";
import { expect, setting, test } from "./support/test.ts";

const IDENTITY_POOL = "eu-west-1:11111111-2222-3333-4444-555555555555";

// A machine that is busy for a moment says nothing about the code.
test.describe.configure({ retries: 3 });

test("synchronizes a thousand records in under a second", async ({ page }) => {
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
      // The identity and its credentials are cached.
      await auth.records.list();
      const times: number[] = [];
      let pushed = 0;
      // The fastest of three.
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
  expect(took).toBeLessThan(1000);
});
