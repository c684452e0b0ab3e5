// What several journeys do with the workbench.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import { byTheTest } from "./main-thread.ts";

/** Opens the studio and waits until its graph and its full editor are there. */
export async function openStudio(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  await expect(page.locator(".monaco-editor .view-line").first()).toBeVisible({ timeout: 20_000 });
}

/** Puts this text in the place of the program, as a person would: select all, paste. */
export async function replaceProgram(page: Page, text: string): Promise<void> {
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press("ControlOrMeta+V");
}

/** The recipe's steps, the program as written first. */
export const chips = (page: Page) => page.getByRole("toolbar", { name: "Steps" }).getByRole("button");

/** The lines that the editor shows, with spaces that are spaces. */
export async function programText(page: Page): Promise<string> {
  const lines = await page.locator(".monaco-editor .view-line").allTextContents();
  return lines.join("\n").replaceAll("\u00a0", " ");
}

/** Puts this text before every script of the page and of its workers, before the page goes anywhere. */
export async function alterScripts(page: Page, first: string): Promise<void> {
  await page.route("**/_next/**/*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: first + (await response.text()) });
  });
}

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds serious or critical on the page as it stands. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const path = fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url));
  const found = await byTheTest(async () => {
    await page.evaluate(readFileSync(path, "utf8"));
    return (await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)",
    )) as readonly Finding[];
  });
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
