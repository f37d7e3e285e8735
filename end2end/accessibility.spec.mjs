// Every page, light and dark, without an accessibility violation that axe can find, and a screenshot of each at three
// widths for people to look at.
import AxeBuilder from "@axe-core/playwright";
import { alive, expect, signIn, test } from "./server.mjs";

const parts = ["", "/facts", "/timeline", "/timeline/paste", "/questions", "/culture", "/lessons", "/work", "/history", "/people", "/read", "/session", "/stage"];
const pages = ["/", "/reviews/new", "/work", "/trends", "/people", "/account", "/method", "/nowhere", "/formats", "/formats/new", ...parts.map((part) => `/reviews/:id${part}`)];

for (const theme of ["light", "dark"]) {
  test(`no page has an accessibility violation (${theme})`, async ({ browser, demo }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext({ baseURL: demo.url, colorScheme: theme });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await alive(page);
    await check(page, theme, "sign-in");
    await signIn(page, "Ana");
    const id = (await page.locator(".reviews a").first().getAttribute("href")).split("/")[2];
    for (const path of pages) {
      await page.goto(path.replace(":id", id));
      await alive(page);
      await check(page, theme, path.replace("/reviews/:id", "review").replaceAll("/", "-"));
    }
    await context.close();
  });
}

async function check(page, theme, name) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`);
  expect.soft(found, `${name} (${theme})`).toEqual([]);
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
  expect.soft(twice, `${name}: ids that stand twice`).toEqual([]);
  for (const width of [360, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(wider, `${name} scrolls sideways at ${width}`).toBe(0);
    await page.screenshot({ path: `shots/${name}-${theme}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
