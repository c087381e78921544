// The npm package in an app: requests with the token, and the observer.

import { Api } from "./support/api.ts";
import { CLIENT, POOL, newPerson } from "./support/emulator.ts";
import { expect, setting, test as base, type Page } from "./support/test.ts";

type Auth = import("../../pkg/src/index.ts").Vestibule;
type Options = import("../../pkg/src/index.ts").CreateOptions;

interface App extends Window {
  auth: Auth;
  states: string[];
}

const RENEWAL = "GetTokensFromRefreshToken";

const test = base.extend<{ api: Api; other: Api }>({
  api: async ({ emulator }, use) => {
    const api = await Api.start(emulator);
    await use(api);
    api.stop();
  },
  other: async ({ emulator }, use) => {
    const api = await Api.start(emulator);
    await use(api);
    api.stop();
  },
});

/** A page of the site with only a client. */
async function open(page: Page, options: Options): Promise<void> {
  await page.goto(new URL("/pkg/dist/package.json", setting("VESTIBULE_SITE_URL")).href);
  await page.evaluate(
    async ([config, options]) => {
      const { Vestibule } = await import("/pkg/dist/index.js");
      (window as unknown as App).auth = await Vestibule.create(config, options);
    },
    [{ userPoolId: POOL, clientId: CLIENT, endpoint: setting("VESTIBULE_EMULATOR_URL") }, options] as const,
  );
}

const signIn = (page: Page, { username, password }: { username: string; password: string }) =>
  page.evaluate((it) => (window as unknown as App).auth.signIn(it).then(() => {}), { username, password });
const session = (page: Page) => page.evaluate(() => (window as unknown as App).auth.session());

/** Fetches, and returns the result. */
const fetchText = (page: Page, url: string, init?: RequestInit) =>
  page.evaluate(
    async ([url, init]) => {
      const response = await (window as unknown as App).auth.fetch(url, init);
      const text = await response.text();
      return { status: response.status, content: text.startsWith("{") ? JSON.parse(text) : text };
    },
    [url, init] as const,
  );

test("sends the token to a listed API, which verifies it", async ({ page, emulator, api, other }) => {
  const person = await emulator.createUser();
  await open(page, { apiOrigins: [api.origin] });
  await signIn(page, person);
  const { accessToken } = await session(page);
  const response = await fetchText(page, `${api.origin}/orders`, { method: "POST", body: "a body" });
  expect(response).toEqual({ status: 200, content: { use: "access", user: person.username, body: "a body" } });
  expect((await fetchText(page, `${other.origin}/orders`)).status).toBe(401);
  expect(api.tokens).toEqual([accessToken]);
  expect(other.tokens, "it was not listed").toEqual([undefined]);
});

test("a returning visitor fetches without the WebAssembly, with the ID token where the app asks for it", async ({
  page,
  emulator,
  api,
}) => {
  const person = await emulator.createUser();
  await open(page, {});
  await signIn(page, person);
  await open(page, { apiOrigins: [api.origin], apiToken: "idToken" });
  const response = await fetchText(page, `${api.origin}/orders`);
  expect(response.content.use).toBe("id");
  const names = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop()),
  );
  expect(names).toContain("fetch.js");
  expect(names).not.toContain("core.js");
  expect(names).not.toContain("vestibule_bg.wasm");
});

