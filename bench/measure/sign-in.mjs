// A sign-in by password on a page made for it, with an empty cache: from the click and from the navigation until the
// tokens are there. Once at once, as a password manager does, and once after some seconds of typing, in which the page
// loads what it needs.

import { applyProfile, FOUR_G, LOOPBACK, SLOW_3G } from "../support/profiles.mjs";

const PAGES = { vestibule: "/sign-in/vestibule.html", amplify: "/sign-in/amplify.html" };
/** On a slow line, one round takes ten seconds. */
const MAX_ROUNDS = 5;
const TYPING_TIME = 4000;
const TIMEOUT = 120_000;
const CASES = [
  { profile: LOOPBACK, waits: [0, TYPING_TIME] },
  { profile: FOUR_G, waits: [0, TYPING_TIME] },
  { profile: SLOW_3G, waits: [0] },
];

export async function measureSignIn(bench) {
  const tables = [];
  for (const { profile, waits } of CASES) {
    for (const wait of waits) tables.push(...toTables(await timeRounds(bench, profile, wait), profile, wait));
  }
  return tables;
}

function toTables(times, profile, wait) {
  const when = wait ? `after ${wait / 1000} s of typing` : "at once";
  const toTable = (from, budget) => {
    const values = Object.fromEntries(
      Object.entries(times).map(([library, list]) => [library, list.map((time) => time[from])]),
    );
    const title = `From the ${from} to signed in, ${when}: ${profile.name}`;
    return { title, budget, unit: "ms", base: "amplify", values };
  };
  return wait
    ? [toTable("click", `click-typed-${profile.key}`)]
    : [toTable("click", `click-${profile.key}`), toTable("navigation", `sign-in-${profile.key}`)];
}

async function timeRounds({ browser, site, user, rounds }, profile, wait) {
  const times = Object.fromEntries(Object.keys(PAGES).map((library) => [library, []]));
  for (let round = -1; round < Math.min(rounds, MAX_ROUNDS); round += 1) {
    for (const [library, path] of Object.entries(PAGES)) {
      const time = await timeSignIn(browser, site + path, profile, wait, user);
      if (round >= 0) times[library].push(time);
    }
  }
  return times;
}

async function timeSignIn(browser, url, profile, wait, user) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await applyProfile(await context.newCDPSession(page), profile);
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => window.timeSignIn, undefined, { timeout: TIMEOUT });
  if (wait) await page.waitForTimeout(wait);
  const { clickedAt, finishedAt } = await page.evaluate(
    ({ username, password }) => window.timeSignIn(username, password),
    user,
  );
  await context.close();
  return { click: finishedAt - clickedAt, navigation: finishedAt };
}
