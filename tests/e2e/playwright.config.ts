// Run by `cargo xtask test e2e`, which starts the servers and names them in the environment.
import { defineConfig } from "@playwright/test";

const ci = Boolean(process.env.CI);

/** What shows how another browser keeps a session, moves the focus and goes through its history. */
const IN_FIREFOX = /\/(focus|history|redirect|popup|remember|routes|session|tabs)\.spec\.ts$/;

export default defineConfig({
  testDir: ".",
  outputDir: process.env.VESTIBULE_E2E_RESULTS ?? "./results",
  // A machine with two cores serves the browsers, the emulator and the file server.
  workers: 2,
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
    {
      name: "chromium",
      use: {
        browserName: "chromium",
        launchOptions: {
          executablePath: process.env.CHROME,
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
      },
    },
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
