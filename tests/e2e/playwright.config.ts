// Run by `cargo xtask test e2e`, which starts the servers and names them in the environment.
import { defineConfig, type Project } from "@playwright/test";

const ci = Boolean(process.env.CI);

/** Tests of sessions, typing, selections, the focus and the history in another browser. */
const IN_FIREFOX = /\/(element-early|focus|history|redirect|popup|remember|routes|session|tabs)\.spec\.ts$/;

/** Measurements, which run alone (xtask/src/test/e2e.rs). */
const TIMING = /\/records-time\.spec\.ts$/;

const inChromium: Project["use"] = {
  browserName: "chromium",
  launchOptions: {
    // The headless shell is the same engine without windows, for half the work. Without it the full browser runs.
    executablePath: process.env.HEADLESS_SHELL ?? process.env.CHROME,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A page whose response a test has changed counts as public, and may not send requests to this machine.
      "--disable-features=LocalNetworkAccessChecks",
    ],
  },
};

export default defineConfig({
  testDir: ".",
  outputDir: process.env.VESTIBULE_E2E_RESULTS ?? "./results",
  // One more than two cores can run at once, since a test sometimes waits.
  workers: 3,
  fullyParallel: true,
  forbidOnly: ci,
  // Tests that pass at the second try are listed, and more than a few fail the suite (xtask/src/test/counts.rs).
  retries: 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  snapshotPathTemplate: "../gallery/pictures/{arg}{ext}",
  use: {
    baseURL: process.env.VESTIBULE_DEMO_URL,
    screenshot: "only-on-failure",
    // Recording slows every test down; a failed test runs once more.
    trace: "on-first-retry",
  },
  projects: [
    { name: "chromium", testIgnore: TIMING, use: inChromium },
    // After the others, so that measurements have the machine to themselves.
    { name: "timing", testMatch: TIMING, use: inChromium },
    {
      // Firefox as users have it, through WebDriver BiDi. What BiDi does not support is left to Chromium: bodies of
      // requests, click counts, virtual authenticators, and some media features.
      name: "firefox",
      testMatch: IN_FIREFOX,
      grepInvert: /@chromium/,
      use: {
        browserName: "firefox",
        channel: "moz-firefox",
        launchOptions: { executablePath: process.env.FIREFOX },
      },
    },
  ],
});
