// What a client does by its core: each is a command that the WebAssembly is asked for, or several.

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

/** The methods of {@link Vestibule} that need the core; those of its groups are in groups.ts. */
export interface Commands {
  /**
   * Signs in. By default the password never leaves the page (SRP). A device that the pool remembers
   * proves itself on the way.
   */
  signIn(credentials: Credentials): Promise<SignInStep>;

  /**
   * The sign-in that this tab left unfinished when it was reloaded, at the step where it stands.
   * @returns Nothing where there is none, or where Cognito has ended it long ago.
   */
  resumeSignIn(): Promise<SignInStep | undefined>;

  /** Registers a person. Where a code has to confirm it, it survives a reload of the page. */
  signUp(account: Account): Promise<SignUpStep>;

  /**
   * The sign-up that this tab left unconfirmed when it was reloaded, without the password.
   * @returns Nothing where there is none, or where its code is too old.
   */
  resumeSignUp(): Promise<ConfirmSignUpStep | undefined>;

  /**
   * The reset of a password for which this tab had a code sent before it was reloaded.
   * @returns Nothing where there is none, or where its code is too old.
   */
  resumeResetPassword(): Promise<ResetPasswordStep | undefined>;

  /** Forgets what this tab left unfinished, a sign-in, a sign-up or a reset: the person begins anew. */
  forgetUnfinished(): Promise<void>;

  /** Has a code sent with which a new password can be chosen. */
  forgotPassword(username: string): Promise<ResetPasswordStep>;

  /** Renews the session now, however fresh it is. */
  refresh(options?: WaitOptions): Promise<Session>;

  /**
   * Calls any operation of the user pool's API that needs no IAM key, with every field that AWS
   * describes, in AWS's names. `ClientId`, `UserPoolId` and the `AccessToken` of whoever is signed
   * in are filled in where they are wanted and missing. The session is left as it is, whatever the
   * operation does to it: to sign in and out, the methods of this class know better.
   */
  call<Name extends keyof Operations>(
    operation: Name,
    ...input: {} extends Operations[Name]["input"]
      ? [input?: Operations[Name]["input"]]
      : [input: Operations[Name]["input"]]
  ): Promise<Operations[Name]["output"]>;

  /**
   * Has the person who is signed in show who they are once more: in a stronger way, or anew. A session that
   * is enough already is the answer (`done`), and nothing is asked. Otherwise it is a sign-in of that
   * person, whose steps ask for what is still missing; the app client has to allow `ALLOW_USER_AUTH`. Its
   * tokens take the session's place when they are of that person and of that level. Until then, and where
   * it is cancelled or fails, the session stays what it was.
   *
   * Errors: `levelUnavailable`, `levelAlreadyMet`, `featureUnavailableInTier` (plan Lite), and
   * `levelNotReached` of the last step, besides those of {@link signIn}.
   */
  stepUp(need: StepUp & { readonly preferred?: string | undefined }): Promise<SignInStep>;

  /**
   * The same at the hosted pages, for people who came by redirect. A session that is enough already is the
   * answer. With `undefined` the page is left, and {@link Vestibule.handleCallback} takes over on the way back: it
   * rejects with `levelNotReached` or `tokenRejected` where the tokens are of another level or person, and
   * the session is what it was.
   */
  stepUpWithRedirect(need: StepUp, options?: RedirectOptions): Promise<Session | undefined>;

  /**
   * A token for one service, made of the access token of whoever is signed in: of fewer scopes, or for
   * one audience. It is kept in memory until it expires, for the sign-in that it was made of: the same
   * need is answered at once, and all who ask at the same time share one request. `refused` is one that
   * the service did not take: another one is made.
   *
   * The app client needs `ALLOW_TOKEN_EXCHANGE_IMPERSONATION` (or else `flowNotEnabled`), and the user
   * pool the plan Essentials or Plus
   * ([token exchange](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html)).
   */
  derivedToken(need?: TokenNeed, options?: { readonly refused?: string | undefined }): Promise<DerivedToken>;

  /**
   * Signs out here, in all tabs of this origin, and revokes the tokens where that is possible. It succeeds
   * without a network as well, also where the package has loaded nothing yet that signs out, or not within four
   * seconds: the tokens are revoked then as soon as Cognito can be reached while the page lives. It rejects only where
   * the session rests in a store that the package cannot reach without its WebAssembly (any but `"local"` and
   * `"session"`), and that cannot be loaded; what signs out there comes along with the WebAssembly, which a store of
   * your own has {@link Vestibule.create} wait for. After a sign-in by redirect or popup the page is left for the
   * hosted pages' logout, where {@link Config.logoutUri} is set and {@link Config.hostedSignOut} is not `false`.
   */
  signOut(): Promise<SignOutReport>;

  /** Signs out here and on every other device. */
  signOutEverywhere(): Promise<SignOutReport>;

  /** Leaves the page for the hosted UI. Needs `domain` and `redirectUri`. */
  signInWithRedirect(options?: RedirectOptions): Promise<void>;

  /** Signs out here, then leaves the page for the hosted UI's sign-out. Needs `domain` and `logoutUri`. */
  signOutWithRedirect(): Promise<SignOutReport>;
}
