import { expect, runToVerdict, test, watch } from "./studio.ts";

test("a first visit ends in a verified run, without anything installed", async ({ page, studio }) => {
  await page.goto(studio.origin);
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await runToVerdict(page)).toContain("matches NumPy");
  await expect(page.getByTestId("run-summary")).toContainText("NumPy");
});

test("a link opens the same program in a new profile, and runs nothing", async ({ page, studio, browser }) => {
  await page.goto(studio.origin);
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page).toHaveURL(/#v1=/);
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  const problems = await watch(other, studio.origin);
  await other.goto(page.url());
  await expect(other.getByText("Nothing has been run")).toBeVisible();
  await expect(other.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  await expect(other.getByTestId("badge")).toContainText("not checked");
  expect(await problems()).toEqual([]);
  await stranger.close();
});
