// What TypeScript must accept and refuse. Each case begins with its name; a line after `@ts-expect-error` has to be an
// error. Nothing here runs.

import {
  Vestibule,
  VestibuleError,
  type AuthState,
  type Change,
  type ConfirmSignUpStep,
  type ErrorKind,
  type JsonValue,
  type Mfa,
  type NewPasswordStep,
  type Passkeys,
  type ResetPasswordStep,
  type Session,
  type SignInStep,
  type SignUpStep,
} from "../../../pkg/dist/index.js";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
declare function holds<T extends true>(): T;
declare const auth: Vestibule;
declare const step: SignInStep;
declare const session: Session;
declare const error: VestibuleError;

// case: a pool and a client are enough
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc" });

// case: every setting has its type
void Vestibule.create(
  {
    userPoolId: "eu-west-1_A",
    clientId: "abc",
    domain: "auth.example.com",
    redirectUri: "https://example.com/",
    logoutUri: "https://example.com/bye",
    idpInitiated: "MySaml",
    scopes: ["openid"] as const,
    endpoint: "http://127.0.0.1:9229",
    issuer: "http://127.0.0.1:9229/eu-west-1_A",
    storage: "session",
    timeout: 5000,
    sideBySide: true,
  },
  { wasm: new URL("https://example.com/vestibule_bg.wasm") },
);

// case: the client id is required
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A" });

// case: a misspelt setting is refused
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc", userpool: "x" });

// case: a client secret is refused
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc", clientSecret: "x" });

// case: storage is one of five
// @ts-expect-error
void Vestibule.create({ userPoolId: "eu-west-1_A", clientId: "abc", storage: "cookies" });

// case: a client is made by create alone
// @ts-expect-error
new Vestibule();

// case: clientMetadata is texts by name, or a function that gives them
void Vestibule.create({ userPoolId: "a", clientId: "b", clientMetadata: { locale: "de" } });
void Vestibule.create({
  userPoolId: "a",
  clientId: "b",
  clientMetadata: (operation) => (operation === "SignUp" ? { locale: "de" } : undefined),
});
// case: a clientMetadata function answers at once, and knows the operations
// @ts-expect-error: it is sent with the request that waits for it.
void Vestibule.create({ userPoolId: "a", clientId: "b", clientMetadata: async () => ({ locale: "de" }) });
// @ts-expect-error: no such operation.
void Vestibule.create({ userPoolId: "a", clientId: "b", clientMetadata: (it) => ({ a: String(it === "SignDown") }) });

// case: amplify outputs come as text or as the imported file
void Vestibule.fromAmplifyOutputs("{}");
void Vestibule.fromAmplifyOutputs({ auth: { user_pool_id: "eu-west-1_A" } }, { storage: "memory" });
void Vestibule.fromAmplifyOutputs("{}", { hostedSignOut: false, signOutAfter: { idle: 60000 }, clientMetadata: {}, idpInitiated: "MySaml" });

// case: amplify outputs keep the pool that they name
// @ts-expect-error
void Vestibule.fromAmplifyOutputs("{}", { userPoolId: "eu-west-1_A" });

// case: extras make a client of the same kind
holds<Same<ReturnType<Vestibule["withExtras"]>, Vestibule>>();
void auth.withExtras({ clientMetadata: { campaign: "spring" }, userContext: "x" }).signIn({ username: "a", password: "b" });

// case: a sign-up without a password, and a sign-in by its session
void auth.signUp({ username: "ada", attributes: { email: "a@example.com" }, validationData: { code: "7" } });
void auth.signIn({ username: "ada", flow: "signedUp", session: "s" });

// case: a sign-in by a sign-up needs its session
// @ts-expect-error
void auth.signIn({ username: "ada", flow: "signedUp" });

// case: a passkey may be offered to nobody
holds<Same<ReturnType<Vestibule["passkeys"]["autofill"]>, Promise<SignInStep | undefined>>>();

