// People in Chromium. Every worker gets a server of its own: see server.mjs.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-background-networking"] },
    actionTimeout: 15_000,
    viewport: { width: 1280, height: 900 },
  },
  projects: [
    { name: "script", testIgnore: /no-script/ },
    { name: "no-script", testMatch: /no-script/, use: { javaScriptEnabled: false } },
  ],
});
