// What a diagnosis finds of the identity pool, by asking it for credentials as the app does: what
// src/flow/diagnose/identity_pool.rs finds, word for word.

import type { Client } from "./client.js";
import type { IdentityPool } from "./config.js";
import { type Report, WORDS } from "./diagnose-report.js";
import type { VestibuleError } from "./error.js";
import type { Vestibule } from "./index.js";
import { identityEndpointOf } from "./pool.js";

/** Whom the credentials are for: who is signed in, by the name that the identity pool knows it by; who may be known by
 * the app's own logins; a guest. */
type Asker = { readonly user: string } | "other" | "guest";

/** Why there are no credentials, or what the identity pool said, by AWS's name for it. */
type Problem =
  | "unreachable"
  | "noIdentityPool"
  | "noGuests"
  | "provider"
  | "role"
  | "severalRoles"
  | "noBasicFlow"
  | "passing"
  | { readonly code: string };

export async function lookAtIdentityPool(auth: Vestibule, client: Client, pool: IdentityPool, report: Report) {
  const asker = await askerOf(auth, client, pool);
  const problem = await auth.aws.credentials({ forceRefresh: true }).then(() => undefined, problemOf);
  if (problem === "unreachable") {
    const address = pool.endpoint?.replace(/\/$/, "") ?? identityEndpointOf(pool.id);
    return report.wrong("identityPool", `no answer from ${address}`, WORDS.unreachable);
  }
  if (problem === "noIdentityPool")
    return report.wrong("identityPool", `there is no identity pool ${pool.id}`, WORDS.noIdentityPool);
  if (problem === "passing") return report.unknown("identityPool", "Cognito did not say");
  report.right("identityPool", pool.id);
  lookAtGuests(pool, asker, problem, report);
  lookAtProvider(asker, problem, report);
  lookAtRole(problem, report);
}

async function askerOf(auth: Vestibule, client: Client, pool: IdentityPool): Promise<Asker> {
  const session = await auth.current();
  if (session) return { user: pool.loginKey ?? String(session.claims.iss).replace(/^https:\/\//, "") };
  return (await client.core()).core.hasLogins ? "other" : "guest";
}

function lookAtGuests(pool: IdentityPool, asker: Asker, problem: Problem | undefined, report: Report) {
  if (problem === "noGuests") report.note("guests", "they are not allowed", WORDS.allowGuests);
  else if (asker !== "guest") report.unknown("guests", "nobody is one now", WORDS.signOut);
  else if (problem) report.unknown("guests", "they get no credentials");
  else if (pool.basicRoleArn) report.right("guests", "they are allowed");
  else report.note("guests", "they are allowed", WORDS.guestLimits);
}

function lookAtProvider(asker: Asker, problem: Problem | undefined, report: Report) {
  if (typeof asker === "string") report.unknown("provider", "nobody is signed in", WORDS.signIn);
  else if (problem === "provider")
    report.wrong("provider", `the tokens of ${asker.user} are not taken`, WORDS.addProvider);
  else if (!problem || problem === "role" || problem === "severalRoles") report.right("provider", asker.user);
  else report.unknown("provider", "the identity pool did not say");
}

function lookAtRole(problem: Problem | undefined, report: Report) {
  if (!problem) report.right("role", "it gives credentials");
  else if (problem === "role") report.wrong("role", "it cannot be assumed", WORDS.trust);
  else if (problem === "severalRoles") report.wrong("role", "there are several", WORDS.chooseRole);
  else if (problem === "noBasicFlow") report.wrong("role", "the basic flow is not allowed", WORDS.allowBasicFlow);
  else if (typeof problem === "object") report.unknown("role", `the identity pool said ${problem.code}`);
  else report.unknown("role", "nobody gets as far");
}

const OF_CONFIGURATION: Readonly<Record<string, Problem>> = {
  ResourceNotFoundException: "noIdentityPool",
  NotAuthorizedException: "provider",
  InvalidParameterException: "noBasicFlow",
};

function problemOf(thrown: unknown): Problem {
  // All that `credentials` rejects with.
  const { kind, code = "", message, retryable } = thrown as VestibuleError;
  if (kind === "network" || kind === "timeout") return "unreachable";
  if (kind === "guestsNotAllowed") return "noGuests";
  if (kind === "identityPoolConfiguration") return OF_CONFIGURATION[code] ?? "role";
  if (message.includes("ambiguous role")) return "severalRoles";
  return retryable || !code ? "passing" : { code };
}
