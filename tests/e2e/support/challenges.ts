// Every challenge of a sign-in, step by step: the same for all kinds of screens.

import type { Locator } from "@playwright/test";
import { TEXTS } from "./demo.ts";
import type { OwnEmulator, Person } from "./emulator.ts";
import { authenticatorOf, codeOf } from "./factors.ts";
import { BARBARA, HEDY, JOAN, KAREN, createPasskey, RADIA, TITLES } from "./steps.ts";
import { expect, type Page } from "./test.ts";

/** Where the screens are. */
export interface SignInScreens {
  title(text: string | RegExp): Locator;
  field(label: string): Locator;
  button(name: string | RegExp): Locator;
  signIn(person: Pick<Person, "username" | "password">): Promise<void>;
  expectSignedIn(person: Pick<Person, "username">): Promise<void>;
}

/** The pools of the demo, as its `config.json` names them. */
export type Pool = "first" | "second-factors" | "choice" | "set-up" | "questions";

export interface ChallengePath {
  readonly pool: Pool;
  /** The challenges on the way, besides those that the library answers itself. */
  readonly challenges: readonly string[];
  /** What has to exist before the first screen. */
  readonly prepare?: (page: Page, ownEmulator: OwnEmulator) => Promise<unknown>;
  readonly signIn: (host: SignInScreens, ownEmulator: OwnEmulator) => Promise<Pick<Person, "username">>;
}

async function enterName(host: SignInScreens, choice: RegExp | undefined) {
  await host.field("Username").fill(HEDY.username);
  await host.button("Continue").click();
  if (choice) await host.button(choice).click();
  return HEDY;
}

export const CHALLENGE_PATHS: Readonly<Record<string, ChallengePath>> = {
  "a code by text message": {
    pool: "second-factors",
    challenges: ["SMS_MFA"],
    async signIn(host, ownEmulator) {
      await host.signIn(KAREN);
      await expect(host.title(TITLES.phone)).toBeVisible();
      await host.field("Code").fill(await ownEmulator.sentTo(KAREN.phone));
      return KAREN;
    },
  },
  "a code of an authenticator app": {
    pool: "second-factors",
    challenges: ["SOFTWARE_TOKEN_MFA"],
    async signIn(host) {
      await host.signIn(RADIA);
      await expect(host.title(TEXTS.enterCode)).toBeVisible();
      await host.field("Code").fill(codeOf(RADIA.secret));
      return RADIA;
    },
  },
  "a second factor that is chosen, and its code by e-mail": {
    pool: "second-factors",
    challenges: ["SELECT_MFA_TYPE", "EMAIL_OTP"],
    async signIn(host, ownEmulator) {
      await host.signIn(BARBARA);
      await expect(host.title(TITLES.second)).toBeVisible();
      await host.button(/^Email/).click();
      await host.field("Code").fill(await ownEmulator.sentTo(BARBARA.email));
      return BARBARA;
    },
  },
  "an authenticator app that is set up": {
    pool: "set-up",
    challenges: ["MFA_SETUP"],
    async signIn(host) {
      await host.signIn(JOAN);
      await expect(host.title(TITLES.setUp)).toBeVisible();
      await host.button(/^Authenticator app/).click();
      await expect(host.title(TITLES.setUpApp)).toBeVisible();
      const uri = await host
        .title(TITLES.setUpApp)
        .page()
        .getByText("Open in your authenticator app")
        .getAttribute("href");
      await host.field("Code").fill(codeOf(new URL(uri ?? "").searchParams.get("secret") ?? ""));
      await host.button("Continue").click();
      return JOAN;
    },
  },
  "codes by e-mail that are set up": {
    pool: "set-up",
    challenges: ["MFA_SETUP", "EMAIL_OTP"],
    async signIn(host, ownEmulator) {
      await host.signIn(JOAN);
      await host.button(/^Email/).click();
      await expect(host.title(TITLES.setUpEmail)).toBeVisible();
      await host.field("Email").fill("joan@example.com");
      await host.button("Send code").click();
      await expect(host.title(TEXTS.checkEmail)).toBeVisible();
      await host.field("Code").fill(await ownEmulator.sentTo("joan@example.com"));
      return JOAN;
    },
  },
  "a password that is an administrator's": {
    pool: "first",
    challenges: ["NEW_PASSWORD_REQUIRED"],
    async signIn(host, ownEmulator) {
      const person = await ownEmulator.inviteUser();
      await host.signIn(person);
      await expect(host.title(TEXTS.newPassword)).toBeVisible();
      await host.field("New password").fill(`${person.password}-own`);
      await host.button("Save password").click();
      return person;
    },
  },
  "a first factor that is chosen: a password": {
    pool: "choice",
    challenges: ["SELECT_CHALLENGE"],
    async signIn(host) {
      await enterName(host, /^Password/);
      await expect(host.title(TITLES.password)).toBeVisible();
      await host.field("Password").fill(HEDY.password);
      await host.button("Sign in").click();
      return HEDY;
    },
  },
  "a first factor that is chosen: a code by text message": {
    pool: "choice",
    challenges: ["SELECT_CHALLENGE", "SMS_OTP"],
    async signIn(host, ownEmulator) {
      await enterName(host, /^Text message/);
      await expect(host.title(TITLES.phone)).toBeVisible();
      await host.field("Code").fill(await ownEmulator.sentTo(HEDY.phone));
      return HEDY;
    },
  },
  "a first factor that is chosen: a passkey": {
    pool: "choice",
    challenges: ["SELECT_CHALLENGE", "WEB_AUTHN"],
    async prepare(page, ownEmulator) {
      await authenticatorOf(page);
      await createPasskey(page, ownEmulator);
    },
    signIn: (host) => enterName(host, /^Passkey/),
  },
  "questions of the pool's own": {
    pool: "questions",
    challenges: ["CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE"],
    async signIn(host) {
      await enterName(host, undefined);
      await expect(host.title(TITLES.question)).toBeVisible();
      for (const [answer, left] of [
        ["xyzzy", ""],
        ["plugh", undefined],
      ] as const) {
        await host.field("Answer").fill(answer);
        await host.button("Continue").click();
        if (left !== undefined) await expect(host.field("Answer")).toHaveValue(left);
      }
      return HEDY;
    },
  },
};
