// The agent with the machine's own compiler, as a person meets it: pair, run, cancel, a job that is killed, an agent that ends.
import { test } from "@playwright/test";
import { endless, openPaired, runningPrograms, runThere, showAgent, startStudio, withAgent } from "./agents.ts";
import { drop, galleryText, graphFile } from "./files.ts";
import { expect, runToVerdict } from "./studio.ts";
import { openStudio, replaceProgram, seriousFindings } from "./workbench.ts";

test("the printed link pairs one page once; a reload comes back, another tab does not", async ({ page, context }) => {
  await withAgent(page, {}, async (agent) => {
    const link = agent.link();
    await openPaired(page, link);
    expect(page.url()).toBe(`http://127.0.0.1:${agent.port}/`);
    await page.reload();
    await expect(page.getByRole("tab", { name: "Agent" })).toContainText("paired", { timeout: 20_000 });

    const other = await context.newPage();
    await openStudio(other, `http://127.0.0.1:${agent.port}/`);
    await showAgent(other);
    await expect(other.getByText("No agent is paired with this page")).toBeVisible();
    await other.evaluate((address) => window.location.assign(address), link);
    await expect(other.getByText("its link was used before")).toBeVisible();
    // A fresh link, typed into the same tab, pairs it.
    await other.evaluate((address) => window.location.assign(address), agent.link());
    await expect(other.getByRole("button", { name: "Run on the agent" })).toBeEnabled({ timeout: 20_000 });
    expect(await other.evaluate(() => window.location.hash)).toBe("");
    await other.close();
  });
});

test("the automatic recipe is run, timed map by map, compared with NumPy, and told apart when it is stale", async ({
  page,
}) => {
  await withAgent(page, {}, async (agent) => {
    await openPaired(page, agent.link());
    await page.getByRole("button", { name: "Optimize" }).click();
    await expect(page.getByTestId("badge")).toContainText("matches NumPy", { timeout: 90_000 });
    await showAgent(page);
    await page.getByLabel("time each map").check();
    await runThere(page);
    await expect(page.getByTestId("agent-badge")).toHaveText("● matches NumPy");
    const times = page.getByRole("table", { name: "Times on the agent’s machine" });
    await expect(times.getByRole("row").filter({ hasText: "C++" })).toContainText(/\d (s|ms|µs)/);
    await expect(times.getByRole("row").filter({ hasText: "NumPy" })).toContainText(/\d (s|ms|µs)/);
    await page.getByTestId("map-times").getByRole("button").first().click();
    await expect(page.getByTestId("graph").locator(".node.selected")).toHaveCount(1);
    await page.getByRole("button", { name: "Measure peaks" }).click();
    const peak = page.getByTestId("peaks").getByRole("row").filter({ hasText: "fma float64" });
    await expect(peak.first()).toContainText(/GFLOP\/s.* %/, { timeout: 30_000 });
    await expect(page.getByTestId("agent-badge")).toHaveText("● matches NumPy");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await seriousFindings(page), colorScheme).toEqual([]);
    }
    await page.getByRole("toolbar", { name: "Steps" }).getByRole("button").first().click();
    await expect(page.getByTestId("agent-result")).toContainText("Of the previous version");
  });
});

test("a graph from a file runs there with its steps, once its owner says so, against the page's interpreter", async ({
  page,
}) => {
  await withAgent(page, {}, async (agent) => {
    await openPaired(page, agent.link());
    await drop(page, { name: "jacobi.sdfg", content: graphFile(galleryText("jacobi_2d")) });
    await expect(page.getByText("is a graph from a file")).toBeVisible();
    await page.getByRole("button", { name: "T", exact: true }).click();
    await page.getByLabel("Filter transformations").fill("MapTiling");
    await page
      .getByRole("button", { name: /^Apply / })
      .first()
      .click();
    await showAgent(page);
    await page.getByRole("button", { name: "Run on the agent" }).click();
    const consent = page.getByRole("alert").filter({ hasText: "This graph came from a file" });
    await consent.getByRole("button", { name: "Run it" }).click();
    await expect(page.getByTestId("agent-badge")).toHaveText("● matches the interpreter", { timeout: 90_000 });
    await expect(page.getByTestId("agent-result")).toContainText("1 step, to MapTiling");
  });
});

