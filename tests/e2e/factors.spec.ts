// Second factors, passkeys and devices with the npm package in a real browser: Chromium has a virtual authenticator,
// and an authenticator app is a few lines of code.

import type { Vestibule } from "../../pkg/src/index.ts";
import { authenticatorOf, codeOf, seen, type Authenticator } from "./support/factors.ts";
import { expect, setting, test as base, type Page } from "./support/test.ts";

const CORS = { "access-control-allow-origin": "*" };
const HEDY = { username: "hedy", password: "Lamarr1914" };

declare global {
  var auth: Vestibule;
}

/** Opens an empty document of the site's origin, with a client in it. */
async function begin(page: Page, endpoint: string): Promise<void> {
  await page.goto(new URL("../pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await page.evaluate(async (endpoint) => {
    const address = new URL("index.js", location.href).href;
    const { Vestibule } = await import(address);
    globalThis.auth = await Vestibule.create({
      userPoolId: "eu-west-1_Factors01",
      clientId: "vestibuledemofactors000008",
      endpoint,
    });
  }, endpoint);
}

const test = base.extend<{ authenticator: Authenticator }>({
  // A client for the emulator's pool with every factor, under the name `auth`.
  page: async ({ page, ownEmulator }, use) => {
    await begin(page, ownEmulator.url);
    await use(page);
  },
  authenticator: async ({ page }, use) => {
    await use(await authenticatorOf(page));
  },
});

const kindOf = (page: Page, act: () => Promise<unknown>) =>
  page.evaluate(`(${act})().then(() => "nothing", (error) => error.kind)`);

test("a page that signs in with a password loads nothing for passkeys", async ({ page }) => {
  const loaded = await page.evaluate(async (hedy) => {
    const has = () => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith("/passkey-user.js"));
    await auth.signIn(hedy);
    const before = has();
    await auth.passkeys.autofill();
    return [before, has()];
  }, HEDY);
  expect(loaded).toEqual([false, true]);
});

test("a passkey is created, told apart from a second one, signs in, and is deleted", async ({
  page,
  authenticator,
}) => {
  expect(authenticator).toBeTruthy();
  const made = await page.evaluate(async (hedy) => {
    await auth.signIn(hedy);
    await auth.passkeys.register();
    return auth.passkeys.list();
  }, HEDY);
  expect(made.passkeys).toHaveLength(1);
  expect(made.passkeys[0]).toMatchObject({ relyingPartyId: "localhost", attachment: "platform" });
  expect(await kindOf(page, () => auth.passkeys.register())).toBe("passkeyExists");

  const username = await page.evaluate(async () => {
    await auth.signOut();
    const step = await auth.signIn({ username: "hedy", flow: "choice", preferred: "WEB_AUTHN" });
    if (step.kind !== "passkey") throw new Error(step.kind);
    const done = await step.sign();
    if (done.kind !== "done") throw new Error(done.kind);
    return done.session.username;
  });
  expect(username).toBe("hedy");
  const left = await page.evaluate(async () => {
    const { passkeys } = await auth.passkeys.list();
    await auth.passkeys.delete(passkeys[0]?.id ?? "");
    return auth.passkeys.list();
  });
  expect(left.passkeys).toEqual([]);
});

