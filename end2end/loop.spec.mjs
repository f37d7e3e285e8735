// One incident, from the page that opens its review to work that somebody verified.
import { alive, expect, signIn, test } from "./server.mjs";

test("an incident goes through the whole loop", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "Ben");
  await page.goto("/reviews/new");
  await alive(page);
  await page.getByLabel("Title").fill("Certificate ran out");
  await page.getByLabel("Severity").selectOption("sev2");
  await page.getByLabel("Team").selectOption({ label: "Core services" });
  const time = (name) => page.locator(`[name="new[facts][${name}][local]"]`);
  await time("started").fill("2026-05-01T14:00");
  await time("mitigated").fill("2026-05-01T13:00");
  await page.getByRole("button", { name: "Open the review" }).click();
  await expect(page.getByRole("alert")).toContainText("“Mitigated” is before “Started”");
  await expect(page.getByLabel("Title")).toHaveValue("Certificate ran out");
  await time("mitigated").fill("2026-05-01T16:34");
  await page.getByRole("button", { name: "Open the review" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Certificate ran out");
  const review = new URL(page.url()).pathname;

  // Facts: only the title is changed, and the departments stay as they are.
  await page.goto(`${review}/facts`);
  await alive(page);
  await page.getByLabel("Platform, hours").fill("12");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Platform 12 h")).toBeVisible();
  await page.goto(`${review}/facts`);
  await alive(page);
  await page.getByLabel("Title").fill("The certificate ran out");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The certificate ran out");
  await expect(page.getByText("Platform 12 h")).toBeVisible();

  // The summary, in Markdown.
  await page.getByRole("link", { name: "Edit the summary" }).click();
  await expect(page.getByRole("textbox", { name: "Summary" })).toBeFocused();
  await page.getByRole("textbox", { name: "Summary" }).fill("A chain **expired** unseen.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".prose strong")).toHaveText("expired");

  // A pasted timeline, looked at before it is added.
  await page.getByRole("link", { name: /^Timeline/ }).click();
  await page.getByRole("link", { name: "Paste a timeline" }).click();
  await page.getByLabel("Text").fill("- 14:05 First declines\n- 14:20 Looked at the release\n- HH:mm somebody called\n- 16:34 New certificate in place");
  await page.getByRole("button", { name: "Read it" }).click();
  await expect(page.getByRole("row", { name: /HH:mm/ })).toContainText("placeholder");
  await page.getByRole("button", { name: "Add 3 events" }).click();
  // What cannot be read is still there to be mended, and what was added is not added again.
  await expect(page.getByText("4 rows: 3 on the timeline already, 1 cannot be read: mend them in the text.")).toBeVisible();
  await page.reload();
  await alive(page);
  await page.getByLabel("Text").fill((await page.getByLabel("Text").inputValue()).replace("HH:mm", "14:30"));
  await page.getByRole("button", { name: "Read it" }).click();
  await page.getByRole("button", { name: "Add 1 event" }).click();
  await expect(page.locator(".event")).toHaveCount(4);
  await page.getByRole("link", { name: "Edit this event" }).first().click();
  await page.locator(".event").first().getByLabel("What happened").fill("First **declines** at the till");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".event strong").first()).toHaveText("declines");

  // Cards: private, then revealed, grouped and voted on.
  await page.getByRole("link", { name: /^Questions/ }).click();
  const question = page.locator("#response");
  await question.getByLabel("Your answer").fill("We looked at the release first");
  await question.getByRole("button", { name: "Add card" }).click();
  await expect(question.getByText("Yours, not revealed yet")).toBeVisible();
  await page.reload();
  await alive(page);
  await expect(question.getByText("We looked at the release first")).toBeVisible();
  await question.locator("details.menu summary").click();
  await question.getByRole("link", { name: "Edit", exact: true }).click();
  await question.getByLabel("Card", { exact: true }).fill("We looked at the last release first");
  await question.getByRole("button", { name: "Save" }).click();
  await expect(question.getByText("We looked at the last release first")).toBeVisible();
  const next = page.locator(".session-move .primary");
  for (let step = 0; step < 40 && !(await page.locator("#response .chip", { hasText: "Group" }).count()); step += 1) {
    const before = await page.locator(".session-now").textContent();
    await next.click();
    await expect(page.locator(".session-now")).not.toHaveText(before);
  }
  await question.getByLabel("New theme").fill("Where we looked");
  await question.getByRole("button", { name: "Add theme" }).click();
  await expect(question.getByRole("heading", { name: /Where we looked/ })).toBeVisible();
  await question.locator(".answer details.menu summary").first().click();
  await question.getByRole("button", { name: "Where we looked" }).click();
  await next.click();
  await question.getByRole("button", { name: "Give a vote" }).first().click();
  await expect(question.getByText(/You have \d+ of \d+ votes left/)).toBeVisible();
  await page.screenshot({ path: "shots/voting-1280.png", fullPage: true });

  // Culture: three observations on two pieces of evidence are enough to say something.
  await page.getByRole("link", { name: /^Culture/ }).click();
  const indicator = page.locator(".indicator", { has: page.getByRole("heading", { name: "Messengers" }) });
  await indicator.getByText("Add an observation").click();
  for (const at of [1, 2, 3]) {
    await indicator.getByRole("radio", { name: /Generative/ }).check();
    await indicator.getByLabel("Evidence").selectOption({ index: at });
    await indicator.getByRole("button", { name: "Add", exact: true }).click();
    await expect(indicator.getByText(new RegExp(`^${at} observation`))).toBeVisible();
    // The form is ready for the next one when its answer came, which may be after the change itself.
    await expect(indicator.getByRole("radio", { name: /Generative/ })).not.toBeChecked();
  }
  await expect(indicator.getByText("Not enough evidence")).toHaveCount(0);

  // A lesson, and work with one owner.
  await page.getByRole("link", { name: /^Lessons/ }).click();
  await page.getByLabel("What was learnt").fill("An expiry date is data");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Choose at least one", { exact: false }).or(page.locator(".field-error")).first()).toBeVisible();
  await page.locator(".evidence-choices input").first().check();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".lesson-text")).toHaveText("An expiry date is data");
  await page.getByRole("button", { name: "Plan work" }).click();
  await page.getByLabel("What is to be done").fill("Alarm at 30 days");
  await page.getByLabel("Risk scenario").fill("A chain runs out again and cards are declined");
  await page.getByLabel("Owner").selectOption({ label: "Chi Nakamura" });
  await page.getByLabel("Department").selectOption({ label: "Platform" });
  await page.getByLabel("Due").fill("2027-01-15");
  await page.getByLabel("How will we know").fill("A drill rings");
  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page.getByRole("link", { name: "Alarm at 30 days" })).toBeVisible();

  await page.getByRole("link", { name: "Work", exact: true }).click();
  const card = page.locator("li", { has: page.getByRole("link", { name: "Alarm at 30 days" }) }).last();
  for (const to of ["Planned", "In progress", "Done"]) {
    await card.getByText("Move").first().click();
    await card.getByRole("button", { name: "Move" }).click();
    await expect(page.locator("section, .column", { has: page.getByRole("heading", { name: to }) }).filter({ hasText: "Alarm at 30 days" }).first()).toBeVisible();
  }
  await card.getByText("Move").first().click();
  await card.getByRole("button", { name: "Move" }).click();
  await expect(card.locator(".field-error")).toBeVisible();
  await card.getByLabel("What was seen").fill("The drill rang after 40 seconds");
  await card.getByRole("button", { name: "Move" }).click();
  await expect(page.getByText("The drill rang after 40 seconds")).toBeVisible();

  // Published: read, downloaded, and closed to change.
  await page.goto(review);
  await alive(page);
  await page.getByText("Publish", { exact: true }).click();
  await page.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  await page.getByRole("link", { name: "Read view" }).click();
  await expect(page.getByText("The drill rang after 40 seconds")).toBeVisible();
  for (const [name, mark] of [["Markdown", "# The certificate ran out"], ["JSON", '"title": "The certificate ran out"']]) {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    const path = await (await download).path();
    const { readFileSync } = await import("node:fs");
    expect(readFileSync(path, "utf8")).toContain(mark);
  }
  await page.goto("/trends");
  await alive(page);
  await page.getByText("As a table").first().click();
  await expect(page.getByRole("table").first()).toContainText("May 2026");
});
