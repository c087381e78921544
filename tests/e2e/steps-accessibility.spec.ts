// The appearance and the accessibility of each screen of a step.

import { type Demo, WORDS } from "./support/demo.ts";
import type { OwnEmulator } from "./support/emulator.ts";
import { authenticatorOf, codeOf } from "./support/factors.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import { askForPalm, BARBARA, HEDY, JOAN, KAREN, makePasskey, nameFirst, RADIA, TITLES, toPool, wrong } from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

/** Every screen of a step, and how to get there. */
const SCREENS: Record<string, (demo: Demo, own: OwnEmulator) => Promise<void>> = {
  "code-second": async (demo) => {
    await toPool(demo, "second-factors");
    await demo.signIn(KAREN);
    await expect(demo.title(TITLES.phone)).toBeVisible();
  },
  "code-first": async (demo) => {
    await toPool(demo, "choice");
    await nameFirst(demo, HEDY.username);
    await demo.button(/^Email/).click();
    await expect(demo.title(WORDS.checkEmail)).toBeVisible();
  },
  "code-wrong": async (demo) => {
    await toPool(demo, "second-factors");
    await demo.signIn(RADIA);
    await demo.field("Code").fill(wrong(codeOf(RADIA.secret)));
    await demo.expectFieldError("Code", WORDS.wrongCode);
  },
  "name-first": (demo) => toPool(demo, "choice"),
  "choose-first": async (demo, own) => {
    await authenticatorOf(demo.page);
    await makePasskey(demo.page, own);
    await toPool(demo, "choice");
    await nameFirst(demo, HEDY.username);
    await expect(demo.title(TITLES.choose)).toBeVisible();
  },
  "choose-second": async (demo) => {
    await toPool(demo, "second-factors");
    await demo.signIn(BARBARA);
    await expect(demo.title(TITLES.second)).toBeVisible();
  },
  password: async (demo) => {
    await toPool(demo, "choice");
    await nameFirst(demo, HEDY.username);
    await demo.button(/^Password/).click();
    await expect(demo.title(TITLES.password)).toBeVisible();
  },
  passkey: async (demo, own) => {
    await authenticatorOf(demo.page);
    await makePasskey(demo.page, own);
    await toPool(demo, "choice");
    await nameFirst(demo, HEDY.username);
    await demo.page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("closed", "NotAllowedError"));
    });
    await demo.button(/^Passkey/).click();
    await expect(demo.title(TITLES.passkey)).toBeVisible();
  },
  "set-up": async (demo) => {
    await toPool(demo, "set-up");
    await demo.signIn(JOAN);
    await expect(demo.title(TITLES.setUp)).toBeVisible();
  },
  "set-up-app": async (demo) => {
    await toPool(demo, "set-up");
    await demo.signIn(JOAN);
    await demo.button(/^Authenticator app/).click();
    await expect(demo.title(TITLES.setUpApp)).toBeVisible();
  },
  "set-up-email": async (demo) => {
    await toPool(demo, "set-up");
    await demo.signIn(JOAN);
    await demo.button(/^Email/).click();
    await expect(demo.title(TITLES.setUpEmail)).toBeVisible();
  },
  question: async (demo) => {
    await toPool(demo, "questions");
    await nameFirst(demo, HEDY.username);
    await expect(demo.title(TITLES.question)).toBeVisible();
  },
  unknown: async (demo, own) => {
    await askForPalm(demo.page, own);
    await toPool(demo, "second-factors");
    await demo.signIn(KAREN);
    await expect(demo.title(TITLES.unknown)).toBeVisible();
  },
};

for (const [name, reach] of Object.entries(SCREENS)) {
  test(`${name}: is accessible in light and dark, at 320 px`, async ({ page, demo, own }, info) => {
    await reach(demo, own);
    await expectAccessibleLayout(page, name, info);
  });
}
