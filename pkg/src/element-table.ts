// Made by tests/native/tests/npm_elements of pkg/element/elements.toml.

/** An attribute. */
export interface AttributeRow {
  /** What it is part of. */
  readonly to: "config" | "options" | "element";
  /** Its name there. */
  readonly key: string;
  /** Its name as a property. */
  readonly property: string;
  /** The words that it can be. */
  readonly values?: readonly string[];
  /** Whether it is several words. */
  readonly list?: true;
  /** Whether a change of it shows without the screens being made anew. */
  readonly live?: true;
}

/** An element. */
export interface ElementRow {
  readonly attributes: Readonly<Record<string, AttributeRow>>;
  /** Properties that are no attributes. */
  readonly properties: readonly string[];
  /** Events by which a listener can keep the element from what it does next. */
  readonly cancelable: readonly string[];
}

export const ELEMENTS = {
  "vestibule-auth": {
    attributes: {
      "user-pool-id": { to: "config", key: "userPoolId", property: "userPoolId" },
      "client-id": { to: "config", key: "clientId", property: "clientId" },
      domain: { to: "config", key: "domain", property: "domain" },
      "redirect-uri": { to: "config", key: "redirectUri", property: "redirectUri" },
      "logout-uri": { to: "config", key: "logoutUri", property: "logoutUri" },
      scopes: { to: "config", key: "scopes", property: "scopes", list: true },
      endpoint: { to: "config", key: "endpoint", property: "endpoint" },
      storage: { to: "config", key: "storage", property: "storage", values: ["local", "session", "memory", "sharedMemory"] },
      "app-name": { to: "options", key: "app", property: "appName" },
      "username-kind": { to: "options", key: "username", property: "usernameKind", values: ["username", "email", "phone-number"] },
      "first-factor": { to: "options", key: "firstFactor", property: "firstFactor", values: ["password", "password-or-choice", "choice", "custom"] },
      "sign-up": { to: "options", key: "signUp", property: "signUp", values: ["open", "closed"] },
      "remember-me": { to: "options", key: "rememberMe", property: "rememberMe", values: ["not-asked", "unticked", "ticked"] },
      providers: { to: "options", key: "providers", property: "providers", list: true },
      "providers-at": { to: "options", key: "providersAt", property: "providersAt", values: ["last", "first"] },
      layout: { to: "options", key: "layout", property: "layout", values: ["inline", "page"] },
      "color-scheme": { to: "element", key: "colorScheme", property: "colorScheme", values: ["system", "light", "dark"], live: true },
      mode: { to: "element", key: "mode", property: "mode", values: ["light", "shadow"] },
      files: { to: "element", key: "files", property: "files" },
      wait: { to: "element", key: "wait", property: "wait" },
    },
    properties: ["config", "options"],
    cancelable: ["vestibule-signed-in", "vestibule-error"],
  },
} as const satisfies Readonly<Record<string, ElementRow>>;
