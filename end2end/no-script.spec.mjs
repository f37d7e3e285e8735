// Without JavaScript: signing in, reading a review, opening one, adding to it.
import { expect, signIn, test } from "./server.mjs";

test("a review is read, opened and added to without a script", async ({ page }) => {
  await signIn(page, "Ben");
  await page.locator(".reviews a").first().click();
  await expect(page.getByRole("heading", { level: 2, name: "What happened" })).toBeVisible();
  await expect(page.locator(".event").first()).toBeVisible();

  await page.goto("/reviews/new");
  await page.getByLabel("Title").fill("Mail was late");
  await page.getByRole("button", { name: "Open the review" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mail was late");
  await page.getByRole("link", { name: /^Timeline/ }).click();
  await page.getByLabel("When", { exact: true }).fill("2026-05-01T14:05");
  await page.getByLabel("What happened").fill("The queue grew");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".event-text")).toHaveText("The queue grew");
});
