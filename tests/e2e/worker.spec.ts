// The refresh token in a worker: what the page has, what the worker sends, and what happens to the session when one of
// them ends. Refresh tokens can be used once here, without any grace period.

import { Api } from "./support/api.ts";
import { RecordingProxy } from "./support/recording-proxy.ts";
import { CLIENT, FACTORS } from "./support/emulator.ts";
import { Hosted } from "./support/hosted.ts";
import { expect } from "./support/test.ts";
import { createClient, current, expectNoRefreshToken, headersOf, killWorker, errorKind, storeAmplifySession, readAll, readHandle, RENEWAL, renewal, signIn, sendToWorker, test, token, workerName } from "./support/worker.ts";

test("the page has no refresh token, and rotation goes on without it", async ({ recorder, tab }) => {
  const page = await tab();
  await signIn(page);
  await expectNoRefreshToken(page, recorder);
  const first = await token(page);
  for (let round = 1; round <= 3; round += 1) {
    await page.evaluate(() => window.auth.refresh());
    expect(recorder.count(RENEWAL)).toBe(round);
  }
  expect(await token(page)).not.toBe(first);
  expect(new Set(recorder.refreshTokens).size, "they are rotated").toBe(4);
  await expectNoRefreshToken(page, recorder);
  expect(await page.evaluate(() => (window as unknown as { posted: string[] }).posted), "the page itself asks for nothing").toEqual([]);
});

test("the page sends requests to an app's API, also by POST, and the worker renews a token that the API rejects", async ({ cognito, recorder, tab }) => {
  const page = await tab();
  const api = await Api.start(cognito);
  await createClient(page, recorder, { apiOrigins: [api.origin] });
  await signIn(page);
  const post = (body: string) =>
    page.evaluate(
      async ([address, body]) => {
        const response = await window.auth.fetch(address, { method: "POST", body });
        return [response.status, await response.json()];
      },
      [`${api.origin}/orders`, body] as const,
    );
  const first = await token(page);
  expect(await post("one")).toEqual([200, { use: "access", user: "ada", body: "one" }]);
  api.rejected.add(first);
  expect(await post("two")).toEqual([200, { use: "access", user: "ada", body: "two" }]);
  expect(api.tokens).toEqual([first, first, await token(page)]);
  expect(recorder.count(RENEWAL)).toBe(1);
  const posted = await page.evaluate(() => (window as unknown as { posted: string[] }).posted);
  expect(posted, "what is Cognito's is sent by the worker").toEqual([]);
  await expectNoRefreshToken(page, recorder);
  api.stop();
});

test("all tabs share the session, and a reload keeps it while another tab is open", async ({ recorder, tab }) => {
  const [here, there] = [await tab(), await tab()];
  await signIn(here);
  await expect.poll(() => current(there)).toBe("ada");
  await there.evaluate(() => window.auth.refresh());
  expect(await token(here)).toBe(await token(there));
  await here.reload();
  await createClient(here, recorder);
  expect(await token(here)).toBe(await token(there));
  await here.evaluate(() => window.auth.refresh());
  expect(await token(here)).toBe(await token(there));
  expect(recorder.count(RENEWAL)).toBe(2);
  await expectNoRefreshToken(here, recorder);
  await here.close();
  await there.close();
  // The worker ended with the last tab.
  const anew = await tab();
  await expect.poll(() => errorKind(anew)).toBe("signedOut");
});

test("a response to a page that was closed meanwhile loses nothing", async ({ recorder, tab }) => {
  const [dying, other] = [await tab(), await tab()];
  await signIn(dying);
  await expect.poll(() => current(other)).toBe("ada");
  recorder.delay = 1000;
  await dying.evaluate(() => void window.auth.refresh());
  await expect.poll(() => recorder.count(RENEWAL)).toBe(1);
  await dying.close();
  await other.evaluate(() => window.auth.refresh());
  expect(await errorKind(other)).toBe("none");
  expect(recorder.count(RENEWAL)).toBe(2);
  expect(new Set(recorder.refreshTokens).size).toBe(3);
});

