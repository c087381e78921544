// The first input that is visible and can be typed into, with nothing in the cache.

const FORMS = {
  element: "/element.html",
  "element-prerendered": "/element-prerendered.html",
  screens: "/form.html",
  prerendered: "/prerendered.html",
  amplify: "/authenticator.html",
  "plain-form": "/plain-form.html",
};

/** WebPageTest's profile "4G": 9 Mbit/s down and up, 170 ms there and back. */
const MOBILE = { offline: false, latency: 170, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

/** By this the page tells that the form is there. */
const TELL = "formIsThere";

export async function measureForms({ browser, site, rounds }) {
  const tables = [];
  for (const slow of [false, true]) {
    const values = Object.fromEntries(Object.keys(FORMS).map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, path] of Object.entries(FORMS)) {
        const time = await cold(browser, site + path, slow);
        if (round >= 0) values[name].push(time);
      }
    }
    const where = slow ? "4G (9 Mbit/s, 170 ms), CPU slowed 4 times" : "loopback";
    const end = slow ? "-slow" : "";
    const [budget, prerendered] = [`form${end}`, `form-prerendered${end}`];
    const budgets = { element: budget, screens: budget, "element-prerendered": prerendered, prerendered };
    tables.push({ title: `First input visible and usable, cold: ${where}`, budgets, unit: "ms", base: "amplify", values });
  }
  return tables;
}

async function cold(browser, url, slow) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  if (slow) {
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", MOBILE);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  await page.addInitScript(watchInputs, TELL);
  // Playwright's own way to wait runs 300 KB of script in the page, which a slow machine needs 150 ms for.
  await devtools.send("Runtime.enable");
  await devtools.send("Runtime.addBinding", { name: TELL });
  const told = new Promise((tell) => devtools.on("Runtime.bindingCalled", ({ name, payload }) => name === TELL && tell(Number(payload))));
  await page.goto(url, { waitUntil: "commit" });
  const time = await inTime(told, url);
  await context.close();
  return time;
}

/** Rejects where no form comes at all. */
async function inTime(told, url) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`no form in ${url}`)), 60_000)));
  try {
    return await Promise.race([told, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** In the page: looks at every frame, and tells the time by the function of this name. */
function watchInputs(tell) {
  const look = () => {
    const input = document.querySelector("form input:not([type=hidden])");
    const seen = input?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (seen && input.getBoundingClientRect().height > 0 && !input.disabled && !input.readOnly) {
      window[tell](`${performance.now()}`);
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
