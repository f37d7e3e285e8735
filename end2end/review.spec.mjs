// Two people work on one review, and see each other do it.
import { alive, expect, listen, signIn, test } from "./server.mjs";

test("what one adds the other sees without reloading", async ({ browser, demo }) => {
  const errors = [];
  const person = async (name) => {
    const context = await browser.newContext({ baseURL: demo.url });
    const page = await context.newPage();
    errors.push(listen(page));
    await signIn(page, name);
    return page;
  };
  const ben = await person("Ben");
  await ben.getByRole("link", { name: "New review" }).click();
  await ben.getByLabel("Title").fill("Mail was late for an hour");
  await ben.getByRole("button", { name: "Open the review" }).click();
  await expect(ben.getByRole("heading", { level: 1 })).toHaveText("Mail was late for an hour");

  const chi = await person("Chi");
  await chi.goto(new URL(ben.url()).pathname + "/timeline");
  await alive(chi);
  await ben.getByRole("link", { name: /^Timeline/ }).click();
  await ben.getByLabel("When", { exact: true }).fill("2026-05-01T14:05");
  await ben.getByLabel("What happened").fill("The queue **grew**");
  await ben.getByRole("button", { name: "Add", exact: true }).click();
  await expect(chi.locator(".event-text strong")).toHaveText("grew");
  await expect(ben.locator(".event")).toHaveCount(1);
  await expect(ben.getByLabel("What happened")).toHaveValue("");

  await chi.getByRole("link", { name: "Edit this event" }).click();
  await chi.locator(".event textarea").fill("The queue **shrank**");
  await chi.getByRole("button", { name: "Save" }).click();
  await expect(ben.locator(".event-text strong")).toHaveText("shrank");

  await ben.getByRole("button", { name: "Remove this event" }).click();
  await expect(chi.locator(".gone")).toBeVisible();
  await ben.getByRole("button", { name: "Undo" }).click();
  await expect(chi.locator(".event-text strong")).toHaveText("shrank");
  expect(errors.flat()).toEqual([]);
});

test("who goes back before a page is alive gets the page of the address, alive", async ({ page }) => {
  const broken = [];
  page.on("pageerror", (error) => broken.push(error.message));
  await signIn(page, "Ben");
  await alive(page);
  await page.getByRole("link", { name: /Amazon S3/ }).first().click();
  await page.getByRole("link", { name: "Workspace" }).click();
  await expect(page.getByRole("heading", { name: "Summary", exact: true })).toBeVisible();
  await page.getByRole("navigation", { name: "Parts of the review" }).getByRole("link", { name: /^Timeline/ }).click();
  await expect(page.locator(".event").first()).toBeVisible();
  for (const wait of [0, 100, 300]) {
    await page.reload({ waitUntil: "commit" });
    await page.waitForTimeout(wait);
    await page.evaluate(() => history.back());
    await expect(page.getByRole("heading", { name: "Summary", exact: true })).toBeVisible();
    await alive(page);
    await page.goForward();
    await expect(page.locator(".event").first()).toBeVisible();
    await alive(page);
  }
  expect(broken).toEqual([]);
});
