// Everything from the keyboard: what a key does, what it must not do, and where the focus is afterwards.
import { alive, expect, inOwnBrowser, openReview, settled, signIn, test } from "./server.mjs";

/** Goes on with Tab until this has the focus. */
async function tabTo(page, target) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

/** After an act the focus is on something, never at the top of the page again. */
const expectFocusKept = (page) =>
  expect.poll(() => page.evaluate(() => document.activeElement.tagName), { message: "the focus is somewhere" }).not.toBe("BODY");

const stepOf = (page) => page.locator(".session-now");

// Next, by its key, once the buttons of the bar do not rest any more after the move before.
const onward = async (page) => {
  await settled(page);
  await page.keyboard.press("n");
};

test("a session is led and taken part in without a mouse", async ({ browser, demo }) => {
  test.setTimeout(180_000);
  const [{ page: ben, errors }, { page: chi, errors: others }] = [await inOwnBrowser(browser, demo, "Ben"), await inOwnBrowser(browser, demo, "Chi")];
  const review = await openReview(ben, "Mail stood still for an hour");

  // To the content at once, and on to the timeline and the room.
  await ben.goto(`${review}/timeline`);
  await alive(ben);
  await ben.keyboard.press("Tab");
  await expect(ben.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await ben.keyboard.press("Enter");
  await expect(ben.locator("main")).toBeFocused();
  await tabTo(ben, ben.getByLabel("When", { exact: true }));
  await ben.keyboard.type("05042026");
  await ben.keyboard.press("Tab");
  await ben.keyboard.type("100200AM");
  await expect(ben.getByLabel("When", { exact: true })).toHaveValue(/^2026-05-04T10:02/);
  for (const text of ["The queue grew", "The pager rang"]) {
    await tabTo(ben, ben.getByLabel("What happened"));
    await ben.keyboard.type(text);
    await tabTo(ben, ben.getByRole("button", { name: "Add", exact: true }));
    await ben.keyboard.press("Enter");
    await expect(ben.locator(".event", { hasText: text })).toBeVisible();
    await expect(ben.getByLabel("What happened")).toHaveValue("");
    await ben.locator("main").focus();
  }
  await ben.keyboard.press("g");
  await expect(ben.getByRole("heading", { name: "Ground rules" })).toBeVisible();
  await chi.goto(`${review}/session`);
  await alive(chi);

  await tabTo(ben, ben.getByRole("button", { name: "Begin the session" }));
  await ben.keyboard.press("Enter");
  await expect(ben.getByRole("button", { name: "+1 min" })).toBeVisible();
  await expectFocusKept(ben);
  await onward(ben);
  await expect(stepOf(ben)).toContainText("Open actions");
  await onward(ben);
  await expect(stepOf(chi)).toContainText("Timeline");

  // The walk: from entry to entry by Enter, and past the last one nothing else is pressed.
  await ben.keyboard.press(".");
  await expect(chi.locator(".walk-event")).toContainText("The queue grew");
  await tabTo(ben, ben.getByRole("button", { name: "Later" }));
  await ben.keyboard.press("Enter");
  await expect(chi.locator(".walk-event")).toContainText("The pager rang");
  await expectFocusKept(ben);
  await ben.keyboard.press("Enter");
  await expect(chi.locator(".walk-event")).toContainText("The pager rang");
  await expect(ben).toHaveURL(/\/session$/);
  await chi.keyboard.press("u");
  await expect(chi.getByRole("button", { name: "Unclear 1" })).toHaveAttribute("aria-pressed", "true");
  await chi.keyboard.press("a");
  await expect(chi.getByLabel("What I expected")).toBeFocused();
  await chi.keyboard.type("A mail within a minute");
  await tabTo(chi, chi.getByRole("button", { name: "Add my account" }));
  await chi.keyboard.press("Enter");
  await expect(ben.locator(".account")).toContainText("A mail within a minute");
  await expectFocusKept(chi);

  // A card: written, edited, removed; the focus stays with it.
  await onward(ben);
  await expect(stepOf(chi)).toContainText("Write");
  await chi.keyboard.press("w");
  await chi.keyboard.type("Nobody knew whom to call");
  await tabTo(chi, chi.getByRole("button", { name: "Add card" }));
  await chi.keyboard.press("Enter");
  const card = chi.locator(".answer", { hasText: "whom to call" });
  await expect(card).toBeVisible();
  const menu = card.getByLabel("What can be done with this card");
  await tabTo(chi, menu);
  await chi.keyboard.press("Enter");
  await tabTo(chi, card.getByRole("link", { name: "Edit" }));
  await chi.keyboard.press("Enter");
  await expect(chi.getByLabel("Card", { exact: true })).toBeFocused();
  await chi.keyboard.press("End");
  await chi.keyboard.type(" at night");
  await tabTo(chi, chi.getByRole("button", { name: "Save" }));
  await chi.keyboard.press("Enter");
  await expect(card).toContainText("at night");
  await expect(menu).toBeFocused();

  // Reveal, theme, vote.
  await onward(ben);
  await expect(ben.locator(".answer")).toContainText("at night");
  await tabTo(ben, ben.getByLabel("New theme"));
  await ben.keyboard.type("Whom to call");
  await ben.keyboard.press("Enter");
  await expect(ben.locator(".theme:not([data-loose])", { hasText: "Whom to call" })).toBeVisible();
  await ben.keyboard.press("Escape");
  await tabTo(ben, ben.locator(".answer summary"));
  await ben.keyboard.press("Enter");
  await tabTo(ben, ben.locator(".answer").getByRole("button", { name: "Whom to call" }));
  await ben.keyboard.press("Enter");
  await expect(chi.locator(".theme:not([data-loose])", { hasText: "Whom to call" }).locator(".answer")).toBeVisible();
  await expectFocusKept(ben);
  await onward(ben);
  await expect(stepOf(chi)).toContainText("Vote");
  const give = chi.getByRole("button", { name: "Give a vote" }).first();
  await tabTo(chi, give);
  for (const given of [1, 2, 3]) {
    await chi.keyboard.press("Enter");
    await expect(chi.getByRole("img", { name: `${given} of your votes` }).first()).toBeVisible();
    await expectFocusKept(chi);
  }
  // No more can be given: it is said why, and the focus stays where it is.
  await chi.keyboard.press("Enter");
  await expect(chi.getByRole("alert")).toContainText("You have 5 votes");
  await expect(give).toBeFocused();
  await onward(ben);
  await expect(stepOf(ben)).toContainText("Discuss");
  await ben.keyboard.press(".");
  await expect(chi.locator(".theme[data-focus]")).toContainText("Whom to call");

  // The hand, and being called on.
  await chi.keyboard.press("h");
  await expect(ben.locator(".hands")).toContainText("Chi");
  await ben.keyboard.press("c");
  await expect(ben.locator(".hands li")).toHaveCount(0);
  expect([...errors, ...others]).toEqual([]);
});

test("a field stays with whoever writes in it while the room goes on, and what they type is no command", async ({ browser, demo }) => {
  test.setTimeout(90_000);
  const [{ page: ben }, { page: ana }] = [await inOwnBrowser(browser, demo, "Ben"), await inOwnBrowser(browser, demo, "Ana")];
  const review = await openReview(ben, "Typing");
  for (const page of [ben, ana]) {
    await page.goto(`${review}/session`);
    await alive(page);
  }
  await ben.getByRole("button", { name: "Begin the session" }).click();
  const goTo = async (step) => {
    await settled(ben);
    await ben.getByText("All steps").click();
    await ben.locator(".steps .step", { hasText: step }).first().click();
  };
  const answer = ana.getByLabel("Your answer");
  await goTo("Write");
  await expect(stepOf(ana)).toContainText("Write");

  // Nothing stands in the field, so the page follows. Ana may lead, and types on without looking up.
  await answer.fill("The alarm was loud");
  await ana.getByRole("button", { name: "Add card" }).click();
  await expect(ana.getByText("Yours, not revealed yet")).toBeVisible();
  await ana.keyboard.press("w");
  await ana.keyboard.type("x");
  await ana.keyboard.press("Backspace");
  await goTo("Culture");
  // Her card waits for the reveal, so Ben is asked first, for this question and no other.
  await settled(ben);
  await expect(ben.locator(".reveals[open] li")).toHaveCount(1);
  await ben.getByRole("button", { name: "Go there" }).click();
  await expect(stepOf(ana)).toContainText("Culture");
  await expect(answer).toHaveCount(0, { timeout: 10_000 });
  const step = await stepOf(ben).textContent();
  await ana.keyboard.type("nnb");
  await ana.waitForTimeout(500);
  expect(await stepOf(ben).textContent()).toBe(step);
  await ana.keyboard.press("Escape");
  await ana.keyboard.press("h");
  await expect(ben.locator(".hands")).toContainText("Ana");

  // Something does: the page waits, however long the pause, until its writer follows. The words are kept.
  await goTo("Write");
  await expect(answer).toBeVisible();
  await ana.keyboard.press("w");
  await ana.keyboard.type("The first half ");
  await goTo("Culture");
  await expect(stepOf(ana)).toContainText("Culture");
  await ana.keyboard.type("and nobody hid the second", { delay: 60 });
  await ana.waitForTimeout(4_000);
  await expect(answer).toHaveValue("The first half and nobody hid the second");
  await expect(ana.getByText("The room has gone on.")).toBeVisible();
  await ana.getByRole("button", { name: "Follow now" }).click();
  await expect(answer).toHaveCount(0);
  await expect(ana.locator(".room-main :focus")).toHaveText("What the handling shows");
  await ana.goto(review);
  await alive(ana);
  await expect(ana.getByRole("link", { name: /^Your answer to/ })).toBeVisible();
});

test("a key that is held, a key behind the sheet, and a key that is turned off do nothing", async ({ page }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Held");
  await page.goto(`${review}/session`);
  await alive(page);
  await expect(stepOf(page)).toContainText("Step 1 of");
  for (let repeats = 0; repeats < 10; repeats += 1) await page.keyboard.down("n");
  await page.keyboard.up("n");
  await expect(stepOf(page)).toContainText("Step 2 of");

  // Out of a field by Escape, keys are keys, also when the room has gone on and the field with it.
  await page.getByText("All steps").click();
  await page.locator(".steps .step", { hasText: "Discuss" }).first().click();
  await expect(stepOf(page)).toContainText("Discuss");
  await page.keyboard.press("w");
  await page.keyboard.type("n is a letter here");
  await page.keyboard.press("Escape");
  await onward(page);
  await expect(stepOf(page)).toContainText("Write");
  await expect(page.getByLabel("Your answer")).toHaveValue("");
  await settled(page);
  await page.keyboard.press("b");
  await expect(stepOf(page)).toContainText("Discuss");
  const here = await stepOf(page).textContent();

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await page.keyboard.press("n");
  await page.keyboard.press("b");
  await page.waitForTimeout(300);
  await expect(stepOf(page)).toHaveText(here);
  await sheet.getByRole("button", { name: "Single keys" }).click();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("n");
  await page.waitForTimeout(300);
  await expect(stepOf(page)).toHaveText(here);
});

test("two who lead and press Next together move one step", async ({ browser, demo }) => {
  const [{ page: ben }, { page: ana }] = [await inOwnBrowser(browser, demo, "Ben"), await inOwnBrowser(browser, demo, "Ana")];
  const review = await openReview(ben, "Together");
  for (const page of [ben, ana]) {
    await page.goto(`${review}/session`);
    await alive(page);
  }
  const next = (page) => page.getByRole("button", { name: /^Next/ });
  await next(ben).click();
  await expect(stepOf(ana)).toContainText("Step 2 of");
  await expect(next(ana)).toHaveAttribute("aria-disabled", "true");
  await next(ana).click({ force: true });
  await expect(ana.getByRole("status").filter({ hasText: "Somebody else has just moved the session" })).toHaveCount(1);
  await ana.waitForTimeout(300);
  await expect(stepOf(ben)).toContainText("Step 2 of");
  await expect(ana.locator(".session[data-settling]")).toHaveCount(0);
  await next(ana).click();
  await expect(stepOf(ben)).toContainText("Step 3 of");
});
