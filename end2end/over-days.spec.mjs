// A review that people answer over days, each in their own time: no session, and reminders of what is still open.
import { alive, expect, listen, signIn, test } from "./server.mjs";

test("a review is answered over days, and reminds everybody of what is theirs", async ({ browser, demo }) => {
  test.setTimeout(120_000);
  const errors = [];
  const open = async (width, name) => {
    const page = await (await browser.newContext({ baseURL: demo.url, viewport: { width, height: 900 } })).newPage();
    errors.push(listen(page));
    await signIn(page, name);
    return page;
  };
  const [ben, chi] = [await open(1280, "Ben"), await open(360, "Chi")];
  const still = (page) => page.getByRole("region", { name: "Still open" });

  // Ben opens a review and asks for answers until a day.
  await ben.goto("/reviews/new");
  await alive(ben);
  await ben.getByLabel("Title").fill("Mail waited for an hour");
  await ben.getByRole("button", { name: "Open the review" }).click();
  await expect(ben.getByRole("heading", { level: 1 })).toHaveText("Mail waited for an hour");
  const review = new URL(ben.url()).pathname;
  await expect(still(ben).getByRole("link", { name: "There is no summary yet" })).toBeVisible();
  await ben.goto(`${review}/questions`);
  await alive(ben);
  await ben.getByText("Ask for answers over days").click();
  await ben.getByLabel("Answers by").fill("2099-11-24");
  await ben.getByRole("button", { name: "Ask for answers", exact: true }).click();
  await expect(ben.getByText("Answers are asked for by Tuesday 24 Nov 2099.")).toBeVisible();
  await ben.goto(review);
  await alive(ben);
  await expect(still(ben).getByRole("link", { name: /^Nobody has answered/ })).toHaveCount(4);

  // Chi finds it on the list, and answers the last question first.
  await chi.goto("/");
  await expect(chi.locator(".review-line", { hasText: "Mail waited for an hour" })).toContainText("Answers by 24 Nov 2099");
  await chi.goto(review);
  await alive(chi);
  await expect(still(chi)).toContainText("Answers are asked for by Tuesday 24 Nov 2099.");
  await chi.screenshot({ path: "shots/over-days-360.png", fullPage: true });
  await still(chi).getByRole("link", { name: "4 of 4 questions wait for your answer" }).click();
  const last = chi.locator("#remediation");
  await last.getByLabel("Your answer").fill("The queue had no alarm");
  await last.getByRole("button", { name: "Add card" }).click();
  await expect(last.getByText("Yours, not revealed yet")).toBeVisible();
  await expect(still(ben).getByRole("link", { name: /^Nobody has answered/ })).toHaveCount(3);
  await expect(ben.getByText("The queue had no alarm")).toHaveCount(0);

  // What she begins and leaves is there again, and the overview says where.
  await chi.locator("#milestones").getByLabel("Your answer").fill("The pager was silent");
  await chi.goto(review);
  await alive(chi);
  await expect(still(chi).getByRole("link", { name: "3 of 4 questions wait for your answer" })).toBeVisible();
  await expect(still(chi)).toContainText("Begun in this browser and not sent");
  await still(chi).getByRole("link", { name: /^Your answer to “What were the key milestones/ }).click();
  await alive(chi);
  const first = chi.locator("#milestones");
  await expect(first.getByLabel("Your answer")).toHaveValue("The pager was silent");
  await first.getByRole("button", { name: "Add card" }).click();
  await expect(first.getByText("Yours, not revealed yet")).toBeVisible();
  await chi.goto(review);
  await alive(chi);
  await expect(still(chi).getByRole("link", { name: "2 of 4 questions wait for your answer" })).toBeVisible();
  await expect(still(chi)).not.toContainText("did not send it");

  // Ben writes the summary: what is done disappears, without reloading.
  await ben.getByRole("link", { name: "Edit the summary" }).click();
  await ben.getByRole("textbox", { name: "Summary" }).fill("The queue grew for an hour.");
  await ben.getByRole("button", { name: "Save" }).click();
  for (const page of [ben, chi]) await expect(still(page).getByRole("link", { name: "There is no summary yet" })).toHaveCount(0);
  await ben.screenshot({ path: "shots/over-days-1280.png", fullPage: true });

  // He takes the day back, and nothing is asked any more.
  await ben.goto(`${review}/questions`);
  await alive(ben);
  await ben.getByText("Change the day").click();
  await ben.getByRole("button", { name: "Stop asking" }).click();
  await expect(ben.getByText("Answers are asked for")).toHaveCount(0);
  await expect(still(chi)).toContainText("Nothing waits for you here.");
  expect(errors.flat()).toEqual([]);
});
