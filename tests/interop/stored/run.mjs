// What the entry of the npm package answers from the browser's storage without WebAssembly: the same cases as for the
// library in tests/native/tests/client/stored.rs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { finish, load, root, test } from "../support/suite.mjs";
import { identityCases } from "./identity.mjs";
import { all, NOW, text, times } from "./records.mjs";

const { Vestibule, VestibuleError } = await load();
const POOL = { userPoolId: "eu-west-1_Vestibule", clientId: "vestibuledemobrowser000001" };
const KEY = `vestibule.${POOL.clientId}.session`;

// A storage as browsers have it: what is in it are its own properties, and the methods are not.
class FakeStorage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  removeItem(key) {
    delete this[key];
  }

  setItem(key, value) {
    this[key] = String(value);
  }
}

Date.now = () => NOW;

/** Opens the page anew over what is stored; `asked` counts how often the WebAssembly was wanted. */
function open(storages) {
  globalThis.window = storages;
  const seen = { asked: 0 };
  const wasm = {
    then(_, refuse) {
      seen.asked++;
      refuse(new Error("there is none"));
    },
  };
  return { seen, wasm };
}

// The source that is named first holds for the page, so that one counter serves all cases.
const storages = () => ({ localStorage: new FakeStorage(), sessionStorage: new FakeStorage() });
const { seen, wasm } = open(storages());

const outcome = (promise) => promise.then((value) => ({ value }), (error) => ({ error }));

async function ask(windows, settings) {
  globalThis.window = windows;
  const auth = await Vestibule.create({ ...POOL, ...settings }, { wasm });
  // What is only fetched ahead is no question.
  await new Promise((over) => setTimeout(over, 1));
  const before = seen.asked;
  const result = await outcome(auth.session());
  auth.free();
  return { ...result, asked: seen.asked - before, ahead: before };
}

const challenges = JSON.parse(readFileSync(join(root, "tests/cases/challenges.json"), "utf8"));
const { requiredStepUp } = await load("fetch.js");
for (const it of challenges.cases) {
  await test(it.name, async () => assert.deepEqual(requiredStepUp(it.header) ?? null, it.wanted));
}

for (const it of all.cases) {
  await test(it.name, async () => {
    const windows = storages();
    const stored = text(it);
    if (stored !== null) windows[`${it.place ?? "local"}Storage`][KEY] = stored;
    if (it.active !== undefined) windows.localStorage[`${KEY}.active`] = String(typeof it.active === "string" ? it.active : NOW - it.active);
    const before = seen.asked;
    const { value, error, asked } = await ask(windows, {
      storage: it.storage,
      ...(it.limits && { signOutAfter: it.limits }),
      ...(it.pool && { userPoolId: it.pool }),
      ...(it.issuer && { issuer: it.issuer }),
      ...(it.endpoint && { endpoint: it.endpoint }),
      ...(it.fallbackEndpoint && { fallbackEndpoint: it.fallbackEndpoint }),
    });
    if (it.entry === "session") {
      assert.equal(error, undefined);
      assert.equal(seen.asked, before, "a fresh session needs no WebAssembly, and none is fetched ahead");
      const { idToken, accessToken } = JSON.parse(stored);
      const claims = { ...all.id, ...times(it), ...it.id?.claims };
      const accessClaims = { ...all.access, ...times(it), ...it.access?.claims };
      const groups = it.groups ?? all.groups;
      const level = { ...(it.acr && { acr: it.acr }), amr: it.amr ?? [] };
      const expiresAt = NOW - it.age + (it.life ?? all.life);
      assert.deepEqual(value, { username: "ada", idToken, accessToken, expiresAt, state: "fresh", groups, ...level, claims, accessClaims });
      return;
    }
    assert.ok(error instanceof VestibuleError);
    assert.notEqual(seen.asked, before, "somebody who is not signed in will need it");
    assert.equal(error.kind, it.entry === "asks" ? "network" : "signedOut");
    assert.equal(asked, it.entry === "asks" ? 1 : 0);
  });
}

const fresh = () => text({ age: 0 });

await test("a storage that the browser forbids holds nobody", async () => {
  const windows = {
    get localStorage() {
      throw new Error("forbidden");
    },
    get sessionStorage() {
      throw new Error("forbidden");
    },
  };
  const { error } = await ask(windows, {});
  assert.deepEqual([error.kind, error.message, error.help, error.retryable], ["signedOut", "nobody is signed in", "", false]);
});

