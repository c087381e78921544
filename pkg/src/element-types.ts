// Made by tests/native/tests/npm_elements of pkg/element/elements.toml.

import type { AccountOptions, CustomChallengeView, ElementConfig, ElementOptions, ElementState } from "./element-options.js";
import type { ErrorDetail, MenuDetail, OfferClosedDetail, SignedInDetail, SignedOutDetail, StepDetail } from "./element-options.js";
import type { ElementStrings, PasskeyOfferOptions, PasswordStrength, UserButtonOptions } from "./element-options.js";
import type { Session, SignOutReport } from "./session.js";

/** The attributes, as HTML and JSX have them. */
export interface SharedAttributes {
  /** The pool's id: `eu-west-1_AbCdEf123`. */
  "user-pool-id"?: string | undefined;
  /** The id of an app client without a secret. */
  "client-id"?: string | undefined;
  /** The domain of the pool's hosted pages, for providers. */
  domain?: string | undefined;
  /** Where the hosted pages lead back to: one of the app client's callback URLs, and a page that has this element. Without it, where there is a domain: the page's own address, without query and fragment. */
  "redirect-uri"?: string | undefined;
  /** Where the hosted pages lead after a sign-out: one of the app client's sign-out URLs. */
  "logout-uri"?: string | undefined;
  /** What a sign-in through the hosted pages asks for. Without it: `openid email phone`. */
  scopes?: string | undefined;
  /** The address of Cognito's API, where it is not that of the Region in the pool's id: a replica's, a proxy, a local Cognito. */
  endpoint?: string | undefined;
  /** Where the session is kept. */
  storage?: "local" | "session" | "memory" | "sharedMemory" | undefined;
  /** The app's name, for titles such as "Sign in to Notes". */
  "app-name"?: string | undefined;
  /** The language of the screens, by its tag (`de`, `pt-BR`), or `browser`: what the browser asks for. Without it: that of the page (`<html lang>`), or else of the browser. It changes while the screens are there. */
  language?: string | undefined;
  /** Light or dark, whatever the system asks for. */
  "color-scheme"?: "system" | "light" | "dark" | undefined;
  /** Where the form is. In `light`, it is a child of the element, where password managers find it. In `shadow`, it is in the element's shadow root, where no style of the page reaches it, nor some password managers. */
  mode?: "light" | "shadow" | undefined;
  /** The folder that has the package's `.wasm` files, with the slash at its end, where they do not stand beside the script. */
  files?: string | undefined;
  /** Where it stands, with any value, the element shows nothing yet: a script is about to tell it more, and takes it away. */
  wait?: string | undefined;
}

/** The properties. */
export interface SharedProperties {
  /** The pool's id: `eu-west-1_AbCdEf123`. */
  userPoolId?: string | undefined;
  /** The id of an app client without a secret. */
  clientId?: string | undefined;
  /** The domain of the pool's hosted pages, for providers. */
  domain?: string | undefined;
  /** Where the hosted pages lead back to: one of the app client's callback URLs, and a page that has this element. Without it, where there is a domain: the page's own address, without query and fragment. */
  redirectUri?: string | undefined;
  /** Where the hosted pages lead after a sign-out: one of the app client's sign-out URLs. */
  logoutUri?: string | undefined;
  /** What a sign-in through the hosted pages asks for. Without it: `openid email phone`. */
  scopes?: string | undefined;
  /** The address of Cognito's API, where it is not that of the Region in the pool's id: a replica's, a proxy, a local Cognito. */
  endpoint?: string | undefined;
  /** Where the session is kept. */
  storage?: "local" | "session" | "memory" | "sharedMemory" | undefined;
  /** The app's name, for titles such as "Sign in to Notes". */
  appName?: string | undefined;
  /** The language of the screens, by its tag (`de`, `pt-BR`), or `browser`: what the browser asks for. Without it: that of the page (`<html lang>`), or else of the browser. It changes while the screens are there. */
  language?: string | undefined;
  /** Light or dark, whatever the system asks for. */
  colorScheme?: "system" | "light" | "dark" | undefined;
  /** Where the form is. In `light`, it is a child of the element, where password managers find it. In `shadow`, it is in the element's shadow root, where no style of the page reaches it, nor some password managers. */
  mode?: "light" | "shadow" | undefined;
  /** The folder that has the package's `.wasm` files, with the slash at its end, where they do not stand beside the script. */
  files?: string | undefined;
  /** Where it stands, with any value, the element shows nothing yet: a script is about to tell it more, and takes it away. */
  wait?: string | undefined;
  /** The configuration as `Vestibule.create` takes it. Attributes take the place of what it says. */
  config?: ElementConfig | undefined;
  /** Words of the page's own, by language and in the form of the files in the package's folder `languages`. */
  strings?: ElementStrings | undefined;
}