test("a passkey is offered in the browser's autofill, until it is cancelled", async ({
  page,
  ownEmulator,
  authenticator,
}) => {
  const kind = await page.evaluate(async (hedy) => {
    await auth.signIn(hedy);
    await auth.passkeys.register();
    const step = await auth.signIn({ username: "hedy", flow: "choice", preferred: "WEB_AUTHN" });
    return step.kind === "passkey" ? (await step.autofill()).kind : step.kind;
  }, HEDY);
  expect(kind).toBe("done");

  // Users who used a passkey in this browser get the offer right after a reload, without a name.
  await page.evaluate(() => auth.signOut());
  await begin(page, ownEmulator.url);
  const offered = await page.evaluate(async () => {
    const step = await auth.passkeys.autofill();
    if (step?.kind !== "done") return step?.kind;
    const name = localStorage.getItem("vestibule.vestibuledemofactors000008.passkeyUser");
    await auth.signOut();
    const last = await auth.passkeys.lastUser();
    await auth.passkeys.forgetLastUser();
    return [step.session.username, name, last, await auth.passkeys.lastUser(), await auth.passkeys.autofill()];
  });
  expect(offered).toEqual(["hedy", "hedy", "hedy", undefined, undefined]);

  await authenticator.remove();
  const waiting = await page.evaluate(async () => {
    const outcome = auth.passkeys.autofill("hedy").then(
      () => "answered",
      (error) => error.kind,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    // No sign-in has started that a reload should continue.
    const left = await auth.resumeSignIn();
    auth.passkeys.abort();
    return [await outcome, left];
  });
  expect(waiting).toEqual(["aborted", undefined]);
  const kinds = await page.evaluate(async () => {
    const step = await auth.signIn({ username: "hedy", flow: "choice", preferred: "WEB_AUTHN" });
    if (step.kind !== "passkey") throw new Error(step.kind);
    const outcome = () =>
      step.autofill().then(
        () => "answered",
        (error) => error.kind,
      );
    const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
    const first = outcome();
    await pause();
    auth.passkeys.abort();
    const second = outcome();
    await pause();
    // A new request cancels the previous one.
    const third = outcome();
    await pause();
    auth.passkeys.abort();
    return [await first, await second, await third];
  });
  expect(kinds).toEqual(["aborted", "aborted", "aborted"]);
});

test("an authenticator app is set up, preferred, and asked for", async ({ page }) => {
  const secret = await page.evaluate(async (hedy) => {
    await auth.signIn(hedy);
    const setUp = await auth.mfa.setUpTotp();
    Object.assign(globalThis, { setUp });
    if (!setUp.uri("Notes & more").startsWith("otpauth://totp/Notes%20%26%20more:hedy?secret=")) throw new Error("uri");
    return setUp.secret;
  }, HEDY);
  const factors = await page.evaluate(async (code) => {
    await (globalThis as unknown as { setUp: { submit(code: string): Promise<void> } }).setUp.submit(code);
    await auth.mfa.setPreference({ totp: "preferred" });
    return auth.mfa.factors();
  }, codeOf(secret));
  expect(factors.second).toEqual(["SOFTWARE_TOKEN_MFA"]);
  expect(factors.preferred).toBe("SOFTWARE_TOKEN_MFA");
  const kind = await page.evaluate(async (hedy) => {
    await auth.signOut();
    const step = await auth.signIn(hedy);
    if (step.kind !== "totpCode") return step.kind;
    return step.submit("000000").then(
      () => "taken",
      (error) => error.kind,
    );
  }, HEDY);
  expect(kind).toBe("codeMismatch");
});

test("a QR code sets up an authenticator app, on dark pages too", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  const uri = await page.evaluate(async (hedy) => {
    await auth.signIn(hedy);
    const setUp = await auth.mfa.setUpTotp();
    const loaded = () => performance.getEntriesByType("resource").some((entry) => entry.name.endsWith("/qr.js"));
    if (loaded()) throw new Error("qr.js was loaded before anybody asked for it");
    const qr = await setUp.qr("Notes & more");
    if (!loaded()) throw new Error("qr.js was not loaded");
    const element = qr.element();
    element.setAttribute("width", "240");
    document.documentElement.style.background = "#000";
    document.body.replaceChildren(element);
    Object.assign(globalThis, { setUp, svg: qr.svg });
    return setUp.uri("Notes & more");
  }, HEDY);
  const read = await seen(page, await page.locator("svg").screenshot());
  expect(read).toBe(uri);

  // Its SVG is the same picture.
  const [text, drawn] = await page.evaluate(
    () =>
      [
        (globalThis as unknown as { svg: string }).svg,
        [...document.querySelectorAll("svg path")].map((path) => path.getAttribute("d")),
      ] as const,
  );
  for (const path of drawn) expect(text).toContain(` d="${path}"/>`);

  const secret = new URL(read!).searchParams.get("secret")!;
  const username = await page.evaluate(async (code) => {
    await (globalThis as unknown as { setUp: { submit(code: string): Promise<void> } }).setUp.submit(code);
    await auth.mfa.setPreference({ totp: "preferred" });
    await auth.signOut();
    return "hedy";
  }, codeOf(secret));
  // The code that set it up is used up: the next one signs in.
  await page.evaluate(
    async (given) => {
      const step = await auth.signIn({ username: given.username, password: given.password });
      if (step.kind !== "totpCode") throw new Error(step.kind);
      Object.assign(globalThis, { step });
    },
    { username, password: HEDY.password },
  );
  const next = codeOf(secret, Date.now() + 30_000);
  const done = await page.evaluate(async (code) => {
    const { step } = globalThis as unknown as { step: { submit(code: string): Promise<{ kind: string }> } };
    return (await step.submit(code)).kind;
  }, next);
  expect(done).toBe("done");
});

