// Somebody who is signed in comes back: from the navigation to the session answered from storage.
// The files are in the browser's cache, as they are for who was here yesterday. A page that asks
// nobody shows what of it is the navigation itself.

import { NAMES } from "../support/pages.mjs";

const WARM_UP = 2;

export async function measureReturning({ browser, site, rounds, person }) {
  const visitors = { floor: await (await browser.newContext()).newPage() };
  for (const name of NAMES) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${site}/empty.html`);
    await page.evaluate(
      async ({ name, username, password }) => (await import(`/party/${name}.js`)).signIn(username, password),
      { name, ...person },
    );
    visitors[name] = page;
  }
  const tables = [];
  for (const rate of [1, 4]) {
    for (const page of Object.values(visitors)) {
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    }
    const values = Object.fromEntries([...NAMES, "floor"].map((name) => [name, []]));
    for (let round = -WARM_UP; round < rounds; round += 1) {
      for (const name of Object.keys(values)) {
        const time = await once(visitors[name], `${site}/returning/${name}.html`);
        if (round >= 0) values[name].push(time);
      }
    }
    const title = `A returning visitor: from navigation to the session${rate > 1 ? ", CPU slowed 4 times" : ""}`;
    tables.push({ title, budget: "returning", unit: "ms", base: "amplify", values });
  }
  for (const page of Object.values(visitors)) await page.context().close();
  return tables;
}

async function once(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => window.answered);
  return page.evaluate(() => window.answered);
}
