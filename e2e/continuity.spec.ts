// What stays while all else changes: places in the picture, what an input method composes, work over reloads and tabs.
import type { Page } from "@playwright/test";
import { expect, test, watch } from "./studio.ts";
import { chips, openStudio, programText } from "./workbench.ts";

async function applyFirst(page: Page, words: string): Promise<void> {
  await page.getByLabel("Filter transformations").fill(words);
  await page
    .getByRole("button", { name: /^Apply / })
    .first()
    .click();
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the nodes are in the picture, and how the picture is seen. */
function picture(
  page: Page,
): Promise<{ readonly view: string | null; readonly nodes: Readonly<Record<string, Place>> }> {
  return page.evaluate(() => {
    const svg = document.querySelector("[data-testid=graph]");
    const nodes = [...(svg?.querySelectorAll<SVGGElement>(".node[data-node]") ?? [])].map((node) => {
      const [, x, y] = /translate\(([-\d.]+)px, ([-\d.]+)px\)/.exec(node.style.transform) ?? [];
      return [node.dataset["node"] ?? "", { x: Number(x), y: Number(y) }] as const;
    });
    return { view: svg?.querySelector("g")?.getAttribute("transform") ?? null, nodes: Object.fromEntries(nodes) };
  });
}

test("after a step, what did not change stays where it was, and so does the view", async ({ page, studio }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openStudio(page, studio.origin);
  const before = await picture(page);
  expect(Object.keys(before.nodes).length).toBeGreaterThan(50);
  // A schedule changes no structure: nothing moves at all.
  await applyFirst(page, "SetSchedule flx, line 11");
  await expect(chips(page)).toHaveCount(2);
  await expect(page.getByTestId("graph").locator(".node.CPU_Multicore")).toHaveCount(1);
  expect(await picture(page)).toEqual(before);

  // Tiles make one map larger: what is above it stays, and what is below goes down together.
  await applyFirst(page, "MapTiling flx, line 11");
  await expect(chips(page)).toHaveCount(3);
  await expect
    .poll(async () => Object.keys((await picture(page)).nodes).length)
    .not.toBe(Object.keys(before.nodes).length);
  const after = await picture(page);
  expect(after.view).toBe(before.view);
  const moves = Object.entries(before.nodes).flatMap(([id, was]) => {
    const is = after.nodes[id];
    return is === undefined ? [] : [Math.hypot(is.x - was.x, is.y - was.y)];
  });
  const still = moves.filter((distance) => distance < 0.5).length;
  const together = new Map<number, number>();
  for (const distance of moves) together.set(Math.round(distance), (together.get(Math.round(distance)) ?? 0) + 1);
  const [most = 0, next = 0] = [...together.values()].sort((a, b) => b - a);
  expect(still).toBeGreaterThan(10);
  expect((most + next) / moves.length).toBeGreaterThan(0.8);
});

test("what an input method composes survives the full editor's arrival", async ({ page, studio }) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let waiting = 0;
  let open = false;
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    // All that comes after the first picture waits, the editor's parts among it.
    if (open) {
      waiting++;
      await held;
    }
    await route.continue();
  });
  await page.goto(studio.origin);
  const draft = page.locator(".draft textarea");
  await draft.waitFor();
  open = true;
  await draft.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("# ");
  const method = await page.context().newCDPSession(page);
  await method.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
  await expect.poll(() => waiting, { timeout: 20_000 }).toBeGreaterThan(0);
  release();
  // The editor is there, and waits until the word is done.
  await expect(page.locator(".monaco-editor .view-line").first()).toBeAttached({ timeout: 20_000 });
  await page.waitForTimeout(500);
  await expect(draft).toBeFocused();
  await method.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  await method.send("Input.insertText", { text: "日本" });
  await expect(draft).toBeHidden();
  await page.keyboard.type("!");
  await expect.poll(() => programText(page)).toContain("# 日本!");
});

test("after a reload the recipe stands, and all can be undone that could be before", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await applyFirst(page, "SetSchedule flx");
  await applyFirst(page, "MapTiling flx");
  await expect(chips(page)).toHaveCount(3);
  await page.keyboard.press("[");
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await expect(undo).toBeEnabled();
  // Long enough to be kept.
  await page.waitForTimeout(600);
  await page.reload();
  await expect(chips(page)).toHaveCount(3, { timeout: 20_000 });
  await expect(chips(page).nth(1)).toHaveAttribute("aria-current", "step");
  await applyFirst(page, "Vectorization lap_add,");
  await expect(chips(page).last()).toContainText("Vectorization");
  await undo.click();
  await expect(chips(page)).toHaveCount(3);
  await expect(chips(page).nth(1)).toHaveAttribute("aria-current", "step");
  await expect(chips(page).last()).toContainText("MapTiling");
  // And further, to what was done before the reload.
  await undo.click();
  await expect(chips(page)).toHaveCount(2);
  await undo.click();
  await expect(chips(page)).toHaveCount(1);
  await expect(undo).toBeDisabled();
});

test("two tabs: the second follows text and steps, and goes on from there when the first is closed", async ({
  page,
  studio,
  context,
}) => {
  const first = await context.newPage();
  const problems = await watch(first, studio.origin);
  await openStudio(first, studio.origin);
  await openStudio(page, studio.origin);
  await expect(page.getByText("open in another tab")).toBeVisible();
  // What is tried where nothing is kept does not come in the way.
  await applyFirst(page, "SetSchedule flx");
  await expect(chips(page)).toHaveCount(2);

  await first.bringToFront();
  await applyFirst(first, "MapTiling flx");
  await expect(chips(page).last()).toContainText("MapTiling", { timeout: 10_000 });
  await expect(chips(page)).toHaveCount(2);
  expect(await problems()).toEqual([]);
  await first.locator(".monaco-editor .view-lines").first().click();
  await first.keyboard.press("ControlOrMeta+Home");
  await first.keyboard.type("# from the first\n");
  // Closed as a person does, before the last letters are in the database.
  await first.close({ runBeforeUnload: true });

  await expect(page.getByText("open in another tab")).toBeHidden({ timeout: 10_000 });
  const text = () => programText(page);
  await expect.poll(text).toContain("# from the first");
  await expect(chips(page).last()).toContainText("MapTiling");
  await page.reload();
  await expect(chips(page).last()).toContainText("MapTiling", { timeout: 20_000 });
  await expect(page.locator(".monaco-editor .view-line").first()).toBeVisible({ timeout: 20_000 });
  await expect.poll(text).toContain("# from the first");
});