test("the devices, the attributes and the sessions of the signed-in user", async ({ page, ownEmulator }) => {
  const results = await page.evaluate(
    async ({ hedy, endpoint }) => {
      await auth.signIn(hedy);
      const here = await auth.devices.this();
      await auth.devices.remember(here?.key ?? "");
      const { devices } = await auth.devices.list();
      // From elsewhere: a sign-in here would end this session.
      const address = new URL("index.js", location.href).href;
      const { Vestibule } = await import(address);
      const pool = { userPoolId: "eu-west-1_Factors01", clientId: "vestibuledemofactors000008", endpoint };
      await (await Vestibule.create({ ...pool, storage: "memory" })).signIn(hedy);
      const sent = await auth.profile.updateAttributes({ email: "kiesler@example.com", "custom:plan": "gold" });
      await auth.profile.deleteAttributes(["custom:plan"]);
      const { sessions } = await auth.sessions.list();
      const other = sessions.find((session) => !session.current);
      await auth.sessions.revoke(other?.id ?? "");
      await auth.devices.forget(here?.key ?? "");
      return {
        undecided: here?.undecided,
        remembered: devices.map((device) => device.remembered),
        sent,
        sessions: sessions.length,
        forgotten: await auth.devices.this(),
        verified: (await auth.profile.user()).phoneNumberVerified,
      };
    },
    { hedy: HEDY, endpoint: ownEmulator.url },
  );
  expect(results).toEqual({
    undecided: true,
    remembered: [true],
    sent: [{ medium: "email", destination: "k***@e***", attribute: "email" }],
    sessions: 2,
    forgotten: undefined,
    verified: true,
  });
});

test("operations without a method are called by name, and a password is sent if the app chooses that flow", async ({
  page,
  calls,
}) => {
  const results = await page.evaluate(async (hedy) => {
    const step = await auth.signIn({ username: hedy.username, flow: "choice" });
    if (step.kind !== "selectChallenge") throw new Error(step.kind);
    const asked = await step.choose("PASSWORD");
    if (asked.kind !== "password") throw new Error(asked.kind);
    const done = await asked.submit(hedy.password);
    const here = await auth.devices.this();
    const device = await auth.devices.get(here?.key ?? "");
    const sent = await auth.profile.sendAttributeCode("email");
    const options = await auth.call("SetUserSettings", { MFAOptions: [] });
    const feedback = {
      UserPoolId: "eu-west-1_Factors01",
      Username: hedy.username,
      EventId: "none",
      FeedbackToken: "none",
      FeedbackValue: "Valid",
    } as const;
    const refused = await auth.call("UpdateAuthEventFeedback", feedback).then(
      () => "taken",
      (error) => error.kind,
    );
    return [done.kind, device.key === here?.key, sent?.destination, options, refused];
  }, HEDY);
  expect(results).toEqual(["done", true, "h***@e***", {}, expect.stringMatching(/^(?!taken)/)]);
  expect(calls.bodies("RespondToAuthChallenge")[0]).toMatchObject({ ChallengeResponses: { ANSWER: "PASSWORD" } });
});

