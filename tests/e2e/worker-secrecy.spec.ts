// What a script on the page, a response of a server, or a stored record can do to a refresh token in a worker: nothing.

import { CLIENT } from "./support/emulator.ts";
import { RecordingProxy } from "./support/recording-proxy.ts";
import { expect } from "./support/test.ts";
import {
  createClient,
  current,
  errorKind,
  expectNoRefreshToken,
  headersOf,
  readAll,
  readHandle,
  RENEWAL,
  renewal,
  sendToWorker,
  signIn,
  storeAmplifySession,
  test,
  token,
  workerName,
} from "./support/worker.ts";

test("a script on the page can neither get the token from the worker nor have it sent elsewhere", async ({
  recorder,
  tab,
}) => {
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
  const target = (name: string) => [
    ["X-Amz-Target", `AWSCognitoIdentityProviderService.${name}`],
    ["Content-Type", "application/x-amz-json-1.1"],
  ];
  const access = await token(page);
  const attributes = [{ Name: "name", Value: handle }];
  const body = JSON.stringify({ AccessToken: access, UserAttributes: attributes });
  await send(workerName(recorder), { ...good, headers: target("UpdateUserAttributes"), body });
  expect(recorder.seen.at(-1)?.sent).toContain(handle);
  // As a token it is sent; the response contains none, whatever the request asks for.
  const renewed = await send(workerName(recorder), good);
  expect(JSON.stringify(renewed)).toContain(handle);
  for (const what of ["tokens", "constructor", "__proto__", "token"])
    await send(workerName(recorder), { what, key: handle });
  expect(elsewhere.seen).toEqual([]);
  const text = JSON.stringify(responses);
  for (const secret of recorder.refreshTokens) expect(text.includes(secret)).toBe(false);
  elsewhere.stop();
});

test("a token is only sent for its own app client, and only to renew or revoke it", async ({ recorder, tab }) => {
  const page = await tab();
  await signIn(page);
  const handle = (await page.evaluate(readHandle, workerName(recorder))) ?? "";
  const send = (wanted: object) =>
    page.evaluate(sendToWorker, [workerName(recorder), { what: "fetch", millis: 5000, ...wanted }] as const);
  const operation = (name: string, body: object) => ({
    ...renewal(recorder, ""),
    headers: headersOf(name),
    body: JSON.stringify(body),
  });
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
    operation("InitiateAuth", {
      ClientId: "another",
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: handle },
    }),
    operation("SignUp", { ClientId: "another", Username: "x", Password: "y" }),
    form("/oauth2/token", { client_id: "another", grant_type: "refresh_token", refresh_token: handle }),
    form("/oauth2/token", { grant_type: "refresh_token", refresh_token: handle }),
    form("/oauth2/token", [
      ["client_id", CLIENT],
      ["client_id", "another"],
      ["grant_type", "refresh_token"],
      ["refresh_token", handle],
    ]),
    form("/oauth2/revoke", { client_id: "another", token: handle }),
  ])
    expect(await send(wanted)).toMatchObject({ error: "SecurityError" });
  expect(recorder.seen.length, "nothing of it is sent").toBe(before);
  // In another flow the handle is an ordinary text.
  await send(
    operation("InitiateAuth", {
      ClientId: CLIENT,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: "x", REFRESH_TOKEN: handle },
    }),
  );
  await send(
    operation("InitiateAuth", {
      ClientId: CLIENT,
      AuthFlow: "CUSTOM_AUTH",
      AuthParameters: { USERNAME: "ada", REFRESH_TOKEN: handle },
    }),
  );
  await send(
    form("/oauth2/token", { client_id: CLIENT, grant_type: "authorization_code", code: "x", refresh_token: handle }),
  );
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

test("a session of Amplify is migrated into the worker, and its refresh token leaves the page", async ({
  recorder,
  tab,
}) => {
  const page = await tab();
  await page.evaluate(storeAmplifySession, {
    address: recorder.url,
    client: CLIENT,
    username: "ada",
    password: "Lovelace1815",
  });
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
  const write = (text: string) =>
    page.evaluate(sendToWorker, [workerName(recorder), { what: "write", key: "vestibule.x", text }] as const);
  const record = (refreshToken: string | null) => JSON.stringify({ v: 2, refreshToken, sum: 0 });
  const bare = "r".repeat(200);
  for (const text of [
    record(bare),
    JSON.stringify([record(bare)]),
    JSON.stringify({ all: JSON.stringify([record(bare)]) }),
    recorder.refreshTokens[0],
  ]) {
    expect(await write(text), text.slice(0, 40)).toMatchObject({ error: "SecurityError" });
  }
  expect((await page.evaluate(readAll, workerName(recorder))).includes(bare)).toBe(false);
  expect(await write(record("vestibule-handle.0123"))).toHaveProperty("value");
  expect(await write(record(null))).toHaveProperty("value");
  // Nor does it store invalid records.
  for (const token of ["", "short", undefined, 7]) {
    expect(await page.evaluate(sendToWorker, [workerName(recorder), { what: "take", token }] as const)).toMatchObject({
      error: "SecurityError",
    });
  }
});

test("no response sends the requests of the worker or the page elsewhere, and no cookies are sent", async ({
  recorder,
  tab,
  context,
}) => {
  const page = await tab();
  await signIn(page);
  const elsewhere = await RecordingProxy.start(recorder.url);
  await context.addCookies([{ name: "hosted", value: "cookie", url: recorder.url }]);
  recorder.headers.length = 0;
  await page.evaluate(() => window.auth.refresh());
  expect(recorder.headers.length).toBeGreaterThan(0);
  for (const headers of recorder.headers) expect(headers.cookie).toBeUndefined();
  recorder.redirect = elsewhere.url;
  expect(
    await page.evaluate(() =>
      window.auth.refresh().then(
        () => undefined,
        ({ kind }) => kind,
      ),
    ),
  ).toBe("network");
  expect(
    await page.evaluate(() =>
      window.auth.profile.user().then(
        () => undefined,
        ({ kind }) => kind,
      ),
    ),
  ).toBe("network");
  expect(elsewhere.seen).toEqual([]);
  recorder.redirect = undefined;
  expect(await errorKind(page)).toBe("none");
  elsewhere.stop();
});
