// Whose passkey this browser offers: kept, forgotten, and offered where user names are filled in. A page
// loads this file when it signs somebody in by a passkey or offers one, and not before. The library does
// the same in src/flow/passkeys.rs, under the same key.

import { amplified } from "./sure.js";

/** Where the name is kept: beside the session, and only where that is kept for the whole origin. */
function place([json, outputs]) {
  const { storage = "local", clientId } = { ...(outputs && amplified(outputs)), ...JSON.parse(json) };
  return storage === "local" ? `vestibule.${clientId}.passkeyUser` : undefined;
}

export const keep = (settings, name) => change(settings, (key) => localStorage.setItem(key, name));

export const forget = (settings) => change(settings, (key) => localStorage.removeItem(key));

const known = (settings) => change(settings, (key) => localStorage.getItem(key)) ?? undefined;

// Where the browser refuses, nobody is remembered.
function change(settings, act) {
  try {
    const key = place(settings);
    return key && act(key);
  } catch {
    return undefined;
  }
}

export async function autofill(live, settings, username = known(settings)) {
  if (username === undefined) return undefined;
  for (let again = false; ; again = true) {
    const step = await live.signIn({ username, flow: "choice", preferred: "WEB_AUTHN" });
    if (step.kind === "done") return step;
    // Nobody has begun a sign-in yet that a reload should go on with.
    await live.forget("signIn");
    if (step.kind !== "passkey") return undefined;
    try {
      return await step.autofill();
    } catch (error) {
      // Who chose it after Cognito's session had ended is offered it once more.
      if (again || error.kind !== "signInExpired") throw error;
    }
  }
}
