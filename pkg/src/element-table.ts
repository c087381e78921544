// Generated from pkg/element/elements.toml by tests/native/tests/npm_elements.

/** An attribute. */
export interface AttributeRow {
  /** What it is part of. */
  readonly to: "config" | "options" | "element";
  /** Its name there, if it is not the attribute's name in camelCase. */
  readonly key?: string;
  /** Its name as a property, if that differs. */
  readonly property?: string;
  /** The allowed words. */
  readonly values?: readonly string[];
  /** Whether it has several words. */
  readonly list?: true;
  /** Whether a change takes effect without recreating the screens. */
  readonly live?: true;
}

/** The name of an attribute in the configuration or the options. */
export const keyOf = (name: string, { key }: { readonly key?: string }) =>
  key ?? name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The name of an attribute as a property. */
export const propertyOf = (name: string, row: AttributeRow) => row.property ?? keyOf(name, row);

/** An element. */
export interface ElementRow {
  /** The screens that it shows, if not those of a sign-in. */
  readonly screens?: string;
  readonly attributes: Readonly<Record<string, AttributeRow>>;
  /** Properties that are not attributes. */
  readonly properties: readonly string[];
  /** Events whose default action a listener can prevent. */
  readonly cancelable: readonly string[];
}

/** The attributes of every element. */
const ALL = {
  "user-pool-id": { to: "config" },
  "client-id": { to: "config" },
  domain: { to: "config" },
  "redirect-uri": { to: "config" },
  "logout-uri": { to: "config" },
  scopes: { to: "config", list: true },
  endpoint: { to: "config" },
  storage: { to: "config", values: ["local", "session", "memory", "sharedMemory"] },
  "app-name": { to: "options", key: "app", property: "appName" },
  language: { to: "element" },
  "color-scheme": { to: "element", values: ["system", "light", "dark"], live: true },
  mode: { to: "element", values: ["light", "shadow"] },
  files: { to: "element" },
  wait: { to: "element" },
} as const;

export const ELEMENTS = {
  "vestibule-account": {
    screens: "account",
    attributes: {
      ...ALL,
      sections: { to: "options", values: ["profile", "password", "second-factors", "passkeys", "devices", "sessions", "linked-accounts", "delete-account"], list: true },
      "second-factors": { to: "options", values: ["authenticator-app", "text-message", "email"], list: true },
      routing: { to: "options" },
      "starts-at": { to: "options" },
    },
    properties: ["config", "strings", "options", "passwordStrength"],
    cancelable: ["vestibule-error"],
  },
  "vestibule-auth": {
    attributes: {
      ...ALL,
      "username-kind": { to: "options", key: "username", property: "usernameKind", values: ["username", "email", "phone-number"] },
      "first-factor": { to: "options", values: ["password", "password-or-choice", "choice", "custom"] },
      "sign-up": { to: "options", values: ["open", "closed"] },
      "remember-me": { to: "options", values: ["not-asked", "unticked", "ticked"] },
      providers: { to: "options", list: true },
      "providers-at": { to: "options", values: ["last", "first"] },
      layout: { to: "options", values: ["inline", "page"] },
      routing: { to: "options" },
      "starts-at": { to: "options" },
    },
    properties: ["config", "strings", "options", "customChallenge", "passwordStrength"],
    cancelable: ["vestibule-error", "vestibule-signed-in"],
  },
  "vestibule-passkey-offer": {
    screens: "passkey-offer",
    attributes: {
      ...ALL,
    },
    properties: ["config", "strings", "options"],
    cancelable: ["vestibule-error"],
  },
  "vestibule-user-button": {
    screens: "user-button",
    attributes: {
      ...ALL,
      "account-href": { to: "options", key: "account", property: "accountHref" },
      "add-account": { to: "options" },
    },
    properties: ["config", "strings", "options"],
    cancelable: ["vestibule-error", "vestibule-menu"],
  },
} as const satisfies Readonly<Record<string, ElementRow>>;

/** The names of all properties of an element. */
export const propertiesOf = ({ attributes, properties }: ElementRow) => [
  ...Object.entries(attributes).map(([name, row]) => propertyOf(name, row)),
  ...properties,
];
