// amazon-cognito-identity-js against the emulator: its own SRP must sign in with ours.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL.

import assert from "node:assert/strict";
import identity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;

const address = process.env.VESTIBULE_EMULATOR_URL.replace(/\/$/, "");
const browserApp = { UserPoolId: "eu-west-1_Vestibule", ClientId: "vestibuledemobrowser000001" };
const passwordApp = { UserPoolId: "eu-west-1_Vestibule", ClientId: "vestibuledemopassword00002" };
const addressApp = { UserPoolId: "us-east-1_Mailbox01", ClientId: "vestibuledemomailbox000007" };

class Memory {
  #items = new Map();
  setItem(key, value) { this.#items.set(key, value); return value; }
  getItem(key) { return this.#items.get(key) ?? null; }
  removeItem(key) { return this.#items.delete(key); }
  clear() { this.#items.clear(); }
}

function userOf(app, name) {
  const Storage = new Memory();
  const Pool = new CognitoUserPool({ ...app, Storage, endpoint: `${address}/` });
  return { Pool, user: new CognitoUser({ Username: name, Pool, Storage }) };
}

const call = (start) => new Promise((resolve, reject) =>
  start((error, result) => (error ? reject(error) : resolve(result))));

function authenticate(user, name, password) {
  const details = new AuthenticationDetails({ Username: name, Password: password });
  return new Promise((onSuccess, onFailure) => user.authenticateUser(details, {
    onSuccess,
    onFailure,
    newPasswordRequired: (attributes, required) => onSuccess({ newPasswordRequired: { attributes, required } }),
  }));
}

async function lastCode(to) {
  const response = await fetch(`${address}/_inbox.json?to=${encodeURIComponent(to)}`);
  const { messages } = await response.json();
  return messages.at(-1).code;
}

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
      user.completeNewPasswordChallenge("Hopper1906!", {}, { onSuccess, onFailure }));
    assert.ok(session.isValid());
  },

  async "resets a forgotten password, changes it, signs out everywhere"() {
    const { user } = userOf(browserApp, "ada");
    const sent = await new Promise((resolve, onFailure) =>
      user.forgotPassword({ inputVerificationCode: resolve, onSuccess: resolve, onFailure }));
    assert.equal(sent.CodeDeliveryDetails.Destination, "a***@e***");
    const code = await lastCode("ada@example.com");
    await new Promise((onSuccess, onFailure) =>
      user.confirmPassword(code, "Countess1852", { onSuccess, onFailure }));
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

  async "is told of states that need another step"() {
    await assert.rejects(
      authenticate(userOf(browserApp, "alan").user, "alan", "Turing1912"),
      { code: "UserNotConfirmedException", message: "User is not confirmed." },
    );
    await assert.rejects(
      authenticate(userOf(browserApp, "emmy").user, "emmy", "Noether1882"),
      { code: "PasswordResetRequiredException" },
    );
  },
};

let passed = 0;
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack ?? JSON.stringify(error)}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
