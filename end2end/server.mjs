// A Hotwash server for a test file: the real program, a free port, a workspace in memory.
import { spawn } from "node:child_process";
import { test as base, expect } from "@playwright/test";

/** Starts the program; gives its address, its set-up link and a way to stop it. */
export async function start(...options) {
  const program = process.env.HOTWASH_BIN;
  if (!program) throw new Error("HOTWASH_BIN names the program; `make test` sets it");
  const child = spawn(program, ["serve", "--database", "mem://", "--listen", "127.0.0.1:0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const url = await new Promise((found, failed) => {
    child.stdout.on("data", (data) => {
      said += data;
      const match = said.match(/is at (http:\/\/\S+)\n[^]*\n/);
      if (match) found(match[1]);
    });
    child.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  return { url, setUp: said.match(/http:\/\/\S+\/set-up\S+/)?.[0], stop: () => child.kill("SIGTERM") };
}

/** Tests with a demo workspace, in which any error in the browser's console is a failure. */
export const test = base.extend({
  demo: [
    async ({}, use) => {
      const server = await start("--demo");
      await use(server);
      server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
  page: async ({ page }, use) => {
    const errors = listen(page);
    await use(page);
    expect(errors, "errors in the browser").toEqual([]);
  },
});

/** Collects what goes wrong in a page. */
export function listen(page) {
  const errors = [];
  page.on("console", (message) => {
    // A refused form is an answer, and a network that a test took away is no error of the page.
    if (message.type() === "error" && !/status of 4\d\d|net::ERR_/.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
}

/** Waits until the page is alive. */
export async function alive(page) {
  await page.waitForSelector("body[data-hydrated]");
}

/** Signs in as one of the demo people. */
export async function signIn(page, name) {
  await page.goto("/sign-in");
  if (base.info().project.name === "script") await alive(page);
  await page.getByRole("button", { name: new RegExp(name) }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** Signs in as one of the demo people, in a browser of their own. */
export async function inOwnBrowser(browser, demo, name) {
  const page = await (await browser.newContext({ baseURL: demo.url })).newPage();
  const errors = listen(page);
  await signIn(page, name);
  return { page, errors };
}

/** Opens a review by the form, and gives its address. */
export async function openReview(page, title) {
  await page.goto("/reviews/new");
  await alive(page);
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Open the review" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  return new URL(page.url()).pathname;
}

export { expect };

// The buttons of the session bar do not rest any more after a move.
export async function settled(page) {
  await expect(page.locator(".session[data-settling]")).toHaveCount(0);
}
