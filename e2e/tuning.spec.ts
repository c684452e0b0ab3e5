import { expect, test } from "./studio.ts";
import { chips, openStudio, seriousFindings } from "./workbench.ts";

test("one click: steps, check, times; then undo, a step by hand, a fork", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await page.getByRole("button", { name: "Optimize" }).click();
  await expect(page.getByTestId("badge")).toContainText("matches NumPy", { timeout: 90_000 });
  await expect(page.getByTestId("run-summary")).toContainText("as written");
  const steps = chips(page);
  const count = await steps.count();
  expect(count).toBeGreaterThan(2);

  // What was predicted is measured, step by step, and the run stays as it was.
  await expect(steps.filter({ hasText: "predicted" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Measure steps" }).click();
  await expect(steps.last()).toContainText(/(faster|slower|no difference) ✓/, { timeout: 60_000 });
  await expect(steps.filter({ hasText: "predicted" })).toHaveCount(0);
  await expect(page.getByTestId("badge")).toContainText("matches NumPy");

  // The cursor goes back: the badge is stale, nothing is dropped.
  await steps.nth(1).click();
  await expect(steps.nth(1)).toHaveAttribute("aria-current", "step");
  await expect(page.getByTestId("badge")).toContainText("stale");
  expect(await steps.count()).toBe(count);

  // A step there forks: the old tail stays under a name.
  const apply = page.getByRole("button", { name: /^Apply / });
  await expect(apply.first()).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("Filter transformations").fill("MapTiling");
  await apply.first().click();
  await expect(page.locator(".alternatives select")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.locator(".alternatives select")).toBeHidden();
});

test("a preview is seen in the graph before it is taken", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  // A hundred places are a list of ten: each transformation opens to its own, told apart by what they write.
  const whole = page.getByRole("region", { name: "whole program" });
  await whole.getByText("MapTiling").click();
  const places = whole.locator(".family[open] li");
  await expect(places.first()).toContainText(/→ \w+, line \d+/);
  const texts = await places.allTextContents();
  expect(texts.length).toBeGreaterThan(10);
  expect(new Set(texts).size).toBe(texts.length);
  await page.getByLabel("Filter transformations").fill("no such words");
  await expect(page.getByText("Nothing here has these words.")).toBeVisible();
  await page.getByLabel("Filter transformations").fill("MapFusion");
  // What the model says of each place stands beside it.
  await expect(whole.getByText(/^−\d+ % predicted$/).first()).toBeVisible({ timeout: 20_000 });
  await page
    .getByRole("button", { name: /^Preview / })
    .first()
    .click();
  await expect(page.getByText(/^preview: /)).toBeVisible();
  await expect(page.getByTestId("graph").locator(".node.marked").first()).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText(/^preview: /)).toBeHidden();
});

test("a step is opened for its options and taken again with others", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  const steps = chips(page);
  for (const words of ["MapTiling flx, line 11", "SetSchedule out_field"]) {
    const count = await steps.count();
    await page.getByLabel("Filter transformations").fill(words);
    await page
      .getByRole("button", { name: /^Apply / })
      .first()
      .click();
    await expect(steps).toHaveCount(count + 1);
  }
  await steps.nth(1).click();
  // By keyboard: the button opens the step at the cursor, Esc goes back to the button.
  const open = page.getByRole("button", { name: "Options", exact: true });
  await open.press("Enter");
  const options = page.getByRole("region", { name: "Options of step 1, MapTiling" });
  await expect(options).toContainText(/→ flx, line 11/);
  const apply = options.getByRole("button", { name: /^Apply / });
  await expect(apply).toBeDisabled();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page), colorScheme).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await expect(options).toBeHidden();
  await expect(open).toBeFocused();
  await open.press("Enter");
  const sizes = options.getByLabel("Size of a tile, one a parameter");
  await expect(sizes.locator(":checked")).toHaveText("32");
  await sizes.selectOption({ label: "64" });
  await apply.click();

  // The steps after it are there again, on the new graph; the old ones have a name, and one undo brings them back.
  await expect(options).toBeHidden();
  await expect(
    page.getByText(/^MapTiling is applied with its new options, and the step after it again/),
  ).toBeAttached();
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(1)).toHaveAttribute("title", /sizes 64/);
  await expect(steps.nth(2)).toHaveAttribute("aria-current", "step");
  await expect(page.locator(".alternatives select")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(steps.nth(1)).toHaveAttribute("title", /sizes 32/);
  await expect(steps.nth(1)).toHaveAttribute("aria-current", "step");
  await expect(page.locator(".alternatives select")).toBeHidden();
});