await test("what another library keeps of this app client is the WebAssembly's to judge", async () => {
  const windows = storages();
  windows.localStorage[`CognitoIdentityServiceProvider.${POOL.clientId}.LastAuthUser`] = "ada";
  assert.equal((await ask(windows, {})).error.kind, "network");
});

await test("another app client's session is none of this one's", async () => {
  const windows = storages();
  windows.localStorage[KEY] = fresh();
  const { error } = await ask(windows, { clientId: "another" });
  assert.equal(error.kind, "signedOut");
});

await test("settings that are not surely right wait for the WebAssembly, whoever is signed in", async () => {
  const windows = storages();
  windows.localStorage[KEY] = fresh();
  for (const settings of [{ domain: "auth" }, { redirectUri: "http://example.com" }, { scopes: ["email"] }, { endpoint: "x" }])
    assert.equal((await outcome(ask(windows, settings))).error.kind, "network", JSON.stringify(settings));
});

await test("an Amplify project's session is read the same way", async () => {
  const windows = storages();
  windows.localStorage[KEY] = fresh();
  globalThis.window = windows;
  const auth = { user_pool_id: POOL.userPoolId, user_pool_client_id: POOL.clientId };
  const oauth = { domain: "x.auth.eu-west-1.amazoncognito.com", redirect_sign_in_uri: ["https://example.com/"], scopes: ["openid"] };
  const before = seen.asked;
  for (const outputs of [{ auth }, { auth: { ...auth, oauth } }, JSON.stringify({ auth })])
    assert.equal((await (await Vestibule.fromAmplifyOutputs(outputs, {}, { wasm })).session()).username, "ada");
  assert.equal(seen.asked, before);
  const refused = { auth: { ...auth, client_secret: "s" } };
  assert.equal((await outcome(Vestibule.fromAmplifyOutputs(refused, {}, { wasm }))).error.kind, "network");
});

await test("an address that is no answer of the hosted pages asks nobody", async () => {
  const windows = storages();
  windows.localStorage[KEY] = fresh();
  globalThis.window = windows;
  const auth = await Vestibule.create(POOL, { wasm });
  const before = seen.asked;
  for (const href of ["https://example.com/", "https://example.com/?q=1#decoded", undefined]) {
    globalThis.location = { href };
    assert.equal(await auth.handleCallback(), undefined);
  }
  assert.equal(seen.asked, before);
  delete globalThis.location;
});

await test("a code or an error of the app's own asks nobody, and what may lack its state asks the core", async () => {
  const page = "https://example.com/cb";
  const refusal = "?error=x&error_description=y";
  const settings = { ...POOL, domain: "auth.example.com", redirectUri: `${page}?from=us` };
  const portal = { ...settings, idpInitiated: "Mailbox" };
  for (const [settings_, flow, href, isAsked] of [
    [POOL, true, `${page}?code=SUMMER`, false],
    [settings, false, `${page}?code=SUMMER`, false],
    [settings, true, `${page}?code=SUMMER`, false],
    [settings, true, `${page}?code=1&state=2`, false],
    [settings, true, `${page}#code=1&state=another.abc`, false],
    [settings, false, page + refusal, false],
    [settings, true, `${page}${refusal}&state=2`, false],
    [settings, true, `https://example.com/${refusal}`, false],
    [settings, true, page + refusal, true],
    [settings, true, `${page}/${refusal}`, true],
    [settings, true, page + refusal.replace("?", "#"), true],
    [settings, true, `${page}?a=1&${refusal.slice(1)}`, true],
    [settings, "popup", page + refusal, true],
    [settings, "popup", `${page}?code=SUMMER`, false],
    [portal, false, `${page}?code=1`, true],
    [portal, false, page + refusal, true],
    [portal, false, `${page}?code=1&state=2`, false],
    [portal, false, `${page}?promocode=1`, false],
    [portal, false, "https://example.com/sale?code=SUMMER", false],
  ]) {
    const windows = storages();
    windows.localStorage[KEY] = fresh();
    // Another app client's flow is none of this one's.
    const own = flow === "popup" ? "vestibule.popup" : `vestibule.redirect.${POOL.clientId}.abc`;
    windows.sessionStorage[flow ? own : "vestibule.redirect.another.abc"] = "{}";
    globalThis.window = windows;
    const auth = await Vestibule.create(settings_, { wasm });
    const before = seen.asked;
    globalThis.location = { href };
    const { error } = await outcome(auth.handleCallback());
    assert.equal(error?.kind, isAsked ? "network" : undefined, href);
    assert.equal(seen.asked - before, isAsked ? 1 : 0, href);
    assert.equal(globalThis.location.href, href);
  }
  delete globalThis.location;
});

