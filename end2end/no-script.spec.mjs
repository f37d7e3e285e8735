// Without JavaScript: everything that is a form.
import { expect, signIn, test } from "./server.mjs";

test("a review is read, opened, written, mended and published without a script", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "Ben");
  await page.locator(".reviews a").first().click();
  await expect(page.getByRole("heading", { level: 2, name: "What happened" })).toBeVisible();
  await expect(page.locator(".event").first()).toBeVisible();

  // A refused form comes back with what was typed, and leads on once it is mended.
  await page.goto("/reviews/new");
  await page.getByLabel("Title").fill("Mail was late");
  await page.locator('[name="new[facts][started][local]"]').fill("2026-05-02T10:00");
  await page.locator('[name="new[facts][mitigated][local]"]').fill("2026-05-01T10:00");
  await page.getByRole("button", { name: "Open the review" }).click();
  await expect(page.getByRole("heading", { name: "This was not saved" })).toBeVisible();
  await expect(page.getByText(/“Mitigated” is before “Started”/)).toBeVisible();
  await expect(page.getByLabel("Title")).toHaveValue("Mail was late");
  await page.getByLabel("Mitigated").first().fill("2026-05-02T11:00");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mail was late");
  const review = new URL(page.url()).pathname;

  await page.getByRole("link", { name: "Edit the summary" }).click();
  await page.getByRole("textbox", { name: "Summary" }).fill("It was **late**.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".prose strong")).toHaveText("late");

  await page.getByRole("link", { name: /^Timeline/ }).click();
  await page.getByLabel("When", { exact: true }).fill("2026-05-02T10:05");
  await page.getByLabel("What happened").fill("The queue grew");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".event-text")).toHaveText("The queue grew");
  await page.getByRole("link", { name: "Edit this event" }).click();
  await page.locator(".event").getByLabel("What happened").fill("The queue grew quickly");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".event-text")).toHaveText("The queue grew quickly");
  await page.getByRole("button", { name: "Remove this event" }).click();
  await expect(page.locator(".event")).toHaveCount(0);
  await page.getByText("Removed (1)").click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await expect(page.locator(".event-text")).toHaveText("The queue grew quickly");

  await page.getByRole("link", { name: "Paste a timeline" }).click();
  await page.getByLabel("Text").fill("- 10:15 Looked at the queue\n- HH:mm Called for help");
  await page.getByLabel("Day of times").fill("2026-05-02");
  await page.getByRole("button", { name: "Read it" }).click();
  await expect(page.getByRole("row", { name: /HH:mm/ })).toContainText("placeholder");
  await page.getByRole("button", { name: "Add 1 event" }).click();
  await expect(page.getByText("1 on the timeline already, 1 cannot be read")).toBeVisible();
  await page.getByLabel("Text").fill("- 10:15 Looked at the queue\n- 10:25 Called for help");
  await page.getByRole("button", { name: "Read it again" }).click();
  await page.getByRole("button", { name: "Add 1 event" }).click();
  await expect(page.locator(".event")).toHaveCount(3);

  await page.getByRole("link", { name: /^Questions/ }).click();
  const question = page.locator("#response");
  await question.getByLabel("Your answer").fill("We looked at the queue");
  await question.getByRole("button", { name: "Add card" }).click();
  await expect(question.getByText("We looked at the queue")).toBeVisible();
  await question.locator("details.menu summary").click();
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(question.locator(".answer")).toHaveCount(0);

  await page.getByRole("link", { name: /^Lessons/ }).click();
  // A lesson that rests on nothing is mended where it is refused.
  await page.getByLabel("What was learnt").fill("Queues need alarms");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: "This was not saved" })).toBeVisible();
  await page.locator(".evidence-choices input").first().check();
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.locator(".lesson-text")).toHaveText("Queues need alarms");
  await page.getByRole("link", { name: "Plan work" }).click();
  await page.getByLabel("What is to be done").fill("Alarm");
  await page.getByLabel("Risk scenario").fill("Mail is late again, unseen");
  await page.getByLabel("Owner").selectOption({ label: "Chi Nakamura" });
  await page.getByLabel("Department").selectOption({ label: "Platform" });
  await page.getByLabel("Due").fill("2027-01-15");
  await page.getByLabel("How will we know").fill("It rings");
  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page.getByRole("link", { name: "Alarm" })).toBeVisible();

  await page.goto(review);
  await page.getByText("Publish", { exact: true }).click();
  await page.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  await page.getByRole("link", { name: "Read view" }).click();
  await expect(page.getByText("Queues need alarms")).toBeVisible();
  await page.goto("/trends?span=all");
  await page.getByText("As a table").first().click();
  await expect(page.getByRole("table").first()).toBeVisible();

  await page.goto("/account");
  await page.getByLabel("What it is for").fill("A script");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect(page.locator("code.secret")).toContainText("hotwash_");
});

test("a card that was begun before the reveal is shown to nobody until its writer knows", async ({ page }) => {
  await signIn(page, "Ben");
  await page.goto("/reviews/new");
  await page.getByLabel("Title").fill("Mail was refused");
  await page.getByRole("button", { name: "Open the review" }).click();
  await page.getByRole("link", { name: /^Questions/ }).click();
  const late = await page.context().newPage();
  await late.goto(page.url());
  await late.locator("#milestones").getByLabel("Your answer").fill("Nobody was called");
  await expect(late.locator("#milestones .private-note")).toContainText("Only you see what you write here");

  const chip = page.locator("#milestones .chip");
  for (let step = 0; step < 10 && (await chip.textContent()) !== "Group"; step += 1) await page.locator(".session-move .primary").click();
  await late.locator("#milestones").getByRole("button", { name: "Add card" }).click();
  await expect(late.getByRole("alert")).toContainText("everybody would see this one at once");
  await page.reload();
  await expect(page.getByText("Nobody was called")).toHaveCount(0);
  await expect(late.getByLabel("Text")).toHaveValue("Nobody was called");
  await late.getByRole("button", { name: "Send again" }).click();
  await expect(late.locator("#milestones .answer")).toContainText("Nobody was called");
});
