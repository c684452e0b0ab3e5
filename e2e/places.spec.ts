// The studio where things are missing: headers, Python, room.
import { fileURLToPath } from "node:url";
import { type RunningAgent, startAgent } from "../agent/src/agent.ts";
import { heldUp, watchMainThread } from "./main-thread.ts";
import { expect, runToVerdict, test, watch } from "./studio.ts";
import { openStudio } from "./workbench.ts";

test("in a folder of a host without headers it works, and isolates itself", async ({ browser }) => {
  const host: RunningAgent = await startAgent({
    port: 0,
    studio: fileURLToPath(new URL("../out", import.meta.url)),
    isolated: false,
    under: "/some/where/",
  });
  const origin = `http://127.0.0.1:${host.port}`;
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = await watch(page, origin);
  await openStudio(page, `${origin}/some/where/`);
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), { timeout: 20_000 }).toBe(true);
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  expect(await runToVerdict(page)).toContain("matches NumPy");
  expect(await problems()).toEqual([]);
  await context.close();
  await host.close();
});

test("without Python everything but the check works, and says what is missing", async ({ browser, studio }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const mainThread = await watchMainThread(page);
  await page.route("**/pyodide/**", (route) => route.abort());
  await openStudio(page, studio.origin);
  await expect(page.getByText("Python can't be had in this page")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("tab", { name: "Code" }).click();
  await expect(page.locator(".code-line").first()).toContainText("program hdiff");
  expect(await heldUp(mainThread)).toEqual([]);
  await context.close();
});

test("on a small screen one pane is shown at a time, and Python waits", async ({ page, studio }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const paths: string[] = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await page.goto(studio.origin);
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  // The layout engine is the last that comes by itself.
  await expect.poll(() => paths, { timeout: 30_000 }).toContain("/elk/elk-worker.min.js");
  await page.waitForTimeout(1000);
  expect(paths.filter((path) => path.startsWith("/pyodide/"))).toEqual([]);
  await expect(page.getByTestId("python")).toHaveText("");
  const widest = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(widest).toBeLessThanOrEqual(390);
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Source" }).click();
  await expect(page.locator(".monaco-editor").first()).toBeVisible();
  await expect(page.getByTestId("graph")).toBeHidden();
});