/** The events, which bubble and leave shadow roots. */
export interface SharedEvents {
  /** The session has ended. */
  "vestibule-signed-out": CustomEvent<SignedOutDetail>;
  /** Something did not work. Where the element cannot show a form at all (`kind` is `configuration` or `network`), `preventDefault()` keeps it from showing a card that says so. */
  "vestibule-error": CustomEvent<ErrorDetail>;
}

/** What each of the elements has. */
export interface SharedElement extends HTMLElement, SharedProperties {
  /** Whether somebody is signed in. */
  readonly state: ElementState;
  /** The session, renewed first where it has to be. It rejects with a `VestibuleError`: of the kind `signedOut` where nobody is signed in. */
  session(): Promise<Session>;
  /** Signs out, in all tabs. */
  signOut(): Promise<SignOutReport>;
}

/** The attributes, as HTML and JSX have them. */
export interface VestibuleAccountAttributes extends SharedAttributes {
  /** The sections of the page, in this order: `profile password`. Without it: all of them. */
  sections?: string | undefined;
  /** Which second factors the pool has: `authenticator-app email`. Cognito tells that to nobody; without it all are offered, until Cognito refuses one. */
  "second-factors"?: string | undefined;
  /** `hash`: a link to a section, `#passkeys`, leads to it. A path, `/account`: so does `/account/passkeys`, where the server answers with the page. `unchanged` and `off`: no address does. */
  routing?: string | undefined;
  /** The section that has the focus first, where the address names none: `profile`, `password-settings`, `second-factors`, `passkeys`, `devices`, `sessions`, `linked-accounts`, `delete-account`. */
  "starts-at"?: string | undefined;
}

/** The properties. */
export interface VestibuleAccountProperties extends SharedProperties {
  /** The sections of the page, in this order: `profile password`. Without it: all of them. */
  sections?: string | undefined;
  /** Which second factors the pool has: `authenticator-app email`. Cognito tells that to nobody; without it all are offered, until Cognito refuses one. */
  secondFactors?: string | undefined;
  /** `hash`: a link to a section, `#passkeys`, leads to it. A path, `/account`: so does `/account/passkeys`, where the server answers with the page. `unchanged` and `off`: no address does. */
  routing?: string | undefined;
  /** The section that has the focus first, where the address names none: `profile`, `password-settings`, `second-factors`, `passkeys`, `devices`, `sessions`, `linked-accounts`, `delete-account`. */
  startsAt?: string | undefined;
  /** What the page looks like, as far as it is no attribute. */
  options?: AccountOptions | undefined;
  /** A function that estimates how hard a new password is to guess, from 0 to 4. The person reads it below the field. */
  passwordStrength?: PasswordStrength | undefined;
}

/** The events, which bubble and leave shadow roots. */
export type VestibuleAccountEvents = SharedEvents;

/** The page of the account of who is signed in: what is known of them, how they sign in, and where. */
export interface VestibuleAccountElement extends HTMLElement, SharedElement, VestibuleAccountProperties {
}

