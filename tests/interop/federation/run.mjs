// The emulator federates to identity providers that others wrote: oauth2-mock-server and
// oidc-provider for OpenID Connect.
//
// The emulator's program is in VESTIBULE_EMULATOR_PROGRAM.

import assert from "node:assert/strict";
import { Browser } from "./browser.mjs";
import { App, CALLBACK, POOL, freePort, start } from "./emulator.mjs";
import { certified, mockServer, settings } from "./openid.mjs";

let passed = 0;
let failed = 0;
async function test(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}: ${error.stack ?? error}`);
  }
}

const port = await freePort();
const back = `http://127.0.0.1:${port}/oauth2/idpresponse`;
const mock = await mockServer();
const strict = await certified(await freePort(), back);
const emulator = await start(port, [
  settings("Mock", mock.issuer),
  settings("Certified", strict.issuer, { identifiers: ["provider.example"] }),
  settings("Google", mock.issuer, { type: "Google", mapping: { email: "email", username: "email" } }),
]);

/** Sets what the mock server says of the person for the next sign-in. */
function mockSays(claims, idTokenOnly = () => {}) {
  const tokens = ["access", "id"];
  const sign = (token) => {
    if (tokens.shift() === "id") {
      Object.assign(token.payload, claims);
      idTokenOnly(token);
    }
  };
  mock.server.service.removeAllListeners("beforeTokenSigning");
  mock.server.service.on("beforeTokenSigning", sign);
  mock.server.service.removeAllListeners("beforeUserinfo");
  mock.server.service.on("beforeUserinfo", (response) => {
    response.body = { sub: claims.sub ?? "johndoe" };
  });
}

async function byMock(claims, idTokenOnly, more = {}) {
  mockSays(claims, idTokenOnly);
  const app = new App(emulator);
  const { url } = await new Browser().open(app.address({ identity_provider: "Mock", ...more }), CALLBACK);
  return { app, url };
}

const EMAIL = { sub: "johndoe", email: "john@mock.example" };

await test("oauth2-mock-server: somebody signs in, and is a user of the pool", async () => {
  const { app, url } = await byMock({ ...EMAIL, name: "John" });
  assert.equal(url.searchParams.get("state"), "of the app");
  const { claims, access_token } = await app.tokens(url);
  assert.equal(claims["cognito:username"], "Mock_johndoe");
  assert.equal(claims.nonce, "the app's nonce");
  assert.equal(claims.email, "john@mock.example");
  assert.equal(claims.email_verified, false);
  assert.equal(claims.name, "John");
  assert.deepEqual(claims["cognito:groups"], [`${POOL}_Mock`]);
  const [{ dateCreated, ...identity }] = claims.identities;
  assert.deepEqual(identity, {
    userId: "johndoe", providerName: "Mock", providerType: "OIDC", issuer: null, primary: "true",
  });
  assert.match(dateCreated, /^\d{13}$/);
  const answer = await fetch(`${emulator.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${access_token}` } });
  const info = await answer.json();
  assert.equal(info.username, "Mock_johndoe");
  assert.equal(JSON.parse(info.identities)[0].userId, "johndoe");
});

await test("oauth2-mock-server: the next sign-in brings the user up to date", async () => {
  const first = await byMock({ ...EMAIL, sub: "again", name: "Before" });
  const before = (await first.app.tokens(first.url)).claims;
  const second = await byMock({ sub: "again", email: "new@mock.example" });
  const after = (await second.app.tokens(second.url)).claims;
  assert.equal(before.sub, after.sub);
  assert.equal(after.email, "new@mock.example");
  assert.equal(after.name, undefined);
});

await test("oauth2-mock-server: a social name in its place", async () => {
  mockSays(EMAIL);
  const app = new App(emulator);
  const { url } = await new Browser().open(app.address({ identity_provider: "Google" }), CALLBACK);
  const { claims } = await app.tokens(url);
  assert.equal(claims["cognito:username"], "Google_john@mock.example");
  assert.equal(claims.identities[0].providerType, "Google");
});

