// The first input that is visible and can be typed into, with nothing in the cache.

const FORMS = { vestibule: "/form.html", prerendered: "/prerendered.html", amplify: "/authenticator.html" };

/** WebPageTest's profile "4G": 9 Mbit/s down and up, 170 ms there and back. */
const MOBILE = { offline: false, latency: 170, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

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
    const budget = slow ? "form-slow" : "form";
    tables.push({ title: `First input visible and usable, cold: ${where}`, budget, unit: "ms", base: "amplify", values });
  }
  return tables;
}

async function cold(browser, url, slow) {
  const context = await browser.newContext();
  const page = await context.newPage();
  if (slow) {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", MOBILE);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  await page.addInitScript(watchInputs);
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => window.usable, undefined, { timeout: 60_000 });
  const time = await page.evaluate(() => window.usable);
  await context.close();
  return time;
}

/** In the page: looks at every frame. */
function watchInputs() {
  const look = () => {
    const input = document.querySelector("form input:not([type=hidden])");
    const seen = input?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (seen && input.getBoundingClientRect().height > 0 && !input.disabled && !input.readOnly) {
      window.usable = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