test("a sign-out revokes the real token, and the worker forgets it", async ({ recorder, tab }) => {
  const [here, there] = [await tab(), await tab()];
  await signIn(here);
  await expect.poll(() => current(there)).toBe("ada");
  const handle = await here.evaluate(readHandle, workerName(recorder));
  expect(handle).toMatch(/^vestibule-handle\./);
  const report = await there.evaluate(() => window.auth.signOut());
  expect(report).toEqual({});
  const [revocation] = recorder.seen.filter(({ name }) => name === "RevokeToken");
  expect(JSON.parse(revocation.sent).Token).toBe(recorder.refreshTokens.at(-1));
  await expect.poll(() => errorKind(here)).toBe("signedOut");
  const before = recorder.seen.length;
  const response = await here.evaluate(sendToWorker, [workerName(recorder), renewal(recorder, handle ?? "")] as const);
  expect(JSON.stringify(response)).toContain("NotAuthorizedException");
  expect(recorder.seen.length, "there is nothing to send").toBe(before);
});

test("a killed worker is started again, and the session ends because its token is lost", async ({ recorder, tab }) => {
  const page = await tab();
  await signIn(page);
  const before = await token(page);
  await killWorker(page);
  expect(await token(page), "what the page has serves yet").toBe(before);
  const error = await page.evaluate(() => window.auth.refresh().then(() => undefined, ({ kind, message }) => ({ kind, message })));
  expect(error?.kind).toBe("sessionExpired");
  expect(error?.message).toContain("worker");
  expect(await page.evaluate(() => window.changes.at(-1)?.kind)).toBe("signedOut");
  expect(recorder.count(RENEWAL)).toBe(0);
  await signIn(page);
  await page.evaluate(() => window.auth.refresh());
  expect(recorder.count(RENEWAL)).toBe(1);
});

test.describe("if devices are tracked", () => {
  test.use({ config: "" });

  test("the device is confirmed although nothing of it can be stored, and the session is renewed with its key", async ({ cognito, recorder, tab }) => {
    const person = await cognito.createUserIn(FACTORS);
    const page = await tab();
    await createClient(page, recorder, {}, FACTORS);
    await page.evaluate(({ username, password }) => window.auth.signIn({ username, password }), person);
    const bodies = (name: string) => recorder.seen.filter((exchange) => exchange.name === name).map(({ sent }) => JSON.parse(sent));
    const key = await page.evaluate(async () => (await window.auth.session()).accessClaims.device_key);
    expect(key).toMatch(/^eu-west-1_/);
    expect(bodies("ConfirmDevice").map(({ DeviceKey }) => DeviceKey)).toEqual([key]);
    // More than once: the emulator rejects what AWS rejects, so these are the tokens of a confirmed device.
    const first = await token(page);
    for (const round of [1, 2]) {
      await page.evaluate(() => window.auth.refresh());
      expect(bodies(RENEWAL).map(({ DeviceKey }) => DeviceKey)).toEqual(Array(round).fill(key));
    }
    expect(await token(page)).not.toBe(first);
    expect(await page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage })), "nothing is left of the device").toEqual([]);
    await expectNoRefreshToken(page, recorder);
  });
});

test.describe("if Trusted Types forbid the worker", () => {
  test.use({ policy: "'none'" });

  test("the page gets an error, and nothing hangs", async ({ tab }) => {
    const page = await tab();
    const error = await page.evaluate(() =>
      window.auth
        .signIn({ username: "ada", password: "Lovelace1815", flow: "password" })
        .then(() => undefined, ({ kind, retryable }) => ({ kind, retryable })),
    );
    expect(error).toEqual({ kind: "blockedByPolicy", retryable: false });
  });
});

