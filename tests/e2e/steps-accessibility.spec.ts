// The appearance and the accessibility of each screen of a step.

import { type Demo, TEXTS } from "./support/demo.ts";
import type { OwnEmulator } from "./support/emulator.ts";
import { authenticatorOf, codeOf } from "./support/factors.ts";
import { expectAccessibleLayout } from "./support/accessibility.ts";
import {
  sendUnknownChallenge,
  BARBARA,
  HEDY,
  JOAN,
  KAREN,
  createPasskey,
  enterName,
  RADIA,
  TITLES,
  openPool,
  otherCode,
} from "./support/steps.ts";
import { expect, test } from "./support/test.ts";

/** Every screen of a step, and how to get there. */
const SCREENS: Record<string, (demo: Demo, ownEmulator: OwnEmulator) => Promise<void>> = {
  "code-second": async (demo) => {
    await openPool(demo, "second-factors");
    await demo.signIn(KAREN);
    await expect(demo.title(TITLES.phone)).toBeVisible();
  },
  "code-first": async (demo) => {
    await openPool(demo, "choice");
    await enterName(demo, HEDY.username);
    await demo.button(/^Email/).click();
    await expect(demo.title(TEXTS.checkEmail)).toBeVisible();
  },
  "code-wrong": async (demo) => {
    await openPool(demo, "second-factors");
    await demo.signIn(RADIA);
    await demo.field("Code").fill(otherCode(codeOf(RADIA.secret)));
    await demo.expectFieldError("Code", TEXTS.wrongCode);
  },
  "name-first": (demo) => openPool(demo, "choice"),
  "choose-first": async (demo, ownEmulator) => {
    await authenticatorOf(demo.page);
    await createPasskey(demo.page, ownEmulator);
    await openPool(demo, "choice");
    await enterName(demo, HEDY.username);
    await expect(demo.title(TITLES.choose)).toBeVisible();
  },
  "choose-second": async (demo) => {
    await openPool(demo, "second-factors");
    await demo.signIn(BARBARA);
    await expect(demo.title(TITLES.second)).toBeVisible();
  },
  password: async (demo) => {
    await openPool(demo, "choice");
    await enterName(demo, HEDY.username);
    await demo.button(/^Password/).click();
    await expect(demo.title(TITLES.password)).toBeVisible();
  },
  passkey: async (demo, ownEmulator) => {
    await authenticatorOf(demo.page);
    await createPasskey(demo.page, ownEmulator);
    await openPool(demo, "choice");
    await enterName(demo, HEDY.username);
    await demo.page.evaluate(() => {
      navigator.credentials.get = () => Promise.reject(new DOMException("closed", "NotAllowedError"));
    });
    await demo.button(/^Passkey/).click();
    await expect(demo.title(TITLES.passkey)).toBeVisible();
  },
  "set-up": async (demo) => {
    await openPool(demo, "set-up");
    await demo.signIn(JOAN);
    await expect(demo.title(TITLES.setUp)).toBeVisible();
  },
  "set-up-app": async (demo) => {
    await openPool(demo, "set-up");
    await demo.signIn(JOAN);
    await demo.button(/^Authenticator app/).click();
    await expect(demo.title(TITLES.setUpApp)).toBeVisible();
  },
  "set-up-email": async (demo) => {
    await openPool(demo, "set-up");
    await demo.signIn(JOAN);
    await demo.button(/^Email/).click();
    await expect(demo.title(TITLES.setUpEmail)).toBeVisible();
  },
  question: async (demo) => {
    await openPool(demo, "questions");
    await enterName(demo, HEDY.username);
    await expect(demo.title(TITLES.question)).toBeVisible();
  },
  unknown: async (demo, ownEmulator) => {
    await sendUnknownChallenge(demo.page, ownEmulator);
    await openPool(demo, "second-factors");
    await demo.signIn(KAREN);
    await expect(demo.title(TITLES.unknown)).toBeVisible();
  },
};

for (const [name, reach] of Object.entries(SCREENS)) {
  test(`${name}: is accessible in light and dark, at 320 px`, async ({ page, demo, ownEmulator }, info) => {
    await reach(demo, ownEmulator);
    await expectAccessibleLayout(page, name, info);
  });
}
