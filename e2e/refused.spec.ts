import { expect, runToVerdict, test } from "./studio.ts";
import { openStudio, replaceProgram } from "./workbench.ts";

test("a program that can't be compiled is explained in place, keeps its last graph, and runs once it is mended", async ({
  page,
  studio,
}) => {
  await openStudio(page, studio.origin);
  const good =
    "import numpy as np\n\n\ndef f(A):\n    A[:] = A + 1.0\n\n\ndef initialize(N):\n    return (np.zeros((N,)),)\n\n\npresets = {'S': {'N': 5}}\n";
  await replaceProgram(page, good.replace("A + 1.0", "eval('A')"));
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText("line 5");
  await expect(page.getByTestId("graph").locator(".node").first()).toBeVisible();
  await expect(page.getByText("of the last version that compiled")).toBeVisible();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  await replaceProgram(page, good);
  await expect(problems).toBeHidden();
  expect(await runToVerdict(page)).toContain("matches NumPy");
  // The verdict is that of another text as soon as it can't be compiled any more.
  await replaceProgram(page, good.replace("A + 1.0", "A +"));
  await expect(problems).toBeVisible();
  await expect(page.getByTestId("badge")).toContainText("stale");
  // A graph of another text lights up no line of this one.
  await page.getByTestId("graph").locator(".node.tasklet").first().click();
  await expect(page.getByTestId("graph").locator(".node.selected")).toHaveCount(1);
  await expect(page.locator(".monaco-editor .line-selected")).toHaveCount(0);
  await replaceProgram(page, good);
  await expect(page.locator(".monaco-editor .line-selected")).toHaveCount(1);
});

test("a damaged link says so and opens nothing of it", async ({ page, studio }) => {
  await page.goto(`${studio.origin}/#v1=abcdef`);
  await expect(page.getByText("This link is damaged")).toBeVisible({ timeout: 20_000 });
});
