// Types of the custom elements' properties and events.

import type { Config, StepUp, StorageKind } from "./config.js";
import type { ErrorKind } from "./error.js";
import type { SignOutReason } from "./session.js";

/**
 * A configuration as `Vestibule.create` takes it. With the same one, the element and a client of the page have the same
 * session. The session can be in the browser's storage or in memory that tabs share; with `"memory"` each has its own.
 * Custom stores, the worker, and sessions that are shared with another library can only be configured on the client.
 */
export interface ElementConfig extends Partial<Omit<Config, "storage" | "clientMetadata" | "sideBySide" | "migrate">> {
  readonly storage?: Exclude<StorageKind, "worker"> | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** The element takes over no sessions of other libraries, whatever this is. */
  readonly migrate?: boolean | undefined;
}

/**
 * Texts of the page's own, by language tag, in the format of the package's language files: groups of texts by name.
 * `languages/en.json` has all of them.
 *
 * ```js
 * element.strings = { en: { strings: { sign_in: "Log in" } }, de: { strings: { sign_in: "Einloggen" } } };
 * ```
 */
export type ElementStrings = Readonly<Record<string, LanguageWords | undefined>>;

/** Texts by name: of the main screens, of the further steps of a sign-in, of the account. */
export type LanguageWords = Readonly<Partial<Record<"strings" | "steps" | "account", Readonly<Record<string, Words>>>>>;

/** A text, or its plural forms by the categories of `Intl.PluralRules`. */
export type Words = string | Readonly<Record<string, string>>;

/**
 * A view of the page's own in a place of a screen: fills an empty element whenever the screen is shown. It may return a
 * function that is called when the screen is removed.
 */
export type PlaceView = (place: HTMLElement) => (() => void) | void;

/**
 * Views by screen (as in `vestibule-step`) and place: `header`, `footer`, `fields` (below the screen's own, inside of the
 * form), `screen` (replaces all of it), and `before …`, `after …` and `replace …` with `fields`, `button`, or the name of a
 * field. A control with a `name` in `fields` of `sign-up` becomes an attribute of the user.
 *
 * ```js
 * element.options = {
 *   views: {
 *     "sign-up": {
 *       "before fields": (place) => place.append("It takes a minute."),
 *       "after email": (place) => place.append("We never send advertising."),
 *     },
 *   },
 * };
 * ```
 *
 * A child element can do the same without a script: `<template slot="sign-up before fields">It takes a minute.</template>`.
 */
export type ElementViews = Readonly<Record<string, Readonly<Record<string, PlaceView>>>>;

/** Options of the screens. */
export interface ElementOptions {
  /** Views of the page's own in places of the screens. */
  readonly views?: ElementViews | undefined;
  /** The pool's rules for passwords. They are shown, not enforced: Cognito decides. */
  readonly passwordRules?: PasswordRules | undefined;
  /** Additional fields of the sign-up form. */
  readonly signUpFields?: readonly SignUpField[] | undefined;
  /** Buttons for identity providers of the pool, instead of those of the attribute. */
  readonly providers?: readonly Provider[] | undefined;
  /**
   * The level that a link to the screen `step-up` asks for (`routing`, `starts-at`). Users without the level step up, or
   * sign in first. Without this option, the link leads to the sign-in. The app client has to allow `ALLOW_USER_AUTH`.
   */
  readonly stepUp?: StepUp | undefined;
}

/** A challenge of the pool's Lambda triggers, for a view of the page's own. */
export interface CustomChallenge {
  /** The user who signs in. */
  readonly username: string;
  /** The trigger's parameters for the page (`publicChallengeParameters`). Treat them as untrusted text. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * Answers the challenge. The next screen follows: another challenge if the answer was wrong; the sign-in screen, with
   * the name and a message, if the triggers end the sign-in or it has taken too long. Rejects with a `VestibuleError`
   * if the challenge stays.
   */
  submit(answer: string): Promise<void>;
}

/**
 * Shows a challenge in an empty element of the card, starting with a heading. The link back to the sign-in is below it.
 * It may return a function that is called when the challenge is removed.
 *
 * ```js
 * element.customChallenge = ({ parameters, submit }, place) => {
 *   const [title, form, input] = ["h1", "form", "input"].map((tag) => document.createElement(tag));
 *   title.textContent = parameters.question;
 *   input.setAttribute("aria-label", "Answer");
 *   form.onsubmit = (event) => {
 *     event.preventDefault();
 *     submit(input.value).catch((error) => (title.textContent = error.message));
 *   };
 *   form.append(input);
 *   place.append(title, form);
 * };
 * ```
 */
export type CustomChallengeView = (challenge: CustomChallenge, place: HTMLElement) => (() => void) | void;

/**
 * Estimates how hard a new password is to guess, from 0 (very easy) to 4, like zxcvbn; `undefined` if it cannot tell. It
 * is called after each typed character, and can load its data at the first call:
 *
 * ```js
 * element.passwordStrength = async (password) => {
 *   const { score } = await import("/strength.js");
 *   return score(password);
 * };
 * ```
 */