test("an API gets its own token, the same for all requests until it is rejected", async ({
  page,
  emulator,
  api,
  other,
  calls,
}) => {
  const person = await emulator.createUser();
  const orders = { origin: api.origin, audience: "orders", scopes: ["aws.cognito.signin.user.admin"] };
  await open(page, { apiOrigins: [orders, other.origin] });
  await signIn(page, person);
  const { accessToken } = await session(page);
  const asked = ["a", "b", "c"].map((path) => fetchText(page, `${api.origin}/${path}`));
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await fetchText(page, `${other.origin}/`)).status).toBe(200);
  const [derived] = api.tokens;
  expect(new Set(api.tokens).size).toBe(1);
  expect(other.tokens).toEqual([accessToken]);
  const claims = JSON.parse(Buffer.from(derived!.split(".")[1], "base64url").toString());
  expect(claims).toMatchObject({ aud: "orders", scope: "aws.cognito.signin.user.admin", token_use: "access" });
  const made = () => calls.count("GetDerivedToken");
  expect(made()).toBe(1);

  api.rejected.add(derived!);
  expect((await fetchText(page, `${api.origin}/d`)).status).toBe(200);
  expect(made()).toBe(2);

  // The next user gets none of these tokens.
  await page.evaluate(() => (window as unknown as App).auth.signOut().then(() => {}));
  await signIn(page, person);
  expect((await fetchText(page, `${api.origin}/e`)).status).toBe(200);
  expect(made()).toBe(3);
  const both = { audience: "orders", resource: "orders" };
  const error = await page.evaluate(
    (need) => (window as unknown as App).auth.derivedToken(need).catch(({ kind }) => kind),
    both,
  );
  expect(error).toBe("invalidInput");
});

test("a rejected token is renewed once for all requests, which are sent again", async ({
  page,
  emulator,
  api,
  calls,
}) => {
  await open(page, { apiOrigins: [api.origin] });
  await signIn(page, await emulator.createUser());
  const { accessToken } = await session(page);
  api.rejected.add(accessToken);
  const responses = await page.evaluate(async (origin) => {
    const { auth } = window as unknown as App;
    const form = new FormData();
    form.append("field", "in a form");
    const bodies: BodyInit[] = ["a text", new Blob(["a blob"]), new URLSearchParams({ field: "x" }), form];
    const asked = bodies.map((body, at) => auth.fetch(`${origin}/${at}`, { method: "POST", body }));
    asked.push(auth.fetch(new Request(`${origin}/request`, { method: "PUT", body: "a request's" })));
    return Promise.all(asked.map(async (it) => (await (await it).json()).body as string));
  }, api.origin);
  expect(responses.slice(0, 3)).toEqual(["a text", "a blob", "field=x"]);
  expect(responses[3]).toContain("in a form");
  expect(responses[4]).toBe("a request's");
  expect(calls.count(RENEWAL)).toBe(1);
  const next = (await session(page)).accessToken;
  expect(next).not.toBe(accessToken);
  expect(new Set(api.tokens)).toEqual(new Set([accessToken, next]));
  expect(api.received.length).toBe(10);
});

test("if the new token is rejected as well, the app gets that response, and nothing is renewed again", async ({
  page,
  emulator,
  other,
  api,
  calls,
}) => {
  await open(page, { apiOrigins: [other.origin, api.origin] });
  await signIn(page, await emulator.createUser());
  const has = other.rejected.has.bind(other.rejected);
  other.rejected.has = () => true;
  for (let again = 0; again < 3; again += 1) expect((await fetchText(page, other.origin)).status).toBe(401);
  expect(other.received.length).toBe(4);
  expect(calls.count(RENEWAL)).toBe(1);
  other.rejected.has = has;
  expect((await fetchText(page, api.origin)).status).toBe(200);
});

test("a stream is sent once, and the next request has a new token", async ({ page, emulator, api, calls }) => {
  await open(page, { apiOrigins: [api.origin] });
  await signIn(page, await emulator.createUser());
  api.rejected.add((await session(page)).accessToken);
  const outcome = await page.evaluate(async (origin) => {
    const { auth } = window as unknown as App;
    const body = new Blob(["streamed"]).stream();
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    // Chromium streams only over HTTP/2, which this test's server does not support: here the browser's fetch is
    // replaced by one that reads the stream first.
    const { fetch } = window;
    window.fetch = async (input, given) => {
      const request = new Request(input, given);
      const text = await request.text();
      return fetch(request.url, { method: request.method, headers: request.headers, body: text || undefined });
    };
    const { status } = await auth.fetch(`${origin}/stream`, init);
    window.fetch = fetch;
    return { status, locked: body.locked };
  }, api.origin);
  expect(outcome.status).toBe(401);
  expect(api.received.map((it) => it.body)).toEqual(["streamed"]);
  await expect.poll(() => calls.count(RENEWAL)).toBe(1);
  expect((await fetchText(page, `${api.origin}/orders`)).status).toBe(200);
  expect(calls.count(RENEWAL)).toBe(1);
});