test("a script on the page can neither get the token from the worker nor have it sent elsewhere", async ({ recorder, tab }) => {
  const page = await tab();
  const elsewhere = await RecordingProxy.start(recorder.url);
  await signIn(page);
  const handle = (await page.evaluate(readHandle, workerName(recorder))) ?? "";
  const responses: unknown[] = [];
  const send = async (name: string, wanted: object) => {
    const response = await page.evaluate(sendToWorker, [name, wanted] as const);
    responses.push(response);
    return response;
  };
  const good = renewal(recorder, handle);
  // To another address; to one that only looks like an allowed one; to an unknown address of the domain.
  for (const url of [`${elsewhere.url}/`, `${recorder.url}.evil.example/`, `${recorder.url}@127.0.0.1:9/`]) {
    expect(await send(workerName(recorder), { ...good, url })).toMatchObject({ error: "SecurityError" });
  }
  // A worker for another address has its own memory.
  const other = workerName(recorder).replaceAll(recorder.url, elsewhere.url);
  expect(JSON.stringify(await send(other, renewal(elsewhere, handle)))).toContain("NotAuthorizedException");
  // Where no token belongs, the handle is not replaced.
  const target = (name: string) => [["X-Amz-Target", `AWSCognitoIdentityProviderService.${name}`], ["Content-Type", "application/x-amz-json-1.1"]];
  const access = await token(page);
  const attributes = [{ Name: "name", Value: handle }];
  const body = JSON.stringify({ AccessToken: access, UserAttributes: attributes });
  await send(workerName(recorder), { ...good, headers: target("UpdateUserAttributes"), body });
  expect(recorder.seen.at(-1)?.sent).toContain(handle);
  // As a token it is sent; the response contains none, whatever the request asks for.
  const renewed = await send(workerName(recorder), good);
  expect(JSON.stringify(renewed)).toContain(handle);
  for (const what of ["tokens", "constructor", "__proto__", "token"]) await send(workerName(recorder), { what, key: handle });
  expect(elsewhere.seen).toEqual([]);
  const text = JSON.stringify(responses);
  for (const secret of recorder.refreshTokens) expect(text.includes(secret)).toBe(false);
  elsewhere.stop();
});

test("a token is only sent for its own app client, and only to renew or revoke it", async ({ recorder, tab }) => {
  const page = await tab();
  await signIn(page);
  const handle = (await page.evaluate(readHandle, workerName(recorder))) ?? "";
  const send = (wanted: object) => page.evaluate(sendToWorker, [workerName(recorder), { what: "fetch", millis: 5000, ...wanted }] as const);
  const operation = (name: string, body: object) => ({ ...renewal(recorder, ""), headers: headersOf(name), body: JSON.stringify(body) });
  const form = (path: string, fields: Record<string, string> | [string, string][]) => ({
    url: recorder.url + path,
    headers: [["Content-Type", "application/x-www-form-urlencoded"]],
    body: new URLSearchParams(fields).toString(),
  });
  const before = recorder.seen.length;
  for (const wanted of [
    operation(RENEWAL, { ClientId: "another", RefreshToken: handle }),
    operation(RENEWAL, { RefreshToken: handle }),
    operation(RENEWAL, { ClientId: [CLIENT], RefreshToken: handle }),
    operation("RevokeToken", { ClientId: "another", Token: handle }),
    operation("InitiateAuth", { ClientId: "another", AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: handle } }),
    operation("SignUp", { ClientId: "another", Username: "x", Password: "y" }),
    form("/oauth2/token", { client_id: "another", grant_type: "refresh_token", refresh_token: handle }),
    form("/oauth2/token", { grant_type: "refresh_token", refresh_token: handle }),
    form("/oauth2/token", [["client_id", CLIENT], ["client_id", "another"], ["grant_type", "refresh_token"], ["refresh_token", handle]]),
    form("/oauth2/revoke", { client_id: "another", token: handle }),
  ])
    expect(await send(wanted)).toMatchObject({ error: "SecurityError" });
  expect(recorder.seen.length, "nothing of it is sent").toBe(before);
  // In another flow the handle is an ordinary text.
  await send(operation("InitiateAuth", { ClientId: CLIENT, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: "ada", PASSWORD: "x", REFRESH_TOKEN: handle } }));
  await send(operation("InitiateAuth", { ClientId: CLIENT, AuthFlow: "CUSTOM_AUTH", AuthParameters: { USERNAME: "ada", REFRESH_TOKEN: handle } }));
  await send(form("/oauth2/token", { client_id: CLIENT, grant_type: "authorization_code", code: "x", refresh_token: handle }));
  const sent = recorder.seen.slice(before);
  expect(sent.length).toBe(3);
  for (const exchange of sent) {
    expect(exchange.sent).toContain(handle);
    for (const secret of recorder.refreshTokens) expect(exchange.sent.includes(secret), exchange.name).toBe(false);
  }
  // It still has the token.
  await page.evaluate(() => window.auth.refresh());
  expect(await errorKind(page)).toBe("none");
});

