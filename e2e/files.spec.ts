import { drop, galleryText, graphFile, largeGraph, npz, openByButton } from "./files.ts";
import { expect, runToVerdict, test, watch } from "./studio.ts";
import { openStudio, programText } from "./workbench.ts";

const scale = `import numpy as np


def scale(A, B):
    B[:] = A * 3.0
`;
const initialized = `${scale}

def initialize(N):
    return np.ones(N), np.zeros(N)


presets = {"S": {"N": 11}}
`;

test("a program and its inputs are opened together; runs and the check take them", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  const inputs = npz({ A: [1, 2, Number.NaN, 4, 5], B: [0, 0, 0, 0, 0] });
  await drop(page, { name: "mine.npz", content: inputs }, { name: "scale.py", content: scale });
  await expect(page.locator(".document-button")).toContainText("scale");
  // It has no `initialize`: the arrays give the types.
  await expect(page.getByRole("button", { name: /Inputs from mine.npz/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Sizes: A_0=5/ })).toBeVisible();
  expect(await runToVerdict(page)).toContain("matches NumPy");
  await page.getByRole("tab", { name: "Verification" }).click();
  await expect(page.getByTestId("verification")).toContainText("5");
  // They are kept with the document.
  await page.reload();
  await expect(page.getByRole("button", { name: /Inputs from mine.npz/ })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: /^Sizes: A_0=5/ })).toBeVisible();
});

test("inputs that do not fit are refused with their reason, and removing them can be undone", async ({
  page,
  studio,
}) => {
  await openStudio(page, studio.origin);
  await openByButton(page, { name: "scale.py", content: initialized });
  await expect(page.getByRole("button", { name: /^Sizes: N=11/ })).toBeVisible();
  await drop(page, { name: "short.npz", content: npz({ A: [1, 2, 3] }) });
  await expect(page.getByText("short.npz does not fit the program: There is no `B` among A.")).toBeVisible();
  await drop(page, { name: "uneven.npz", content: npz({ A: [1, 2, 3], B: [0, 0] }) });
  await expect(page.getByText("`B` has the shape (2); the program takes (N), which is (3)")).toBeVisible();
  await drop(page, { name: "broken.npz", content: "PK no zip" });
  await expect(page.getByText("broken.npz can't be read")).toBeVisible();
  await drop(page, { name: "three.npz", content: npz({ A: [1, 2, 3], B: [0, 0, 0] }) });
  await expect(page.getByRole("button", { name: /^Sizes: N=3/ })).toBeVisible();
  await page.getByRole("button", { name: /Inputs from three.npz/ }).click();
  await expect(page.getByRole("button", { name: /^Sizes: N=11/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect(page.getByRole("button", { name: /^Sizes: N=3/ })).toBeVisible();
});

test("a graph's file is seen, transformed, run, checked against the interpreter, and sent as a link", async ({
  page,
  studio,
  browser,
}) => {
  await openStudio(page, studio.origin);
  await openByButton(page, { name: "jacobi.sdfg", content: graphFile(galleryText("jacobi_2d")) });
  await expect(page.locator(".document-button")).toContainText("jacobi");
  await expect(page.getByText("is a graph from a file")).toBeVisible();
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "T", exact: true }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("badge")).toContainText("matches the interpreter", { timeout: 60_000 });
  await page.getByLabel("Filter transformations").fill("MapTiling");
  await page
    .getByRole("button", { name: /^Apply / })
    .first()
    .click();
  await expect(page.getByTestId("badge")).toContainText("stale");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("badge")).toContainText("matches the interpreter", { timeout: 60_000 });

  await page.getByRole("button", { name: "Share" }).click();
  await expect(page).toHaveURL(/#v1=/);
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  const problems = await watch(other, studio.origin);
  await other.goto(page.url());
  await expect(other.getByText("is a graph from a file")).toBeVisible({ timeout: 20_000 });
  await expect(other.getByRole("toolbar", { name: "Steps" })).toContainText("MapTiling");
  await expect(other.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  expect(await problems()).toEqual([]);
  await stranger.close();
});

test("a graph of 2,000 nodes opens closed, is searched and panned, and never holds up the page", async ({
  page,
  studio,
}) => {
  const file = largeGraph(224);
  await openStudio(page, studio.origin);
  await drop(page, { name: "large.sdfg", content: file });
  await expect(page.locator(".document-button")).toContainText("large", { timeout: 20_000 });
  const graph = page.getByTestId("graph");
  await expect(graph.locator(".node.closed").first()).toBeVisible({ timeout: 30_000 });
  expect(await graph.locator(".node").count()).toBeLessThan(1000);
  await expect(page.getByText(/2\d\d\d nodes/)).toBeVisible();
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText(/This is too large for a link/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Export as a file" })).toBeVisible();
  expect(page.url()).not.toContain("#");
  // Pan, then search: what is found is opened and shown.
  await page.getByRole("group", { name: /^Picture of the graph/ }).focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "-", "+"]) await page.keyboard.press(key);
  await page.keyboard.press("/");
  await page.getByRole("searchbox", { name: "Search the graph" }).fill("for t20");
  await page.keyboard.press("Enter");
  const found = graph.locator(".node.selected");
  await expect(found).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press("Escape");
  await page.getByRole("group", { name: /^Picture of the graph/ }).focus();
  // Enter opens what is closed and closes what is open, and back.
  for (const wanted of /closed/.test((await found.getAttribute("class")) ?? "")
    ? ["open", "closed"]
    : ["closed", "open"]) {
    await page.keyboard.press("Enter");
    const shown = expect(found);
    await (wanted === "open" ? shown.not : shown).toHaveClass(/closed/, { timeout: 20_000 });
  }
});

const hostile: readonly (readonly [name: string, content: string | Uint8Array, says: RegExp])[] = [
  ["nested.sdfg", "[".repeat(1_000_000), /nested\.sdfg can't be opened: .*nest/],
  ["cut.sdfg", graphFile(initialized).slice(0, -300), /cut\.sdfg can't be opened/],
  ["proto.sdfg", `{"type":"SDFG","__proto__":{"type":"SDFG"},"attributes":{}}`, /proto\.sdfg can't be opened/],
  ["types.sdfg", `{"type":"SDFG","dace_version":"1.0.0","attributes":7}`, /types\.sdfg can't be opened/],
  [
    "names.sdfg",
    graphFile(initialized).replaceAll('"data": "A"', '"data": "constructor"'),
    /names\.sdfg can't be opened: .*`constructor` can't be a name/,
  ],
  ["latin.sdfg", Uint8Array.from([0x7b, 0xe9, 0x7d]), /latin\.sdfg can't be opened: .*UTF-8/],
  ["twenty.sdfg", `{"type":"SDFG","a":"${"x".repeat(20_000_000)}"}`, /twenty\.sdfg can't be opened/],
];

test("a damaged or hostile graph is named and leaves everything as it was", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await openByButton(page, { name: "mine.py", content: initialized });
  await expect(page.getByRole("button", { name: /^Sizes: N=11/ })).toBeVisible();
  for (const [name, content, says] of hostile) {
    await openByButton(page, { name, content });
    await expect(page.getByText(says)).toBeVisible({ timeout: 30_000 });
    await expect(page.locator(".document-button")).toContainText("mine");
    expect(await programText(page)).toContain("scale");
  }
});

test("a graph that asks for a billion elements is shown, and not run", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  const huge = graphFile(initialized.replace("initialize(N)", "initialize()").replaceAll("(N)", "(1000000000)"));
  await openByButton(page, { name: "huge.sdfg", content: huge });
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("run-failure")).toContainText("a page may have", { timeout: 20_000 });
});
