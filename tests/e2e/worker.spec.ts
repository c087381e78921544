// The refresh token in a worker: what the page has, what the worker sends, and what happens to the session when one of
// them ends. Refresh tokens can be used once here, without any grace period.

import { Api } from "./support/api.ts";
import { FACTORS } from "./support/emulator.ts";
import { Hosted } from "./support/hosted.ts";
import { expect } from "./support/test.ts";
import {
  createClient,
  current,
  errorKind,
  expectNoRefreshToken,
  killWorker,
  readHandle,
  RENEWAL,
  renewal,
  sendToWorker,
  signIn,
  test,
  token,
  workerName,
} from "./support/worker.ts";

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
  expect(
    await page.evaluate(() => (window as unknown as { posted: string[] }).posted),
    "the page itself asks for nothing",
  ).toEqual([]);
});

test("the page sends requests to an app's API, also by POST, and the worker renews a token that the API rejects", async ({
  cognito,
  recorder,
  tab,
}) => {
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
  const error = await page.evaluate(() =>
    window.auth.refresh().then(
      () => undefined,
      ({ kind, message }) => ({ kind, message }),
    ),
  );
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

  test("the device is confirmed although nothing of it can be stored, and the session is renewed with its key", async ({
    cognito,
    recorder,
    tab,
  }) => {
    const person = await cognito.createUserIn(FACTORS);
    const page = await tab();
    await createClient(page, recorder, {}, FACTORS);
    await page.evaluate(({ username, password }) => window.auth.signIn({ username, password }), person);
    const bodies = (name: string) =>
      recorder.seen.filter((exchange) => exchange.name === name).map(({ sent }) => JSON.parse(sent));
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
    expect(
      await page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage })),
      "nothing is left of the device",
    ).toEqual([]);
    await expectNoRefreshToken(page, recorder);
  });
});

test.describe("if Trusted Types forbid the worker", () => {
  test.use({ policy: "'none'" });

  test("the page gets an error, and nothing hangs", async ({ tab }) => {
    const page = await tab();
    const error = await page.evaluate(() =>
      window.auth.signIn({ username: "ada", password: "Lovelace1815", flow: "password" }).then(
        () => undefined,
        ({ kind, retryable }) => ({ kind, retryable }),
      ),
    );
    expect(error).toEqual({ kind: "blockedByPolicy", retryable: false });
  });
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
