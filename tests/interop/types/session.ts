// The session, its changes, and errors: what TypeScript must accept and reject. A line after `@ts-expect-error` has to be an error. Nothing
// here runs.

import {
  type AuthState,
  type Change,
  type ErrorKind,
  type JsonValue,
  type Session,
  Vestibule,
  VestibuleError,
} from "../../../pkg/dist/index.js";
import { holds, type IsAny, type Same } from "./support.ts";

declare const auth: Vestibule;
declare const session: Session;
declare const error: VestibuleError;

// case: a session is read-only
holds<Same<typeof session.expiresAt, number>>();
// @ts-expect-error
session.idToken = "";

// case: claims are typed, including those of a trigger
holds<Same<typeof session.claims.sub, string>>();
holds<Same<typeof session.claims.token_use, "id">>();
holds<Same<typeof session.accessClaims.token_use, "access">>();
holds<Same<(typeof session.claims)["custom:plan"], JsonValue | undefined>>();

// case: no value is any
holds<Same<IsAny<Session["claims"][string]>, false>>();
holds<Same<IsAny<Awaited<ReturnType<Vestibule["profile"]["user"]>>["attributes"][string]>, false>>();
holds<Same<IsAny<VestibuleError["cause"]>, false>>();

// case: the kind of a change determines its fields
const stop: () => void = auth.onChange((change: Change) => {
  if (change.kind === "signedOut")
    holds<Same<typeof change.reason, "asked" | "ended" | "revoked" | "idle" | "total">>();
  else holds<Same<typeof change.session, Session>>();
  holds<Same<typeof change.sequence, number>>();
});
stop();

// case: the kind of a state determines its fields
const quiet: () => void = auth.observe((state: AuthState) => {
  if (state.kind === "signedOut")
    holds<Same<typeof state.reason, "asked" | "ended" | "revoked" | "idle" | "total" | undefined>>();
  else holds<Same<typeof state.session, Session>>();
  holds<Same<typeof state.kind, "signedIn" | "offline" | "stale" | "refused" | "signedOut">>();
  return state.session?.username;
});
quiet();

// case: fetch is like the browser's, with settings for API origins
holds<Same<ReturnType<Vestibule["fetch"]>, ReturnType<typeof fetch>>>();
void auth.fetch(new URL("https://api.example.com/orders"), {
  method: "POST",
  body: "x",
  signal: new AbortController().signal,
});
void Vestibule.create(
  { userPoolId: "x", clientId: "y" },
  { apiOrigins: ["https://api.example.com"], apiToken: "idToken" },
);
void Vestibule.create(
  { userPoolId: "x", clientId: "y" },
  { apiOrigins: ["https://a.example.com", { origin: "https://b.example.com", audience: "b", scopes: ["b/read"] }] },
);
// @ts-expect-error
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { apiOrigins: [{ audience: "b" }] });
holds<Same<Awaited<ReturnType<Vestibule["derivedToken"]>>["scopes"], readonly string[]>>();
void auth.derivedToken({ resource: "orders", scopes: ["orders/read"] }, { refused: "a token" });
// @ts-expect-error
void auth.derivedToken({ audiences: ["orders"] });
// @ts-expect-error
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { apiOrigins: "https://api.example.com" });
// @ts-expect-error
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { apiToken: "refreshToken" });

// case: a session has a state, and a request for it can be aborted
holds<Same<typeof session.state, "fresh" | "stale" | "offline" | "refused">>();
holds<Same<ReturnType<Vestibule["current"]>, Promise<Session | undefined>>>();
void auth.session({ signal: new AbortController().signal });
// @ts-expect-error
void auth.refresh({ signal: "now" });

// case: an error is an Error with a kind
const asError: Error = error;
holds<Same<typeof error.kind, ErrorKind>>();
export const wrong: boolean = asError instanceof VestibuleError && asError.kind === "wrongCredentials";
// @ts-expect-error
export const misspelt = error.kind === "wrongcredentials";

// case: an app's tests can make an error
new VestibuleError({ kind: "codeMismatch", field: "code" });
// @ts-expect-error
new VestibuleError({ kind: "nonsense" });

// case: a sign-out reports what it could not do
export async function signOut() {
  const { unfinished } = await auth.signOut();
  if (unfinished) holds<Same<typeof unfinished, VestibuleError>>();
}

// case: each finding of a diagnosis has a known verdict
holds<
  Same<
    Awaited<ReturnType<Vestibule["diagnose"]>>["findings"][number]["verdict"],
    "right" | "wrong" | "note" | "unknown"
  >
>();