await test("an answer to this client is taken out of the address before anything is fetched, and kept", async () => {
  const windows = storages();
  globalThis.window = windows;
  const state = `${POOL.clientId}.abc`;
  const callbackKey = `vestibule.callback.${POOL.clientId}`;
  globalThis.history = { state: 7, replaceState: (same, _, href) => (globalThis.location = { href, same }) };
  for (const [address, clean, isKept] of [
    [`/cb?a=%20&code=1&state=${state}&b`, "/cb?a=%20&b", true],
    [`/cb?code=1&state=${encodeURIComponent(state)}#top`, "/cb#top", true],
    [`/cb?error=access_denied&error_description=No&state=${state}`, "/cb", true],
    [`/cb?x=1#access_token=a&id_token=b&expires_in=3600&token_type=Bearer&state=${state}&mine`, "/cb?x=1#mine", false],
  ]) {
    delete windows.sessionStorage[callbackKey];
    globalThis.location = { href: `https://example.com${address}` };
    const auth = await Vestibule.create(POOL, { wasm });
    const error = async () => (await outcome(auth.handleCallback())).error;
    assert.equal((await error()).kind, "network");
    assert.equal(globalThis.location.href, `https://example.com${clean}`);
    assert.equal(windows.sessionStorage[callbackKey]?.replace(/^\d+ /, ""), isKept ? `https://example.com${address}` : undefined);
    // It is tried again: by this page, and after a reload where it may rest in the tab.
    assert.equal((await error()).kind, "network");
    const reloaded = await Vestibule.create(POOL, { wasm });
    assert.equal((await outcome(reloaded.handleCallback())).error?.kind, isKept ? "network" : undefined);
  }
  // Another app client's, or an app's own.
  for (const href of ["?code=1&state=another.abc", "?code=1&xstate=" + state]) {
    globalThis.location = { href: `https://example.com/${href}` };
    await outcome((await Vestibule.create(POOL, { wasm })).handleCallback());
    assert.equal(globalThis.location.href, `https://example.com/${href}`);
  }
  delete globalThis.location;
  delete globalThis.history;
});

await test("an unfinished sign-in is asked for only where there may be one", async () => {
  const windows = storages();
  globalThis.window = windows;
  const auth = await Vestibule.create(POOL, { wasm });
  assert.equal(await auth.resumeSignIn(), undefined);
  windows.sessionStorage[`vestibule.${POOL.clientId}.signIn`] = "{}";
  assert.equal((await outcome(auth.resumeSignIn())).error.kind, "network");
});

await test("signing out needs no WebAssembly: the record goes, every tab hears it, devices stay", async () => {
  const windows = storages();
  windows.localStorage[KEY] = fresh();
  const amplifyPrefix = `CognitoIdentityServiceProvider.${POOL.clientId}`;
  windows.localStorage[`${amplifyPrefix}.LastAuthUser`] = "ada";
  windows.localStorage[`${amplifyPrefix}.ada.refreshToken`] = "theirs";
  windows.localStorage[`${amplifyPrefix}.ada.deviceKey`] = "eu-west-1_device";
  windows.localStorage["another.app"] = "stays";
  globalThis.window = windows;
  const auth = await Vestibule.create(POOL, { wasm });
  const changes = [];
  auth.onChange(({ kind, reason, sequence }) => changes.push([kind, reason, sequence]));
  const channel = new BroadcastChannel(KEY);
  const message = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(JSON.parse(data))));
  const { revision } = JSON.parse(windows.localStorage[KEY]);
  const report = await auth.signOut();
  assert.equal(report.unfinished.kind, "network");
  assert.deepEqual(Object.keys(windows.localStorage).sort(), [`${amplifyPrefix}.ada.deviceKey`, "another.app"].sort());
  assert.deepEqual(await message, { notice: "signedOut", revision: -(revision + 1) });
  assert.deepEqual(changes, [["signedOut", "asked", revision + 1]]);
  channel.close();
  // The device's key names the app client, so that only the core could say that nobody is there.
  assert.equal((await outcome(auth.session())).value, undefined);
});

await test("signing out leaves other libraries' sessions where the settings say so", async () => {
  const windows = storages();
  windows.localStorage[KEY] = fresh();
  const amplifyKey = `CognitoIdentityServiceProvider.${POOL.clientId}.LastAuthUser`;
  windows.localStorage[amplifyKey] = "ada";
  globalThis.window = windows;
  const auth = await Vestibule.create({ ...POOL, migrate: false }, { wasm });
  await auth.signOut();
  assert.deepEqual(Object.keys(windows.localStorage), [amplifyKey]);
});

