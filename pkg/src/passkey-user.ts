// Whose passkey this browser offers: kept, forgotten, and offered where user names are filled in. A page
// loads this file when it signs somebody in by a passkey or offers one, and not before. The library does
// the same in src/flow/passkeys.rs, under the same key.

import type { SettingsTexts } from "./client.js";
import type { VestibuleError } from "./error.js";
import { parse } from "./json.js";
import type { SignInStep } from "./steps.js";
import { amplified } from "./validate-config.js";
import type { Settings } from "./validate-config.js";

/** Where the name is kept: beside the session, and only where that is kept for the whole origin. */
function place([json, outputs]: SettingsTexts) {
  const { storage = "local", clientId }: Partial<Settings> = {
    ...(outputs && amplified(outputs)),
    ...parse<Partial<Settings>>(json),
  };
  return storage === "local" && clientId ? `vestibule.${clientId}.passkeyUser` : undefined;
}

export const keep = (settings: SettingsTexts, name: string) =>
  change(settings, (key) => localStorage.setItem(key, name));

export const forget = (settings: SettingsTexts) => change(settings, (key) => localStorage.removeItem(key));

export const lastUser = (settings: SettingsTexts) => change(settings, (key) => localStorage.getItem(key)) ?? undefined;

// Where the browser refuses, nobody is remembered.
function change<T>(settings: SettingsTexts, act: (key: string) => T) {
  try {
    const key = place(settings);
    return key === undefined ? undefined : act(key);
  } catch {
    return undefined;
  }
}

/** What the autofill asks of a client. */
interface Signs {
  signIn(given: object): Promise<SignInStep>;
  /** Forgets the sign-in that was begun. */
  forget(): Promise<unknown>;
}

export async function autofill(live: Signs, settings: SettingsTexts, username = lastUser(settings)) {
  if (username === undefined) return undefined;
  for (let again = false; ; again = true) {
    const step = await live.signIn({ username, flow: "choice", preferred: "WEB_AUTHN" });
    if (step.kind === "done") return step;
    // Nobody has begun a sign-in yet that a reload should go on with.
    await live.forget();
    if (step.kind !== "passkey") return undefined;
    try {
      return await step.autofill();
    } catch (error) {
      // Who chose it after Cognito's session had ended is offered it once more.
      if (again || (error as VestibuleError).kind !== "signInExpired") throw error;
    }
  }
}
