// Every challenge of a sign-in, on the screens of the Leptos demo and of the custom element, with the same steps. The
// details of each screen are tested in steps.spec.ts.

import { readFile } from "node:fs/promises";
import { WALKS, type Host, type Pool } from "./support/challenges.ts";
import type { Demo } from "./support/demo.ts";
import { ElementPage } from "./support/element.ts";
import type { OwnEmulator } from "./support/emulator.ts";
import { answered, JOAN } from "./support/steps.ts";
import { expect, test, type Page } from "./support/test.ts";

interface DemoPool {
  readonly name?: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly firstFactor?: string;
}

const demoConfig = JSON.parse(await readFile(new URL("../../demo/config.json", import.meta.url), "utf8")) as DemoPool & {
  readonly pools: readonly DemoPool[];
};

/** Where the screens are, and how to get to the first one for a pool. */
const HOSTS: Readonly<Record<string, (page: Page, own: OwnEmulator, demo: Demo) => { host: Host; open(pool: Pool): Promise<void> }>> = {
  "the demo": (page, _, demo) => ({
    host: demo,
    async open(pool) {
      await page.goto(pool === "first" ? "/" : `/?pool=${pool}`);
      await demo.expectSignedOut();
    },
  }),
  "the element": (page, own) => {
    const host = new ElementPage(page);
    const open = async (pool: Pool) => {
      const { userPoolId, clientId, firstFactor } = demoConfig.pools.find(({ name }) => name === pool) ?? demoConfig;
      const more = `app-name="Notes" ${firstFactor ? `first-factor="${firstFactor}"` : ""}`;
      await host.open({ body: ElementPage.tag(more, "", { pool: userPoolId, client: clientId, endpoint: own.url }) });
      await expect(host.title("Sign in to Notes")).toBeVisible();
    };
    return { host, open };
  },
};

const BY_LIBRARY = ["PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"];

for (const [where, made] of Object.entries(HOSTS)) {
  test.describe(where, () => {
    for (const [what, { pool, challenges, before, go }] of Object.entries(WALKS)) {
      test(what, async ({ page, own, demo, calls }) => {
        await before?.(page, own);
        const { host, open } = made(page, own, demo);
        await open(pool);
        const earlier = answered(calls).length;
        await host.expectSignedIn(await go(host, own));
        const now = answered(calls).slice(earlier);
        expect(now.filter((name) => !BY_LIBRARY.includes(`${name}`))).toEqual(challenges);
      });
    }

    test("the library answers the challenge of a remembered device", async ({ page, own, demo, calls }) => {
      const { host, open } = made(page, own, demo);
      const { pool, go } = WALKS["an authenticator app that is set up"];
      await open(pool);
      await host.expectSignedIn(await go(host, own));
      await host.button("Sign out").click();
      const earlier = answered(calls).length;
      await host.signIn(JOAN);
      await host.expectSignedIn(JOAN);
      expect(answered(calls).slice(earlier)).toEqual(BY_LIBRARY);
    });
  });
}
