import type { Page } from "@playwright/test";
import { expect, test, watch } from "./studio.ts";
import { chips, openStudio, programText, replaceProgram } from "./workbench.ts";

const small = `import numpy as np


def scale(A):
    A[:] = A * 3.0


def initialize(N):
    return (np.ones((N,)),)


presets = {"S": {"N": 11}}
`;

test("a reload in mid-edit comes back to the same text, sizes and selection", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await replaceProgram(page, small);
  await expect(page.getByRole("button", { name: /^Sizes: N=11/ })).toBeVisible();
  await page.getByRole("button", { name: /^Sizes:/ }).click();
  await page.getByLabel("N", { exact: true }).fill("23");
  await page.getByRole("button", { name: "Use these sizes" }).click();
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("# unfinished");
  await page.reload();
  await expect(page.locator(".monaco-editor .view-line").first()).toBeVisible({ timeout: 20_000 });
  await expect(async () => expect(await programText(page)).toContain("# unfinished")).toPass();
  await expect(page.getByRole("button", { name: /^Sizes: N=23/ })).toBeVisible();
});

test("a document in two tabs is edited in one, and the other offers a duplicate", async ({ page, studio, context }) => {
  await openStudio(page, studio.origin);
  const other = await context.newPage();
  const problems = await watch(other, studio.origin);
  await openStudio(other, studio.origin);
  await expect(other.getByText("open in another tab")).toBeVisible();
  await other.getByRole("button", { name: "Duplicate", exact: true }).click();
  await expect(other.getByText("open in another tab")).toBeHidden();
  await expect(other.locator(".document-button")).toContainText("hdiff 2");
  expect(await problems()).toEqual([]);
});

test("new, rename, delete and its undo", async ({ page, studio }) => {
  await openStudio(page, studio.origin);
  await page.locator(".document-button").click();
  await page.getByRole("button", { name: "New", exact: true }).click();
  await expect(page.locator(".document-button")).toContainText("untitled");
  await page.locator(".document-button").click();
  await page.getByLabel("Name of the open program").fill("mine");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.locator(".document-button")).toContainText("mine");
  await page.locator(".document-button").click();
  await page.getByRole("button", { name: "Delete mine" }).click();
  await expect(page.getByText("“mine” is deleted")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect(page.locator(".document-button")).toContainText("mine");
});

test("storage that is full is said, and nothing typed is lost", async ({ page, studio }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await openStudio(page, studio.origin);
  await expect(page.getByText("storage is full")).toBeVisible();
  await replaceProgram(page, small);
  await expect(page.getByRole("button", { name: /^Sizes: N=11/ })).toBeVisible();
  expect(await programText(page)).toContain("scale");
});

test("back and forward go through the programs that were shown; a copy has the steps that were just taken", async ({
  page,
  studio,
}) => {
  await openStudio(page, studio.origin);
  const name = page.locator(".document-button");
  await page.getByLabel("Filter transformations").fill("MapTiling");
  await page
    .getByRole("button", { name: /^Apply / })
    .first()
    .click();
  await expect(chips(page)).toHaveCount(2);
  await byCommand(page, "Duplicate this program");
  await expect(name).toContainText("hdiff 2");
  await expect(chips(page)).toHaveCount(2);
  await byCommand(page, "New program");
  await expect(name).toContainText("untitled");
  await page.goBack();
  await expect(name).toContainText("hdiff 2");
  await expect(chips(page)).toHaveCount(2);
  await page.goBack();
  await expect(name).not.toContainText("2");
  await expect(chips(page)).toHaveCount(2);
  await page.goForward();
  await page.goForward();
  await expect(name).toContainText("untitled");
});

async function byCommand(page: Page, words: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
}