test("no redirect passes the token to another origin, even a listed one", async ({
  page,
  emulator,
  api,
  other,
  calls,
}) => {
  await open(page, { apiOrigins: [api.origin, other.origin] });
  await signIn(page, await emulator.createUser());
  const { accessToken } = await session(page);
  const to = (address: string) => `${api.origin}/to?${encodeURIComponent(address)}`;
  expect((await fetchText(page, to(`${api.origin}/orders`))).status).toBe(200);
  expect(api.tokens).toEqual([accessToken, accessToken]);
  expect((await fetchText(page, to(`${other.origin}/orders`))).status).toBe(401);
  expect(other.tokens).toEqual([undefined]);
  expect(calls.count(RENEWAL), "no token was refused").toBe(0);
});

test("a fetch can be aborted, and fails if nobody is signed in", async ({ page, emulator, api, pageErrors }) => {
  await open(page, { apiOrigins: [api.origin] });
  const kind = (url: string) =>
    page.evaluate(
      (url) =>
        (window as unknown as App).auth.fetch(url).then(
          () => "",
          (error) => error.kind ?? error.name,
        ),
      url,
    );
  expect(await kind(api.origin)).toBe("signedOut");
  expect(api.received).toEqual([]);
  await signIn(page, await emulator.createUser());
  await page.route(`${api.origin}/slow`, () => {});
  const name = await page.evaluate(async (url) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    return (window as unknown as App).auth.fetch(url, { signal: controller.signal }).then(
      () => "",
      (error) => error.name,
    );
  }, `${api.origin}/slow`);
  expect(name).toBe("AbortError");
  await page.route(`${api.origin}/gone`, (route) => route.abort());
  expect(await kind(`${api.origin}/gone`)).toBe("TypeError");
  pageErrors.ignore(/net::ERR_FAILED/);
});

test("an observer follows who is signed in, whichever tab changes it", async ({
  page,
  context,
  emulator,
  pageErrors,
}) => {
  const [ada, charles] = [await emulator.createUser(), await emulator.createUser(newPerson())];
  const observe = (page: Page) =>
    page.evaluate(() => {
      const app = window as unknown as App;
      app.states = [];
      app.auth.observe(({ kind, session }) => app.states.push([kind, session?.username].join(" ").trim()));
    });
  const states = (page: Page) => page.evaluate(() => (window as unknown as App).states);
  const other = await context.newPage();
  await open(page, {});
  await open(other, {});
  await observe(page);
  await expect.poll(() => states(page)).toEqual(["signedOut"]);
  await signIn(other, ada);
  await expect.poll(() => states(page)).toEqual(["signedOut", `signedIn ${ada.username}`]);
  await signIn(page, charles);
  const all = ["signedOut", `signedIn ${ada.username}`, `signedIn ${charles.username}`];
  await expect.poll(() => states(page)).toEqual(all);

  // A returning visitor is reported without the WebAssembly, and so are later changes.
  await open(page, {});
  await observe(page);
  await expect.poll(() => states(page)).toEqual([`signedIn ${charles.username}`]);
  await other.evaluate(() => (window as unknown as App).auth.signOut());
  await expect.poll(() => states(page)).toEqual([`signedIn ${charles.username}`, "signedOut"]);
  pageErrors.ignore(/Failed to load resource/);
});