/** The attributes, as HTML and JSX have them. */
export interface VestibuleAuthAttributes extends SharedAttributes {
  /** What the pool's users sign in with. */
  "username-kind"?: "username" | "email" | "phone-number" | undefined;
  /** What the first screen asks for: name and password; the same with a link for whoever has no password, which leads to the choice of what this user has (`ALLOW_USER_AUTH`); the name alone, and then that choice; the name alone, and then the questions of the pool's Lambda triggers (`ALLOW_CUSTOM_AUTH`). */
  "first-factor"?: "password" | "password-or-choice" | "choice" | "custom" | undefined;
  /** Whether people may open accounts. The pool must forbid it, too. */
  "sign-up"?: "open" | "closed" | undefined;
  /** Whether the first screen asks if the person is to be remembered, and how the box stands to begin with. */
  "remember-me"?: "not-asked" | "unticked" | "ticked" | undefined;
  /** Buttons for identity providers of the pool, by their names there: `Google SignInWithApple`. The property `options` takes them with labels. */
  providers?: string | undefined;
  /** Whether these stand below the form or above it. */
  "providers-at"?: "last" | "first" | undefined;
  /** Whether the card stands where the element does, or in the middle of the window as a page of its own. */
  layout?: "inline" | "page" | undefined;
  /** What the address and the browser's history know of the screens. `unchanged`: each screen is an entry, under the page's address. `hash`: its name is the fragment, `#sign-up`, and such a link leads there. A path, `/welcome`: its name follows that, `/welcome/sign-up`, where the server answers with the page. `off`: neither. */
  routing?: string | undefined;
  /** The screen that is shown first, where neither the address nor the history names one: `sign-up`, `forgot-password`, `confirm-sign-up` or `reset-password` for who has a code, `sign-in/Google` for a provider that has a button, at once, `step-up` for the level of `options.stepUp`. */
  "starts-at"?: string | undefined;
}

/** The properties. */
export interface VestibuleAuthProperties extends SharedProperties {
  /** What the pool's users sign in with. */
  usernameKind?: "username" | "email" | "phone-number" | undefined;
  /** What the first screen asks for: name and password; the same with a link for whoever has no password, which leads to the choice of what this user has (`ALLOW_USER_AUTH`); the name alone, and then that choice; the name alone, and then the questions of the pool's Lambda triggers (`ALLOW_CUSTOM_AUTH`). */
  firstFactor?: "password" | "password-or-choice" | "choice" | "custom" | undefined;
  /** Whether people may open accounts. The pool must forbid it, too. */
  signUp?: "open" | "closed" | undefined;
  /** Whether the first screen asks if the person is to be remembered, and how the box stands to begin with. */
  rememberMe?: "not-asked" | "unticked" | "ticked" | undefined;
  /** Buttons for identity providers of the pool, by their names there: `Google SignInWithApple`. The property `options` takes them with labels. */
  providers?: string | undefined;
  /** Whether these stand below the form or above it. */
  providersAt?: "last" | "first" | undefined;
  /** Whether the card stands where the element does, or in the middle of the window as a page of its own. */
  layout?: "inline" | "page" | undefined;
  /** What the address and the browser's history know of the screens. `unchanged`: each screen is an entry, under the page's address. `hash`: its name is the fragment, `#sign-up`, and such a link leads there. A path, `/welcome`: its name follows that, `/welcome/sign-up`, where the server answers with the page. `off`: neither. */
  routing?: string | undefined;
  /** The screen that is shown first, where neither the address nor the history names one: `sign-up`, `forgot-password`, `confirm-sign-up` or `reset-password` for who has a code, `sign-in/Google` for a provider that has a button, at once, `step-up` for the level of `options.stepUp`. */
  startsAt?: string | undefined;
  /** What the screens look like, as far as it is no attribute. */
  options?: ElementOptions | undefined;
  /** A function that shows a question of the pool's Lambda triggers in the page's own way, in place of a plain field for the answer. It is asked whenever there is a question. */
  customChallenge?: CustomChallengeView | undefined;
  /** A function that estimates how hard a new password is to guess, from 0 to 4. The person reads it below the field. */
  passwordStrength?: PasswordStrength | undefined;
}

