// Every challenge of a sign-in, step by step: the same for all kinds of screens.

import type { Locator } from "@playwright/test";
import { WORDS } from "./demo.ts";
import type { OwnEmulator, Person } from "./emulator.ts";
import { authenticatorOf, codeOf } from "./factors.ts";
import { BARBARA, HEDY, JOAN, KAREN, makePasskey, RADIA, TITLES } from "./steps.ts";
import { expect, type Page } from "./test.ts";

/** Where the screens are. */
export interface Host {
  title(words: string | RegExp): Locator;
  field(label: string): Locator;
  button(name: string | RegExp): Locator;
  signIn(person: Pick<Person, "username" | "password">): Promise<void>;
  expectSignedIn(person: Pick<Person, "username">): Promise<void>;
}

/** The pools of the demo, as its `config.json` names them. */
export type Pool = "first" | "second-factors" | "choice" | "set-up" | "questions";

export interface Walk {
  readonly pool: Pool;
  /** The challenges on the way, besides those that the library answers itself. */
  readonly challenges: readonly string[];
  /** What has to exist before the first screen. */
  readonly before?: (page: Page, own: OwnEmulator) => Promise<unknown>;
  readonly go: (host: Host, own: OwnEmulator) => Promise<Pick<Person, "username">>;
}

async function nameFirst(host: Host, choice: RegExp | undefined) {
  await host.field("Username").fill(HEDY.username);
  await host.button("Continue").click();
  if (choice) await host.button(choice).click();
  return HEDY;
}

export const WALKS: Readonly<Record<string, Walk>> = {
  "a code by text message": {
    pool: "second-factors",
    challenges: ["SMS_MFA"],
    async go(host, own) {
      await host.signIn(KAREN);
      await expect(host.title(TITLES.phone)).toBeVisible();
      await host.field("Code").fill(await own.sentTo(KAREN.phone));
      return KAREN;
    },
  },
  "a code of an authenticator app": {
    pool: "second-factors",
    challenges: ["SOFTWARE_TOKEN_MFA"],
    async go(host) {
      await host.signIn(RADIA);
      await expect(host.title(WORDS.enterCode)).toBeVisible();
      await host.field("Code").fill(codeOf(RADIA.secret));
      return RADIA;
    },
  },
  "a second factor that is chosen, and its code by e-mail": {
    pool: "second-factors",
    challenges: ["SELECT_MFA_TYPE", "EMAIL_OTP"],
    async go(host, own) {
      await host.signIn(BARBARA);
      await expect(host.title(TITLES.second)).toBeVisible();
      await host.button(/^Email/).click();
      await host.field("Code").fill(await own.sentTo(BARBARA.email));
      return BARBARA;
    },
  },
  "an authenticator app that is set up": {
    pool: "set-up",
    challenges: ["MFA_SETUP"],
    async go(host) {
      await host.signIn(JOAN);
      await expect(host.title(TITLES.setUp)).toBeVisible();
      await host.button(/^Authenticator app/).click();
      await expect(host.title(TITLES.setUpApp)).toBeVisible();
      const uri = await host.title(TITLES.setUpApp).page().getByText("Open in your authenticator app").getAttribute("href");
      await host.field("Code").fill(codeOf(new URL(uri ?? "").searchParams.get("secret") ?? ""));
      await host.button("Continue").click();
      return JOAN;
    },
  },
  "codes by e-mail that are set up": {
    pool: "set-up",
    challenges: ["MFA_SETUP", "EMAIL_OTP"],
    async go(host, own) {
      await host.signIn(JOAN);
      await host.button(/^Email/).click();
      await expect(host.title(TITLES.setUpEmail)).toBeVisible();
      await host.field("Email").fill("joan@example.com");
      await host.button("Send code").click();
      await expect(host.title(WORDS.checkEmail)).toBeVisible();
      await host.field("Code").fill(await own.sentTo("joan@example.com"));
      return JOAN;
    },
  },
  "a password that is an administrator's": {
    pool: "first",
    challenges: ["NEW_PASSWORD_REQUIRED"],
    async go(host, own) {
      const person = await own.invited();
      await host.signIn(person);
      await expect(host.title(WORDS.newPassword)).toBeVisible();
      await host.field("New password").fill(`${person.password}-own`);
      await host.button("Save password").click();
      return person;
    },
  },
  "a first factor that is chosen: a password": {
    pool: "choice",
    challenges: ["SELECT_CHALLENGE"],
    async go(host) {
      await nameFirst(host, /^Password/);
      await expect(host.title(TITLES.password)).toBeVisible();
      await host.field("Password").fill(HEDY.password);
      await host.button("Sign in").click();
      return HEDY;
    },
  },
  "a first factor that is chosen: a code by text message": {
    pool: "choice",
    challenges: ["SELECT_CHALLENGE", "SMS_OTP"],
    async go(host, own) {
      await nameFirst(host, /^Text message/);
      await expect(host.title(TITLES.phone)).toBeVisible();
      await host.field("Code").fill(await own.sentTo(HEDY.phone));
      return HEDY;
    },
  },
  "a first factor that is chosen: a passkey": {
    pool: "choice",
    challenges: ["SELECT_CHALLENGE", "WEB_AUTHN"],
    async before(page, own) {
      await authenticatorOf(page);
      await makePasskey(page, own);
    },
    go: (host) => nameFirst(host, /^Passkey/),
  },
  "questions of the pool's own": {
    pool: "questions",
    challenges: ["CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE"],
    async go(host) {
      await nameFirst(host, undefined);
      await expect(host.title(TITLES.question)).toBeVisible();
      for (const [answer, left] of [["xyzzy", ""], ["plugh", undefined]] as const) {
        await host.field("Answer").fill(answer);
        await host.button("Continue").click();
        if (left !== undefined) await expect(host.field("Answer")).toHaveValue(left);
      }
      return HEDY;
    },
  },
};
