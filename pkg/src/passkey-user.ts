// The user whose passkey this browser offers: stored, removed, and offered by autofill. Loaded when a user signs in
// with a passkey or is offered one. The Rust library does the same in src/flow/passkeys.rs, under the same key.

import type { SettingsTexts } from "./core-types.js";
import type { VestibuleError } from "./error.js";
import { parse } from "./json.js";
import type { SignInStep } from "./steps.js";
import { amplified } from "./validate-config.js";
import type { Settings } from "./validate-config.js";

/** The key of the user name, which is stored only if the session is in localStorage. */
function keyOf([json, outputs]: SettingsTexts) {
  const { storage = "local", clientId }: Partial<Settings> = {
    ...(outputs && amplified(outputs)),
    ...parse<Partial<Settings>>(json),
  };
  return storage === "local" && clientId ? `vestibule.${clientId}.passkeyUser` : undefined;
}

export const keep = (settings: SettingsTexts, name: string) =>
  withKey(settings, (key) => localStorage.setItem(key, name));

export const forget = (settings: SettingsTexts) => withKey(settings, (key) => localStorage.removeItem(key));

export const lastUser = (settings: SettingsTexts) => withKey(settings, (key) => localStorage.getItem(key)) ?? undefined;

// If the browser denies access, nothing is stored.
function withKey<T>(settings: SettingsTexts, act: (key: string) => T) {
  try {
    const key = keyOf(settings);
    return key === undefined ? undefined : act(key);
  } catch {
    return undefined;
  }
}

/** The functions of a client that autofill uses. */
interface SignInClient {
  signIn(given: object): Promise<SignInStep>;
  /** Discards the sign-in that was started. */
  forget(): Promise<unknown>;
}

/** Offers the passkey of a user in the browser's autofill. */
export async function autofill(client: SignInClient, settings: SettingsTexts, username = lastUser(settings)) {
  if (username === undefined) return undefined;
  for (let again = false; ; again = true) {
    const step = await client.signIn({ username, flow: "choice", preferred: "WEB_AUTHN" });
    if (step.kind === "done") return step;
    // The user has not started a sign-in yet, so a reload must not resume it.
    await client.forget();
    if (step.kind !== "passkey") return undefined;
    try {
      return await step.autofill();
    } catch (error) {
      // If Cognito's session expired before the user selected the passkey, it is offered again.
      if (again || (error as VestibuleError).kind !== "signInExpired") throw error;
    }
  }
}
