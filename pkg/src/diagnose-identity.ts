// The checks of the identity pool: requests credentials as the app does. The findings are those of
// src/flow/diagnose/identity_pool.rs, with the same texts.

import type { Client } from "./client.js";
import type { Commands } from "./commands.js";
import type { IdentityPool } from "./config.js";
import { type Report, HELP } from "./diagnose-report.js";
import type { VestibuleError } from "./error.js";
import type { Groups } from "./groups.js";
import { identityEndpointOf } from "./pool.js";
import type { Session } from "./session.js";

/** The methods of a client that a diagnosis uses. */
export interface DiagnosedClient extends Pick<Commands, "call">, Pick<Groups, "aws"> {
  current(): Promise<Session | undefined>;
}

/**
 * The owner of the credentials: the signed-in user, with the user pool's name in the identity pool; a user who may be
 * known by other logins; a guest.
 */
type Owner = { readonly user: string } | "other" | "guest";

/** Why there are no credentials; `code` is AWS's name of another error. */
type Problem =
  | "unreachable"
  | "noIdentityPool"
  | "noGuests"
  | "provider"
  | "role"
  | "severalRoles"
  | "noBasicFlow"
  | "temporary"
  | { readonly code: string };

export async function checkIdentityPool(auth: DiagnosedClient, client: Client, pool: IdentityPool, report: Report) {
  const owner = await ownerOf(auth, client, pool);
  const problem = await auth.aws.credentials({ forceRefresh: true }).then(() => undefined, problemOf);
  if (problem === "unreachable") {
    const address = pool.endpoint?.replace(/\/$/, "") ?? identityEndpointOf(pool.id);
    return report.wrong("identityPool", `no response from ${address}`, HELP.unreachable);
  }
  if (problem === "noIdentityPool")
    return report.wrong("identityPool", `there is no identity pool ${pool.id}`, HELP.noIdentityPool);
  if (problem === "temporary") return report.unknown("identityPool", "Cognito's response does not show it");
  report.right("identityPool", pool.id);
  checkGuests(pool, owner, problem, report);
  checkProvider(owner, problem, report);
  checkRole(problem, report);
}

async function ownerOf(auth: DiagnosedClient, client: Client, pool: IdentityPool): Promise<Owner> {
  const session = await auth.current();
  if (session) return { user: pool.loginKey ?? String(session.claims.iss).replace(/^https:\/\//, "") };
  return (await client.core()).core.hasLogins ? "other" : "guest";
}

function checkGuests(pool: IdentityPool, owner: Owner, problem: Problem | undefined, report: Report) {
  if (problem === "noGuests") report.note("guests", "they are not allowed", HELP.allowGuests);
  else if (owner !== "guest") report.unknown("guests", "you are signed in", HELP.signOut);
  else if (problem) report.unknown("guests", "they get no credentials");
  else if (pool.basicRoleArn) report.right("guests", "they are allowed");
  else report.note("guests", "they are allowed", HELP.guestLimits);
}

function checkProvider(owner: Owner, problem: Problem | undefined, report: Report) {
  if (typeof owner === "string") report.unknown("provider", "nobody is signed in", HELP.signIn);
  else if (problem === "provider")
    report.wrong("provider", `the tokens of ${owner.user} are not accepted`, HELP.addProvider);
  else if (!problem || problem === "role" || problem === "severalRoles") report.right("provider", owner.user);
  else report.unknown("provider", "the identity pool's response does not show it");
}

function checkRole(problem: Problem | undefined, report: Report) {
  if (!problem) report.right("role", "it gives credentials");
  else if (problem === "role") report.wrong("role", "it cannot be assumed", HELP.trust);
  else if (problem === "severalRoles") report.wrong("role", "there are several", HELP.chooseRole);
  else if (problem === "noBasicFlow") report.wrong("role", "the basic flow is not allowed", HELP.allowBasicFlow);
  else if (typeof problem === "object") report.unknown("role", `the identity pool returned ${problem.code}`);
  else report.unknown("role", "not checked: there are no credentials");
}

const CONFIGURATION_PROBLEMS: Readonly<Record<string, Problem>> = {
  ResourceNotFoundException: "noIdentityPool",
  NotAuthorizedException: "provider",
  InvalidParameterException: "noBasicFlow",
};

function problemOf(thrown: unknown): Problem {
  // The type of everything that `credentials` rejects with.
  const { kind, code = "", message, retryable } = thrown as VestibuleError;
  if (kind === "network" || kind === "timeout") return "unreachable";
  if (kind === "guestsNotAllowed") return "noGuests";
  if (kind === "identityPoolConfiguration") return CONFIGURATION_PROBLEMS[code] ?? "role";
  if (message.includes("ambiguous role")) return "severalRoles";
  return retryable || !code ? "temporary" : { code };
}