const refusals = {
  "another issuer": [(token) => { token.payload.iss = "https://evil.example"; }, "Bad id_token issuer"],
  "another audience": [(token) => { token.payload.aud = "somebody"; }, "Bad id_token audience"],
  "another nonce": [(token) => { token.payload.nonce = "old"; }, "Bad id_token nonce"],
  "a token that is old": [(token) => { token.payload.exp = 1000; }, "The id_token has expired"],
  "a token of the future": [(token) => { token.payload.iat += 3600; }, "The id_token is of the future"],
  "a key that it does not publish": [(token) => { token.header.kid = "another"; }, "Bad id_token signature"],
};
for (const [name, [change, words]] of Object.entries(refusals)) {
  await test(`oauth2-mock-server: ${name} is refused`, async () => {
    const { url } = await byMock(EMAIL, change);
    assert.equal(url.searchParams.get("error"), "invalid_request", url.href);
    assert.equal(url.searchParams.get("error_description"), words);
    assert.equal(url.searchParams.get("state"), "of the app");
    assert.equal(url.searchParams.get("code"), null);
  });
}

await test("oauth2-mock-server: a required attribute that does not come is told", async () => {
  const { url } = await byMock({ sub: "nameless" });
  assert.equal(url.searchParams.get("error_description"), "attributes required: [email]");
});

await test("oauth2-mock-server: what the token endpoint says is handed on", async () => {
  mock.next("beforeResponse", (response) => {
    response.statusCode = 400;
    response.body = { error: "invalid_grant", error_description: "The code is stale" };
  });
  const { url } = await byMock(EMAIL);
  assert.equal(url.searchParams.get("error_description"), "Mock Error - 400 invalid_grant The code is stale");
});

await test("oauth2-mock-server: who says no is told to the app as such", async () => {
  mock.next("beforeAuthorizeRedirect", (redirect) => {
    redirect.url.searchParams.delete("code");
    redirect.url.searchParams.set("error", "access_denied");
    redirect.url.searchParams.set("error_description", "The person said no");
  });
  const { url } = await byMock(EMAIL);
  assert.equal(url.searchParams.get("error"), "access_denied");
  assert.equal(url.searchParams.get("error_description"), "The person said no");
});

async function atCertified(more) {
  const app = new App(emulator);
  const browser = new Browser();
  const login = await browser.open(app.address(more), CALLBACK);
  assert(login.url.href.startsWith(`${strict.issuer}/interaction/`), login.url.href);
  return { app, browser, login };
}

await test("oidc-provider: a person signs in and consents on its own pages", async () => {
  const { app, browser, login } = await atCertified({ idp_identifier: "Provider.example", login_hint: "grace" });
  const consent = await browser.submit(login, { login: "grace", password: "any" }, CALLBACK);
  const done = await browser.submit(consent, {}, CALLBACK);
  assert(done.url.href.startsWith(CALLBACK), done.url.href + done.html);
  const { claims } = await app.tokens(done.url);
  assert.equal(claims["cognito:username"], "Certified_grace");
  assert.equal(claims.email, "grace@provider.example");
  assert.equal(claims.email_verified, true);
  assert.equal(claims.name, "Name of grace");
  assert(browser.trail.some((address) => address.includes("login_hint=grace")));

  const again = new App(emulator);
  browser.trail.length = 0;
  const { url } = await browser.open(again.address({ identity_provider: "Certified" }), CALLBACK);
  assert.equal((await again.tokens(url)).claims.sub, claims.sub);
  assert(!browser.trail.some((address) => address.startsWith(strict.issuer)), "the hosted pages know her still");
});

await test("oidc-provider: a person aborts on its pages", async () => {
  const { browser, login } = await atCertified({ identity_provider: "Certified" });
  const abort = login.html.match(/href="([^"]*\/abort)"/)[1];
  const { url } = await browser.open(new URL(abort, login.url), CALLBACK);
  assert.equal(url.searchParams.get("error"), "access_denied");
  assert.equal(url.searchParams.get("state"), "of the app");
});

await test("oidc-provider: another browser cannot finish what one began", async () => {
  const { browser, login } = await atCertified({ identity_provider: "Certified" });
  const consent = await browser.submit(login, { login: "mallory", password: "any" }, back);
  const { url } = await browser.submit(consent, {}, back);
  const victim = await new Browser().open(url.href, CALLBACK);
  assert.equal(victim.url.pathname, "/error");
  const own = await browser.open(url.href, CALLBACK);
  assert(own.url.searchParams.get("code"));
  const replayed = await browser.open(url.href, CALLBACK);
  assert.equal(replayed.url.pathname, "/error");
});

await emulator.stop();
await mock.stop();
await strict.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
