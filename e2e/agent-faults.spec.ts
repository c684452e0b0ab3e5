// What goes wrong with an agent is said in words, and the next run can be tried. A fake compiler fails as it is asked to.
import { test } from "@playwright/test";
import type { Engine } from "../agent/src/jobs/engine.ts";
import { type Fault, fakeEngine } from "../agent/src/jobs/fake-engine.ts";
import { openPaired, runThere, withAgent } from "./agents.ts";
import { expect } from "./studio.ts";
import { openStudio, seriousFindings } from "./workbench.ts";

/** Each says what happened and what to do. */
const told: readonly (readonly [Fault, RegExp])[] = [
  ["crash", /the program was ended by SIGSEGV/],
  ["out-of-memory", /needs more memory than it may have.*64\.0 GB more\. Choose smaller sizes/],
  ["hang", /took longer than 4 s and was ended\. Choose smaller sizes/],
  ["no-compiler", /There is no C\+\+ compiler\. Install it there with: apt-get install g\+\+/],
  ["compile-failed", /this is a mistake of Datawright's/],
];

test("each fault is told, the page stays as it was, and the next run works", async ({ page }) => {
  let fault: Fault = "none";
  const engine: Engine = {
    id: "fake",
    find: (cache) => fakeEngine("none").find(cache),
    compile: (artefact, options) => fakeEngine(fault).compile(artefact, options),
    run: (artefact, built, request) => fakeEngine(fault).run(artefact, built, { ...request, timeoutSeconds: 4 }),
  };
  await withAgent(page, { engine }, async (agent) => {
    await openPaired(page, agent.link());
    await page.getByRole("button", { name: "T", exact: true }).click();
    await page.getByLabel("compare with NumPy").uncheck();
    for (const [each, words] of told) {
      fault = each;
      await page.getByRole("button", { name: "Run on the agent" }).click();
      await expect(page.getByTestId("agent-failure")).toHaveText(words, { timeout: 60_000 });
    }
    await expect(page.getByText("program.cpp:1:1: error: asked for")).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    fault = "none";
    await runThere(page);
    await expect(page.getByTestId("agent-result")).toBeVisible();
  });
});

test("by keys: the palette says why not, and the command runs when it can", async ({ page }) => {
  await withAgent(page, { engine: fakeEngine("crash") }, async (agent) => {
    await openStudio(page, `http://127.0.0.1:${agent.port}/`);
    await page.keyboard.press("ControlOrMeta+K");
    await page.keyboard.type("run on the agent");
    await expect(page.getByRole("dialog", { name: "Commands" })).toContainText("No agent is paired with this page.");
    await page.keyboard.press("Escape");
    await openPaired(page, agent.link());
    await page.getByLabel("compare with NumPy").uncheck();
    await page.getByRole("tab", { name: "Runs" }).click();
    await page.keyboard.press("ControlOrMeta+Alt+Enter");
    await expect(page.getByTestId("agent-failure")).toContainText("SIGSEGV", { timeout: 60_000 });
  });
});
