// SRP between the call of signIn and the proof sent, the network taken out: until the first request
// leaves, and from its response being there until the second leaves. All parties in the same page.

import { NAMES } from "../support/pages.mjs";

const WARM_UP = 3;
const TYPING = 3000;

export async function measureSrp({ browser, site, rounds, person }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchRequests);
  await page.goto(`${site}/empty.html`);
  const times = Object.fromEntries(NAMES.map((name) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const name of NAMES) {
      const time = await page.evaluate(once, { name, ...person });
      if (round >= 0) times[name].push(time);
    }
  }
  await context.close();
  return [{ title: "SRP: from the call to the proof sent, network taken out", budget: "srp", unit: "ms", base: "amplify", values: times }];
}

/** The same of the first sign-in of a page, where the engine has not seen the code run yet, after the time
 *  that a person needs to type. */
export async function measureFirstSrp({ browser, site, rounds, person }) {
  const times = Object.fromEntries(NAMES.map((name) => [name, []]));
  for (let round = -1; round < rounds / 2; round += 1) {
    for (const name of NAMES) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(watchRequests);
      await page.goto(`${site}/empty.html`);
      await page.evaluate((name) => import(`/party/${name}.js`), name);
      await page.waitForTimeout(TYPING);
      const time = await page.evaluate(once, { name, ...person });
      if (round >= 0) times[name].push(time);
      await context.close();
    }
  }
  return [{ title: "SRP in the first sign-in of a page, after three seconds of typing", budget: "srp", unit: "ms", base: "amplify", values: times }];
}

/** In the page: remembers when each request left and when the whole of its response was there. */
function watchRequests() {
  window.requests = [];
  const original = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const headers = input instanceof Request ? input.headers : new Headers(init?.headers);
    const entry = { target: headers.get("x-amz-target")?.split(".").pop(), left: performance.now() };
    window.requests.push(entry);
    const response = await original(input, init);
    if (!entry.target) return response;
    const body = await response.arrayBuffer();
    entry.answered = performance.now();
    return new Response(body.byteLength ? body : null, response);
  };
}

/** In the page. */
async function once({ name, username, password }) {
  const party = await import(`/party/${name}.js`);
  window.requests.length = 0;
  const called = performance.now();
  if (!(await party.signIn(username, password))) throw new Error(`${name} is not signed in`);
  const first = window.requests.find(({ target }) => target === "InitiateAuth");
  const second = window.requests.find(({ target }) => target === "RespondToAuthChallenge");
  await party.signOut();
  return first.left - called + (second.left - first.answered);
}
