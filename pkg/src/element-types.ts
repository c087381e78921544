// Generated from pkg/element/elements.toml by tests/native/tests/npm_elements.

import type { AccountOptions, CustomChallengeView, ElementConfig, ElementOptions, ElementState } from "./element-options.js";
import type { ErrorDetail, MenuDetail, OfferClosedDetail, SignedInDetail, SignedOutDetail, StepDetail } from "./element-options.js";
import type { ElementStrings, PasskeyOfferOptions, PasswordStrength, UserButtonOptions } from "./element-options.js";
import type { Session, SignOutReport } from "./session.js";

/** The attributes, as HTML and JSX have them. */
export interface SharedAttributes {
  /** The pool id: `eu-west-1_AbCdEf123`. */
  "user-pool-id"?: string | undefined;
  /** The id of an app client without a secret. */
  "client-id"?: string | undefined;
  /** The domain of the pool's hosted pages. Needed for providers. */
  domain?: string | undefined;
  /** Where the hosted pages return to: one of the app client's callback URLs, and a page with this element. Default, if there is a domain: the page's own address without query and fragment. */
  "redirect-uri"?: string | undefined;
  /** Where the hosted pages return to after a sign-out: one of the app client's sign-out URLs. */
  "logout-uri"?: string | undefined;
  /** The scopes of a sign-in through the hosted pages. Default: `openid email phone`. */
  scopes?: string | undefined;
  /** The endpoint of Cognito's API, if it is not that of the Region in the pool id: a replica's, a proxy, a local Cognito. */
  endpoint?: string | undefined;
  /** Where the session is stored. */
  storage?: "local" | "session" | "memory" | "sharedMemory" | undefined;
  /** The app's name, for titles such as "Sign in to Notes". */
  "app-name"?: string | undefined;
  /** The language of the screens: a tag (`de`, `pt-BR`), or `browser` for the browser's language. Default: that of the page (`<html lang>`), or the browser's. It can change while the screens are shown. */
  language?: string | undefined;
  /** Light or dark, overriding the system's setting. */
  "color-scheme"?: "system" | "light" | "dark" | undefined;
  /** Where the form is. `light`: a child of the element, where password managers find it. `shadow`: in the element's shadow root, which the page's styles and some password managers do not reach. */
  mode?: "light" | "shadow" | undefined;
  /** The folder with the package's `.wasm` files, with a slash at the end, if they are not beside the script. */
  files?: string | undefined;
  /** With any value, the element shows nothing: a script is about to set more settings, and then removes this attribute. */
  wait?: string | undefined;
}

/** The properties. */
export interface SharedProperties {
  /** The pool id: `eu-west-1_AbCdEf123`. */
  userPoolId?: string | undefined;
  /** The id of an app client without a secret. */
  clientId?: string | undefined;
  /** The domain of the pool's hosted pages. Needed for providers. */
  domain?: string | undefined;
  /** Where the hosted pages return to: one of the app client's callback URLs, and a page with this element. Default, if there is a domain: the page's own address without query and fragment. */
  redirectUri?: string | undefined;
  /** Where the hosted pages return to after a sign-out: one of the app client's sign-out URLs. */
  logoutUri?: string | undefined;
  /** The scopes of a sign-in through the hosted pages. Default: `openid email phone`. */
  scopes?: string | undefined;
  /** The endpoint of Cognito's API, if it is not that of the Region in the pool id: a replica's, a proxy, a local Cognito. */
  endpoint?: string | undefined;
  /** Where the session is stored. */
  storage?: "local" | "session" | "memory" | "sharedMemory" | undefined;
  /** The app's name, for titles such as "Sign in to Notes". */
  appName?: string | undefined;
  /** The language of the screens: a tag (`de`, `pt-BR`), or `browser` for the browser's language. Default: that of the page (`<html lang>`), or the browser's. It can change while the screens are shown. */
  language?: string | undefined;
  /** Light or dark, overriding the system's setting. */
  colorScheme?: "system" | "light" | "dark" | undefined;
  /** Where the form is. `light`: a child of the element, where password managers find it. `shadow`: in the element's shadow root, which the page's styles and some password managers do not reach. */
  mode?: "light" | "shadow" | undefined;
  /** The folder with the package's `.wasm` files, with a slash at the end, if they are not beside the script. */
  files?: string | undefined;
  /** With any value, the element shows nothing: a script is about to set more settings, and then removes this attribute. */
  wait?: string | undefined;
  /** The configuration as `Vestibule.create` takes it. Attributes take precedence. */
  config?: ElementConfig | undefined;
  /** The page's own texts, by language, in the format of the files in the package's folder `languages`. */
  strings?: ElementStrings | undefined;
}

/** The events, which bubble and are composed. */
export interface SharedEvents {
  /** The session has ended. */
  "vestibule-signed-out": CustomEvent<SignedOutDetail>;
  /** An error. If the element cannot show a form at all (`kind` is `configuration` or `network`), `preventDefault()` prevents the card that says so. */
  "vestibule-error": CustomEvent<ErrorDetail>;
}

