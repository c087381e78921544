// Migration from the real amazon-cognito-identity-js and the real Amplify, 5 and 6, in Chromium: their sessions are
// taken over, and they can read the sessions that this library writes for them.
//
// The emulator's address is in VESTIBULE_EMULATOR_URL, the browser in CHROME.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { chromium } from "@playwright/test";
import { Browser } from "../federation/browser.mjs";
import { admin, emulator as endpoint, finish, test } from "../support/suite.mjs";
import { PEERS, serve } from "./site.mjs";

const FACTORS = { userPoolId: "eu-west-1_Factors01", clientId: "vestibuledemofactors000008", endpoint };
const ROTATION = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemorotation00005", endpoint };
const BROWSER = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001", endpoint };
/** Amplify insists on a hosted UI under https. */
const DOMAIN = "auth.example.test";

/** A test in a browser that nobody has used. */
function inBrowser(name, body) {
  return test(name, async () => {
    const context = await browser.newContext();
    try {
      await body(context);
    } finally {
      await context.close();
    }
  });
}

const site = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

/** Somebody with an account. */
async function resident({ userPoolId: UserPoolId }) {
  const mark = randomUUID().slice(0, 8);
  // Dots are part of names.
  const [Username, Password] = [`ada.${mark}`, `Engine-${mark}-A1`];
  const UserAttributes = [
    { Name: "email", Value: `${mark}@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  await admin("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS", UserAttributes });
  await admin("AdminSetUserPassword", { UserPoolId, Username, Password, Permanent: true });
  return [Username, Password];
}

/** A page with the old code, configured. */
async function old(context, peer, settings) {
  const page = await context.newPage();
  await page.goto(site.url);
  await page.evaluate(async ([path, it]) => (await import(path)).configure(it), [`/peers/${peer}.js`, settings]);
  const call = (name, ...given) =>
    page.evaluate(
      async ([path, name, given]) => (await import(path))[name](...given),
      [`/peers/${peer}.js`, name, given],
    );
  return { page, call };
}

/** A page with the new code; `answered` has the challenges that were answered there, `asked` the operations. */
async function fresh(context, settings, more = {}) {
  const page = await context.newPage();
  const seen = { answered: [], asked: [] };
  page.on("request", (request) => {
    const operation = request.headers()["x-amz-target"]?.split(".")[1];
    if (!operation) return;
    seen.asked.push(operation);
    if (operation === "RespondToAuthChallenge") seen.answered.push(request.postDataJSON().ChallengeName);
  });
  await page.goto(site.url);
  await page.evaluate(
    async (it) => {
      const { Vestibule } = await import("/ours/index.js");
      window.auth = await Vestibule.create(it);
      window.changes = [];
      window.auth.onChange(({ kind }) => window.changes.push(kind));
    },
    { ...settings, ...more },
  );
  // By the name of a method, or of a group and a method: "devices.this".
  const call = (name, ...given) =>
    page.evaluate(
      ([names, given]) => {
        const method = names.pop();
        return names.reduce((it, group) => it[group], window.auth)[method](...given);
      },
      [name.split("."), given],
    );
  return { page, call, ...seen };
}

/** The session there is the one of this token: a browser shows a page late what another one stored. */
async function comesTo(there, accessToken) {
  for (let look = 0; look < 20; look += 1) {
    const session = await there.call("session").catch(() => undefined);
    if (session?.accessToken === accessToken) return;
    await new Promise((over) => setTimeout(over, 100));
  }
  assert.equal((await there.call("session")).accessToken, accessToken);
}

const keys = ({ page }) => page.evaluate(() => Object.keys(localStorage).sort());
const foreignKeys = async (it) => (await keys(it)).filter((key) => !key.startsWith("vestibule."));

for (const peer of PEERS) {
  await inBrowser(`${peer}: a session and its device are taken over, and nothing is left`, async (context) => {
    const [username, password] = await resident(FACTORS);
    const before = await old(context, peer, FACTORS);
    await before.call("signIn", username, password);
    await before.call("rememberDevice");
    const { accessToken } = await before.call("session");
    const deviceKey = await before.page.evaluate((end) => {
      const key = Object.keys(localStorage).find((it) => it.endsWith(end));
      return localStorage.getItem(key);
    }, `${username}.deviceKey`);
    await before.page.close();

    const it = await fresh(context, FACTORS);
    const session = await it.call("session");
    assert.equal(session.username, username);
    assert.equal(session.accessToken, accessToken);
    assert.deepEqual(it.asked, [], "it costs no request");
    assert.deepEqual(await foreignKeys(it), []);
    assert.deepEqual(await it.page.evaluate(() => window.changes), []);
    const renewed = await it.call("refresh");
    assert.notEqual(renewed.accessToken, accessToken);
    assert.equal((await it.call("devices.this")).key, deviceKey);
    assert.equal((await it.call("profile.user")).username, username);

    assert.deepEqual(await it.call("signOut"), {});
    assert.deepEqual(await keys(it), [`vestibule.${FACTORS.clientId}.devices`]);
    // The device proves itself: its secret is the one that the old code made.
    const step = await it.call("signIn", { username, password });
    assert.equal(step.kind, "done");
    assert.deepEqual(it.answered, ["PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"]);
    const again = await old(context, peer, FACTORS);
    assert.equal(await again.call("session"), undefined, "the old code finds nobody");
  });

  await inBrowser(`${peer}: a session that has expired is renewed in the new code`, async (context) => {
    const [username, password] = await resident(FACTORS);
    const before = await old(context, peer, FACTORS);
    await before.call("signIn", username, password);
    await before.page.close();
    await context.clock.install({ time: Date.now() + 3 * 3600 * 1000 });
    const it = await fresh(context, FACTORS);
    await it.call("session");
    assert.ok(it.asked.includes("GetTokensFromRefreshToken"), it.asked.join());
  });

  await inBrowser(`${peer}: beside each other, both read and renew one session`, async (context) => {
    const [username, password] = await resident(FACTORS);
    const it = await fresh(context, FACTORS, { sideBySide: true });
    assert.equal((await it.call("signIn", { username, password })).kind, "done");
    const session = await it.call("refresh");
    const before = await old(context, peer, FACTORS);
    assert.deepEqual(await before.call("session"), { accessToken: session.accessToken, idToken: session.idToken });
    // They renew, with the device's key that they were handed, and this library goes on from there.
    await new Promise((over) => setTimeout(over, 1100));
    const renewed = await before.call("renew");
    assert.notEqual(renewed.accessToken, session.accessToken);
    await comesTo(it, renewed.accessToken);
    const again = await it.call("refresh");
    assert.notEqual(again.accessToken, renewed.accessToken);
    const reloaded = await old(context, peer, FACTORS);
    await comesTo(reloaded, again.accessToken);
    await it.call("signOut");
    const after = await old(context, peer, FACTORS);
    assert.equal(await after.call("session"), undefined);
    assert.deepEqual(
      (await foreignKeys(it)).filter((key) => !/[dD]evice|randomPassword/.test(key)),
      [],
    );
  });

  await inBrowser(`${peer}: beside each other, a sign-in and a sign-out there are ones here`, async (context) => {
    await context.clock.install();
    const [username, password] = await resident(FACTORS);
    const it = await fresh(context, FACTORS, { sideBySide: true });
    const before = await old(context, peer, FACTORS);
    await before.call("signIn", username, password);
    await comesTo(it, (await before.call("session")).accessToken);
    assert.equal((await it.call("session")).username, username);
    await it.call("refresh");
    // Right after a renewal it could be a race that they have lost.
    await context.clock.fastForward(11_000);
    const reloaded = await old(context, peer, FACTORS);
    await reloaded.call("signOut");
    await new Promise((over) => setTimeout(over, 500));
    const kind = await it.page.evaluate(() =>
      window.auth.session().then(
        () => "session",
        (error) => error.kind,
      ),
    );
    assert.equal(kind, "signedOut");
    assert.deepEqual(await it.page.evaluate(() => window.changes.at(-1)), "signedOut");
  });
}

await inBrowser("amplify-6: refresh tokens that serve once are used once, whoever renews", async (context) => {
  const [username, password] = await resident(ROTATION);
  const it = await fresh(context, ROTATION, { sideBySide: true });
  const before = await old(context, "amplify-6", ROTATION);
  await before.call("signIn", username, password);
  for (let round = 0; round < 3; round += 1) {
    await new Promise((over) => setTimeout(over, 1100));
    const renewed = await before.call("renew");
    await comesTo(it, renewed.accessToken);
    await new Promise((over) => setTimeout(over, 1100));
    const session = await it.call("refresh");
    await comesTo(before, session.accessToken);
  }
});

await inBrowser("amplify-6: a session by redirect is taken over as one", async (context) => {
  const [username, password] = await resident(BROWSER);
  const callback = `${site.url}/callback`;
  const settings = { ...BROWSER, domain: DOMAIN, callback };
  await context.route(`https://${DOMAIN}/**`, async (route) => {
    const request = route.request();
    const url = request.url().replace(`https://${DOMAIN}`, endpoint);
    if (!request.isNavigationRequest()) return route.fulfill({ response: await route.fetch({ url }) });
    // The person at the hosted pages.
    const person = new Browser();
    const arrived = await person.submit(await person.open(url), { username, password }, callback);
    await route.fulfill({ status: 302, headers: { location: arrived.url.href } });
  });
  const before = await old(context, "amplify-6", settings);
  await before.call("redirect").catch(() => {}); // the page is left
  await before.page.waitForURL(/callback\?/);
  await before.page.evaluate(async (it) => (await import("/peers/amplify-6.js")).arrived(it), settings);
  const { accessToken } = await before.call("session");
  await before.page.close();

  const it = await fresh(context, BROWSER);
  assert.equal((await it.call("session")).accessToken, accessToken);
  assert.deepEqual(await foreignKeys(it), []);
  assert.match(
    await it.page.evaluate((key) => localStorage.getItem(key), `vestibule.${BROWSER.clientId}.session`),
    /"redirect"/,
  );
  assert.notEqual((await it.call("refresh")).accessToken, accessToken);
});

await inBrowser("twenty tabs take one session over, and one of them renews it", async (context) => {
  const [username, password] = await resident(ROTATION);
  const before = await old(context, "amplify-6", ROTATION);
  await before.call("signIn", username, password);
  await before.page.close();
  const tabs = await Promise.all(Array.from({ length: 20 }, () => fresh(context, ROTATION)));
  const sessions = await Promise.all(tabs.map((tab) => tab.call("session")));
  assert.equal(new Set(sessions.map((session) => session.accessToken)).size, 1);
  assert.deepEqual(await foreignKeys(tabs[0]), []);
  await tabs[7].call("refresh");
  assert.equal(tabs.flatMap((tab) => tab.asked).length, 1);
});

await browser.close();
site.close();
finish();
