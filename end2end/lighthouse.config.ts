// How Lighthouse runs: as the specs do, one page after the other, by `.ci/bench lighthouse`.
import { defineConfig } from "@playwright/test";
import specs from "./playwright.config.ts";

export default defineConfig({
  ...specs,
  testDir: "lighthouse",
  outputDir: "results/lighthouse",
  workers: 1,
  timeout: 900_000,
  reporter: "list",
});
