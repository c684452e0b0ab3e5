import { expect, runToVerdict, test, watch } from "./studio.ts";

test("a first visit ends in a verified run, without anything installed", async ({ page, studio }) => {
  await page.goto(studio.origin);
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const before = page.getByTestId("before-run");
  await expect(before).toHaveText(/^A run takes .* in all copies\. Expected time: not known before a first run/);
  expect(await runToVerdict(page)).toContain("matches NumPy");
  await expect(page.getByTestId("run-summary")).toContainText("NumPy");
  await expect(before).toBeHidden();
  // At other sizes this run tells how long one will take.
  await page.getByRole("button", { name: "M", exact: true }).click();
  await expect(before).toContainText(/Expected time: about [\d.]+ (ms|s), estimated from the run at S\./);
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
