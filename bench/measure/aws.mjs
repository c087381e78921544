// Somebody who is signed in opens a page that signs a request to AWS: from the navigation, with nothing in the cache but the
// session, until the credentials are there. Each party asks the identity pool for an identity and for its credentials.

const PARTIES = ["vestibule", "amplify", "sdk"];
/** How often each is timed at most. */
const ROUNDS = 10;
/** Latency there and back in ms, throughput in bits a second. */
const line = (latency, bits) => ({ offline: false, latency, downloadThroughput: bits / 8, uploadThroughput: bits / 8 });
const MACHINES = [
  { key: "loopback", name: "loopback" },
  {
    key: "4g",
    name: "4G (9 Mbit/s, 170 ms), CPU slowed 4 times",
    network: line(170, 9e6),
    rate: 4,
  },
  { key: "slow-3g", name: "slow 3G (400 Kbit/s, 400 ms), CPU slowed 6 times", network: line(400, 4e5), rate: 6 },
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
  const faults = [];
  page.on("pageerror", (fault) => faults.push(fault));
  return { context, page, devtools, faults };
}

async function once({ page, devtools, faults }, url) {
  await devtools.send("Network.clearBrowserCache");
  await page.goto(url, { waitUntil: "commit" });
  await answered(devtools, faults);
  return page.evaluate(() => {
    // The next time they are asked for anew.
    for (const key of Object.keys(localStorage)) if (key.endsWith(".aws")) localStorage.removeItem(key);
    return window.answered;
  });
}

// Without Playwright, which would put 300 KB of script into the page while it is being timed.
async function answered(devtools, faults) {
  const until = Date.now() + 60_000;
  while (Date.now() < until && !faults.length) {
    const { result } = await devtools.send("Runtime.evaluate", { expression: "window.answered" });
    if (result.value) return;
    await new Promise((over) => setTimeout(over, 50));
  }
  throw new Error("no credentials came", { cause: faults[0] });
}
