// Somebody who is signed in comes back: from the navigation to the session answered from storage.
// The files are in the browser's cache, as they are for who was here yesterday.

import { NAMES } from "../support/pages.mjs";

const WARM_UP = 2;

export async function measureReturning({ browser, site, rounds, person }) {
  const visitors = {};
  for (const name of NAMES) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${site}/empty.html`);
    await page.evaluate(
      async ({ name, username, password }) => (await import(`/party/${name}.js`)).signIn(username, password),
      { name, ...person },
    );
    visitors[name] = page;
  }
  const times = Object.fromEntries(NAMES.map((name) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const name of NAMES) {
      await visitors[name].goto(`${site}/returning/${name}.html`);
      await visitors[name].waitForFunction(() => window.answered);
      const time = await visitors[name].evaluate(() => window.answered);
      if (round >= 0) times[name].push(time);
    }
  }
  for (const page of Object.values(visitors)) await page.context().close();
  return [{ title: "A returning visitor: from navigation to the session", unit: "ms", base: "amplify", values: times }];
}
