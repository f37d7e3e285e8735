// From the printed link to a team: setting up, inviting, signing in and out.
import { alive, expect, listen, start, test as base } from "./server.mjs";

const test = base.extend({
  server: async ({}, use) => {
    const server = await start();
    await use(server);
    server.stop();
  },
});

const password = "correct horse battery staple";

test("a new workspace is set up, a colleague joins by link, and sessions are looked after", async ({ browser, server }) => {
  const errors = [];
  const person = async () => {
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    errors.push(listen(page));
    return page;
  };
  const ada = await person();
  await ada.goto(server.setUp);
  await alive(ada);
  await ada.getByLabel("Organisation").fill("Test Works");
  await ada.getByLabel("Time zone").fill("Europe/Berlin");
  await ada.getByLabel("Your name").fill("Ada Admin");
  await ada.getByLabel("E-mail").fill("ada@example.org");
  await ada.getByLabel("Password").fill("short");
  await ada.getByRole("button", { name: "Set up" }).click();
  await expect(ada.getByText(/15 characters/).first()).toBeVisible();
  await expect(ada.getByLabel("Your name")).toHaveValue("Ada Admin");
  await ada.getByLabel("Password").fill(password);
  await ada.getByRole("button", { name: "Set up" }).click();
  await expect(ada.getByRole("heading", { name: "Your first review starts with an incident" })).toBeVisible();
  await ada.screenshot({ path: "shots/empty-home-1280.png", fullPage: true });

  await ada.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "People" }).click();
  await ada.getByLabel("New department").fill("Platform");
  await ada.getByLabel("Cost of an hour").fill("90");
  await ada.getByRole("button", { name: "Add department" }).click();
  await expect(ada.getByText("no teams yet")).toBeVisible();
  await ada.waitForLoadState("networkidle");
  await ada.getByLabel("New team").fill("Core");
  await ada.getByLabel("Of department").selectOption({ label: "Platform" });
  await ada.getByRole("button", { name: "Add team" }).click();
  await expect(ada.getByText(/^Core · /)).toBeVisible();
  // The page loads everything afresh after a change of names.
  await ada.waitForLoadState("networkidle");
  await ada.getByLabel("For whom").fill("Mia, on call");
  await ada.getByRole("button", { name: "Make a link" }).click();
  const link = await ada.locator("code.secret").textContent();
  await expect(ada.getByText("Mia, on call")).toBeVisible();
  await expect(ada.locator("code.secret")).toHaveText(link);

  const mia = await person();
  await mia.goto(link);
  await alive(mia);
  await mia.getByLabel("Your name").fill("Mia Member");
  await mia.getByLabel("E-mail").fill("mia@example.org");
  await mia.getByLabel("Password").fill(password);
  await mia.getByRole("button", { name: "Join" }).click();
  await expect(mia.getByRole("heading", { level: 1, name: "Reviews" })).toBeVisible();

  const elsewhere = await person();
  await elsewhere.goto("/trends?span=6");
  await alive(elsewhere);
  await elsewhere.getByLabel("E-mail").fill("mia@example.org");
  await elsewhere.getByLabel("Password").fill("not my password at all");
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await expect(elsewhere.getByRole("alert")).toBeVisible();
  await elsewhere.getByLabel("Password").fill(password);
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await elsewhere.waitForURL("**/trends?span=6");

  await mia.goto("/account");
  await alive(mia);
  await mia.getByRole("button", { name: "End", exact: true }).click();
  await expect(mia.getByRole("button", { name: "End", exact: true })).toHaveCount(0);
  await elsewhere.goto("/");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await mia.getByLabel("Your password now").fill(password);
  await mia.getByLabel("New password").fill("another four unrelated words");
  await mia.getByRole("button", { name: "Change password" }).click();
  await expect(mia.getByLabel("Your password now")).toHaveValue("");
  await mia.getByLabel("What it is for").fill("A script");
  await mia.getByRole("button", { name: "Make a token" }).click();
  await expect(mia.locator("code.secret")).toContainText("hotwash_");

  await mia.goto("/trends");
  await alive(mia);
  await mia.getByRole("button", { name: /theme/i }).click();
  await mia.waitForSelector('html[data-theme="dark"]');
  expect(new URL(mia.url()).pathname, "the theme changes on the page that is open").toBe("/trends");
  await mia.locator("details.menu summary").click();
  await mia.getByRole("button", { name: "Sign out" }).click();
  await mia.waitForURL("**/sign-in");
  expect(errors.flat()).toEqual([]);
});
