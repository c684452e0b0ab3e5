import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./scripts/bundled.mjs",
  timeout: 120_000,
  workers: 1,
  retries: 0,
  reporter: [["line"], ["json", { outputFile: "test-results/playwright.json" }]],
  outputDir: "test-results/journeys",
  use: {
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["DATAWRIGHT_CHROMIUM"] || "/usr/bin/chromium",
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
