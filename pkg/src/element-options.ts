// A custom element's properties, and its events.

import type { Config, StepUp, StorageKind } from "./config.js";
import type { ErrorKind } from "./error.js";
import type { SignOutReason } from "./session.js";

/**
 * A configuration as `Vestibule.create` takes it, so that the element and a client of the page have one session. The
 * session can rest in the browser's storage or in memory that tabs share; `"memory"` is each one's own. A store of the app's
 * own, a worker, and a session that is shared with another library are the client's alone.
 */
export interface ElementConfig extends Partial<Omit<Config, "storage" | "clientMetadata" | "sideBySide" | "migrate">> {
  readonly storage?: Exclude<StorageKind, "worker"> | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** The element takes over no sessions of other libraries, whatever this says. */
  readonly migrate?: boolean | undefined;
}

/**
 * Words of the page's own, by the language's tag and in the form of the package's files of languages: groups of texts
 * by their names. `languages/en.json` has all of them.
 *
 * ```js
 * element.strings = { en: { strings: { sign_in: "Log in" } }, de: { strings: { sign_in: "Einloggen" } } };
 * ```
 */
export type ElementStrings = Readonly<Record<string, LanguageWords | undefined>>;

/** Texts by their names: of the screens that everybody sees, of the further steps of a sign-in, of the account. */
export type LanguageWords = Readonly<Partial<Record<"strings" | "steps" | "account", Readonly<Record<string, Words>>>>>;

/** A text, or its forms where it tells a number: those of `Intl.PluralRules`. */
export type Words = string | Readonly<Record<string, string>>;

/**
 * A view of the page's own in a place of a screen: it fills an empty element whenever the screen is shown. What it gives, if
 * anything, is called once the screen is gone.
 */
export type PlaceView = (place: HTMLElement) => (() => void) | void;

/**
 * Views by the names of screens (`vestibule-step` tells them) and places: `header`, `footer`, `fields` (below its own, inside
 * of the form), `screen` (in the place of all of it), and `before …`, `after …` and `replace …` with `fields`, `button`, or the
 * name of a field. A control in `fields` of `sign-up` that has a `name` becomes an attribute of the user.
 *
 * ```js
 * element.options = {
 *   views: {
 *     "sign-up": {
 *       "before fields": (place) => place.append("It takes a minute."),
 *       "after email": (place) => place.append("No news, ever."),
 *     },
 *   },
 * };
 * ```
 *
 * Without a script, a child does the same: `<template slot="sign-up before fields">It takes a minute.</template>`.
 */
export type ElementViews = Readonly<Record<string, Readonly<Record<string, PlaceView>>>>;

/** What the screens look like. */
export interface ElementOptions {
  /** Views of the page's own, in places of the screens. */
  readonly views?: ElementViews | undefined;
  /** What the pool asks of a password. It is shown, not enforced: Cognito decides. */
  readonly passwordRules?: PasswordRules | undefined;
  /** What else the sign-up form asks for. */
  readonly signUpFields?: readonly SignUpField[] | undefined;
  /** Buttons for identity providers of the pool, in place of those of the attribute. */
  readonly providers?: readonly Provider[] | undefined;
}

/** A question of the pool's Lambda triggers, for a view of the page's own. */
export interface CustomChallenge {
  /** Who signs in. */
  readonly username: string;
  /** What the trigger that made the question says of it (`publicChallengeParameters`): text that is not to be trusted. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * Answers the question. The next screen follows: another question where the answer was wrong, and the sign-in, with the
   * name and a sentence, where the triggers end it or it has taken too long. It rejects with a `VestibuleError` where the
   * question stays.
   */
  submit(answer: string): Promise<void>;
}

