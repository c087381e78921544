// AWS credentials of a signed-in user, with only the session in the cache, or also the credentials of an earlier page:
// from the navigation until identity and credentials are there.

import { applyProfile, FOUR_G, LOOPBACK, SLOW_3G } from "../support/profiles.mjs";

const LIBRARIES = ["vestibule", "amplify", "sdk"];
const MAX_ROUNDS = 10;
const POLL_INTERVAL = 50;
const STORE_TIME = 2000;
const TIMEOUT = 60_000;

export async function measureAws(measurement) {
  const tables = [];
  for (const profile of [LOOPBACK, FOUR_G, SLOW_3G]) {
    const values = await timeVisits(measurement, profile, removeCredentials);
    const title = `From the navigation to AWS credentials of a signed-in user: ${profile.name}`;
    tables.push({ title, budget: `aws-${profile.key}`, unit: "ms", base: "amplify", values });
  }
  const values = await timeVisits(measurement, FOUR_G, keepCredentials);
  const title = `The same on a later page within the hour: ${FOUR_G.name}`;
  tables.push({ title, budget: "aws-later-4g", unit: "ms", base: "amplify", values });
  return tables;
}

/** The times of each library. `prepare` is called before each visit. */
async function timeVisits({ browser, site, rounds, user }, profile, prepare) {
  const values = Object.fromEntries(LIBRARIES.map((library) => [library, []]));
  const visitors = {};
  for (const library of LIBRARIES) visitors[library] = await signedInVisitor(browser, site, library, user, profile);
  for (let round = -1; round < Math.min(rounds, MAX_ROUNDS); round += 1) {
    for (const library of LIBRARIES) {
      await prepare(visitors[library].page, `${site}/empty.html`);
      const time = await timeVisit(visitors[library], `${site}/aws/${library}.html`);
      if (round >= 0) values[library].push(time);
    }
  }
  for (const { context } of Object.values(visitors)) await context.close();
  return values;
}

async function signedInVisitor(browser, site, library, user, profile) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site}/empty.html`);
  await page.evaluate(
    async ({ library, username, password }) => (await import(`/aws/${library}-sign-in.js`)).signIn(username, password),
    { library, ...user },
  );
  const devtools = await context.newCDPSession(page);
  await applyProfile(devtools, profile);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  return { context, page, devtools, errors };
}

async function timeVisit({ page, devtools, errors }, url) {
  await devtools.send("Network.clearBrowserCache");
  await page.goto(url, { waitUntil: "commit" });
  await waitUntilFinished(devtools, errors);
  return page.evaluate(() => window.finishedAt);
}

/** A page may store credentials after it has used them, so they are removed on another one. */
async function removeCredentials(page, url) {
  await page.goto(url);
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.endsWith(".aws")) localStorage.removeItem(key);
  });
}

/** Gives the page before the time to store its credentials. */
async function keepCredentials(page, url) {
  await new Promise((resolve) => setTimeout(resolve, STORE_TIME));
  await page.goto(url);
}

/** Playwright's `waitForFunction` would run 300 KB of script in the page during the measurement. */
async function waitUntilFinished(devtools, errors) {
  const deadline = Date.now() + TIMEOUT;
  while (Date.now() < deadline && !errors.length) {
    const { result } = await devtools.send("Runtime.evaluate", { expression: "window.finishedAt" });
    if (result.value) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
  throw new Error("no credentials", { cause: errors[0] });
}
