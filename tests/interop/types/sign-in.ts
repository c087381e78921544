// Sign-in, sign-up and password reset: what TypeScript must accept and reject. A line after `@ts-expect-error` has to be an error. Nothing
// here runs.

import {
  type ConfirmSignUpStep,
  type NewPasswordStep,
  type ResetPasswordStep,
  type Session,
  type SignInStep,
  type SignUpStep,
  Vestibule,
} from "../../../pkg/dist/index.js";
import { holds, type Same } from "./support.ts";

declare const auth: Vestibule;
declare const step: SignInStep;

// case: a sign-up without a password, and the sign-in with its session
void auth.signUp({ username: "ada", attributes: { email: "a@example.com" }, validationData: { code: "7" } });
void auth.signIn({ username: "ada", flow: "signedUp", session: "s" });

// case: a sign-in after a sign-up needs its session
// @ts-expect-error
void auth.signIn({ username: "ada", flow: "signedUp" });

// case: passkey autofill may end without a sign-in
holds<Same<ReturnType<Vestibule["passkeys"]["autofill"]>, Promise<SignInStep | undefined>>>();

// case: a sign-in returns a step
holds<Same<ReturnType<Vestibule["signIn"]>, Promise<SignInStep>>>();

// case: each flow has its own parameters
void auth.signIn({ username: "ada", password: "x", flow: "password" });
void auth.signIn({ username: "ada", password: "x", flow: "custom" });
void auth.signIn({ username: "ada", flow: "custom" });
void auth.signIn({ username: "ada", flow: "choice", preferred: "EMAIL_OTP" });
void auth.signIn({ username: "ada", flow: "choice", preferred: "PASSWORD_SRP", password: "x" });

// case: an unknown flow is rejected
// @ts-expect-error
void auth.signIn({ username: "ada", password: "x", flow: "magic" });

// case: a flow with a password requires it
// @ts-expect-error
void auth.signIn({ username: "ada", flow: "srp" });

// case: there may be no unfinished sign-in to resume
holds<Same<ReturnType<Vestibule["resumeSignIn"]>, Promise<SignInStep | undefined>>>();

// case: a username is text
// @ts-expect-error
void auth.signIn({ username: 7, password: "x" });

// case: a switch over the kinds of a step is complete
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

// case: a step has no method before its kind is checked
// @ts-expect-error
void step.submit("123456");

// case: a done step has a session and no method
if (step.kind === "done") {
  holds<Same<typeof step.session, Session>>();
  // @ts-expect-error
  void step.submit("123456");
}

// case: each step has its own parameters
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

// case: only steps with a code can resend it
export function resendAll(a: NewPasswordStep, b: ConfirmSignUpStep, c: ResetPasswordStep) {
  void b.resend();
  void c.resend();
  // @ts-expect-error
  void a.resend();
}

// case: one variable can hold all steps of a sign-in
export async function chain(password: string) {
  let step: SignInStep = await auth.signIn({ username: "ada", password: "x" });
  if (step.kind === "newPassword") step = await step.submit(password);
  return step.kind;
}

// case: attributes of a sign-up are text
void auth.signUp({ username: "ada", password: "x", attributes: { email: "ada@example.com" } });
// @ts-expect-error
void auth.signUp({ username: "ada", password: "x", attributes: { email_verified: true } });

// case: steps without a request are returned synchronously
holds<Same<ReturnType<Vestibule["confirmSignUp"]>, ConfirmSignUpStep>>();
holds<Same<ReturnType<Vestibule["resetPassword"]>, ResetPasswordStep>>();

// case: a redirect has one of two grants
void auth.signInWithRedirect();
void auth.signInWithRedirect({ grant: "implicit", provider: "Google", appState: "/orders" });
// @ts-expect-error
void auth.signInWithRedirect({ grant: "token" });

// case: scopes are a list
void auth.signInWithRedirect({
  idpIdentifier: "example.com",
  resource: "https://api.example",
  scopes: ["phone"],
  returnTo: "/",
});
// @ts-expect-error
void auth.signInWithRedirect({ scopes: "phone" });

// case: a popup returns the session
export async function popup() {
  const { session, appState, returnTo } = await auth.signInWithPopup({ provider: "Google" });
  holds<Same<typeof session, Session>>();
  // @ts-expect-error
  const path: string = returnTo;
  return path + appState;
}

// case: a page may be no callback
export async function callback() {
  const outcome = await auth.handleCallback();
  // @ts-expect-error
  void outcome.session;
  return outcome?.appState;
}

// case: step-up
void auth.stepUp({ acr: "urn:cognito:loa:3" }).then((step) => step.kind === "done" && step.session.acr);
void auth.stepUp({ acr: ["urn:cognito:loa:4", "urn:cognito:loa:3"], maxAge: 300, preferred: "WEB_AUTHN" });
holds<Same<Awaited<ReturnType<Vestibule["stepUpWithRedirect"]>>, Session | undefined>>();
void auth.stepUpWithRedirect({ maxAge: 0 }, { returnTo: "/pay" });
void Vestibule.create({ userPoolId: "x", clientId: "y" }, { onStepUp: (need) => auth.stepUp(need) });
// @ts-expect-error
void auth.stepUp({ acr: 3 });
// @ts-expect-error
void auth.stepUp("urn:cognito:loa:3");
