// SRP without the network: from the call of signIn to the first request, and from its response to the second request.
// All libraries run in the same page.

import { LIBRARY_NAMES } from "../support/pages.mjs";

const WARM_UP_ROUNDS = 3;
const TYPING_TIME = 3000;

export async function measureSrp({ browser, site, rounds, user }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchRequests);
  await page.goto(`${site}/empty.html`);
  const values = Object.fromEntries(LIBRARY_NAMES.map((library) => [library, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const library of LIBRARY_NAMES) {
      const time = await page.evaluate(timeSignIn, { library, ...user });
      if (round >= 0) values[library].push(time);
    }
  }
  await context.close();
  const title = "SRP: from the call to the proof sent, without the network";
  return [{ title, budget: "srp", unit: "ms", base: "amplify", values }];
}

/** The first sign-in of a page, whose code the engine has not optimized yet, after the time that typing takes. */
export async function measureFirstSrp({ browser, site, rounds, user }) {
  const values = Object.fromEntries(LIBRARY_NAMES.map((library) => [library, []]));
  for (let round = -1; round < rounds / 2; round += 1) {
    for (const library of LIBRARY_NAMES) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(watchRequests);
      await page.goto(`${site}/empty.html`);
      await page.evaluate((library) => import(`/library/${library}.js`), library);
      await page.waitForTimeout(TYPING_TIME);
      const time = await page.evaluate(timeSignIn, { library, ...user });
      if (round >= 0) values[library].push(time);
      await context.close();
    }
  }
  const title = "SRP in the first sign-in of a page, after three seconds of typing";
  return [{ title, budget: "srp", unit: "ms", base: "amplify", values }];
}

/** In the page: records when each request was sent and when its response was complete. */
function watchRequests() {
  window.requests = [];
  const originalFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const headers = input instanceof Request ? input.headers : new Headers(init?.headers);
    const operation = headers.get("x-amz-target")?.split(".").pop();
    const request = { operation, sentAt: performance.now() };
    window.requests.push(request);
    const response = await originalFetch(input, init);
    if (!operation) return response;
    const body = await response.arrayBuffer();
    request.respondedAt = performance.now();
    return new Response(body.byteLength ? body : null, response);
  };
}

/** In the page. */
async function timeSignIn({ library, username, password }) {
  const { signIn, signOut } = await import(`/library/${library}.js`);
  window.requests.length = 0;
  const calledAt = performance.now();
  if (!(await signIn(username, password))) throw new Error(`${library} is not signed in`);
  const first = window.requests.find(({ operation }) => operation === "InitiateAuth");
  const second = window.requests.find(({ operation }) => operation === "RespondToAuthChallenge");
  await signOut();
  return first.sentAt - calledAt + (second.sentAt - first.respondedAt);
}