test("a sign-up without a password survives a reload, is confirmed, and signs in with the data of the sign-up", async ({
  page,
  ownEmulator,
  calls,
}) => {
  await page.evaluate(async () => {
    const step = await auth
      .withExtras({ clientMetadata: { campaign: "spring" }, userContext: "fingerprint" })
      .signUp({ username: "emilie", attributes: { email: "emilie@example.com" }, validationData: { invitation: "7" } });
    if (step.kind !== "confirmSignUp") throw new Error(step.kind);
  });
  expect(calls.bodies("SignUp")[0]).toMatchObject({
    ClientMetadata: { campaign: "spring" },
    UserContextData: { EncodedData: "fingerprint" },
    ValidationData: [{ Name: "invitation", Value: "7" }],
  });
  await page.reload();
  const [code] = await ownEmulator.codes({ username: "emilie", email: "emilie@example.com", password: "" }, "sign_up");
  const results = await page.evaluate(
    async ({ endpoint, code }) => {
      const address = new URL("index.js", location.href).href;
      const { Vestibule } = await import(address);
      globalThis.auth = await Vestibule.create({
        userPoolId: "eu-west-1_Factors01",
        clientId: "vestibuledemofactors000008",
        endpoint,
      });
      const step = await auth.resumeSignUp();
      const confirmed = await step!.submit(code);
      if (confirmed.kind !== "done" || !confirmed.session) throw new Error(confirmed.kind);
      const { username, session } = confirmed;
      const done = await auth.signIn({ username, flow: "signedUp", session });
      const again = await auth.signIn({ username, flow: "signedUp", session }).catch((error) => error.kind);
      return { delivery: step!.delivery, done: done.kind, again, left: await auth.resumeSignUp() };
    },
    { endpoint: ownEmulator.url, code },
  );
  expect(results).toEqual({
    delivery: { medium: "email", destination: "e***@e***", attribute: "email" },
    done: "done",
    again: "signInExpired",
    left: undefined,
  });
});

test("an unfinished sign-in survives a reload", async ({ page, ownEmulator }) => {
  await page.evaluate(async () => {
    const step = await auth.signIn({ username: "karen", password: "Sparck1935" });
    if (step.kind !== "smsCode") throw new Error(step.kind);
  });
  await page.reload();
  const delivery = await page.evaluate(async (endpoint) => {
    const address = new URL("index.js", location.href).href;
    const { Vestibule } = await import(address);
    globalThis.auth = await Vestibule.create({
      userPoolId: "eu-west-1_Factors01",
      clientId: "vestibuledemofactors000008",
      endpoint,
    });
    const step = await auth.resumeSignIn();
    return step?.kind === "smsCode" ? step.delivery : undefined;
  }, ownEmulator.url);
  expect(delivery).toEqual({ medium: "sms", destination: "+********2600", attribute: "phone_number" });
});

test("an unknown challenge leaves a sign-in unfinished until it is answered by parameter names", async ({
  page,
  ownEmulator,
}) => {
  const answers: unknown[] = [];
  await page.route(`${ownEmulator.url}/`, async (route) => {
    const request = route.request();
    const target = request.headers()["x-amz-target"] ?? "";
    if (request.method() !== "POST") return route.fallback();
    if (/RespondToAuthChallenge$/.test(target)) {
      answers.push(request.postDataJSON());
      const __type = "CodeMismatchException";
      return route.fulfill({ status: 400, headers: CORS, json: { __type, message: "Show it again." } });
    }
    if (!/InitiateAuth$/.test(target)) return route.fallback();
    const challenge = { ChallengeName: "PALM_SCAN", Session: "s".repeat(20), ChallengeParameters: { HAND: "left" } };
    return route.fulfill({ headers: CORS, json: challenge });
  });
  const results = await page.evaluate(async (hedy) => {
    const step = await auth.signIn(hedy);
    if (step.kind !== "unknown") throw new Error(step.kind);
    const kind = await step.answer({ PALM: "five fingers" }).then(
      () => "taken",
      (error) => error.kind,
    );
    return [step.challenge, step.parameters, kind];
  }, HEDY);
  expect(results).toEqual(["PALM_SCAN", { HAND: "left" }, "codeMismatch"]);
  expect(answers).toMatchObject([
    {
      ChallengeName: "PALM_SCAN",
      Session: "s".repeat(20),
      ChallengeResponses: { PALM: "five fingers", USERNAME: "hedy" },
    },
  ]);
});
