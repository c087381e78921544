// Which command each method of a client's groups runs. It belongs to the entry, so that a client has its groups
// at once; core-commands.ts takes the commands' types from here.

import type { Groups } from "./groups.js";

/** What only acts in this page, and takes no command. */
type WithoutCommand = "abort";

type Table = {
  readonly [Group in keyof Groups]: Readonly<Record<Exclude<keyof Groups[Group], WithoutCommand>, string>>;
};

export const GROUP_COMMANDS = {
  profile: {
    user: "user",
    updateAttributes: "updateAttributes",
    deleteAttributes: "deleteAttributes",
    sendAttributeCode: "sendAttributeCode",
    verifyAttribute: "verifyAttribute",
    changePassword: "changePassword",
    deleteUser: "deleteUser",
  },
  mfa: {
    factors: "authFactors",
    setPreference: "setMfa",
    setUpTotp: "setUpTotp",
  },
  passkeys: {
    register: "registerPasskey",
    list: "passkeys",
    delete: "deletePasskey",
    autofill: "autofillPasskey",
    lastUser: "lastPasskeyUser",
    forgetLastUser: "forgetPasskeyUser",
  },
  devices: {
    this: "thisDevice",
    list: "devices",
    get: "device",
    remember: "rememberDevice",
    doNotRemember: "doNotRememberDevice",
    forget: "forgetDevice",
  },
  sessions: {
    list: "userSessions",
    revoke: "revokeUserSession",
    revokeLinked: "revokeLinkedUserSessions",
  },
  accounts: {
    list: "accounts",
    switch: "switchAccount",
    signOutOfAll: "signOutOfAll",
  },
} as const satisfies Table;
