// Somebody who is signed in opens a page that signs a request to AWS: from the navigation, with nothing in the cache but the
// session, until the credentials are there. Each party asks the identity pool for an identity and for its credentials.

const PARTIES = ["vestibule", "amplify", "sdk"];
/** How often each is timed at most. */
const ROUNDS = 10;
const MACHINES = [
  { key: "loopback", name: "loopback" },
  {
    key: "4g",
    name: "4G (9 Mbit/s, 170 ms), CPU slowed 4 times",
    network: { offline: false, latency: 170, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 },
    rate: 4,
  },
];

export async function measureAws({ browser, site, rounds, person }) {
  const tables = [];
  for (const machine of MACHINES) {
    const values = Object.fromEntries(PARTIES.map((name) => [name, []]));
    const visitors = {};
    for (const name of PARTIES) visitors[name] = await visitor(browser, site, name, person, machine);
    for (let round = -1; round < Math.min(rounds, ROUNDS); round += 1) {
      for (const name of PARTIES) {
        const time = await once(visitors[name], `${site}/aws/${name}.html`);
        if (round >= 0) values[name].push(time);
      }
    }
    for (const { context } of Object.values(visitors)) await context.close();
    const title = `From the navigation to AWS credentials of who is signed in: ${machine.name}`;
    tables.push({ title, budget: `aws-${machine.key}`, unit: "ms", base: "amplify", values });
  }
  return tables;
}

async function visitor(browser, site, name, person, { network, rate }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site}/empty.html`);
  await page.evaluate(async ({ name, username, password }) => (await import(`/aws/${name}-enter.js`)).enter(username, password), {
    name,
    ...person,
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  if (network) await devtools.send("Network.emulateNetworkConditions", network);
  if (rate) await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  return { context, page, devtools };
}

async function once({ page, devtools }, url) {
  await devtools.send("Network.clearBrowserCache");
  await page.goto(url, { waitUntil: "commit" });
  await answered(devtools);
  return page.evaluate(() => {
    // The next time they are asked for anew.
    for (const key of Object.keys(localStorage)) if (key.endsWith(".aws")) localStorage.removeItem(key);
    return window.answered;
  });
}

// Without Playwright, which would put 300 KB of script into the page while it is being timed.
async function answered(devtools) {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const { result } = await devtools.send("Runtime.evaluate", { expression: "window.answered" });
    if (result.value) return;
    await new Promise((over) => setTimeout(over, 50));
  }
  throw new Error("no credentials came");
}
