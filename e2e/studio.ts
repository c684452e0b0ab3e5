// The exported studio on a port of its own, and a page that fails its journey for anything a person would call broken.

import { fileURLToPath } from "node:url";
import { test as base, expect, type Page } from "@playwright/test";
import { type RunningAgent, startAgent } from "../agent/src/agent.ts";
import { heldUp, type MainThread, watchMainThread } from "./main-thread.ts";

export interface Studio {
  readonly origin: string;
}

/** Messages that a browser writes although nothing is wrong. None is known. */
const harmless: readonly RegExp[] = [];

export const test = base.extend<{ page: Page; mainThread: MainThread }, { studio: Studio }>({
  studio: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for the pattern.
    async ({}, use) => {
      const agent: RunningAgent = await startAgent({
        port: 0,
        studio: fileURLToPath(new URL("../out", import.meta.url)),
      });
      await use({ origin: `http://127.0.0.1:${agent.port}` });
      await agent.close();
    },
    { scope: "worker" },
  ],
  page: async ({ page, studio }, use) => {
    const problems = await watch(page, studio.origin);
    await use(page);
    expect(await problems(), "what would be called broken").toEqual([]);
  },
  mainThread: async ({ page }, use) => use(await watchMainThread(page)),
});

/**
 * What happened on a page that a person would call broken: console errors, page errors, policy violations, requests off
 * the origin, and tasks that held it up for too long. To be called before the page goes anywhere.
 */
export async function watch(page: Page, origin: string): Promise<() => Promise<readonly string[]>> {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !harmless.some((pattern) => pattern.test(message.text())))
      problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`page: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) problems.push(`request: ${url}`);
  });
  const mainThread = await watchMainThread(page);
  return async () => [...problems, ...(await heldUp(mainThread))];
}

/** Waits until Python is up, and runs the program to its verdict. */
export async function runToVerdict(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const badge = page.getByTestId("badge");
  await expect(badge).toHaveText(/matches|differs|failed|raise|inconclusive|not compared/, { timeout: 90_000 });
  return (await badge.textContent()) ?? "";
}

export { expect };
