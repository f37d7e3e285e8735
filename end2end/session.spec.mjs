// A session: a facilitator, three participants, the stage and a guest, each in a browser of their own.
import { alive, expect, listen, settled, signIn, test } from "./server.mjs";

const SHORT = "The dashboard had no line for cards";
const WRITTEN_OFFLINE = "Nobody knew whom to call at the bank";

test("a room of people goes through a whole session, and nobody is lost", async ({ browser, demo }) => {
  test.setTimeout(300_000);
  const errors = [];
  const open = async (width, name) => {
    const context = await browser.newContext({ baseURL: demo.url, viewport: { width, height: 900 } });
    const page = await context.newPage();
    errors.push(listen(page));
    if (name) await signIn(page, name);
    return page;
  };
  const ben = await open(1280, "Ben");
  const [ana, chi] = [await open(1920, "Ana"), await open(360, "Chi")];

  // A third participant, who has just been invited.
  await ana.goto("/people");
  await alive(ana);
  await ana.getByRole("button", { name: "Make a link" }).click();
  const invitation = await ana.locator(".secret").textContent();
  const eve = await open(1280);
  await eve.goto(new URL(invitation).pathname);
  await alive(eve);
  await eve.getByLabel("Your name").fill("Eve Santos");
  await eve.getByLabel("E-mail").fill("eve@example.org");
  await eve.getByLabel("Password").fill("correct horse battery staple");
  await eve.getByRole("button", { name: "Join" }).click();
  await eve.waitForURL((url) => url.pathname === "/");

  // The facilitator opens the review, and its door.
  await ben.goto("/reviews/new");
  await alive(ben);
  await ben.getByLabel("Title").fill("Card payments were declined for 52 minutes");
  await ben.getByLabel("Team").selectOption({ label: "Core services" });
  await ben.getByRole("button", { name: "Open the review" }).click();
  await expect(ben.getByRole("heading", { level: 1 })).toHaveText(/Card payments/);
  const review = new URL(ben.url()).pathname;
  await ben.goto(`${review}/timeline/paste`);
  await alive(ben);
  await ben.getByLabel("Text").fill("2026-05-04 10:02 Declines rise to 4 %\n10:09 The pager goes off\n10:15 Rollback is decided\n10:41 Declines fall");
  await ben.getByRole("button", { name: "Read it" }).click();
  await ben.getByRole("button", { name: "Add 4 events" }).click();
  await expect(ben.locator(".event")).toHaveCount(4);
  await ben.goto(`${review}/session`);
  await alive(ben);
  await ben.getByRole("button", { name: "Open the door for 4 hours" }).click();
  const link = await ben.locator(".secret").textContent();

  // A guest comes in by the link; an account that follows it comes in as itself.
  const guest = await open(360);
  await guest.goto(new URL(link).pathname);
  await alive(guest);
  await guest.getByLabel("Your name").fill("Sam of the bank");
  await guest.getByRole("button", { name: "Come in" }).click();
  await expect(guest.getByRole("heading", { name: "Ground rules" })).toBeVisible();
  await expect(guest.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText(["This review"]);
  for (const page of [ana, chi, eve]) {
    await page.goto(`${review}/session`);
    await alive(page);
  }
  const wall = await open(1920, "Ben");
  await wall.goto(`${review}/stage`);
  await alive(wall);
  const everybody = { facilitator: ben, "participant-360": chi, "participant-wide": ana, "participant-1280": eve, guest, stage: wall };
  const shots = async (name) => {
    for (const [who, page] of Object.entries(everybody)) {
      await page.waitForTimeout(150);
      await page.screenshot({ path: `shots/session-${name}-${who}.png`, fullPage: who !== "stage" });
    }
  };
  for (const name of ["Ben Okafor", "Ana Brandt", "Chi Nakamura", "Eve Santos", "Sam of the bank (guest)"]) {
    for (const page of [ben, guest]) await expect(page.locator(".seats")).toContainText(name);
  }
  await shots("1-welcome");
  await ben.getByRole("button", { name: "I took part in the response" }).click();
  await ben.getByRole("button", { name: "Chime" }).click();
  await expect(ben.getByRole("button", { name: "Chime" })).toHaveAttribute("aria-pressed", "false");
  await expect(chi.getByRole("button", { name: "Chime" })).toHaveCount(0);
  await ben.getByRole("button", { name: "Begin the session" }).click();

  const next = async (expected) => {
    await ben.locator(".session-move .primary").click();
    for (const page of Object.values(everybody)) await expect(page.locator(".session-now a, .stage-head h1").first()).toContainText(expected);
  };
  await next("Open actions");
  await shots("2-open-actions");

  // One entry of the timeline for everybody; several people's accounts of it; what came later is not shown.
  await next("Timeline");
  await expect(ben.getByRole("note")).toContainText("You facilitate, and you took part");
  await ben.keyboard.press(".");
  // The key leads on from what its own page shows.
  for (const page of [ben, chi]) await expect(page.locator(".walk-event")).toContainText("Declines rise");
  await ben.keyboard.press(".");
  for (const page of [chi, guest, wall]) await expect(page.locator(".walk-event, .stage-event")).toContainText("The pager goes off");
  await expect(chi.locator(".known")).toContainText("2 later, not shown yet");
  await ben.keyboard.press("q");
  await expect(ben.locator(".probing h3")).toHaveCount(2);
  await expect(ben.locator(".probing li").first()).toBeVisible();
  for (const page of [chi, guest, wall]) await expect(page.getByText("Questions that open up")).toHaveCount(0);
  await chi.keyboard.press("x");
  await expect(chi.getByRole("button", { name: "Surprise 1" })).toHaveAttribute("aria-pressed", "true");
  for (const [page, expected, saw] of [[chi, "A page within a minute", "It took seven"], [guest, "A call from you", "We called you at 10:20"]]) {
    await page.getByText("Add your account").click();
    await page.getByLabel("What I expected").fill(expected);
    await page.getByLabel("What I saw").fill(saw);
    await page.getByRole("button", { name: "Add my account" }).click();
  }
  await expect(wall.locator(".accounts li")).toHaveCount(2);
  await chi.getByRole("link", { name: "Edit this account" }).click();
  await chi.locator(".account").getByLabel("What I saw").fill("It took eight");
  await chi.locator(".account").getByRole("button", { name: "Save" }).click();
  for (const page of [guest, wall]) await expect(page.locator(".accounts")).toContainText("It took eight");
  await guest.getByRole("button", { name: "Raise my hand" }).click();
  await expect(ben.locator(".hands")).toContainText("Sam of the bank");
  await shots("3-timeline");
  await ben.keyboard.press("c");
  await expect(ben.locator(".hands li")).toHaveCount(0);
  await expect(guest.getByRole("button", { name: "Raise my hand" })).toBeVisible();

  // Everybody writes for themselves; nothing of it is seen elsewhere.
  await next("Write");
  await chi.getByLabel("Your answer").fill(SHORT);
  await chi.getByRole("button", { name: "Add card" }).click();
  await expect(chi.getByText("Yours, not revealed yet")).toBeVisible();
  await expect(wall.locator(".stage-count")).toHaveText("1 card");
  await expect(ben.getByText("1 has written; in the room: 5.")).toBeVisible();
  for (const page of [ben, ana, eve, guest, wall]) await expect(page.getByText(SHORT)).toHaveCount(0);
  await guest.getByRole("button", { name: "More time" }).click();
  await expect(ben.getByText("1 wants more time")).toBeVisible();
  await ben.keyboard.press("3");
  await expect(ben.locator(".session-clock")).toContainText(/[67]:\d\d/);

  // Ana loses the network for more than half a minute, goes on writing, and sends; the room goes on without her.
  await ana.context().setOffline(true);
  await ana.getByLabel("Your answer").fill(WRITTEN_OFFLINE);
  await ana.getByRole("button", { name: "Add card" }).click();
  await expect(ana.getByRole("alert")).toContainText("could not be reached");
  await shots("4-write");
  await ana.waitForTimeout(45_000);
  await expect(ben.locator(".seats")).not.toContainText("Ana Brandt");
  await ben.locator(".session-move .primary").click();
  for (const page of [ben, chi, guest]) await expect(page.getByText(SHORT)).toBeVisible();
  await ana.context().setOffline(false);
  await expect(ana.getByText(SHORT)).toBeVisible({ timeout: 40_000 });
  await expect(ana.getByLabel("Your answer")).toHaveValue(WRITTEN_OFFLINE);
  await expect(ana.getByRole("alert")).toContainText("You are connected again");
  // She wrote it when answers were private, and they are not any more.
  await ana.getByRole("button", { name: "Add card" }).click();
  await expect(ana.getByRole("alert")).toContainText("The answers were revealed while you wrote");
  await expect(ben.getByText(WRITTEN_OFFLINE)).toHaveCount(0);
  await ana.getByRole("button", { name: "Add card" }).click();
  for (const page of [ben, chi, guest, wall]) await expect(page.getByText(WRITTEN_OFFLINE)).toBeVisible();
  await expect(ben.locator(".seats")).toContainText("Ana Brandt", { timeout: 40_000 });

  // Group, vote, talk.
  await chi.getByLabel("New theme").fill("Who sees what");
  await chi.getByRole("button", { name: "Add theme" }).click();
  await ben.locator(".answer", { hasText: SHORT }).locator("summary").click();
  await ben.getByRole("button", { name: "Who sees what" }).click();
  await expect(wall.locator(".theme")).toContainText(SHORT);
  await shots("5-group");
  await next("Vote");
  await guest.getByRole("button", { name: "Give a vote" }).first().click();
  await chi.getByRole("button", { name: "Give a vote" }).first().click();
  // Nobody follows the crowd: what the votes are for is seen when they are given.
  await expect(wall.locator(".stage-votes")).toHaveText("2 votes so far");
  await expect(wall.locator(".theme .count")).toHaveCount(0);
  await expect(guest.getByRole("img", { name: "1 of your votes, at most 3" })).toBeVisible();
  await shots("6-vote");
  await next("Discuss");
  await expect(wall.locator(".theme .count")).toHaveText("2");
  await expect(ana.locator(".theme .vote")).toHaveText("2 votes");
  await shots("7-discuss");

  // One theme for everybody, large on the wall; then a card in none; then all of it again.
  await ben.keyboard.press(".");
  for (const page of [ben, chi, guest]) {
    await expect(page.locator(".theme[data-focus]")).toContainText("Who sees what");
    await expect(page.getByRole("heading", { name: "Who sees what" })).toBeInViewport();
  }
  await expect(wall.locator(".stage-focus")).toContainText(SHORT);
  await shots("7-discuss-theme");
  await ben.getByRole("button", { name: "Next theme" }).click();
  await expect(chi.locator(".answer[data-focus]")).toContainText(WRITTEN_OFFLINE);
  await expect(wall.locator(".stage-focus")).toContainText(WRITTEN_OFFLINE);
  await ben.getByRole("button", { name: "Show all" }).click();
  for (const page of [chi, wall]) await expect(page.locator("[data-focus], .dimmed")).toHaveCount(0);

  // Back a step, and on again.
  await settled(ben);
  await ben.keyboard.press("b");
  await expect(chi.locator(".session-now a")).toContainText("Vote");
  await next("Discuss");

  // Who edits an event is seen beside it.
  for (const page of [chi, eve]) {
    await page.goto(`${review}/timeline`);
    await alive(page);
  }
  await chi.getByRole("link", { name: "Edit this event" }).first().click();
  await expect(eve.locator(".event").first()).toContainText("Chi Nakamura is writing here");
  await chi.getByRole("link", { name: "Cancel" }).click();
  await expect(eve.getByText("is writing here")).toHaveCount(0);
  await eve.goto(`${review}/session`);
  await alive(eve);

  // Somebody who is elsewhere is seen there, and comes back with one key.
  await chi.goto(`${review}/culture`);
  await alive(chi);
  await expect(ben.locator(".seats")).toContainText("at the culture page");
  await chi.keyboard.press("g");
  await expect(chi.locator(".room")).toBeVisible();

  // Hand over: Ana leads on.
  await ben.locator(".room-people summary", { hasText: "Hand over" }).click();
  await ben.getByRole("combobox", { name: "Facilitator" }).selectOption({ label: "Ana Brandt" });
  await ben.locator(".room-people form").getByRole("button", { name: "Hand over" }).click();
  await expect(ana.locator(".session-move .primary")).toBeVisible();
  await settled(ana);
  await ana.keyboard.press("n");
  await expect(chi.locator(".session-now a")).toContainText("Write");
  await ben.reload();
  await alive(ben);
  await expect(ben.getByRole("button", { name: "Chime" }), "remembered in this browser").toHaveAttribute("aria-pressed", "false");

  // To the end.
  await ana.getByText("All steps").click();
  await ana.locator(".steps .step", { hasText: "Culture" }).click();
  for (const page of [chi, guest]) await expect(page.locator(".session-now a")).toContainText("Culture");
  await shots("8-culture");
  await settled(ana);
  await ana.keyboard.press("n");
  await expect(chi.locator(".session-now a")).toContainText("Lessons");
  await chi.getByLabel("What was learnt").fill("Whoever can decline a card is on the call list");
  await chi.locator(".evidence-choices input").first().check();
  await chi.getByRole("button", { name: "Add", exact: true }).click();
  await expect(wall.getByText("on the call list")).toBeVisible();
  await shots("9-lessons");
  await settled(ana);
  await ana.keyboard.press("n");
  await expect(chi.locator(".session-now a")).toContainText("Work items");
  await shots("10-work");
  await settled(ana);
  await ana.keyboard.press("n");
  for (const page of [ben, ana, chi, guest]) await page.locator(".close-question").first().getByRole("button", { name: "Yes" }).click();
  await expect(guest.locator(".close-question").first().getByRole("button", { name: "Yes" })).toHaveAttribute("aria-pressed", "true");
  await ana.getByText("End the session", { exact: true }).click();
  await ana.getByRole("button", { name: "End it now" }).click();
  for (const page of [ana, chi, guest]) await expect(page.getByRole("heading", { name: "The session is over" })).toBeVisible();
  await expect(wall.getByText("Thank you. The session is over")).toBeVisible();
  for (const page of [ben, guest]) await expect(page.locator(".close-question").first()).toContainText("4 yes, 0 no");
  await shots("11-close");

  // Published, it is a record: there is nothing to do in the room any more.
  await ana.goto(review);
  await alive(ana);
  await ana.getByText("Publish", { exact: true }).click();
  await ana.getByRole("button", { name: "Publish now" }).click();
  await expect(guest.getByRole("link", { name: "Read the review" })).toBeVisible();
  await expect(guest.getByRole("button", { name: "Raise my hand" })).toHaveCount(0);
  await shots("12-published");
  expect(errors.flat()).toEqual([]);
});

test("the keys of the session are shown by a question mark", async ({ page }) => {
  await signIn(page, "Ben");
  await page.goto("/reviews/new");
  await alive(page);
  await page.getByLabel("Title").fill("Keys");
  await page.getByRole("button", { name: "Open the review" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keys");
  await page.goto(`${new URL(page.url()).pathname}/session`);
  await alive(page);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await expect(sheet).toContainText("Raise my hand");
  await expect(sheet).toContainText("Park something");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("h");
  await expect(page.getByRole("button", { name: "Lower my hand" })).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.getByLabel("Park something")).toBeFocused();
  await page.keyboard.type("h is a letter here");
  await expect(page.getByLabel("Park something")).toHaveValue("h is a letter here");
  await page.keyboard.press("Escape");
  await page.keyboard.press("h");
  await expect(page.getByRole("button", { name: "Raise my hand" })).toBeVisible();
});
