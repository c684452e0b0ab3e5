// What goes wrong with an agent is said in words, and the page goes on. A fake compiler fails as it is asked to.
import { type Page, test } from "@playwright/test";
import { type Fault, fakeEngine } from "../agent/src/jobs/fake-engine.ts";
import { openPaired, runThere, withAgent } from "./agents.ts";
import { expect } from "./studio.ts";
import { openStudio, seriousFindings } from "./workbench.ts";

async function failed(page: Page, fault: Fault, limits = {}): Promise<string> {
  let words = "";
  await withAgent(page, { engine: fakeEngine(fault), limits }, async (agent) => {
    await openPaired(page, agent.link());
    await page.getByRole("button", { name: "T", exact: true }).click();
    await page.getByLabel("compare with NumPy").uncheck();
    await runThere(page);
    words = (await page.getByRole("region", { name: "Run on the agent" }).textContent()) ?? "";
    expect(await seriousFindings(page)).toEqual([]);
    await expect(page.getByRole("button", { name: "Run on the agent" })).toBeEnabled();
  });
  return words;
}

test("a compiler that refuses the program: whose fault it is, and its own output", async ({ page }) => {
  const words = await failed(page, "compile-failed");
  expect(words).toContain("this is a mistake of Datawright's");
  expect(words).toContain("program.cpp:1:1: error: asked for");
});

test("a run that takes too long: after how many seconds, and what to do", async ({ page }) => {
  expect(await failed(page, "hang", { wallSeconds: 2 })).toContain(
    "took longer than 2 s and was ended. Choose smaller",
  );
});

test("too little memory: for how much, and what to do", async ({ page }) => {
  expect(await failed(page, "out-of-memory")).toMatch(/needs more memory.*64\.0 GB more\. Choose smaller sizes/);
});

test("a program that crashes: by which signal", async ({ page }) => {
  expect(await failed(page, "crash")).toContain("SIGSEGV");
});

test("no compiler: what is missing, and the command that brings it", async ({ page }) => {
  expect(await failed(page, "no-compiler")).toContain("apt-get install g++");
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