// case: a diagnosis has findings, each of a known verdict
holds<Same<Awaited<ReturnType<Vestibule["diagnose"]>>["findings"][number]["verdict"], "right" | "wrong" | "note" | "unknown">>();

// case: a sign-in gives a step
holds<Same<ReturnType<Vestibule["signIn"]>, Promise<SignInStep>>>();

// case: each flow of a sign-in takes what it needs
void auth.signIn({ username: "ada", password: "x", flow: "password" });
void auth.signIn({ username: "ada", password: "x", flow: "custom" });
void auth.signIn({ username: "ada", flow: "custom" });
void auth.signIn({ username: "ada", flow: "choice", preferred: "EMAIL_OTP" });
void auth.signIn({ username: "ada", flow: "choice", preferred: "PASSWORD_SRP", password: "x" });

// case: a flow that does not exist is refused
// @ts-expect-error
void auth.signIn({ username: "ada", password: "x", flow: "magic" });

// case: a password is required where it is what one signs in with
// @ts-expect-error
void auth.signIn({ username: "ada", flow: "srp" });

// case: an unfinished sign-in is resumed, where there is one
holds<Same<ReturnType<Vestibule["resumeSignIn"]>, Promise<SignInStep | undefined>>>();

// case: a user name is text
// @ts-expect-error
void auth.signIn({ username: 7, password: "x" });

// case: the kinds of a step are told apart, and there are no others
export function whatNext(step: SignInStep): string {
  switch (step.kind) {
    case "done":
      return step.session.idToken;
    case "newPassword":
      return step.missingAttributes.join();
    case "confirmSignUp":
      return step.delivery?.destination ?? step.username;
    case "resetPassword":
      return step.delivery?.medium ?? step.username;
    case "smsCode":
    case "emailCode":
      void step.submit("123456");
      return step.delivery?.destination ?? step.challenge;
    case "totpCode":
      void step.submit("123456");
      return step.deviceName ?? step.challenge;
    case "selectMfa":
    case "selectChallenge":
      void step.choose(step.choices[0] ?? "PASSWORD");
      return step.choices.join();
    case "setUpMfa":
      void step.totp().then((it) => it.submit("123456", it.uri("Notes")));
      void step.email("ada@example.com");
      return step.choices.join();
    case "passkey":
      void step.autofill();
      return step.parameters["CREDENTIAL_REQUEST_OPTIONS"] ?? step.challenge;
    case "password":
    case "custom":
      void step.submit("answer");
      return step.parameters["question"] ?? step.username;
    case "unknown":
      void step.answer({ ANSWER: "7" });
      return step.challenge;
    default:
      return step satisfies never;
  }
}

// case: a step has no method before its kind is known
// @ts-expect-error
void step.submit("123456");

// case: a done step has a session and no method
if (step.kind === "done") {
  holds<Same<typeof step.session, Session>>();
  // @ts-expect-error
  void step.submit("123456");
}

// case: each step submits what it needs
export function submitAll(a: NewPasswordStep, b: ConfirmSignUpStep, c: ResetPasswordStep) {
  holds<Same<ReturnType<typeof a.submit>, Promise<SignInStep>>>();
  holds<Same<ReturnType<typeof b.submit>, Promise<SignUpStep>>>();
  holds<Same<ReturnType<typeof c.submit>, Promise<void>>>();
  void a.submit("new password", { name: "Ada" });
  void c.submit("123456", "new password");
  // @ts-expect-error
  void c.submit("123456");
  // @ts-expect-error
  void b.submit(123456);
}

// case: codes are resent where codes are sent
export function resendAll(a: NewPasswordStep, b: ConfirmSignUpStep, c: ResetPasswordStep) {
  void b.resend();
  void c.resend();
  // @ts-expect-error
  void a.resend();
}

// case: a step waits in a variable for its next one
export async function chain(password: string) {
  let step: SignInStep = await auth.signIn({ username: "ada", password: "x" });
  if (step.kind === "newPassword") step = await step.submit(password);
  return step.kind;
}

