// Nothing that somebody typed is lost.
import { alive, expect, openReview, settled, signIn, test } from "./server.mjs";

test("what is typed outlives a reload, a dead network and an expired sign-in", async ({ page, context }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Mail was late");
  await page.goto(`${review}/timeline`);
  await alive(page);
  const text = page.getByLabel("What happened");
  await page.getByLabel("When", { exact: true }).fill("2026-05-01T14:05");
  await text.fill("The queue grew");
  await page.reload();
  await alive(page);
  await expect(text).toHaveValue("The queue grew");

  await context.setOffline(true);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/could not be reached/)).toBeVisible();
  await expect(text).toHaveValue("The queue grew");
  await context.setOffline(false);

  const cookies = await context.cookies();
  await context.clearCookies();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/Sign in/).first()).toBeVisible();
  await expect(text).toHaveValue("The queue grew");
  await context.addCookies(cookies);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".event-text")).toHaveText("The queue grew");
  await expect(text).toHaveValue("");
  await page.reload();
  await alive(page);
  await expect(text, "what was sent is no draft any more").toHaveValue("");
  await expect(page.locator(".event")).toHaveCount(1);
});

test("words typed while a form is on its way stay, and a lost answer is not the end of them", async ({ page }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Mail was slow");
  await page.goto(`${review}/timeline`);
  await alive(page);
  const text = page.getByLabel("What happened");
  await page.getByLabel("When", { exact: true }).fill("2026-05-01T14:05");
  await text.fill("First half.");
  await page.route("**/do/send", async (route) => {
    const answer = await route.fetch();
    await new Promise((done) => setTimeout(done, 800));
    await route.fulfill({ response: answer });
  });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await text.fill("First half. And the second half.");
  await expect(page.locator(".event-text")).toHaveText("First half.");
  await page.waitForTimeout(1_000);
  await expect(text).toHaveValue("First half. And the second half.");
  await page.unroute("**/do/send");

  // The server takes it, and its answer is lost.
  await page.route("**/do/send", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await text.fill("Third");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/could not be reached/)).toBeVisible();
  await page.unroute("**/do/send");
  await text.fill("Third and fourth");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/exists already with other content/)).toBeVisible();
  await expect(text).toHaveValue("Third and fourth");
});

test("a draft that is sent later keeps what others wrote meanwhile", async ({ page, browser, demo }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Mail was lost");
  const other = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await signIn(other, "Ana");
  const edit = async (who, words) => {
    await who.getByRole("link", { name: "Edit the summary" }).click();
    await who.getByRole("textbox", { name: "Summary" }).fill(words);
  };
  const save = (who) => who.getByRole("button", { name: "Save" }).click();
  await edit(page, "Thirteen mails were lost.");
  await save(page);
  await expect(page.locator(".prose").first()).toHaveText("Thirteen mails were lost.");

  await other.goto(review);
  await alive(other);
  await edit(other, "Thirteen mails were lost for good.");
  await edit(page, "Thirteen urgent mails were lost.");
  await save(page);
  await expect(page.locator(".prose").first()).toHaveText("Thirteen urgent mails were lost.");
  await other.reload();
  await alive(other);
  await other.getByRole("link", { name: "Edit the summary" }).click();
  await expect(other.getByRole("textbox", { name: "Summary" })).toHaveValue("Thirteen mails were lost for good.");
  await save(other);
  await expect(other.locator(".prose").first()).toHaveText("Thirteen urgent mails were lost for good.");
  await expect(other.getByText(/Both edits are in/)).toBeVisible();

  // The same words: both are kept, shown, and can be cleared up.
  await edit(page, "Fourteen urgent mails were lost for good.");
  await edit(other, "Fifteen urgent mails were lost for good.");
  await save(page);
  await expect(page.locator(".prose").first()).toContainText("Fourteen");
  await save(other);
  await expect(other.locator(".prose").first()).toContainText("⟦Fourteen ⟷ Fifteen⟧");
  await expect(other.getByText(/Both versions are in the text/)).toBeVisible();
  await other.getByRole("link", { name: "Edit the summary" }).click();
  await expect(other.getByRole("textbox", { name: "Summary" })).toHaveValue(/⟦Fourteen ⟷ Fifteen⟧/);
  await other.getByRole("textbox", { name: "Summary" }).fill("Fifteen urgent mails were lost for good.");
  await save(other);
  await expect(page.locator(".prose").first()).toHaveText("Fifteen urgent mails were lost for good.");
  await other.context().close();
});

/** Goes on until the answers to the first question are revealed. */
async function reveal(leading) {
  const step = leading.locator(".session-now");
  while (!(await step.textContent()).includes("Group")) {
    const before = await step.textContent();
    await settled(leading);
    await leading.locator(".session-move .primary").click();
    await expect(step).not.toHaveText(before);
  }
}

test("a card begun while only its writer saw it is not shown to everybody because it came back", async ({ page, context }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Mail was read twice");
  const question = page.locator("#milestones");
  const text = question.getByLabel("Your answer");
  await page.goto(`${review}/questions`);
  await alive(page);
  await text.fill("I had muted the alarm");
  // The page is closed, and meanwhile the answers are revealed.
  const leading = await context.newPage();
  await page.goto("/");
  await leading.goto(review);
  await alive(leading);
  await reveal(leading);
  await page.goto(`${review}/questions`);
  await alive(page);
  await expect(text).toHaveValue("I had muted the alarm");
  const add = question.getByRole("button", { name: "Add card" });
  await add.click();
  await expect(question.getByRole("alert")).toContainText("The answers were revealed while you wrote");
  await expect(question.locator(".answer")).toHaveCount(0);
  await expect(text).toHaveValue("I had muted the alarm");
  await add.click();
  await expect(question.locator(".answer")).toContainText("I had muted the alarm");
});

