import { drop, npz, openByButton } from "./files.ts";
import { expect, runToVerdict, test } from "./studio.ts";
import { openStudio, programText, replaceProgram } from "./workbench.ts";

const program = (statement: string, initialize = "np.ones(N), np.zeros(N)", sizes = "8") => `import numpy as np


def mine(A, B):
    ${statement}


def initialize(N):
    return ${initialize}


presets = {"T": {"N": 5}, "S": {"N": ${sizes}}, "L": {"N": 1000000000}}
`;

test("a syntax error is shown where it stands, and typing on loses nothing", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await replaceProgram(page, program("B[:] = A * (3.0"));
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText(/line 8 .*Expected '\)'/);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  expect(await programText(page)).toContain("(3.0");
  await replaceProgram(page, program("B[:] = A * (3.0)"));
  await expect(problems).toBeHidden();
});

test("what is not supported is named with what to do instead", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await replaceProgram(page, program("B[:] = sorted(A)"));
  const problem = page.getByRole("list", { name: "Problems" }).getByRole("listitem").first();
  await expect(problem).toContainText("line 5");
  await expect(problem).toContainText("sorted");
  expect((await problem.textContent())?.length ?? 0).toBeGreaterThan(40);
});

test("sizes that are none, too large or too small are refused where they are typed; zero runs", async ({
  page,
  studio,
}) => {
  await openStudio(page, studio.origin);
  await replaceProgram(page, program("B[:] = A * 3.0"));
  const sizes = page.getByRole("button", { name: /^Sizes:/ });
  await expect(sizes).toHaveAccessibleName(/N=8/);
  await sizes.click();
  const field = page.getByLabel("N", { exact: true });
  for (const wrong of ["-1", "many", "2.5", "", "1e400"]) {
    await field.fill(wrong);
    await expect(page.getByText("N: a size is a whole number, 0 or more.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Use these sizes" })).toBeDisabled();
  }
  await field.fill("2000000000");
  await expect(page.getByText("The largest preset that fits is S.")).toBeVisible();
  await page.getByRole("button", { name: "Use these sizes" }).click();
  await expect(page.getByTestId("before-run")).toContainText("The largest preset that fits is S.");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("run-failure")).toContainText("The largest preset that fits is S.");
  await sizes.click();
  await field.fill("0");
  await page.getByRole("button", { name: "Use these sizes" }).click();
  expect(await runToVerdict(page)).toContain("matches NumPy");
});

test("a NaN that NumPy has as well is right", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await openByButton(page, { name: "mine.py", content: program("B[:] = np.sqrt(A) * 2.0") });
  await expect(page.getByRole("button", { name: /^Sizes: N=8/ })).toBeVisible();
  await drop(page, { name: "odd.npz", content: npz({ A: [4, Number.NaN, -1, Infinity], B: [0, 0, 0, 0] }) });
  await expect(page.getByRole("button", { name: /^Sizes: N=4/ })).toBeVisible();
  expect(await runToVerdict(page)).toContain("matches NumPy");
});

test("inputs that Python can't make are told by what it raised, and in which line", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await replaceProgram(page, program("B[:] = A[0]", "np.ones(N), np.zeros(N - 20)"));
  await expect(page.getByRole("button", { name: /^Sizes: N=8/ })).toBeVisible();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const failure = page.getByTestId("run-failure");
  await expect(failure).toContainText(/Making the inputs raised ValueError in line 9: negative dimensions/, {
    timeout: 60_000,
  });
  await expect(failure).not.toContainText("Traceback");
});

test("a page without memory for a run says so, keeps the program, and runs on", async ({ page, studio }) => {
  // The engine's first memory is refused, as a browser without any left does it.
  await page.route("**/_next/static/**/*.js", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const refusing = `{const M = WebAssembly.Memory; let first = true; WebAssembly.Memory = function (d) {
      if (first) { first = false; throw new RangeError("could not allocate memory"); } return new M(d); }; }\n`;
    await route.fulfill({ response, body: text.includes("new WebAssembly.Memory") ? refusing + text : text });
  });
  await openStudio(page, studio.origin);
  await replaceProgram(page, program("B[:] = A * 3.0"));
  await expect(page.getByRole("button", { name: /^Sizes: N=8/ })).toBeVisible();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("run-failure")).toContainText(
    "The page has no memory left for this. Choose smaller sizes",
    { timeout: 60_000 },
  );
  expect(await programText(page)).toContain("3.0");
  expect(await runToVerdict(page)).toContain("matches NumPy");
});

test("a link is opened in another profile by its address, and a damaged one changes nothing", async ({
  page,
  studio,
  browser,
}) => {
  await openStudio(page, studio.origin);
  await replaceProgram(page, program("B[:] = A * 7.0"));
  await expect(page.getByRole("button", { name: /^Sizes: N=8/ })).toBeVisible();
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page).toHaveURL(/#v1=/);
  const elsewhere = page.url().replace(studio.origin, "https://studio.example");
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await openStudio(other, studio.origin);
  const openLink = async (link: string) => {
    await other.locator(".document-button").click();
    await other.getByLabel("Open a link of any Datawright").fill(link);
    await other.getByRole("button", { name: "Open", exact: true }).click();
  };
  await openLink(elsewhere.slice(0, -40));
  await expect(other.getByText(/This link is damaged/)).toBeVisible();
  await expect(other.locator(".document-button")).toContainText("hdiff");
  await openLink(elsewhere);
  await expect(other.getByText("Nothing has been run")).toBeVisible();
  await expect(async () => expect(await programText(other)).toContain("7.0")).toPass();
  await stranger.close();
});

test("files that are no text, or nest a megabyte deep, are named", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await drop(page, { name: "latin.py", content: Uint8Array.from([0x23, 0x20, 0xe9, 0x0a]) });
  await expect(page.getByText("latin.py is not UTF-8 text")).toBeVisible();
  await expect(page.locator(".document-button")).toContainText("hdiff");
  await openByButton(page, { name: "deep.json", content: "[".repeat(1_000_000) });
  await expect(page.getByText(/deep\.json is not JSON/)).toBeVisible();
  await drop(page, { name: "notes.txt", content: "hello" });
  await expect(page.getByText("notes.txt can't be opened")).toBeVisible();
  const brackets = (bracket: string) => `${bracket.repeat(99)}\n`.repeat(4_900);
  await openByButton(page, { name: "deep.py", content: `x = ${brackets("(")}1${brackets(")")}\n` });
  await expect(page.locator(".document-button")).toContainText("deep");
  await expect(page.getByRole("list", { name: "Problems" })).toContainText(/nest/, { timeout: 30_000 });
});
