// The users for each step of a sign-in, and how a test gets there.

import type { Vestibule } from "../../../pkg/src/index.ts";
import type { Demo } from "./demo.ts";
import { FACTORS, type OwnEmulator } from "./emulator.ts";
import { setting, type Page } from "./test.ts";
import type { Calls } from "./page-activity.ts";

/** Users of the emulator's pool with every factor. */
export const KAREN = { username: "karen", password: "Sparck1935", phone: "+441935082600" };
export const RADIA = { username: "radia", password: "Perlman1951", secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" };
export const BARBARA = { username: "barbara", password: "Liskov1939", email: "barbara@example.com" };
export const HEDY = { username: "hedy", password: "Lamarr1914", email: "hedy@example.com", phone: "+4319141109" };
/** And of the pool that requires a second factor. */
export const JOAN = { username: "joan", password: "Clarke1917" };

export const TITLES = {
  phone: "Check your phone",
  choose: "How do you want to sign in?",
  second: "Confirm that it is you",
  password: "Enter your password",
  passkey: "Use your passkey",
  setUp: "Add a second step",
  setUpApp: "Set up your authenticator app",
  setUpEmail: "Get codes by email",
  question: "One more question",
  unknown: "One more step",
} as const;

/** Opens the sign-in screen of one of the demo's pools. */
export async function openPool(demo: Demo, pool: "second-factors" | "choice" | "set-up" | "questions"): Promise<void> {
  await demo.page.goto(`/?pool=${pool}`);
  await demo.expectSignedOut();
}

export async function enterName(demo: Demo, username: string): Promise<void> {
  await demo.field("Username").fill(username);
  await demo.button("Continue").click();
}

/** Pastes a text into the focused field, as a user does. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+V");
}

/** The challenges that the page has answered, oldest first. */
export function answeredChallenges(calls: Calls): unknown[] {
  return calls.bodies("RespondToAuthChallenge").map((body) => body.ChallengeName);
}

/** Any code but this one. */
export function otherCode(code: string): string {
  const first = (Number(code[0]) + 1) % 10;
  return `${first}${code.slice(1)}`;
}

/** Creates a passkey for a user, with the npm package on another page. */
export async function createPasskey(page: Page, ownEmulator: OwnEmulator): Promise<void> {
  await page.goto(new URL("../pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await page.evaluate(
    async ({ endpoint, hedy, pool, client }) => {
      const address = new URL("index.js", location.href).href;
      const { Vestibule } = (await import(address)) as { Vestibule: { create(config: object): Promise<Vestibule> } };
      const auth = await Vestibule.create({ userPoolId: pool, clientId: client, endpoint });
      await auth.signIn(hedy);
      await auth.passkeys.register();
      await auth.signOut();
    },
    { endpoint: ownEmulator.url, hedy: { username: HEDY.username, password: HEDY.password }, ...FACTORS },
  );
}

/** Cognito responds with a challenge that does not exist yet. */
export async function sendUnknownChallenge(page: Page, ownEmulator: OwnEmulator): Promise<void> {
  await page.route(`${ownEmulator.url}/`, (route) => {
    const target = route.request().headers()["x-amz-target"] ?? "";
    if (!/InitiateAuth$/.test(target)) return route.fallback();
    const json = { ChallengeName: "PALM_SCAN", Session: "s".repeat(20), ChallengeParameters: {} };
    return route.fulfill({ headers: { "access-control-allow-origin": "*" }, json });
  });
}