/**
 * Shows a question in an empty element of the card, which begins with a heading; the way back to the sign-in stands
 * below. What it gives, if anything, is called once the question is over.
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
 * Estimates how hard a new password is to guess, from 0 (at once) to 4, as zxcvbn and its kin score it; `undefined` where
 * it cannot tell. It is asked with each letter that is typed, and can load what it knows when it is asked first:
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

/** What the page of the account looks like. */
export interface AccountOptions extends Pick<ElementOptions, "passwordRules" | "views"> {
  /**
   * How strongly, or how lately, a person has to have signed in to change the password or a second factor, to delete a
   * passkey, or the account. Whoever has not is asked for it first, in the dialog. The app client has to allow
   * `ALLOW_USER_AUTH`.
   */
  readonly accountLevel?: StepUp | undefined;
}

/** What the menu of the button has. */
export interface UserButtonOptions extends Pick<ElementOptions, "views"> {
  /** The page's own entries, in front of the other accounts and the way out. */
  readonly entries?: readonly MenuEntry[] | undefined;
  /** What the dialog asks for in which a person signs in to another account (`add-account`). */
  readonly signIn?: SignInOptions | undefined;
}

/** What a sign-in asks for: what the attributes of `<vestibule-auth>` of these names say, and its `options`. */
export interface SignInOptions extends Omit<ElementOptions, "views"> {
  readonly usernameKind?: "username" | "email" | "phone-number" | undefined;
  readonly firstFactor?: "password" | "password-or-choice" | "choice" | "custom" | undefined;
  readonly signUp?: "open" | "closed" | undefined;
  readonly rememberMe?: "not-asked" | "unticked" | "ticked" | undefined;
}

/** An entry of the menu: a link, or a name that `vestibule-menu` tells when it is chosen. */
export type MenuEntry =
  | { readonly label: string; readonly href: string; readonly name?: undefined }
  | { readonly label: string; readonly name: string; readonly href?: undefined };

/** What a pool asks of a password: at least so many characters, and at least one of each kind that is `true`. */
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
  /** What the browser may fill in: `name`, `family-name`, `organization`. */
  readonly autocomplete?: string | undefined;
  /** The `type` of the input: `text` unless set, or `url`, `date`, `tel`. */
  readonly inputType?: string | undefined;
  /** A line of help below the field. */
  readonly hint?: string | undefined;
  /** It may stay empty; the attribute is then left out. */
  readonly optional?: boolean | undefined;
}

/** A button that leads to an identity provider of the pool. */
export interface Provider {
  /** What the pool calls it. Without it, the button leads to the hosted pages themselves. */
  readonly name?: string | undefined;
  /** What people see: "Continue with …". The name, unless set. */
  readonly shown?: string | undefined;
  /** The whole text of the button. */
  readonly label?: string | undefined;
  /** The address of a picture in front of the text, 20 px square: the logo of a SAML provider, say. */
  readonly logo?: string | undefined;
  /** In place of the page, unless set. */
  readonly window?: "same" | "popup" | undefined;
}

/** `"starting"` until it is known whether somebody is signed in; `"failed"` where there can be no form. */
export type ElementState = "starting" | "signed-out" | "signed-in" | "failed";

/** Of `vestibule-signed-in`. Whoever wants tokens asks for the session. */
export interface SignedInDetail {
  readonly username: string;
  /** The user's `sub`. */
  readonly userId: string;
}

/** Of `vestibule-signed-out`. */
export interface SignedOutDetail {
  readonly reason: SignOutReason;
}

/** Of `vestibule-step`. */
export interface StepDetail {
  /** `sign-in`, `sign-up`, `confirm-sign-up`, `sign-in-code`, `signed-in`, … */
  readonly screen: string;
}

/** Of `vestibule-menu`. */
export interface MenuDetail {
  /** The entry's `name`, or `add-account`. */
  readonly name: string;
}

/** Of `vestibule-error`: what a `VestibuleError` has. */
export interface ErrorDetail {
  readonly kind: ErrorKind;
  readonly message: string;
  /** For the developer: what to change, and where. */
  readonly help: string;
  readonly retryable: boolean;
  readonly code?: string | undefined;
  /** The field, the attribute or the setting that it belongs to. */
  readonly field?: string | undefined;
}
