// Commands of the signed-in user's account that only call operations of the user pool. Loaded by the first of them.

import type { CoreCommands, Result } from "./core-commands.js";
import type { ArgumentChecks } from "./core-types.js";
import type { Operations } from "./operations.js";
import type { Device, Passkey, UserSession } from "./profile.js";
import type { CodeDelivery } from "./steps.js";
import type { AccountCommand } from "./table.js";

/** Calls operations as the signed-in user. */
interface OperationCaller {
  call<Name extends keyof Operations>(
    operation: Name,
    input?: Operations[Name]["input"],
  ): Promise<Operations[Name]["output"]>;
}

/** Runs a command with the app's arguments, which are not checked yet. */
export type AccountHandler<Name extends keyof CoreCommands> = (
  client: OperationCaller,
  checks: ArgumentChecks,
  ...given: readonly unknown[]
) => Promise<Result<Name>>;

export const account: { readonly [Name in AccountCommand]: AccountHandler<Name> } = {
  async "profile.user"(client) {
    const it = await client.call("GetUser");
    const attributes = attributesByName(it.UserAttributes);
    const flag = (name: string) => (name in attributes ? attributes[name] === "true" : undefined);
    return {
      username: it.Username,
      attributes,
      preferredMfa: it.PreferredMfaSetting,
      mfa: it.UserMFASettingList ?? [],
      emailVerified: flag("email_verified"),
      phoneNumberVerified: flag("phone_number_verified"),
    };
  },

  async "mfa.factors"(client) {
    const it = await client.call("GetUserAuthFactors");
    return {
      first: it.ConfiguredUserAuthFactors ?? [],
      second: it.UserMFASettingList ?? [],
      preferred: it.PreferredMfaSetting,
    };
  },

  async "mfa.setPreference"(client, { record, oneOf }, preference) {
    const input: Partial<Record<MfaSetting, { Enabled: boolean; PreferredMfa?: boolean }>> = {};
    for (const [given, choice] of Object.entries(record(preference, "preference"))) {
      const name = oneOf(given, FACTORS, "preference");
      const setting = MFA_SETTINGS[name];
      if (choice === undefined) continue;
      if (name === "passkey") {
        input[setting] = { Enabled: oneOf(choice, ["off", "on"], name) === "on" };
        continue;
      }
      oneOf(choice, ["off", "on", "preferred"], name);
      input[setting] = { Enabled: choice !== "off", PreferredMfa: choice === "preferred" };
    }
    await client.call("SetUserMFAPreference", input);
  },

  async "profile.updateAttributes"(client, { pairs }, attributes) {
    const given = Object.entries(pairs(attributes));
    const UserAttributes = given.map(([Name, Value]) => ({ Name, Value }));
    const it = await client.call("UpdateUserAttributes", { UserAttributes });
    return (it.CodeDeliveryDetailsList ?? []).map(delivery);
  },

  async "profile.deleteAttributes"(client, { texts }, names) {
    await client.call("DeleteUserAttributes", { UserAttributeNames: texts(names, "names") });
  },

  async "profile.sendAttributeCode"(client, { text }, attribute) {
    const AttributeName = text(attribute, "attribute");
    const it = await client.call("GetUserAttributeVerificationCode", { AttributeName });
    return it.CodeDeliveryDetails && delivery(it.CodeDeliveryDetails);
  },

  async "profile.verifyAttribute"(client, { text }, attribute, code) {
    const AttributeName = text(attribute, "attribute");
    await client.call("VerifyUserAttribute", { AttributeName, Code: text(code, "code").trim() });
  },

  async "profile.setPassword"(client, { text }, newPassword) {
    await client.call("ChangePassword", { ProposedPassword: text(newPassword, "newPassword") });
  },

  async "devices.list"(client, { optional }, next) {
    const it = await client.call("ListDevices", { PaginationToken: optional(next, "next") });
    return { devices: (it.Devices ?? []).map(device), next: it.PaginationToken };
  },

  async "devices.get"(client, { text }, key) {
    return device((await client.call("GetDevice", { DeviceKey: text(key, "key") })).Device);
  },

  async "passkeys.list"(client, { optional }, next) {
    const it = await client.call("ListWebAuthnCredentials", { NextToken: optional(next, "next") });
    return { passkeys: (it.Credentials ?? []).map(passkey), next: it.NextToken };
  },

  async "passkeys.delete"(client, { text }, id) {
    await client.call("DeleteWebAuthnCredential", { CredentialId: text(id, "id") });
  },

  async "sessions.list"(client, { optional }, next) {
    const it = await client.call("ListUserSessions", { NextToken: optional(next, "next") });
    return { sessions: (it.Sessions ?? []).map(userSession), next: it.NextToken };
  },

  async "sessions.revoke"(client, { text }, id) {
    await client.call("RevokeUserSession", { SessionId: text(id, "id"), RevokeAssociatedSessions: "NONE" });
  },

  async "sessions.revokeLinked"(client, { text }, id) {
    await client.call("RevokeUserSession", { SessionId: text(id, "id"), RevokeAssociatedSessions: "LINKED" });
  },
};