// A session that is fresh, whose person was active so long ago.
function active(ago, age = 1_800_000) {
  const windows = storages();
  windows.localStorage[KEY] = text({ age, signedIn: 7_200_000 });
  windows.localStorage[`${KEY}.active`] = String(NOW - ago);
  globalThis.window = windows;
  return windows;
}

const LIMITED = { ...POOL, signOutAfter: { idle: 900_000, total: 28_800_000 } };
// A page waits before it ends a session, so that the app can listen first.
const waitForEnd = () => new Promise((over) => setTimeout(over, 2100));

await test("a session whose time is over ends without the WebAssembly, in all tabs, with its reason", async () => {
  for (const [reason, ago, signOutAfter] of [
    ["idle", 900_000, { idle: 900_000 }],
    ["total", 0, { idle: 900_000, total: 7_200_000 }],
  ]) {
    const windows = active(ago);
    const { revision } = JSON.parse(windows.localStorage[KEY]);
    const channel = new BroadcastChannel(KEY);
    const message = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(JSON.parse(data))));
    const auth = await Vestibule.create({ ...POOL, signOutAfter }, { wasm });
    const changes = [];
    auth.onChange(({ kind, reason, sequence }) => changes.push([kind, reason, sequence]));
    await waitForEnd();
    assert.deepEqual(changes, [["signedOut", reason, revision + 1]]);
    assert.deepEqual(await message, { notice: reason, revision: -(revision + 1) });
    assert.deepEqual(Object.keys(windows.localStorage), []);
    assert.equal((await outcome(auth.session())).error.kind, "signedOut");
    channel.close();
    auth.free();
  }
});

await test("without the WebAssembly, inactivity ends all accounts, and a session that has lasted long enough its own", async () => {
  const accounts = `vestibule.${POOL.clientId}.accounts`;
  for (const [left, ago, signOutAfter] of [
    [[], 900_000, { idle: 900_000 }],
    // The time of the last activity stays for whoever is parked, who ends by it as well.
    [[`${KEY}.active`, accounts], 0, { idle: 900_000, total: 7_200_000 }],
  ]) {
    const windows = active(ago);
    windows.localStorage[accounts] = JSON.stringify([text({ age: 1_800_000, signedIn: 1_800_000 })]);
    const auth = await Vestibule.create({ ...POOL, accounts: true, signOutAfter }, { wasm });
    await waitForEnd();
    assert.deepEqual(Object.keys(windows.localStorage), left);
    auth.free();
  }
});

await test("activity is noted at once where somebody is signed in, and after the end no more", async () => {
  const windows = active(600_000);
  const auth = await Vestibule.create(LIMITED, { wasm });
  auth.active();
  assert.equal(windows.localStorage[`${KEY}.active`], String(NOW));
  assert.equal((await auth.session()).state, "fresh");
  auth.free();
  assert.throws(() => auth.active(), { kind: "aborted" });

  const over = active(900_000);
  const late = await Vestibule.create(LIMITED, { wasm });
  late.active();
  assert.notEqual(over.localStorage[`${KEY}.active`], String(NOW));
  assert.equal((await outcome(late.session())).value, undefined);
  await waitForEnd();
  late.active();
  assert.deepEqual(Object.keys(over.localStorage), []);
  late.free();
});

await test("without the setting nothing is noted, and nothing ends", async () => {
  const windows = active(86_400_000);
  const before = windows.localStorage[`${KEY}.active`];
  const auth = await Vestibule.create(POOL, { wasm });
  auth.active();
  assert.equal((await auth.session()).state, "fresh");
  assert.equal(windows.localStorage[`${KEY}.active`], before);
});

await test("limits that are none are refused", async () => {
  for (const signOutAfter of [{ idle: 900 }, { idle: "900000" }, { total: 0 }, { hours: 8 }, { idle: 90_000.5 }, { total: 59_999 }, 900_000, "15 minutes", null, []]) {
    const { error } = await outcome(Vestibule.create({ ...POOL, signOutAfter }, { wasm }));
    assert.equal(error?.kind, "configuration", JSON.stringify(signOutAfter));
  }
});

await test("where nobody is signed in, signing out asks nobody", async () => {
  globalThis.window = storages();
  const auth = await Vestibule.create(POOL, { wasm });
  const before = seen.asked;
  assert.deepEqual(await auth.signOut(), {});
  assert.equal(seen.asked, before);
});

await identityCases(storages, (windows, settings) => {
  globalThis.window = windows;
  return Vestibule.create({ ...POOL, ...settings }, { wasm });
});

finish();
