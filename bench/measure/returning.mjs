// A returning visitor: from the navigation to the session from storage, with the files in the browser's cache. A page
// without a library shows the share of the navigation itself.

import { LIBRARY_NAMES } from "../support/pages.mjs";

const WARM_UP_ROUNDS = 2;

export async function measureReturning({ browser, site, rounds, user }) {
  const visitors = { navigation: await (await browser.newContext()).newPage() };
  for (const library of LIBRARY_NAMES) visitors[library] = await signedInVisitor(browser, site, library, user);
  const tables = [];
  for (const cpuSlowdown of [1, 4]) {
    for (const page of Object.values(visitors)) {
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
    }
    const values = Object.fromEntries([...LIBRARY_NAMES, "navigation"].map((name) => [name, []]));
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      for (const name of Object.keys(values)) {
        const time = await timeVisit(visitors[name], `${site}/returning/${name}.html`);
        if (round >= 0) values[name].push(time);
      }
    }
    const title = `A returning visitor: from navigation to the session${cpuSlowdown > 1 ? ", CPU slowed 4 times" : ""}`;
    tables.push({ title, budget: "returning", unit: "ms", base: "amplify", values });
  }
  for (const page of Object.values(visitors)) await page.context().close();
  return tables;
}

async function signedInVisitor(browser, site, library, user) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site}/empty.html`);
  await page.evaluate(
    async ({ library, username, password }) => (await import(`/library/${library}.js`)).signIn(username, password),
    { library, ...user },
  );
  return page;
}

async function timeVisit(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => window.finishedAt);
  return page.evaluate(() => window.finishedAt);
}
