// How soon the studio can be used, what it weighs, and how soon it follows what is typed.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { watchMainThread } from "./main-thread.ts";
import { expect, test } from "./studio.ts";
import { openStudio } from "./workbench.ts";

const out = fileURLToPath(new URL("../out/", import.meta.url));

/** What a script of the studio weighs on its way; nothing is fetched twice from a cold cache. */
function compressedSize(urls: ReadonlySet<string>): number {
  return [...urls].reduce((sum, url) => sum + gzipSync(readFileSync(out + new URL(url).pathname.slice(1))).length, 0);
}

/** When text could be typed and a graph was drawn, in milliseconds after the start of the visit. */
async function noteUsable(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const page = globalThis as unknown as { usable: number | undefined };
    const look = () => {
      const editor = document.querySelector("textarea, .native-edit-context");
      const node = document.querySelector("[data-testid=graph] .node");
      if (editor !== null && node !== null && node.getBoundingClientRect().width > 0) page.usable = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (globalThis as unknown as { usable: number }).usable);
}

test("a first visit is usable in 2.5 s and 1.9 MB of script, and Python comes after", async ({
  page,
  studio,
  mainThread,
}, info) => {
  const scripts = new Set<string>();
  const python: number[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/pyodide/")) python.push(Date.now());
    else if (pathname.endsWith(".js") && !pathname.startsWith("/python/"))
      scripts.add(request.url().split("#")[0] ?? "");
  });
  const usable = await noteUsable(page);
  const before = await mainThread.slowdown();
  await openStudio(page, studio.origin);
  await expect.poll(() => python.length, { timeout: 30_000 }).toBeGreaterThan(0);
  const after = await mainThread.slowdown();
  const [time, start] = [await usable(), await page.evaluate(() => performance.timeOrigin)];
  const slowdown = (before + after) / 2;
  const bytes = compressedSize(scripts);
  info.annotations.push({
    type: "first visit",
    description: `usable after ${time.toFixed(0)} ms on a machine slowed ${slowdown.toFixed(2)} times; ${(bytes / 1e6).toFixed(2)} MB of script in ${scripts.size} files`,
  });
  expect(scripts.size).toBeGreaterThan(10);
  expect(bytes).toBeLessThanOrEqual(1.9e6);
  expect(time / slowdown).toBeLessThanOrEqual(2500);
  expect(Math.min(...python)).toBeGreaterThan(start + time);
});

test("keys typed while the full editor loads are all kept, and the cursor stays", async ({ page, studio }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The full editor's parts are asked for when the graph is drawn; here they wait until something was typed.
  const node = page.getByTestId("graph").locator(".node").first();
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    if (await node.isVisible()) await released;
    await route.continue();
  });
  await page.goto(studio.origin);
  await expect(node).toBeVisible({ timeout: 20_000 });
  await page.locator(".draft textarea").click({ position: { x: 60, y: 40 } });
  const words = "# typed before the editor was there, and on while it came";
  for (const [at, letter] of [...words].entries()) {
    if (at === 20) release();
    await page.keyboard.type(letter, { delay: 15 });
  }
  await expect(page.locator(".monaco-editor .view-line").first()).toBeVisible({ timeout: 20_000 });
  await expect(page.locator(".draft")).toHaveCount(0);
  await page.keyboard.type(" to stay");
  await expect(page.locator(".monaco-editor .view-lines").first()).toContainText(
    `${words} to stay`.replaceAll(" ", "\u00a0"),
  );
});

test("a task that holds the page up is noticed", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const mainThread = await watchMainThread(page);
  await page.goto("about:blank");
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        setTimeout(() => {
          let state = 1;
          for (let i = 0; i < 1e9; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
          document.title = `${state}`;
          resolve();
        }),
      ),
  );
  const [longest] = [...(await mainThread.longTasks())].sort((a, b) => b.busy - a.busy);
  expect(longest?.busy).toBeGreaterThan(250);
  await context.close();
});
