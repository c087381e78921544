// Operations, groups of methods, and several accounts: what TypeScript must accept and reject. A line after `@ts-expect-error` has to be an error. Nothing
// here runs.

import { type Mfa, type Passkeys, type Vestibule } from "../../../pkg/dist/index.js";
import { holds, type Same } from "./support.ts";

declare const auth: Vestibule;

// case: every operation has the fields of AWS in its request and its response
void auth.call("ListDevices").then((page) => page.Devices?.[0]?.DeviceKey satisfies string | undefined);
void auth.call("ListDevices", { Limit: 5 });
void auth.call("SignUp", { Username: "ada", ClientMetadata: { a: "b" } }).then((it) => it.UserSub satisfies string);

// case: a required field of an operation is required
// @ts-expect-error
void auth.call("GetDevice");

// case: an unknown operation is rejected
// @ts-expect-error
void auth.call("AdminDeleteUser", { Username: "ada" });

// case: an unknown field of an operation is rejected
// @ts-expect-error
void auth.call("ListDevices", { MaxResults: 5 });

// case: factors, attributes, devices, passkeys and sessions have types
void auth.mfa.setPreference({ totp: "preferred", sms: "off" });
void auth.mfa.setUpTotp().then((it) => it.submit("123456", "Phone") satisfies Promise<void>);
void auth.profile.updateAttributes({ email: "ada@example.com" }).then((sent) => sent[0]?.destination);
void auth.devices.list().then((page) => auth.devices.forget(page.devices[0]?.key ?? ""));
void auth.passkeys.list("next").then((page) => page.passkeys[0]?.createdAt satisfies number | undefined);
void auth.sessions.list().then((page) => auth.sessions.revoke(page.sessions[0]?.id ?? ""));

void (auth.sessions.revokeLinked("id") satisfies Promise<void>);
void auth.devices.this().then((it) => it?.undecided satisfies boolean | undefined);
void auth.passkeys.lastUser().then((name) => name satisfies string | undefined);

// case: a group can be passed on, and its methods destructured
export const nameOfFirst = async ({ list }: Passkeys) => (await list()).passkeys[0]?.name;
void nameOfFirst(auth.passkeys);
holds<Same<Vestibule["mfa"], Mfa>>();
void ({ auth } satisfies {
  auth: Pick<Vestibule, "profile" | "mfa" | "passkeys" | "devices" | "sessions" | "accounts">;
});

// case: a group cannot be replaced
// @ts-expect-error
auth.mfa = auth.mfa;

// case: methods of a group are not on the client
// @ts-expect-error
void auth.setUpTotp();

// case: an unknown preference is rejected
// @ts-expect-error
void auth.mfa.setPreference({ totp: true });

// case: several accounts have types
void auth.accounts.list().then((all) => auth.accounts.switch(all.find((it) => !it.active)?.username ?? ""));
void auth.signOut().then(({ active }) => active satisfies string | undefined);
void auth.accounts.signOutOfAll().then(({ unfinished }) => unfinished?.kind);

// case: switching needs a username
// @ts-expect-error
void auth.accounts.switch();
