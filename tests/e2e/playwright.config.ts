// Run by `cargo xtask test e2e`, which starts the servers and names them in the environment.
import { defineConfig, type Project } from "@playwright/test";

const ci = Boolean(process.env.CI);

/** What shows how another browser keeps a session, what is typed and selected, moves the focus and goes through its history. */
const IN_FIREFOX = /\/(element-early|focus|history|redirect|popup|remember|routes|session|tabs)\.spec\.ts$/;

/** What is measured: played alone (xtask/src/test/e2e.rs). */
const TIMING = /\/records-time\.spec\.ts$/;

const inChromium: Project["use"] = {
  browserName: "chromium",
  launchOptions: {
    // The shell is the same engine without windows, for half the work; where there is none, the whole browser plays.
    executablePath: process.env.HEADLESS_SHELL ?? process.env.CHROME,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A page that a test has changed on its way counts as one of the internet, which may not ask this machine.
      "--disable-features=LocalNetworkAccessChecks",
    ],
  },
};

export default defineConfig({
  testDir: ".",
  outputDir: process.env.VESTIBULE_E2E_RESULTS ?? "./results",
  // One more than a machine with two cores plays at once: a test waits now and then.
  workers: 3,
  fullyParallel: true,
  forbidOnly: ci,
  // What passes at the second try is named, and more than a few of them fail the suite (xtask/src/test/counts.rs).
  retries: 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  snapshotPathTemplate: "../gallery/pictures/{arg}{ext}",
  use: {
    baseURL: process.env.VESTIBULE_DEMO_URL,
    screenshot: "only-on-failure",
    // Recording costs each test a part of its time, and what fails is played once more.
    trace: "on-first-retry",
  },
  projects: [
    { name: "chromium", testIgnore: TIMING, use: inChromium },
    // After the others, so that what is measured has the machine to itself.
    { name: "timing", testMatch: TIMING, use: inChromium },
    {
      // Firefox as people have it, by WebDriver BiDi. What that cannot tell or do is left to Chromium: bodies of
      // requests, clicks by their number, authenticators, and some kinds of media.
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
