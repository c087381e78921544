// amazon-cognito-identity-js against the emulator: its SRP, devices, second factors, new passwords and custom
// challenges have to work.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import identity from "amazon-cognito-identity-js";
import { admin, emulator as address, finish, test } from "../support/suite.mjs";

const { AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;

const browserApp = { UserPoolId: "eu-west-1_Vestibule", ClientId: "vestibuledemobrowser000001" };
const passwordApp = { UserPoolId: "eu-west-1_Vestibule", ClientId: "vestibuledemopassword00002" };
const factorsApp = { UserPoolId: "eu-west-1_Factors01", ClientId: "vestibuledemofactors000008" };
const strictApp = { UserPoolId: "eu-west-1_Strict0001", ClientId: "vestibuledemostrict0000009" };
const appSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const addressApp = { UserPoolId: "us-east-1_Mailbox01", ClientId: "vestibuledemomailbox000007" };

class Memory {
  #items = new Map();
  setItem(key, value) {
    this.#items.set(key, value);
    return value;
  }
  getItem(key) {
    return this.#items.get(key) ?? null;
  }
  removeItem(key) {
    return this.#items.delete(key);
  }
  clear() {
    this.#items.clear();
  }
}

function userOf(app, name) {
  const Storage = new Memory();
  const Pool = new CognitoUserPool({ ...app, Storage, endpoint: `${address}/` });
  return { Pool, user: new CognitoUser({ Username: name, Pool, Storage }) };
}

const call = (start) =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

function authenticate(user, name, password) {
  const details = new AuthenticationDetails({ Username: name, Password: password });
  return new Promise((onSuccess, onFailure) =>
    user.authenticateUser(details, {
      onSuccess,
      onFailure,
      newPasswordRequired: (attributes, required) => onSuccess({ newPasswordRequired: { attributes, required } }),
    }),
  );
}

/// Every callback of a sign-in ends it here, with what it was called with.
function steps(start) {
  return new Promise((resolve, onFailure) => {
    const step =
      (name) =>
      (...given) =>
        resolve({ step: name, given });
    const names = [
      "mfaRequired",
      "totpRequired",
      "selectMFAType",
      "mfaSetup",
      "customChallenge",
      "newPasswordRequired",
    ];
    const callbacks = Object.fromEntries(names.map((name) => [name, step(name)]));
    start({ ...callbacks, onFailure, onSuccess: (session) => resolve({ step: "done", session }) });
  });
}

const begin = (user, name, password) =>
  steps((callbacks) =>
    user.authenticateUser(new AuthenticationDetails({ Username: name, Password: password }), callbacks),
  );

/// RFC 6238: SHA-1, six digits, 30 seconds.
function totp(secret, seconds = Date.now() / 1000) {
  const bits = [...secret]
    .map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function lastCode(to) {
  const response = await fetch(`${address}/_inbox.json?to=${encodeURIComponent(to)}`);
  const { messages } = await response.json();
  return messages.at(-1).code;
}

const administer = (operation, body) => admin(operation, { UserPoolId: browserApp.UserPoolId, ...body });

async function signUp(app, name, password, email) {
  const { Pool, user } = userOf(app, name);
  const attributes = [new CognitoUserAttribute({ Name: "email", Value: email })];
  const result = await call((done) => Pool.signUp(name, password, attributes, null, done));
  assert.equal(result.userConfirmed, false);
  return { result, user };
}

const tests = {
  async "signs up, confirms, signs in by SRP, reads the account"() {
    const { result, user } = await signUp(browserApp, "js-person", "Javascript1", "js@example.com");
    assert.equal(result.codeDeliveryDetails.Destination, "j***@e***");
    await assert.rejects(
      call((done) => user.confirmRegistration("000-no", true, done)),
      { code: "CodeMismatchException" },
    );
    const code = await lastCode("js@example.com");
    assert.equal(await call((done) => user.confirmRegistration(code, true, done)), "SUCCESS");
    const session = await authenticate(user, "js-person", "Javascript1");
    assert.ok(session.isValid());
    const claims = session.getIdToken().payload;
    assert.equal(claims.sub, result.userSub);
    assert.equal(claims.aud, browserApp.ClientId);
    assert.equal(claims.email_verified, true);
    const attributes = await call((done) => user.getUserAttributes(done));
    assert.ok(attributes.some((one) => one.Name === "email" && one.Value === "js@example.com"));
  },

  async "refreshes with its refresh token"() {
    const { user } = userOf(browserApp, "ada");
    const first = await authenticate(user, "ada", "Lovelace1815");
    const token = new CognitoRefreshToken({ RefreshToken: first.getRefreshToken().getToken() });
    const second = await call((done) => user.refreshSession(token, done));
    assert.notEqual(second.getAccessToken().payload.jti, first.getAccessToken().payload.jti);
    assert.equal(second.getAccessToken().payload.auth_time, first.getAccessToken().payload.auth_time);
    assert.equal(second.getRefreshToken().getToken(), first.getRefreshToken().getToken());
  },

  async "is refused with a wrong password, and for nobody"() {
    const wrong = { code: "NotAuthorizedException", message: "Incorrect username or password." };
    await assert.rejects(authenticate(userOf(browserApp, "ada").user, "ada", "lovelace1815"), wrong);
    await assert.rejects(authenticate(userOf(browserApp, "nobody").user, "nobody", "Lovelace1815"), wrong);
  },

  async "signs in by an alias and by an address"() {
    const alias = await authenticate(userOf(browserApp, "ada@example.com").user, "ada@example.com", "Lovelace1815");
    assert.equal(alias.getIdToken().payload["cognito:username"], "ada");
    const name = "mary@example.com";
    const address = await authenticate(userOf(addressApp, name).user, name, "Somerville1780");
    assert.equal(address.getIdToken().payload.email, name);
  },

  async "signs in with a password of spaces, emoji and length"() {
    const password = `Pass wörd 😀 ${"x1".repeat(120)}`;
    const { user } = await signUp(browserApp, "js+%Ünï", password, "odd@example.com");
    const code = await lastCode("odd@example.com");
    await call((done) => user.confirmRegistration(code, true, done));
    assert.ok((await authenticate(user, "js+%Ünï", password)).isValid());
  },

  async "many sign-ins, since a number can begin with a zero byte"() {
    for (let round = 0; round < 30; round += 1) {
      const session = await authenticate(userOf(browserApp, "charles").user, "charles", "Babbage1791");
      assert.ok(session.isValid());
    }
  },

  async "completes a new password"() {
    const { user } = userOf(browserApp, "grace");
    const { newPasswordRequired } = await authenticate(user, "grace", "Temporary1906");
    assert.equal(newPasswordRequired.attributes.email, "grace@example.com");
    const session = await new Promise((onSuccess, onFailure) =>
      user.completeNewPasswordChallenge("Hopper1906!", {}, { onSuccess, onFailure }),
    );
    assert.ok(session.isValid());
  },

  async "completes a new password with the attributes that are asked for"() {
    await administer("AdminCreateUser", {
      Username: "js-invited",
      TemporaryPassword: "Temporary1",
      MessageAction: "SUPPRESS",
    });
    const { user } = userOf(browserApp, "js-invited");
    const asked = await begin(user, "js-invited", "Temporary1");
    assert.equal(asked.step, "newPasswordRequired");
    assert.deepEqual(asked.given[1], ["email"]);
    await assert.rejects(
      steps((callbacks) => user.completeNewPasswordChallenge("Invited1!", {}, callbacks)),
      { code: "InvalidParameterException" },
    );
    const attributes = { email: "invited@example.com" };
    await assert.rejects(
      steps((callbacks) => user.completeNewPasswordChallenge("short", attributes, callbacks)),
      { code: "InvalidPasswordException" },
    );
    const done = await steps((callbacks) => user.completeNewPasswordChallenge("Invited1!", attributes, callbacks));
    assert.equal(done.session.getIdToken().payload.email, "invited@example.com");
    assert.ok((await authenticate(user, "js-invited", "Invited1!")).isValid());
  },

  async "resets a forgotten password, changes it, signs out everywhere"() {
    const { user } = userOf(browserApp, "ada");
    const sent = await new Promise((resolve, onFailure) =>
      user.forgotPassword({ inputVerificationCode: resolve, onSuccess: resolve, onFailure }),
    );
    assert.equal(sent.CodeDeliveryDetails.Destination, "a***@e***");
    const code = await lastCode("ada@example.com");
    await new Promise((onSuccess, onFailure) => user.confirmPassword(code, "Countess1852", { onSuccess, onFailure }));
    const session = await authenticate(user, "ada", "Countess1852");
    await call((done) => user.changePassword("Countess1852", "Lovelace1815", done));
    await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
    const again = userOf(browserApp, "ada").user;
    await authenticate(again, "ada", "Lovelace1815");
    await assert.rejects(
      call((done) => again.refreshSession(session.getRefreshToken(), done)),
      { code: "NotAuthorizedException", message: "Refresh Token has been revoked" },
    );
  },

  async "sends a password where the client allows it, and meets the error where not"() {
    const { user } = userOf(passwordApp, "charles");
    user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    assert.ok((await authenticate(user, "charles", "Babbage1791")).isValid());
    const other = userOf(browserApp, "charles").user;
    other.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    await assert.rejects(authenticate(other, "charles", "Babbage1791"), {
      code: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    });
  },

  async "answers a second factor by text message"() {
    const { user } = userOf(factorsApp, "karen");
    const asked = await begin(user, "karen", "Sparck1935");
    assert.equal(asked.step, "mfaRequired");
    assert.equal(asked.given[1].CODE_DELIVERY_DESTINATION, "+********2600");
    await assert.rejects(
      steps((callbacks) => user.sendMFACode("000-no", callbacks)),
      { code: "CodeMismatchException" },
    );
    const code = await lastCode("+441935082600");
    const done = await steps((callbacks) => user.sendMFACode(code, callbacks));
    assert.ok(done.session.isValid());
  },

  async "answers a second factor by an authenticator app"() {
    const { user } = userOf(factorsApp, "radia");
    const asked = await begin(user, "radia", "Perlman1951");
    assert.equal(asked.step, "totpRequired");
    await assert.rejects(
      steps((callbacks) => user.sendMFACode("abcdef", callbacks, "SOFTWARE_TOKEN_MFA")),
      { code: "CodeMismatchException", message: "Invalid code received for user" },
    );
    const done = await steps((callbacks) => user.sendMFACode(totp(appSecret), callbacks, "SOFTWARE_TOKEN_MFA"));
    assert.ok(done.session.isValid());
  },

  async "chooses among second factors"() {
    const { user } = userOf(factorsApp, "barbara");
    const asked = await begin(user, "barbara", "Liskov1939");
    assert.equal(asked.step, "selectMFAType");
    const chosen = await steps((callbacks) => user.sendMFASelectionAnswer("SMS_MFA", callbacks));
    assert.equal(chosen.step, "mfaRequired");
    const code = await lastCode("+12139110700");
    const done = await steps((callbacks) => user.sendMFACode(code, callbacks));
    assert.ok(done.session.isValid());
  },

  async "sets up an authenticator app on demand"() {
    const { user } = userOf(strictApp, "joan");
    const asked = await begin(user, "joan", "Clarke1917");
    assert.equal(asked.step, "mfaSetup");
    const secret = await new Promise((associateSecretCode, onFailure) =>
      user.associateSoftwareToken({ associateSecretCode, onFailure }),
    );
    await assert.rejects(
      steps((callbacks) => user.verifySoftwareToken("000000", "phone", callbacks)),
      { code: "EnableSoftwareTokenMFAException" },
    );
    const done = await steps((callbacks) => user.verifySoftwareToken(totp(secret), "phone", callbacks));
    assert.ok(done.session.isValid());
    const again = await begin(userOf(strictApp, "joan").user, "joan", "Clarke1917");
    assert.equal(again.step, "totpRequired");
  },

  async "turns second factors on and off"() {
    const name = "js-factors";
    const { user } = await signUp(factorsApp, name, "Javascript1", "factors@example.com");
    await call(async (done) => user.confirmRegistration(await lastCode("factors@example.com"), true, done));
    await authenticate(user, name, "Javascript1");
    const secret = await new Promise((associateSecretCode, onFailure) =>
      user.associateSoftwareToken({ associateSecretCode, onFailure }),
    );
    const code = totp(secret);
    await steps((callbacks) => user.verifySoftwareToken(code, "phone", callbacks));
    await call((done) => user.setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, done));
    const data = await call((done) => user.getUserData(done, { bypassCache: true }));
    assert.deepEqual(data.UserMFASettingList, ["SOFTWARE_TOKEN_MFA"]);
    assert.equal(data.PreferredMfaSetting, "SOFTWARE_TOKEN_MFA");
    const asked = await begin(userOf(factorsApp, name).user, name, "Javascript1");
    assert.equal(asked.step, "totpRequired");
    await call((done) => user.setUserMfaPreference(null, { Enabled: false, PreferredMfa: false }, done));
    const free = await begin(userOf(factorsApp, name).user, name, "Javascript1");
    assert.equal(free.step, "done");
  },

  async "answers custom challenges, alone and after a password"() {
    const { user } = userOf(factorsApp, "hedy");
    user.setAuthenticationFlowType("CUSTOM_AUTH");
    const details = new AuthenticationDetails({ Username: "hedy" });
    let asked = await steps((callbacks) => user.initiateAuth(details, callbacks));
    assert.equal(asked.given[0].question, "What is the magic word?");
    asked = await steps((callbacks) => user.sendCustomChallengeAnswer("please", callbacks));
    assert.equal(asked.given[0].question, "What is the magic word?");
    asked = await steps((callbacks) => user.sendCustomChallengeAnswer("xyzzy", callbacks));
    assert.equal(asked.given[0].question, "And the other one?");
    asked = await steps((callbacks) => user.sendCustomChallengeAnswer("plugh", callbacks));
    assert.ok(asked.session.isValid());

    const other = userOf(factorsApp, "hedy").user;
    other.setAuthenticationFlowType("CUSTOM_AUTH");
    asked = await begin(other, "hedy", "Lamarr1914");
    assert.equal(asked.step, "customChallenge");
    asked = await steps((callbacks) => other.sendCustomChallengeAnswer("xyzzy", callbacks));
    asked = await steps((callbacks) => other.sendCustomChallengeAnswer("plugh", callbacks));
    assert.ok(asked.session.isValid());
  },

  async "remembers a device, which then proves itself in place of a second factor"() {
    const { user } = userOf(factorsApp, "karen");
    await begin(user, "karen", "Sparck1935");
    const code = await lastCode("+441935082600");
    await steps((callbacks) => user.sendMFACode(code, callbacks));
    const status = await new Promise((onSuccess, onFailure) =>
      user.setDeviceStatusRemembered({ onSuccess, onFailure }),
    );
    assert.equal(status, "SUCCESS");
    const { Devices } = await new Promise((onSuccess, onFailure) =>
      user.listDevices(10, null, { onSuccess, onFailure }),
    );
    const remembered = Devices.find((device) => device.DeviceKey === user.deviceKey);
    assert.ok(remembered.DeviceAttributes.some((one) => one.Value === "remembered"));
    for (let round = 0; round < 8; round += 1) {
      const again = await begin(user, "karen", "Sparck1935");
      assert.equal(again.step, "done", "no text message is asked for");
    }
    await call((done) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), done));

    // Somebody else with the key but without the device's secret gets nowhere.
    const thief = userOf(factorsApp, "karen").user;
    Object.assign(thief, { deviceKey: user.deviceKey, deviceGroupKey: user.deviceGroupKey, randomPassword: "x" });
    thief.cacheDeviceKeyAndPassword();
    await assert.rejects(begin(thief, "karen", "Sparck1935"), { code: "NotAuthorizedException" });

    await new Promise((onSuccess, onFailure) => user.forgetDevice({ onSuccess, onFailure }));
    const asked = await begin(user, "karen", "Sparck1935");
    assert.equal(asked.step, "mfaRequired", "a forgotten device is dropped");
  },

  async "verifies a new address, deletes an attribute"() {
    const { user } = userOf(factorsApp, "hedy");
    await authenticate(user, "hedy", "Lamarr1914");
    const change = [new CognitoUserAttribute({ Name: "email", Value: "hedy2@example.com" })];
    await call((done) => user.updateAttributes(change, done));
    const code = await lastCode("hedy2@example.com");
    await new Promise((onSuccess, onFailure) => user.verifyAttribute("email", code, { onSuccess, onFailure }));
    await call((done) => user.deleteAttributes(["name"], done));
    const attributes = await call((done) => user.getUserAttributes(done));
    const value = (name) => attributes.find((one) => one.Name === name)?.Value;
    assert.equal(value("email"), "hedy2@example.com");
    assert.equal(value("email_verified"), "true");
    assert.equal(value("name"), undefined);
  },

  async "is told of states that need another step"() {
    await assert.rejects(authenticate(userOf(browserApp, "alan").user, "alan", "Turing1912"), {
      code: "UserNotConfirmedException",
      message: "User is not confirmed.",
    });
    await assert.rejects(authenticate(userOf(browserApp, "emmy").user, "emmy", "Noether1882"), {
      code: "PasswordResetRequiredException",
    });
  },
};

for (const [name, act] of Object.entries(tests)) await test(name, act);
finish();