export type PasswordStrength = (password: string) => Score | undefined | Promise<Score | undefined>;

export type Score = 0 | 1 | 2 | 3 | 4;

/** Options of the account page. */
export interface AccountOptions extends Pick<ElementOptions, "passwordRules" | "views"> {
  /**
   * How strongly, or how recently, a user has to have signed in to change the password or a second factor, or to delete
   * a passkey or the account. Others are asked to sign in again in the dialog. The app client has to allow
   * `ALLOW_USER_AUTH`.
   */
  readonly accountLevel?: StepUp | undefined;
}

/** Options of the passkey offer. */
export type PasskeyOfferOptions = Pick<ElementOptions, "views">;

/** Options of the user button. */
export interface UserButtonOptions extends Pick<ElementOptions, "views"> {
  /** The page's own menu entries, before the other accounts and the sign-out. */
  readonly entries?: readonly MenuEntry[] | undefined;
  /** Options of the dialog for signing in to another account (`add-account`). */
  readonly signIn?: SignInOptions | undefined;
}

/** Options of a sign-in, like the attributes of `<vestibule-auth>` with these names, and its `options`. */
export interface SignInOptions extends Omit<ElementOptions, "stepUp" | "views"> {
  readonly usernameKind?: "username" | "email" | "phone-number" | undefined;
  readonly firstFactor?: "password" | "password-or-choice" | "choice" | "custom" | undefined;
  readonly signUp?: "open" | "closed" | undefined;
  readonly rememberMe?: "not-asked" | "unticked" | "ticked" | undefined;
}

/** A menu entry: a link, or a name that `vestibule-menu` reports when it is selected. */
export type MenuEntry =
  | { readonly label: string; readonly href: string; readonly name?: undefined }
  | { readonly label: string; readonly name: string; readonly href?: undefined };

/** A pool's rules for passwords: the minimum length, and the kinds of characters that are required. */
export interface PasswordRules {
  readonly length: number;
  readonly lowercase?: boolean | undefined;
  readonly uppercase?: boolean | undefined;
  readonly number?: boolean | undefined;
  readonly symbol?: boolean | undefined;
}

/** A field of the sign-up form that becomes an attribute of the user. */
export interface SignUpField {
  /** `name`, `family_name`, `custom:team`. */
  readonly attribute: string;
  readonly label: string;
  /** The value of `autocomplete`: `name`, `family-name`, `organization`. */
  readonly autocomplete?: string | undefined;
  /** The `type` of the input: `text` (default), `url`, `date`, `tel`. */
  readonly inputType?: string | undefined;
  /** A help text below the field. */
  readonly hint?: string | undefined;
  /** Whether it may be empty; the attribute is then not sent. */
  readonly optional?: boolean | undefined;
}

/** A button for an identity provider of the pool. */
export interface Provider {
  /** The provider's name in the pool. Without it, the button opens the hosted pages. */
  readonly name?: string | undefined;
  /** The name in "Continue with …". Default: `name`. */
  readonly shown?: string | undefined;
  /** The whole text of the button. */
  readonly label?: string | undefined;
  /** The address of an image before the text, 20 px square, such as the logo of a SAML provider. */
  readonly logo?: string | undefined;
  /** Default: `"same"`. */
  readonly window?: "same" | "popup" | undefined;
}

/** `"starting"` until it is known whether somebody is signed in; `"failed"` if no form can be shown. */
export type ElementState = "starting" | "signed-out" | "signed-in" | "failed";

/** The detail of `vestibule-signed-in`. For tokens, call `session()`. */
export interface SignedInDetail {
  readonly username: string;
  /** The user's `sub`. */
  readonly userId: string;
}

/** The detail of `vestibule-signed-out`. */
export interface SignedOutDetail {
  readonly reason: SignOutReason;
}

/** The detail of `vestibule-step`. */
export interface StepDetail {
  /** `sign-in`, `sign-up`, `confirm-sign-up`, `sign-in-code`, `signed-in`, … */
  readonly screen: string;
  /** Whether a user is signed in. On screens other than `signed-in`, they are stepping up. */
  readonly signedIn: boolean;
}

/** The detail of `vestibule-offer-closed`. */
export interface OfferClosedDetail {
  /** Whether a passkey was added. */
  readonly passkeyAdded: boolean;
}

/** The detail of `vestibule-menu`. */
export interface MenuDetail {
  /** The entry's `name`, or `add-account`. */
  readonly name: string;
}

/** The detail of `vestibule-error`: the fields of a `VestibuleError`. */
export interface ErrorDetail {
  readonly kind: ErrorKind;
  readonly message: string;
  /** What the developer can change, and where. */
  readonly help: string;
  readonly retryable: boolean;
  readonly code?: string | undefined;
  /** The field, attribute or setting that it belongs to. */
  readonly field?: string | undefined;
}
