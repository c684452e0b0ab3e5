// The whole task without a pointer: open a program, look around, optimize, read the result, share.
import { expect, test } from "./studio.ts";
import { openStudio, seriousFindings } from "./workbench.ts";

test("the whole task by keyboard", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await page.keyboard.press("ControlOrMeta+K");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await page.keyboard.type("gallery");
  await page.keyboard.press("Enter");
  const programs = page.getByRole("dialog", { name: "Programs" });
  await expect(programs).toBeVisible();
  await programs.getByRole("button", { name: /^jacobi_2d/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".document-button")).toContainText("jacobi_2d");

  // Panes in turn; the editor is left by Esc and Tab.
  await page.keyboard.press("F6");
  await expect(page.locator("[data-pane]:focus-within")).toHaveCount(1);
  await page.locator(".monaco-editor textarea, .monaco-editor .native-edit-context").first().focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.locator("[data-pane=graph]:focus-within")).toHaveCount(1);

  // The outline is a tree with arrows.
  await page.getByRole("tab", { name: "Outline" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("[role=treeitem][aria-selected=true]")).toHaveCount(1);
  await expect(page.getByTestId("graph").locator(".node.selected")).toHaveCount(1);

  // A border moves by arrows.
  const border = page.getByRole("separator", { name: "Size of source" });
  const before = Number(await border.getAttribute("aria-valuenow"));
  await border.focus();
  await page.keyboard.press("ArrowRight");
  await expect(border).toHaveAttribute("aria-valuenow", String(before + 16));

  await page.keyboard.press("ControlOrMeta+Shift+Enter");
  await expect(page.getByTestId("badge")).toContainText("matches NumPy", { timeout: 90_000 });
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await page.keyboard.type("share");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#v1=/);
});

for (const scheme of ["light", "dark"] as const)
  test(`axe finds nothing serious, ${scheme}`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await openStudio(page, studio.origin);
    await expect(page.getByRole("button", { name: /^Apply / }).first()).toBeVisible({ timeout: 20_000 });
    expect(await seriousFindings(page)).toEqual([]);
    for (const tab of ["Outline", "Inspect", "Code", "Verification"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.waitForTimeout(300);
      expect(await seriousFindings(page), tab).toEqual([]);
    }
    await page.keyboard.press("F1");
    expect(await seriousFindings(page), "palette").toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator(".document-button").click();
    expect(await seriousFindings(page), "programs").toEqual([]);
    await page.keyboard.press("Escape");

    // The other theme is everywhere at once, the editor among it.
    const ground = (selector: string) =>
      page.evaluate((at) => getComputedStyle(document.querySelector(at) as Element).backgroundColor, selector);
    const before = await ground(".graph-view");
    await page.getByRole("button", { name: /theme$/ }).click();
    await expect.poll(() => ground(".graph-view")).not.toBe(before);
    await expect.poll(() => ground(".monaco-editor-background")).toBe(await ground(".graph-view"));
  });
