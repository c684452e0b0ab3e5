// A browser may end a worker without a word. Nothing that was typed is lost, and what was asked is asked again.
import type { Page } from "@playwright/test";
import { expect, test } from "./studio.ts";
import { alterScripts, openStudio, programText, replaceProgram } from "./workbench.ts";

/**
 * Put before the scripts of the page's workers: one that is told to do so ends at its next compilation, unanswered; and one
 * text takes half a minute.
 */
const altering = `
if (typeof WorkerGlobalScope !== "undefined" && self.endsAtNext === undefined) {
  self.endsAtNext = false;
  self.addEventListener("message", (event) => {
    if (event.data?.kind === "compile") self.isCompiler = true;
    if (event.data?.kind === "compile" && event.data.body.text.includes("# slow"))
      for (const end = Date.now() + 30000; Date.now() < end; );
    if (event.data?.kind !== "compile" || !self.endsAtNext) return;
    event.stopImmediatePropagation();
    self.close();
  });
}
`;

interface WorkerScope {
  isCompiler?: boolean;
  endsAtNext: boolean;
  close: () => void;
}

/** In the compiler's worker, whichever it is. */
async function inCompiler(page: Page, when: "now" | "at the next compilation"): Promise<void> {
  for (const worker of page.workers())
    await worker.evaluate((now) => {
      const scope = globalThis as unknown as WorkerScope;
      if (scope.isCompiler !== true) return;
      if (now) scope.close();
      else scope.endsAtNext = true;
    }, when === "now");
}

test("the compiler ends, idle or at work: the page says so, starts another, and nothing is lost", async ({
  page,
  studio,
}) => {
  await alterScripts(page, altering);
  await openStudio(page, studio.origin);
  await expect(page.getByRole("button", { name: /^Apply / }).first()).toBeVisible({ timeout: 20_000 });
  const said = page.getByText("The browser ended the compiler, which was started again.");

  await inCompiler(page, "now");
  await expect(said.first()).toBeVisible();
  await page.getByRole("button", { name: "Close this message" }).click();
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("halo = 2\n");
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible();
  await expect(page.getByText("compiling …")).toBeHidden();

  await inCompiler(page, "at the next compilation");
  await page.keyboard.type("wrong = (\n");
  await expect(said.first()).toBeVisible({ timeout: 10_000 });
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("not valid Python", { timeout: 10_000 });
  await expect.poll(() => programText(page)).toContain("wrong = (");
});

test("a program that takes long to compile does not hold up what is written in its place", async ({ page, studio }) => {
  await alterScripts(page, altering);
  await openStudio(page, studio.origin);
  await replaceProgram(page, programOf("    B[:] = A * 2.0  # slow\n"));
  await expect(page.getByText("compiling …")).toBeVisible();
  await page.waitForTimeout(2500);
  await replaceProgram(page, programOf("    B[:] = A * 3.0\n"));
  await expect(page.getByText("compiling …")).toBeHidden({ timeout: 15_000 });
  await expect(page.getByTestId("graph").locator(".node.tasklet")).toHaveCount(1);
});

const programOf = (body: string) => `import numpy as np


def scaled(A, B):
${body}

def initialize(N):
    return np.ones(N), np.zeros(N)


presets = {"T": {"N": 20}, "S": {"N": 100}}
`;