// Conversion of Cognito's records to the types of this package

const MFA_SETTINGS = {
  sms: "SMSMfaSettings",
  email: "EmailMfaSettings",
  totp: "SoftwareTokenMfaSettings",
  passkey: "WebAuthnMfaSettings",
} as const;

const FACTORS = ["sms", "email", "totp", "passkey"] as const;

type MfaSetting = (typeof MFA_SETTINGS)[keyof typeof MFA_SETTINGS];

const millis = (seconds: number | undefined) => seconds && Math.round(seconds * 1000);

type Output<Name extends keyof Operations> = Operations[Name]["output"];

const delivery = (
  it: NonNullable<Output<"GetUserAttributeVerificationCode">["CodeDeliveryDetails"]>,
): CodeDelivery => ({
  medium: it.DeliveryMedium?.toLowerCase() ?? "",
  destination: it.Destination ?? "",
  attribute: it.AttributeName ?? "",
});

const attributesByName = (
  attributes: Output<"GetUser">["UserAttributes"] | undefined,
): Readonly<Record<string, string>> => Object.fromEntries((attributes ?? []).map((it) => [it.Name, it.Value ?? ""]));

const device = (it: Output<"GetDevice">["Device"]): Device => {
  const attributes = attributesByName(it.DeviceAttributes);
  const status = attributes["dev:device_remembered_status"];
  return {
    key: it.DeviceKey ?? "",
    name: attributes.device_name || undefined,
    remembered: status ? status === "remembered" : undefined,
    createdAt: millis(it.DeviceCreateDate),
    lastUsedAt: millis(it.DeviceLastAuthenticatedDate),
  };
};

const passkey = (it: NonNullable<Output<"ListWebAuthnCredentials">["Credentials"]>[number]): Passkey => ({
  id: it.CredentialId,
  name: it.FriendlyCredentialName,
  relyingPartyId: it.RelyingPartyId,
  attachment: it.AuthenticatorAttachment,
  transports: it.AuthenticatorTransports ?? [],
  createdAt: Math.round(it.CreatedAt * 1000),
});

// Cognito writes "unknown" if it cannot tell.
const known = (text: string | undefined) => (/^unknown$/i.test(text ?? "") ? undefined : text);

const userSession = (it: NonNullable<Output<"ListUserSessions">["Sessions"]>[number]): UserSession => ({
  id: it.SessionId ?? "",
  current: it.IsCurrentSession === true,
  type: it.SessionType,
  clientId: it.ClientId,
  originId: it.OriginSessionId,
  deviceType: known(it.DeviceType),
  ipAddress: it.LastIPAddress,
  city: known(it.LastLocation?.City),
  country: known(it.LastLocation?.Country),
  createdAt: millis(it.CreateDate),
  lastUsedAt: millis(it.LastActiveDate),
});
