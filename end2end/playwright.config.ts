// How the specs run: one portal for all of them, the machine's own Chromium, nothing downloaded.
import { defineConfig, devices } from "@playwright/test";

const chromium = process.env.HOOKLINE_CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "tests",
  outputDir: "results/tests",
  globalSetup: "./support/global.ts",
  // A spec that passes at the second try has failed.
  retries: 0,
  forbidOnly: true,
  // Each test has a tenant of its own, so that those of one spec need not wait for each other.
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Kyiv",
    contextOptions: { reducedMotion: "reduce" },
    // Each step would be drawn and noted, for nothing where it passes; `.ci/e2e --trace retain-on-failure` does.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
