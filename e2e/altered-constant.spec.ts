// One number that is not what the program says, in the code that runs: the badge turns red and names an element.
import { test as plain } from "@playwright/test";
import { type Engine, nativeEngine } from "../agent/src/jobs/engine.ts";
import { openPaired, runThere, withAgent } from "./agents.ts";
import { expect, runToVerdict, test } from "./studio.ts";
import { alterScripts, openStudio } from "./workbench.ts";

const wrongElement = /out_field\[\d+, \d+, \d+\] is .*, and should be /;

/**
 * Put before the scripts of the page's workers: the first constant 4 of a module of ours becomes 4.001. The page's own code
 * has no place for this; what arrives over the network has.
 */
const altering = `
if (typeof WorkerGlobalScope !== "undefined" && self.altering === undefined) {
  self.altering = true;
  const constant = (value) => [0x44, ...new Uint8Array(new Float64Array([value]).buffer)];
  const [from, to] = [constant(4), constant(4.001)];
  const compile = WebAssembly.compile;
  WebAssembly.compile = (source) => {
    const bytes = new Uint8Array(source).slice();
    const at = bytes.findIndex((_, i) => from.every((byte, k) => bytes[i + k] === byte));
    if (at >= 0) bytes.set(to, at);
    return compile(bytes);
  };
}
`;

test("in WebAssembly", async ({ page, studio }) => {
  await alterScripts(page, altering);
  await openStudio(page, studio.origin);
  await page.getByRole("button", { name: "T", exact: true }).click();
  expect(await runToVerdict(page)).toContain("differs from NumPy");
  await expect(page.getByTestId("badge")).toHaveClass(/wrong/);
  await expect(page.getByTestId("badge")).toHaveAttribute("title", wrongElement);
  await expect(page.getByTestId("verification")).toContainText(wrongElement);
  await expect(page.getByTestId("verification")).toContainText(
    /[\d,]+ of [\d,]+ elements of out_field differ. First at \[/,
  );

  // With steps taken, the studio says that none of them is to blame: every module is altered.
  await page.getByRole("button", { name: "S", exact: true }).click();
  await page.keyboard.press("Control+Shift+Enter");
  await expect(page.getByTestId("badge")).toHaveText(/differs from NumPy/, { timeout: 90_000 });
  await page.getByRole("tab", { name: "Verification" }).click();
  await page.getByRole("button", { name: "Which step broke it?" }).click();
  await expect(page.getByTestId("blame")).toContainText("as written", { timeout: 60_000 });
});

/** The machine's compiler, given a text in which the first 4 is 4.001. */
const alteringEngine: Engine = {
  ...nativeEngine,
  compile: (artefact, options) => {
    const source = artefact.source.replace(/\b4\.0 \*/, "4.001 *");
    if (source === artefact.source) throw new Error("there is no constant 4 in the printed program");
    return nativeEngine.compile({ ...artefact, source }, options);
  },
};

plain("in C++, on the agent", async ({ page }) => {
  await withAgent(page, { engine: alteringEngine }, async (agent) => {
    await openPaired(page, agent.link());
    await page.getByRole("button", { name: "T", exact: true }).click();
    await runThere(page);
    await expect(page.getByTestId("agent-badge")).toHaveText("✕ differs from NumPy");
    await expect(page.getByTestId("agent-badge")).toHaveClass(/wrong/);
    await expect(page.getByTestId("agent-reason")).toContainText(wrongElement);
  });
});