/** The events, which bubble and leave shadow roots. */
export interface VestibuleAuthEvents extends SharedEvents {
  /** Somebody is signed in: just now, or from before. `preventDefault()` has the element show nothing then, where the app goes on by itself. */
  "vestibule-signed-in": CustomEvent<SignedInDetail>;
  /** A screen is shown. */
  "vestibule-step": CustomEvent<StepDetail>;
}

/** The way to sign in: every screen from the first visit to a signed-in person. */
export interface VestibuleAuthElement extends HTMLElement, SharedElement, VestibuleAuthProperties {
  /** The screen that is shown: `sign-in`, `sign-up`, `confirm-sign-up`, …; empty before the first one. */
  readonly screen: string;
}

/** The attributes, as HTML and JSX have them. */
export type VestibulePasskeyOfferAttributes = SharedAttributes;

/** The properties. */
export interface VestibulePasskeyOfferProperties extends SharedProperties {
  /** The page's own views on the card. */
  options?: PasskeyOfferOptions | undefined;
}

/** The events, which bubble and leave shadow roots. */
export interface VestibulePasskeyOfferEvents extends SharedEvents {
  /** The card is gone: a passkey was made, or the person does not want one now. */
  "vestibule-offer-closed": CustomEvent<OfferClosedDetail>;
}

/** The offer of a passkey to somebody who has signed in by a password and has none, with "Not now", which this browser remembers. It shows nothing to anybody else. For pools that have passkeys. */
export interface VestibulePasskeyOfferElement extends HTMLElement, SharedElement, VestibulePasskeyOfferProperties {
}

/** The attributes, as HTML and JSX have them. */
export interface VestibuleUserButtonAttributes extends SharedAttributes {
  /** Where the page of the account is. Without it, the menu has no such entry. */
  "account-href"?: string | undefined;
  /** Where it stands, with any value, the menu has an entry to sign in to another account, in a dialog. The configuration has `accounts` then; without it the page is told alone, by `vestibule-menu`. */
  "add-account"?: string | undefined;
}

/** The properties. */
export interface VestibuleUserButtonProperties extends SharedProperties {
  /** Where the page of the account is. Without it, the menu has no such entry. */
  accountHref?: string | undefined;
  /** Where it stands, with any value, the menu has an entry to sign in to another account, in a dialog. The configuration has `accounts` then; without it the page is told alone, by `vestibule-menu`. */
  addAccount?: string | undefined;
  /** The page's own entries of the menu. */
  options?: UserButtonOptions | undefined;
}

/** The events, which bubble and leave shadow roots. */
export interface VestibuleUserButtonEvents extends SharedEvents {
  /** An entry of the menu was chosen that leads nowhere by itself: one of the page's own, or `add-account`, of which `preventDefault()` keeps the dialog from opening: the page signs the other account in by itself. */
  "vestibule-menu": CustomEvent<MenuDetail>;
}

/** A round button with the picture or the initials of who is signed in, and a menu: the account, the page's own entries, other accounts that are signed in, and the way out. */
export interface VestibuleUserButtonElement extends HTMLElement, SharedElement, VestibuleUserButtonProperties {
}

declare global {
  interface HTMLElementTagNameMap {
    "vestibule-account": VestibuleAccountElement;
    "vestibule-auth": VestibuleAuthElement;
    "vestibule-passkey-offer": VestibulePasskeyOfferElement;
    "vestibule-user-button": VestibuleUserButtonElement;
  }
  interface HTMLElementEventMap {
    "vestibule-signed-out": CustomEvent<SignedOutDetail>;
    "vestibule-error": CustomEvent<ErrorDetail>;
    "vestibule-signed-in": CustomEvent<SignedInDetail>;
    "vestibule-step": CustomEvent<StepDetail>;
    "vestibule-offer-closed": CustomEvent<OfferClosedDetail>;
    "vestibule-menu": CustomEvent<MenuDetail>;
  }
}