// case: attributes of a sign-up are text
void auth.signUp({ username: "ada", password: "x", attributes: { email: "ada@example.com" } });
// @ts-expect-error
void auth.signUp({ username: "ada", password: "x", attributes: { email_verified: true } });

// case: steps without a request come at once
holds<Same<ReturnType<Vestibule["confirmSignUp"]>, ConfirmSignUpStep>>();
holds<Same<ReturnType<Vestibule["resetPassword"]>, ResetPasswordStep>>();

// case: a session is read and not written
holds<Same<typeof session.expiresAt, number>>();
// @ts-expect-error
session.idToken = "";

// case: claims are typed, those of a trigger too
holds<Same<typeof session.claims.sub, string>>();
holds<Same<typeof session.claims.token_use, "id">>();
holds<Same<typeof session.accessClaims.token_use, "access">>();
holds<Same<(typeof session.claims)["custom:plan"], JsonValue | undefined>>();

// case: nothing is any
holds<Same<IsAny<Session["claims"][string]>, false>>();
holds<Same<IsAny<Awaited<ReturnType<Vestibule["profile"]["user"]>>["attributes"][string]>, false>>();
holds<Same<IsAny<VestibuleError["cause"]>, false>>();

// case: changes are told apart
const stop: () => void = auth.onChange((change: Change) => {
  if (change.kind === "signedOut") holds<Same<typeof change.reason, "asked" | "ended" | "revoked" | "idle" | "total">>();
  else holds<Same<typeof change.session, Session>>();
  holds<Same<typeof change.sequence, number>>();
});
stop();

// case: who is signed in is told apart, and an observer ends
const quiet: () => void = auth.observe((state: AuthState) => {
  if (state.kind === "signedOut") holds<Same<typeof state.reason, "asked" | "ended" | "revoked" | "idle" | "total" | undefined>>();
  else holds<Same<typeof state.session, Session>>();
  holds<Same<typeof state.kind, "signedIn" | "offline" | "stale" | "refused" | "signedOut">>();
  return state.session?.username;
});
quiet();

// case: fetch is the browser's, for the origins that were listed
holds<Same<ReturnType<Vestibule["fetch"]>, ReturnType<typeof fetch>>>();
void auth.fetch(new URL("https://api.example.com/orders"), { method: "POST", body: "x", signal: new AbortController().signal });
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { apiOrigins: ["https://api.example.com"], apiToken: "idToken" });
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { apiOrigins: ["https://a.example.com", { origin: "https://b.example.com", audience: "b", scopes: ["b/read"] }] });
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

// case: a stronger sign-in
void auth.stepUp({ acr: "urn:cognito:loa:3" }).then((step) => step.kind === "done" && step.session.acr);
void auth.stepUp({ acr: ["urn:cognito:loa:4", "urn:cognito:loa:3"], maxAge: 300, preferred: "WEB_AUTHN" });
holds<Same<Awaited<ReturnType<Vestibule["stepUpWithRedirect"]>>, Session | undefined>>();
void auth.stepUpWithRedirect({ maxAge: 0 }, { returnTo: "/pay" });
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { onStepUp: (need) => auth.stepUp(need) });
// @ts-expect-error
void auth.stepUp({ acr: 3 });
// @ts-expect-error
void auth.stepUp("urn:cognito:loa:3");

// case: a session says how it stands, and asking for it can be given up
holds<Same<typeof session.state, "fresh" | "stale" | "offline" | "refused">>();
holds<Same<ReturnType<Vestibule["current"]>, Promise<Session | undefined>>>();
void auth.session({ signal: new AbortController().signal });
// @ts-expect-error
void auth.refresh({ signal: "now" });

// case: a redirect has a grant of two
void auth.signInWithRedirect();
void auth.signInWithRedirect({ grant: "implicit", provider: "Google", appState: "/orders" });
// @ts-expect-error
void auth.signInWithRedirect({ grant: "token" });