test("a session of Amplify is migrated into the worker, and its refresh token leaves the page", async ({ recorder, tab }) => {
  const page = await tab();
  await page.evaluate(storeAmplifySession, { address: recorder.url, client: CLIENT, username: "ada", password: "Lovelace1815" });
  await page.reload();
  const [secret] = recorder.refreshTokens;
  expect(await page.evaluate((secret) => JSON.stringify({ ...localStorage }).includes(secret), secret)).toBe(true);
  await createClient(page, recorder);
  expect(await current(page)).toBe("ada");
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expect(await page.evaluate(readHandle, workerName(recorder))).toMatch(/^vestibule-handle\./);
  const stored = await page.evaluate(readAll, workerName(recorder));
  expect(stored).toContain("vestibule-handle.");
  expect(stored.includes(secret), "the record has the token").toBe(false);
  await page.evaluate(() => window.auth.refresh());
  const [exchange] = recorder.seen.filter(({ name }) => name === RENEWAL);
  expect(JSON.parse(exchange.sent).RefreshToken, "the worker has it").toBe(secret);
  await expectNoRefreshToken(page, recorder);
  expect(await page.evaluate(() => window.auth.signOut())).toEqual({});
});

test("a record with a token is not stored", async ({ recorder, tab }) => {
  const page = await tab();
  await signIn(page);
  const write = (text: string) => page.evaluate(sendToWorker, [workerName(recorder), { what: "write", key: "vestibule.x", text }] as const);
  const record = (refreshToken: string | null) => JSON.stringify({ v: 2, refreshToken, sum: 0 });
  const bare = "r".repeat(200);
  for (const text of [record(bare), JSON.stringify([record(bare)]), JSON.stringify({ all: JSON.stringify([record(bare)]) }), recorder.refreshTokens[0]]) {
    expect(await write(text), text.slice(0, 40)).toMatchObject({ error: "SecurityError" });
  }
  expect((await page.evaluate(readAll, workerName(recorder))).includes(bare)).toBe(false);
  expect(await write(record("vestibule-handle.0123"))).toHaveProperty("value");
  expect(await write(record(null))).toHaveProperty("value");
  // Nor does it store invalid records.
  for (const token of ["", "short", undefined, 7]) {
    expect(await page.evaluate(sendToWorker, [workerName(recorder), { what: "take", token }] as const)).toMatchObject({ error: "SecurityError" });
  }
});

test("no response sends the requests of the worker or the page elsewhere, and no cookies are sent", async ({ recorder, tab, context }) => {
  const page = await tab();
  await signIn(page);
  const elsewhere = await RecordingProxy.start(recorder.url);
  await context.addCookies([{ name: "hosted", value: "cookie", url: recorder.url }]);
  recorder.headers.length = 0;
  await page.evaluate(() => window.auth.refresh());
  expect(recorder.headers.length).toBeGreaterThan(0);
  for (const headers of recorder.headers) expect(headers.cookie).toBeUndefined();
  recorder.redirect = elsewhere.url;
  expect(await page.evaluate(() => window.auth.refresh().then(() => undefined, ({ kind }) => kind))).toBe("network");
  expect(await page.evaluate(() => window.auth.profile.user().then(() => undefined, ({ kind }) => kind))).toBe("network");
  expect(elsewhere.seen).toEqual([]);
  recorder.redirect = undefined;
  expect(await errorKind(page)).toBe("none");
  elsewhere.stop();
});

test.describe("with all grants", () => {
  test.use({ config: "" });

  test("with SRP", async ({ recorder, tab }) => {
    const page = await tab();
    await page.evaluate(() => window.auth.signIn({ username: "ada", password: "Lovelace1815" }));
    await expectNoRefreshToken(page, recorder);
    await page.evaluate(() => window.auth.refresh());
    await expectNoRefreshToken(page, recorder);
  });

  test("with the code grant", async ({ recorder, tab }) => {
    const page = await tab();
    // The worker lives as long as a tab does, and this page is left.
    const waiting = await tab();
    await page.evaluate(() => window.auth.signInWithRedirect());
    await new Hosted(page).signIn({ username: "ada", password: "Lovelace1815" });
    await page.waitForURL(/package\.json\?/);
    await createClient(page, recorder);
    const outcome = await page.evaluate(async () => (await window.auth.handleCallback())?.session.username);
    expect(outcome).toBe("ada");
    expect(recorder.count("/oauth2/token")).toBe(1);
    await expectNoRefreshToken(page, recorder);
    await page.evaluate(() => window.auth.refresh());
    await expect.poll(() => current(waiting)).toBe("ada");
    expect(await page.evaluate(() => window.auth.signOut())).toEqual({});
  });
});
