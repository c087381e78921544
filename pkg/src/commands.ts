// The methods of a client that need the core. Each is one command of the WebAssembly, or several.

import type { DerivedToken, StepUp, TokenNeed, WaitOptions } from "./config.js";
import type { Session, SignOutReport } from "./session.js";
import type {
  Account,
  ConfirmSignUpStep,
  Credentials,
  RedirectOptions,
  ResetPasswordStep,
  SignInStep,
  SignUpStep,
} from "./steps.js";
import type { Operations } from "./operations.js";

/** The methods of {@link Vestibule} that need the core. Those of its groups are in groups.ts. */
export interface Commands {
  /**
   * Signs in. By default the password never leaves the page (SRP). A device that the pool remembers is authenticated
   * automatically.
   */
  signIn(credentials: Credentials): Promise<SignInStep>;

  /**
   * Returns the sign-in that was unfinished when this tab was reloaded, at its current step.
   * @returns `undefined` if there is none, or if it is too old for Cognito.
   */
  resumeSignIn(): Promise<SignInStep | undefined>;

  /** Registers a user. If a code has to confirm the sign-up, it survives a reload of the page. */
  signUp(account: Account): Promise<SignUpStep>;

  /**
   * Returns the sign-up that was unconfirmed when this tab was reloaded, without the password.
   * @returns `undefined` if there is none, or if its code is too old.
   */
  resumeSignUp(): Promise<ConfirmSignUpStep | undefined>;

  /**
   * Returns the password reset for which this tab requested a code before it was reloaded.
   * @returns `undefined` if there is none, or if its code is too old.
   */
  resumeResetPassword(): Promise<ResetPasswordStep | undefined>;

  /** Discards what is unfinished in this tab: a sign-in, a sign-up or a password reset. */
  forgetUnfinished(): Promise<void>;

  /** Sends a code with which a new password can be set. */
  forgotPassword(username: string): Promise<ResetPasswordStep>;

  /** Renews the session now, even if its tokens are still valid. */
  refresh(options?: WaitOptions): Promise<Session>;

  /**
   * Calls any operation of the user pool API that needs no IAM key, with every field that AWS describes, under AWS's
   * names. `ClientId`, `UserPoolId` and the `AccessToken` of the signed-in user are added where they are needed and
   * missing. The session is not changed, whatever the operation does: to sign in and out, use the methods of this
   * class.
   */
  call<Name extends keyof Operations>(
    operation: Name,
    ...input: {} extends Operations[Name]["input"]
      ? [input?: Operations[Name]["input"]]
      : [input: Operations[Name]["input"]]
  ): Promise<Operations[Name]["output"]>;

  /**
   * Asks the signed-in user to authenticate again, in a stronger way or more recently. If the session already meets the
   * need, the result is `done` and nothing is asked. Otherwise this is a sign-in of that user whose steps ask for what
   * is still missing. The app client has to allow `ALLOW_USER_AUTH`. The new tokens replace the session's if they
   * belong to that user and have that level. Until then, and if the step-up is cancelled or fails, the session is
   * unchanged.
   *
   * Errors: `levelUnavailable`, `levelAlreadyMet`, `featureUnavailableInTier` (plan Lite), `levelNotReached` of the
   * last step, and those of {@link signIn}.
   */
  stepUp(need: StepUp & { readonly preferred?: string | undefined }): Promise<SignInStep>;

  /**
   * Does the same through the hosted pages, for users who signed in by redirect. If the session already meets the need,
   * it is returned. If the result is `undefined`, the page is being left, and {@link Vestibule.handleCallback}
   * continues after the return: it rejects with `levelNotReached` or `tokenRejected` if the tokens have another level
   * or belong to another user, and the session is unchanged.
   */
  stepUpWithRedirect(need: StepUp, options?: RedirectOptions): Promise<Session | undefined>;

  /**
   * Returns a token for one service, derived from the access token of the signed-in user: with fewer scopes, or for one
   * audience. It is kept in memory until it expires or the sign-in ends. The same need is answered from memory, and
   * simultaneous callers share one request. `refused` is a token that the service rejected: another one is requested.
   *
   * The app client needs `ALLOW_TOKEN_EXCHANGE_IMPERSONATION` (otherwise `flowNotEnabled`), and the user pool the plan
   * Essentials or Plus ([token
   * exchange](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html)).
   */
  derivedToken(need?: TokenNeed, options?: { readonly refused?: string | undefined }): Promise<DerivedToken>;

  /**
   * Signs out here, in all tabs of this origin, and revokes the tokens if possible.
   *
   * It also succeeds without a network, and if the code for it is not loaded or does not load within four seconds: the
   * tokens are then revoked as soon as Cognito can be reached while the page is open. It rejects only if the session is
   * in a store that cannot be reached without the WebAssembly (any but `"local"` and `"session"`), and the WebAssembly
   * cannot be loaded. With a custom store, {@link Vestibule.create} loads that code.
   *
   * After a sign-in by redirect or popup, the page is left for the hosted pages' logout if {@link Config.logoutUri} is
   * set and {@link Config.hostedSignOut} is not `false`.
   */
  signOut(): Promise<SignOutReport>;

  /** Signs out here and on every other device. */
  signOutEverywhere(): Promise<SignOutReport>;

  /** Leaves the page for the hosted pages. Needs `domain` and `redirectUri`. */
  signInWithRedirect(options?: RedirectOptions): Promise<void>;

  /** Signs out here, then leaves the page for the hosted pages' logout. Needs `domain` and `logoutUri`. */
  signOutWithRedirect(): Promise<SignOutReport>;
}