test("a long run is cancelled, a killed one is told, and the next run works", async ({ page }) => {
  await withAgent(page, {}, async (agent) => {
    await openPaired(page, agent.link());
    await replaceProgram(page, endless);
    await expect(page.getByText("N=4096")).toBeVisible({ timeout: 20_000 });
    await showAgent(page);
    await page.getByLabel("compare with NumPy").uncheck();
    const begin = async () => {
      await page.getByRole("button", { name: "Run on the agent" }).click();
      await expect.poll(() => runningPrograms().length, { timeout: 60_000 }).toBeGreaterThan(0);
      await expect(page.getByText("Running …")).toBeVisible();
    };
    await begin();
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await expect(page.getByTestId("agent-cancelled")).toBeVisible();
    await expect.poll(() => runningPrograms().length).toBe(0);

    await begin();
    for (const pid of runningPrograms()) process.kill(pid, "SIGKILL");
    await expect(page.getByTestId("agent-failure")).toContainText("was ended by SIGKILL");
    await expect(page.locator(".monaco-editor .view-lines").first()).toContainText("endless");

    await page.getByRole("button", { name: "T", exact: true }).click();
    await page.getByLabel("compare with NumPy").check();
    await runThere(page);
    await expect(page.getByTestId("agent-badge")).toHaveText("● matches NumPy");
  });
});

test("when the agent ends the page says so and runs by itself; a new agent takes the old page by a fresh link", async ({
  page,
}) => {
  await withAgent(
    page,
    {},
    async (agent) => {
      await openPaired(page, agent.link());
      await expect(page.getByTestId("python")).toContainText("NumPy 2", { timeout: 60_000 });
      await agent.close();
      await expect(page.getByText("The connection to the agent broke")).toBeVisible();
      expect(await runToVerdict(page)).toContain("matches NumPy");
      const next = await startStudio({ port: agent.port });
      try {
        await showAgent(page);
        await expect(page.getByText("This page is not paired")).toBeVisible({ timeout: 20_000 });
        await page.evaluate((address) => window.location.assign(address), next.link());
        await expect(page.getByRole("button", { name: "Run on the agent" })).toBeEnabled({ timeout: 20_000 });
      } finally {
        await next.close();
      }
    },
    /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|WebSocket/,
  );
});

test("a program from a link asks once, and says as whom it would run", async ({ page, browser }) => {
  await withAgent(page, {}, async (agent) => {
    await openStudio(page, `http://127.0.0.1:${agent.port}/`);
    await page.getByRole("button", { name: "Share" }).click();
    await expect(page).toHaveURL(/#v1=/);
    const stranger = await browser.newContext();
    const other = await stranger.newPage();
    await openPaired(other, `${agent.link()}&${new URL(page.url()).hash.slice(1)}`);
    await expect(other.getByText("Nothing has been run")).toBeVisible();
    await other.getByRole("button", { name: "T", exact: true }).click();
    await other.getByRole("button", { name: "Run on the agent" }).click();
    const consent = other.getByRole("alert").filter({ hasText: "came from a link" });
    // The page's Python, which has only begun to load, makes the inputs before that.
    await expect(consent).toContainText(/as (nobody|you)/, { timeout: 60_000 });
    await expect(consent).toContainText("def hdiff");
    expect(await seriousFindings(other)).toEqual([]);
    await consent.getByRole("button", { name: "Don’t" }).click();
    await expect(consent).toBeHidden();
    await other.getByRole("button", { name: "Run on the agent" }).click();
    await consent.getByRole("button", { name: "Run it" }).click();
    await expect(other.getByTestId("agent-badge")).toHaveText("● matches NumPy", { timeout: 90_000 });
    await runThere(other);
    await expect(consent).toBeHidden();
    await stranger.close();
  });
});
