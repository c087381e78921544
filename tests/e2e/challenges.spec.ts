// Every challenge of a sign-in, on the screens of the Leptos demo and of the custom element, with the same steps. The
// details of each screen are tested in steps.spec.ts.

import { readFile } from "node:fs/promises";
import { CHALLENGE_PATHS, type SignInScreens, type Pool } from "./support/challenges.ts";
import type { Demo } from "./support/demo.ts";
import { ElementPage } from "./support/element.ts";
import type { OwnEmulator } from "./support/emulator.ts";
import { answeredChallenges, JOAN } from "./support/steps.ts";
import { expect, test, type Page } from "./support/test.ts";

interface DemoPool {
  readonly name?: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly firstFactor?: string;
}

const demoConfig = JSON.parse(
  await readFile(new URL("../../demo/config.json", import.meta.url), "utf8"),
) as DemoPool & {
  readonly pools: readonly DemoPool[];
};

/** Where the screens are, and how to get to the first one for a pool. */
const HOSTS: Readonly<
  Record<
    string,
    (page: Page, ownEmulator: OwnEmulator, demo: Demo) => { host: SignInScreens; open(pool: Pool): Promise<void> }
  >
> = {
  "the demo": (page, _, demo) => ({
    host: demo,
    async open(pool) {
      await page.goto(pool === "first" ? "/" : `/?pool=${pool}`);
      await demo.expectSignedOut();
    },
  }),
  "the element": (page, ownEmulator) => {
    const host = new ElementPage(page);
    const open = async (pool: Pool) => {
      const { userPoolId, clientId, firstFactor } = demoConfig.pools.find(({ name }) => name === pool) ?? demoConfig;
      const more = `app-name="Notes" ${firstFactor ? `first-factor="${firstFactor}"` : ""}`;
      await host.open({
        body: ElementPage.tag(more, "", { pool: userPoolId, client: clientId, endpoint: ownEmulator.url }),
      });
      await expect(host.title("Sign in to Notes")).toBeVisible();
    };
    return { host, open };
  },
};

const BY_LIBRARY = ["PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"];

for (const [where, made] of Object.entries(HOSTS)) {
  test.describe(where, () => {
    for (const [what, { pool, challenges, prepare, signIn }] of Object.entries(CHALLENGE_PATHS)) {
      test(what, async ({ page, ownEmulator, demo, calls }) => {
        await prepare?.(page, ownEmulator);
        const { host, open } = made(page, ownEmulator, demo);
        await open(pool);
        const earlier = answeredChallenges(calls).length;
        await host.expectSignedIn(await signIn(host, ownEmulator));
        const now = answeredChallenges(calls).slice(earlier);
        expect(now.filter((name) => !BY_LIBRARY.includes(`${name}`))).toEqual(challenges);
      });
    }

    test("the library answers the challenge of a remembered device", async ({ page, ownEmulator, demo, calls }) => {
      const { host, open } = made(page, ownEmulator, demo);
      const { pool, signIn } = CHALLENGE_PATHS["an authenticator app that is set up"];
      await open(pool);
      await host.expectSignedIn(await signIn(host, ownEmulator));
      await host.button("Sign out").click();
      const earlier = answeredChallenges(calls).length;
      await host.signIn(JOAN);
      await host.expectSignedIn(JOAN);
      expect(answeredChallenges(calls).slice(earlier)).toEqual(BY_LIBRARY);
    });
  });
}