// case: scopes are a list
void auth.signInWithRedirect({ idpIdentifier: "example.com", resource: "https://api.example", scopes: ["phone"], returnTo: "/" });
// @ts-expect-error
void auth.signInWithRedirect({ scopes: "phone" });

// case: a popup brings the session
export async function popup() {
  const { session, appState, returnTo } = await auth.signInWithPopup({ provider: "Google" });
  holds<Same<typeof session, Session>>();
  // @ts-expect-error
  const path: string = returnTo;
  return path + appState;
}

// case: a callback may be none
export async function callback() {
  const outcome = await auth.handleCallback();
  // @ts-expect-error
  void outcome.session;
  return outcome?.appState;
}

// case: an error is an Error with a kind
const asError: Error = error;
holds<Same<typeof error.kind, ErrorKind>>();
export const wrong: boolean = asError instanceof VestibuleError && asError.kind === "wrongCredentials";
// @ts-expect-error
export const misspelt = error.kind === "wrongcredentials";

// case: an error can be made for a site's own tests
new VestibuleError({ kind: "codeMismatch", field: "code" });
// @ts-expect-error
new VestibuleError({ kind: "nonsense" });

// case: a sign-out tells what it left undone
export async function signOut() {
  const { unfinished } = await auth.signOut();
  if (unfinished) holds<Same<typeof unfinished, VestibuleError>>();
}

// case: every operation can be called with AWS's fields, and its answer has them
void auth.call("ListDevices").then((page) => page.Devices?.[0]?.DeviceKey satisfies string | undefined);
void auth.call("ListDevices", { Limit: 5 });
void auth.call("SignUp", { Username: "ada", ClientMetadata: { a: "b" } }).then((it) => it.UserSub satisfies string);

// case: an operation's required field is required
// @ts-expect-error
void auth.call("GetDevice");

// case: an operation that does not exist is refused
// @ts-expect-error
void auth.call("AdminDeleteUser", { Username: "ada" });

// case: a field that the operation does not have is refused
// @ts-expect-error
void auth.call("ListDevices", { MaxResults: 5 });

// case: factors, attributes, devices, passkeys and sessions have their types
void auth.mfa.setPreference({ totp: "preferred", sms: "off" });
void auth.mfa.setUpTotp().then((it) => it.submit("123456", "Phone") satisfies Promise<void>);
void auth.profile.updateAttributes({ email: "ada@example.com" }).then((sent) => sent[0]?.destination);
void auth.devices.list().then((page) => auth.devices.forget(page.devices[0]?.key ?? ""));
void auth.passkeys.list("next").then((page) => page.passkeys[0]?.createdAt satisfies number | undefined);
void auth.sessions.list().then((page) => auth.sessions.revoke(page.sessions[0]?.id ?? ""));

void (auth.sessions.revokeLinked("id") satisfies Promise<void>);
void auth.devices.this().then((it) => it?.undecided satisfies boolean | undefined);
void auth.passkeys.lastUser().then((name) => name satisfies string | undefined);

// case: a group can be handed on, and a method taken off it
export const nameOfFirst = async ({ list }: Passkeys) => (await list()).passkeys[0]?.name;
void nameOfFirst(auth.passkeys);
holds<Same<Vestibule["mfa"], Mfa>>();
void ({ auth } satisfies { auth: Pick<Vestibule, "profile" | "mfa" | "passkeys" | "devices" | "sessions" | "accounts"> });

// case: a group is not replaced
// @ts-expect-error
auth.mfa = auth.mfa;

// case: what is in a group is not on the client
// @ts-expect-error
void auth.setUpTotp();

// case: a choice that there is not is refused
// @ts-expect-error
void auth.mfa.setPreference({ totp: true });

// case: several accounts have their types
void auth.accounts.list().then((all) => auth.accounts.switch(all.find((it) => !it.active)?.username ?? ""));
void auth.signOut().then(({ active }) => active satisfies string | undefined);
void auth.accounts.signOutOfAll().then(({ unfinished }) => unfinished?.kind);

// case: an account to switch to is named
// @ts-expect-error
void auth.accounts.switch();
