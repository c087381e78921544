// A person signs in by a password on a page that is there for it, with nothing in the cache: from the click,
// and from the navigation, until the tokens are there. Once at once, as a password manager does who fills in
// and submits; once after some seconds of typing, by when a page has fetched what it wants.

const PARTIES = { vestibule: "/sign-in/vestibule.html", amplify: "/sign-in/amplify.html" };
/** How often each is timed at most: on a slow line, one takes ten seconds. */
const ROUNDS = 5;
const TYPING = 4000;

/** Latency there and back in ms, throughput in bytes a second, down and up, as WebPageTest's profiles have them. */
const line = (latency, bits) => ({ offline: false, latency, downloadThroughput: bits / 8, uploadThroughput: bits / 8 });
const MACHINES = [
  { key: "loopback", name: "loopback", typed: true },
  { key: "4g", name: "4G (9 Mbit/s, 170 ms), CPU slowed 4 times", network: line(170, 9e6), rate: 4, typed: true },
  { key: "slow-3g", name: "slow 3G (400 Kbit/s, 400 ms), CPU slowed 6 times", network: line(400, 4e5), rate: 6, typed: false },
];

export async function measureSignIn(bench) {
  const tables = [];
  for (const machine of MACHINES) {
    for (const wait of machine.typed ? [0, TYPING] : [0]) {
      const times = await rounds(bench, machine, wait);
      const how = wait ? `after ${wait / 1000} s of typing` : "at once";
      const add = (from, budget) => {
        const values = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, list.map((one) => one[from])]));
        tables.push({ title: `From the ${from} to signed in, ${how}: ${machine.name}`, budget, unit: "ms", base: "amplify", values });
      };
      add("click", `click${wait ? "-typed" : ""}-${machine.key}`);
      if (!wait) add("navigation", `sign-in-${machine.key}`);
    }
  }
  return tables;
}

async function rounds({ browser, site, person, rounds: wanted }, machine, wait) {
  const times = Object.fromEntries(Object.keys(PARTIES).map((name) => [name, []]));
  for (let round = -1; round < Math.min(wanted, ROUNDS); round += 1) {
    for (const [name, path] of Object.entries(PARTIES)) {
      const time = await cold(browser, site + path, machine, wait, person);
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

async function cold(browser, url, { network, rate }, wait, person) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  if (network) {
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", network);
  }
  if (rate) await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => window.enter, undefined, { timeout: 120_000 });
  if (wait) await page.waitForTimeout(wait);
  const { clicked, entered } = await page.evaluate(({ username, password }) => window.enter(username, password), person);
  await context.close();
  return { click: entered - clicked, navigation: entered };
}