test("what was typed before the page was alive is private, and what is typed after discarding it is not", async ({ page, context }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Mail was read aloud");
  const question = page.locator("#milestones");
  const text = question.getByLabel("Your answer");
  const add = question.getByRole("button", { name: "Add card" });
  const leading = await context.newPage();
  await leading.goto(review);
  await alive(leading);
  let go;
  const slow = new Promise((done) => (go = done));
  await page.route("**/*.wasm", async (route) => (await slow, await route.continue()));
  await page.goto(`${review}/questions`, { waitUntil: "commit" });
  await text.fill("I had muted the alarm");
  go();
  await alive(page);
  await expect(text).toHaveValue("I had muted the alarm");
  await reveal(leading);
  await expect(question.getByText("Everybody sees at once what you add now.")).toBeVisible();
  await add.click();
  await expect(question.getByRole("alert")).toContainText("The answers were revealed while you wrote");
  await expect(question.locator(".answer")).toHaveCount(0);

  // Put away, it leaves nothing behind.
  await text.fill("");
  await leading.getByRole("button", { name: "Back", exact: true }).click();
  await expect(question.getByText("Only you see what you write here")).toBeVisible();
  await text.fill("Something else");
  await page.goto("/");
  await reveal(leading);
  await page.goto(`${review}/questions`);
  await alive(page);
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(text).toHaveValue("");
  await text.fill("Meant for everybody");
  await add.click();
  await expect(question.locator(".answer")).toContainText("Meant for everybody");
});

test("two people who change the same piece of work both get their way", async ({ page, browser, demo }) => {
  await signIn(page, "Ben");
  await page.goto("/work");
  await alive(page);
  const title = await page.locator(".work-item h3").first().textContent();
  await page.locator(".work-item h3 a").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  const other = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await signIn(other, "Ana");
  await other.goto(page.url());
  await alive(other);
  for (const who of [page, other]) await who.getByRole("link", { name: "Change this item" }).click();
  await page.getByLabel("What is to be done").fill(`${title}, and test it`);
  await page.getByLabel("How will we know").fill("A drill rings.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${title}, and test it`);

  await other.getByLabel("What is to be done").fill(`Soon: ${title}`);
  await other.getByLabel("Effort, hours").fill("77");
  await other.reload();
  await alive(other);
  await other.getByRole("link", { name: "Change this item" }).click();
  await expect(other.getByText("Typed before and not sent yet.")).toBeVisible();
  await expect(other.getByLabel("What is to be done"), "the draft, not what the other made of it").toHaveValue(`Soon: ${title}`);
  await expect(other.getByLabel("How will we know"), "left alone, so the newest").toHaveValue("A drill rings.");
  await other.getByLabel("How will we know").fill("A drill rings twice.");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(`Soon: ${title}, and test it`);
  await expect(other.getByText("A drill rings twice.", { exact: true })).toBeVisible();
  await expect(other.getByText(/Both edits are in/)).toBeVisible();
  await expect(other.locator(".facts")).toContainText("77 h");
  await other.context().close();
});

test("a draft can be discarded, and what one tab sends leaves the text of another alone", async ({ page, context }) => {
  await signIn(page, "Ben");
  const review = await openReview(page, "Mail was doubled");
  const text = (tab) => tab.getByRole("textbox", { name: "Summary" });
  const edit = async (tab) => {
    await tab.goto(review);
    await alive(tab);
    await tab.getByRole("link", { name: "Edit the summary" }).click();
  };
  await edit(page);
  await text(page).fill("One");
  const tab = await context.newPage();
  await edit(tab);
  await expect(text(tab)).toHaveValue("One");
  await tab.getByRole("button", { name: "Discard" }).click();
  await expect(text(tab)).toHaveValue("");
  await expect(tab.getByRole("button", { name: "Discard" })).toHaveCount(0);

  await text(page).fill("One two");
  await text(tab).fill("Three");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".prose").first()).toHaveText("One two");
  await edit(page);
  await expect(text(page), "the other tab’s").toHaveValue("Three");
  await tab.getByRole("button", { name: "Save" }).click();
  await expect(tab.locator(".prose").first()).toContainText("One two Three");
});

test("markup in a text is text, in the browser as on the server", async ({ page }) => {
  await signIn(page, "Ben");
  const attack = "</textarea><script>window.attacked = 1</script><img src=x onerror='window.attacked = 2'>";
  const review = await openReview(page, attack);
  await page.getByRole("link", { name: "Edit the summary" }).click();
  await page.getByRole("textbox", { name: "Summary" }).fill(attack);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".prose").first()).toHaveText(attack);
  await page.goto(`${review}?edit=${review.split("/")[2]}`);
  await alive(page);
  await expect(page.getByRole("textbox", { name: "Summary" })).toHaveValue(attack);
  await page.goto(`${review}/questions`);
  await alive(page);
  await page.locator("#response").getByLabel("Your answer").fill(attack);
  await page.locator("#response").getByRole("button", { name: "Add card" }).click();
  await expect(page.locator("#response").getByText("window.attacked = 1")).toBeVisible();
  expect(await page.evaluate(() => window.attacked)).toBeUndefined();
});
