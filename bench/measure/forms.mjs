// The first input that is visible and accepts text, with an empty cache.

import { applyProfile, FOUR_G, LOOPBACK } from "../support/profiles.mjs";

const PAGES = {
  element: "/element.html",
  "element-prerendered": "/element-prerendered.html",
  screens: "/screens.html",
  "screens-prerendered": "/screens-prerendered.html",
  amplify: "/authenticator.html",
  "plain-form": "/plain-form.html",
  "scripted-form": "/scripted-form.html",
};
/** The function by which the page reports the time. */
const REPORT = "reportFormTime";
const TIMEOUT = 60_000;

export async function measureForms({ browser, site, rounds }) {
  const tables = [];
  for (const profile of [LOOPBACK, FOUR_G]) {
    const values = Object.fromEntries(Object.keys(PAGES).map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, path] of Object.entries(PAGES)) {
        const time = await timeForm(browser, site + path, profile);
        if (round >= 0) values[name].push(time);
      }
    }
    const suffix = profile === LOOPBACK ? "" : "-slow";
    const budgets = {
      element: `form${suffix}`,
      screens: `form${suffix}`,
      "element-prerendered": `form-prerendered${suffix}`,
      "screens-prerendered": `form-prerendered${suffix}`,
    };
    const title = `First visible and usable input, empty cache: ${profile.name}`;
    tables.push({ title, budgets, unit: "ms", base: "amplify", values });
  }
  return tables;
}

async function timeForm(browser, url, profile) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await applyProfile(devtools, profile);
  await page.addInitScript(watchInputs, REPORT);
  // Playwright's `waitForFunction` runs 300 KB of script in the page, 150 ms on a slow machine.
  await devtools.send("Runtime.enable");
  await devtools.send("Runtime.addBinding", { name: REPORT });
  const reported = new Promise((resolve) => {
    devtools.on("Runtime.bindingCalled", ({ name, payload }) => name === REPORT && resolve(Number(payload)));
  });
  await page.goto(url, { waitUntil: "commit" });
  const time = await withTimeout(reported, url);
  await context.close();
  return time;
}

async function withTimeout(reported, url) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no form in ${url}`)), TIMEOUT);
  });
  try {
    return await Promise.race([reported, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** In the page: looks for the input in every frame, and reports the time. */
function watchInputs(report) {
  const look = () => {
    const input = document.querySelector("form input:not([type=hidden])");
    const visible = input?.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (visible && input.getBoundingClientRect().height > 0 && !input.disabled && !input.readOnly) {
      window[report](`${performance.now()}`);
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
