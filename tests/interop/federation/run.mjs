// The emulator's federation with identity providers of other projects: oauth2-mock-server and oidc-provider for OpenID
// Connect, samlp for SAML.
//
// The emulator's program is in VESTIBULE_EMULATOR_PROGRAM.

import assert from "node:assert/strict";
import { Browser } from "./browser.mjs";
import { App, CALLBACK, POOL, freePort, start } from "./emulator.mjs";
import { certified, mockServer, settings } from "./openid.mjs";
import { finish, test } from "../support/suite.mjs";
import { EMAIL as EMAIL_CLAIM, NAME as NAME_CLAIM, person, provider } from "./saml.mjs";

const port = await freePort();
const back = `http://127.0.0.1:${port}/oauth2/idpresponse`;
const mock = await mockServer();
const strict = await certified(await freePort(), back);
const consumer = `http://127.0.0.1:${port}/saml2/idpresponse`;
const saml = await provider(await freePort(), consumer);
const emulator = await start(port, [
  {
    name: "Saml",
    type: "SAML",
    mapping: { email: EMAIL_CLAIM, name: NAME_CLAIM },
    details: { metadata_url: saml.metadataUrl },
  },
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
  assert.equal(claims["cognito:username"], "mock_johndoe");
  assert.equal(claims.nonce, "the app's nonce");
  assert.equal(claims.email, "john@mock.example");
  assert.equal(claims.email_verified, false);
  assert.equal(claims.name, "John");
  assert.deepEqual(claims["cognito:groups"], [`${POOL}_Mock`]);
  const [{ dateCreated, ...identity }] = claims.identities;
  assert.deepEqual(identity, {
    userId: "johndoe",
    providerName: "Mock",
    providerType: "OIDC",
    issuer: null,
    primary: "true",
  });
  assert.match(dateCreated, /^\d{13}$/);
  const response = await fetch(`${emulator.url}/oauth2/userInfo`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const info = await response.json();
  assert.equal(info.username, "mock_johndoe");
  assert.equal(JSON.parse(info.identities)[0].userId, "johndoe");
});

await test("oauth2-mock-server: the next sign-in brings the user up to date", async () => {
  const first = await byMock({ ...EMAIL, sub: "again", name: "Before" });
  const before = (await first.app.tokens(first.url)).claims;
  const second = await byMock({ sub: "again", email: "new@mock.example" });
  const after = (await second.app.tokens(second.url)).claims;
  assert.equal(before.sub, after.sub);
  assert.equal(after.email, "new@mock.example");
  assert.equal(after.name, "Before");
});

await test("oauth2-mock-server: a social name in its place", async () => {
  mockSays(EMAIL);
  const app = new App(emulator);
  const { url } = await new Browser().open(app.address({ identity_provider: "Google" }), CALLBACK);
  const { claims } = await app.tokens(url);
  assert.equal(claims["cognito:username"], "google_john@mock.example");
  assert.equal(claims.identities[0].providerType, "Google");
});

const refusals = {
  "another issuer": [
    (token) => {
      token.payload.iss = "https://evil.example";
    },
    "Bad id_token issuer",
  ],
  "another audience": [
    (token) => {
      token.payload.aud = "somebody";
    },
    "Bad id_token audience",
  ],
  "another nonce": [
    (token) => {
      token.payload.nonce = "old";
    },
    "Bad id_token nonce",
  ],
  "a token that is old": [
    (token) => {
      token.payload.exp = 1000;
    },
    "The id_token has expired",
  ],
  "a token of the future": [
    (token) => {
      token.payload.iat += 3600;
    },
    "The id_token is of the future",
  ],
  "a key that it does not publish": [
    (token) => {
      token.header.kid = "another";
    },
    "Bad id_token signature",
  ],
};
for (const [name, [change, description]] of Object.entries(refusals)) {
  await test(`oauth2-mock-server: ${name} is refused`, async () => {
    const { url } = await byMock(EMAIL, change);
    assert.equal(url.searchParams.get("error"), "invalid_request", url.href);
    assert.equal(url.searchParams.get("error_description"), description);
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
  assert.equal(claims["cognito:username"], "certified_grace");
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

/** Signs in at samlp; the form that it sends can be changed on its way. */
async function bySaml(user, options = {}, change = (xml) => xml, more = {}) {
  Object.assign(saml, { user, options });
  const app = new App(emulator);
  const browser = new Browser();
  const page = await browser.open(app.address({ identity_provider: "Saml", ...more }), CALLBACK);
  assert.match(page.html, /SAMLResponse/, page.html);
  const given = page.html.match(/name="SAMLResponse"\s+value="([^"]*)"/)[1];
  const changed = change(Buffer.from(given, "base64").toString());
  const SAMLResponse = Buffer.from(changed).toString("base64");
  const { url } = await browser.submit(page, { SAMLResponse }, CALLBACK);
  return { app, browser, page, url };
}

for (const [name, options] of [
  ["a signed assertion", {}],
  ["a signed response", { signAssertion: false, signResponse: true }],
  ["both signed", { signResponse: true }],
  ["a signature with a prefix", { signatureNamespacePrefix: "ds" }],
  ["typed attributes", { typedAttributes: true, includeAttributeNameFormat: true }],
]) {
  await test(`samlp: ${name}`, async () => {
    const { app, url } = await bySaml(person("hopper"), options);
    assert.equal(url.searchParams.get("state"), "of the app", url.href);
    const { claims } = await app.tokens(url);
    assert.equal(claims["cognito:username"], "saml_hopper");
    assert.equal(claims.email, "hopper@saml.example");
    assert.equal(claims.name, "Name of hopper <&>");
    assert.deepEqual(claims["cognito:groups"], [`${POOL}_Saml`]);
    assert.equal(claims.identities[0].providerType, "SAML");
    assert.equal(claims.identities[0].issuer, saml.issuer);
  });
}

await test("samlp reads the request", async () => {
  await bySaml(person("hopper"), {}, undefined, { prompt: "login" });
  assert.equal(saml.request.issuer, `urn:amazon:cognito:sp:${POOL}`);
  assert.equal(saml.request.assertionConsumerServiceURL, consumer);
  assert.equal(saml.request.forceAuthn, "true");
  assert.match(saml.request.id, /^_/);
});

const unsigned = "Error in SAML response processing: SAML Assertion signature is invalid";
const part = (name) => `Invalid SAML response received: ${name} is not valid`;
const samlRefusals = {
  "nothing signed": [{ signAssertion: false }, undefined, unsigned],
  "a name that was changed": [{}, (xml) => xml.replace(/(<(?:\w+:)?NameID[^>]*>)hopper/, "$1eve"), unsigned],
  "SHA-1": [{ signatureAlgorithm: "rsa-sha1", digestAlgorithm: "sha1" }, undefined, unsigned],
  "another audience": [{ audience: "urn:amazon:cognito:sp:eu-west-1_Other" }, undefined, part("Audience")],
  "another issuer": [{ issuer: "urn:somebody" }, undefined, part("Issuer")],
  "another recipient": [{ recipient: "http://other.example/" }, undefined, part("SubjectConfirmation")],
  "another request": [{ inResponseTo: "_another" }, undefined, part("InResponseTo")],
  "another's assertion before it": [
    {},
    (xml) => {
      const [assertion] = xml.match(/<saml:Assertion[\s\S]*<\/saml:Assertion>/);
      const forged = assertion.replace(/<Signature[\s\S]*<\/Signature>/, "").replaceAll("hopper", "eve");
      return xml.replace(assertion, forged.replace(/ID="[^"]*"/, 'ID="_forged"') + assertion);
    },
    part("Assertion"),
  ],
};
for (const [name, [options, change, description]] of Object.entries(samlRefusals)) {
  await test(`samlp: ${name} is refused`, async () => {
    const { url } = await bySaml(person("hopper"), options, change);
    assert.equal(url.searchParams.get("error"), "invalid_request", url.href);
    assert.equal(url.searchParams.get("error_description"), description);
    assert.equal(url.searchParams.get("code"), null);
  });
}

await test("samlp: who says no is told to the app as such", async () => {
  const { url } = await bySaml(undefined);
  assert.equal(url.searchParams.get("error"), "access_denied");
  assert.equal(url.searchParams.get("error_description"), "Error in SAML response processing: AuthnFailed");
});

await test("samlp: a response works once", async () => {
  const { browser, page } = await bySaml(person("hopper"));
  const again = await browser.submit(page, {}, CALLBACK);
  assert.equal(again.url.pathname, "/error");
});

await emulator.stop();
await saml.stop();
await mock.stop();
await strict.stop();
finish();