/** What each of the elements has. */
export interface SharedElement extends HTMLElement, SharedProperties {
  /** Whether somebody is signed in. */
  readonly state: ElementState;
  /** Returns the session, renewed if necessary. Rejects with a `VestibuleError`: of the kind `signedOut` if nobody is signed in. */
  session(): Promise<Session>;
  /** Signs out, in all tabs. */
  signOut(): Promise<SignOutReport>;
}

/** The attributes, as HTML and JSX have them. */
export interface VestibuleAccountAttributes extends SharedAttributes {
  /** The sections of the page, in this order: `profile password`. Default: all. */
  sections?: string | undefined;
  /** The second factors of the pool: `authenticator-app email`. Cognito does not tell them to a page; without this attribute all are offered until Cognito refuses one. */
  "second-factors"?: string | undefined;
  /** `hash`: a fragment such as `#passkeys` links to a section. A path (`/account`): so does `/account/passkeys`, for which the server has to answer with the page. `unchanged` and `off`: no links. */
  routing?: string | undefined;
  /** The section that is focused first, if the address names none: `profile`, `password-settings`, `second-factors`, `passkeys`, `devices`, `sessions`, `linked-accounts`, `delete-account`. */
  "starts-at"?: string | undefined;
}

/** The properties. */
export interface VestibuleAccountProperties extends SharedProperties {
  /** The sections of the page, in this order: `profile password`. Default: all. */
  sections?: string | undefined;
  /** The second factors of the pool: `authenticator-app email`. Cognito does not tell them to a page; without this attribute all are offered until Cognito refuses one. */
  secondFactors?: string | undefined;
  /** `hash`: a fragment such as `#passkeys` links to a section. A path (`/account`): so does `/account/passkeys`, for which the server has to answer with the page. `unchanged` and `off`: no links. */
  routing?: string | undefined;
  /** The section that is focused first, if the address names none: `profile`, `password-settings`, `second-factors`, `passkeys`, `devices`, `sessions`, `linked-accounts`, `delete-account`. */
  startsAt?: string | undefined;
  /** Options of the page that are not attributes. */
  options?: AccountOptions | undefined;
  /** A function that rates how hard a new password is to guess, from 0 to 4. The result is shown below the field. */
  passwordStrength?: PasswordStrength | undefined;
}

/** The events, which bubble and are composed. */
export type VestibuleAccountEvents = SharedEvents;

/** The account page of the signed-in user: profile, sign-in methods, devices and sessions. */
export interface VestibuleAccountElement extends HTMLElement, SharedElement, VestibuleAccountProperties {
}

/** The attributes, as HTML and JSX have them. */
export interface VestibuleAuthAttributes extends SharedAttributes {
  /** What the pool's users sign in with. */
  "username-kind"?: "username" | "email" | "phone-number" | undefined;
  /** What the first screen asks for: name and password; the same with a link for users without a password, which leads to the choice of what the user has (`ALLOW_USER_AUTH`); the name, and then that choice; the name, and then the challenges of the pool's Lambda triggers (`ALLOW_CUSTOM_AUTH`). */
  "first-factor"?: "password" | "password-or-choice" | "choice" | "custom" | undefined;
  /** Whether users may sign up. To prevent it, the pool has to forbid it too. */
  "sign-up"?: "open" | "closed" | undefined;
  /** Whether the first screen asks if the user is to be remembered, and the initial state of the checkbox. */
  "remember-me"?: "not-asked" | "unticked" | "ticked" | undefined;
  /** Buttons for identity providers, by their names in the pool: `Google SignInWithApple`. The property `options` takes them with labels. */
  providers?: string | undefined;
  /** Whether these buttons are below the form or above it. */
  "providers-at"?: "last" | "first" | undefined;
  /** Whether the card is shown in place, or centred in the window as a page. */
  layout?: "inline" | "page" | undefined;
  /** How screens appear in the address and the browser's history. `unchanged`: each screen is an entry under the page's address. `hash`: its name is the fragment (`#sign-up`), which can be linked. A path (`/welcome`): its name follows the path (`/welcome/sign-up`), for which the server has to answer with the page. `off`: neither. */
  routing?: string | undefined;
  /** The first screen, if neither the address nor the history names one: `sign-up`, `forgot-password`, `confirm-sign-up` or `reset-password` for users who have a code, `sign-in/Google` to go to a provider with a button at once, `step-up` for the level of `options.stepUp`. */
  "starts-at"?: string | undefined;
}

