import { expect, test } from "./studio.ts";
import { chips, openStudio, seriousFindings } from "./workbench.ts";

test("transform, measure, see the roofline move, undo, fork", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await page.getByRole("tab", { name: "Roofline" }).click();
  await page.getByRole("button", { name: "Measure this page’s roofs" }).click();
  await expect(page.getByRole("button", { name: "Measure again" })).toBeVisible({ timeout: 30_000 });
  const roofs = page.getByRole("table", { name: "Measured roofs" });
  await expect(roofs.getByRole("row")).toHaveCount(6);
  await expect(roofs).toContainText("triad of 24.0 kB");

  // Optimize: steps, the check at the test sizes, times by turns, one sentence.
  await page.getByRole("button", { name: "Optimize" }).click();
  await expect(page.getByTestId("badge")).toHaveText(/by turns/, { timeout: 90_000 });
  await expect(page.getByTestId("badge")).toContainText("● matches NumPy", { timeout: 90_000 });
  const summary = page.getByTestId("run-summary");
  await expect(summary).toContainText(/\d× .*than NumPy in this page.*as written/);
  await expect(summary).toContainText(/(memory|compute)-bound: \d+ % of the roof/);
  // Its number opens the roofline, where the point has moved; points are walked by keys.
  await summary.getByRole("button", { name: /^\d+ %$/ }).click();
  const plot = page.getByRole("group", { name: /^Roofline/ });
  await expect(plot.locator("line.moved")).toBeVisible();
  const points = plot.getByRole("button");
  await expect(points).toHaveCount(4);
  await points.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(points.nth(1)).toBeFocused();
  await expect(page.getByRole("table", { name: "Points" }).getByRole("row")).toHaveCount(5);
  // A preview draws a ghost at each level, joined to the point it would move, until it is discarded.
  await page.getByLabel("Filter transformations").fill("MapInterchange");
  await page
    .getByRole("button", { name: /^Preview / })
    .first()
    .click();
  const ghosts = plot.getByRole("button", { name: /^preview \(predicted\), .*: at most / });
  await expect(ghosts).toHaveCount(2);
  await expect(plot.locator("line.to-ghost")).toHaveCount(2);
  await expect(page.getByRole("row", { name: /^preview \(predicted\) .* predicted / })).toHaveCount(2);
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(ghosts).toHaveCount(0);
  await expect(points).toHaveCount(4);

  // The cursor goes back: points of another graph are not shown.
  const steps = chips(page);
  await steps.nth(1).click();
  await expect(page.getByText("The newest run is of a previous version")).toBeVisible();
  // A step there forks; undo takes it back.
  await page.getByLabel("Filter transformations").fill("MapTiling");
  await page
    .getByRole("button", { name: /^Apply / })
    .first()
    .click();
  await expect(page.locator(".alternatives select")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect(page.locator(".alternatives select")).toBeHidden();
});

test("a line of C++ and of WebAssembly lights up its node and its line of Python", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await page.getByRole("tab", { name: "Code" }).click();
  for (const [form, wanted] of [
    ["C++", /for \(int64_t/],
    ["WebAssembly", /f64(x2)?\.mul/],
  ] as const) {
    await page.getByRole("radio", { name: form }).click();
    const line = page.locator(".code-line[data-node]").filter({ hasText: wanted }).first();
    await expect(line).toBeVisible({ timeout: 20_000 });
    await line.click();
    await expect(line).toHaveClass(/selected/);
    await expect(page.getByTestId("graph").locator(".node.selected")).toBeVisible();
    await expect(page.locator(".monaco-editor .line-selected").first()).toBeVisible();
  }
});

test("where to run is chosen: the interpreter agrees with NumPy", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await page.getByRole("button", { name: "T", exact: true }).click();
  await page.getByLabel("Where to run").selectOption("interpreter");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("badge")).toContainText("matches NumPy", { timeout: 90_000 });
  await expect(page.getByTestId("run-summary")).toContainText("Interpreter, as written");
});