/** The properties. */
export interface VestibuleAuthProperties extends SharedProperties {
  /** What the pool's users sign in with. */
  usernameKind?: "username" | "email" | "phone-number" | undefined;
  /** What the first screen asks for: name and password; the same with a link for users without a password, which leads to the choice of what the user has (`ALLOW_USER_AUTH`); the name, and then that choice; the name, and then the challenges of the pool's Lambda triggers (`ALLOW_CUSTOM_AUTH`). */
  firstFactor?: "password" | "password-or-choice" | "choice" | "custom" | undefined;
  /** Whether users may sign up. To prevent it, the pool has to forbid it too. */
  signUp?: "open" | "closed" | undefined;
  /** Whether the first screen asks if the user is to be remembered, and the initial state of the checkbox. */
  rememberMe?: "not-asked" | "unticked" | "ticked" | undefined;
  /** Buttons for identity providers, by their names in the pool: `Google SignInWithApple`. The property `options` takes them with labels. */
  providers?: string | undefined;
  /** Whether these buttons are below the form or above it. */
  providersAt?: "last" | "first" | undefined;
  /** Whether the card is shown in place, or centred in the window as a page. */
  layout?: "inline" | "page" | undefined;
  /** How screens appear in the address and the browser's history. `unchanged`: each screen is an entry under the page's address. `hash`: its name is the fragment (`#sign-up`), which can be linked. A path (`/welcome`): its name follows the path (`/welcome/sign-up`), for which the server has to answer with the page. `off`: neither. */
  routing?: string | undefined;
  /** The first screen, if neither the address nor the history names one: `sign-up`, `forgot-password`, `confirm-sign-up` or `reset-password` for users who have a code, `sign-in/Google` to go to a provider with a button at once, `step-up` for the level of `options.stepUp`. */
  startsAt?: string | undefined;
  /** Options of the screens that are not attributes. */
  options?: ElementOptions | undefined;
  /** A function that shows a challenge of the pool's Lambda triggers in the page's own way, instead of a plain field for the answer. It is called for each challenge. */
  customChallenge?: CustomChallengeView | undefined;
  /** A function that rates how hard a new password is to guess, from 0 to 4. The result is shown below the field. */
  passwordStrength?: PasswordStrength | undefined;
}

/** The events, which bubble and are composed. */
export interface VestibuleAuthEvents extends SharedEvents {
  /** A user is signed in, just now or already before. `preventDefault()` makes the element show nothing, for apps that continue by themselves. */
  "vestibule-signed-in": CustomEvent<SignedInDetail>;
  /** A screen is shown. */
  "vestibule-step": CustomEvent<StepDetail>;
}

/** The sign-in, with every screen from the first visit to a signed-in user. */
export interface VestibuleAuthElement extends HTMLElement, SharedElement, VestibuleAuthProperties {
  /** The current screen: `sign-in`, `sign-up`, `confirm-sign-up`, …; empty before the first one. */
  readonly screen: string;
}

/** The attributes, as HTML and JSX have them. */
export type VestibulePasskeyOfferAttributes = SharedAttributes;

/** The properties. */
export interface VestibulePasskeyOfferProperties extends SharedProperties {
  /** The page's own views on the card. */
  options?: PasskeyOfferOptions | undefined;
}

/** The events, which bubble and are composed. */
export interface VestibulePasskeyOfferEvents extends SharedEvents {
  /** The card was closed: a passkey was created, or the user does not want one now. */
  "vestibule-offer-closed": CustomEvent<OfferClosedDetail>;
}

/** The offer of a passkey to a user who signed in with a password and has none, with "Not now", which this browser remembers. It shows nothing to others. For pools that allow passkeys. */
export interface VestibulePasskeyOfferElement extends HTMLElement, SharedElement, VestibulePasskeyOfferProperties {
}

/** The attributes, as HTML and JSX have them. */
export interface VestibuleUserButtonAttributes extends SharedAttributes {
  /** The address of the account page. Without it, the menu has no such entry. */
  "account-href"?: string | undefined;
  /** With any value, the menu has an entry to sign in to another account in a dialog. This needs `accounts` in the configuration; otherwise only the event `vestibule-menu` is dispatched. */
  "add-account"?: string | undefined;
}

/** The properties. */
export interface VestibuleUserButtonProperties extends SharedProperties {
  /** The address of the account page. Without it, the menu has no such entry. */
  accountHref?: string | undefined;
  /** With any value, the menu has an entry to sign in to another account in a dialog. This needs `accounts` in the configuration; otherwise only the event `vestibule-menu` is dispatched. */
  addAccount?: string | undefined;
  /** The page's own menu entries. */
  options?: UserButtonOptions | undefined;
}

/** The events, which bubble and are composed. */
export interface VestibuleUserButtonEvents extends SharedEvents {
  /** A menu entry without a link was selected: one of the page's own, or `add-account`. For the latter, `preventDefault()` prevents the dialog, for pages that sign the other account in by themselves. */
  "vestibule-menu": CustomEvent<MenuDetail>;
}

/** A round button with the picture or initials of the signed-in user, and a menu: the account, the page's own entries, other signed-in accounts, and sign-out. */
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
