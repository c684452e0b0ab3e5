import { expect, test } from "vitest";
import { newDocument, sharedDocument } from "./document";
import { openText } from "./open-files";

test("a Python file is a document of its name", () => {
  const opened = openText("heat.py", "x = 1\n", 3);
  expect(opened).toMatchObject({ kind: "document", document: { name: "heat", text: "x = 1\n", provenance: "file" } });
});

test("a recipe file gives its program and sizes", () => {
  const shared = sharedDocument(newDocument({ name: "heat", text: "x = 1\n", provenance: "mine" }, 1), { N: 4 });
  expect(openText("heat.json", JSON.stringify(shared), 3)).toMatchObject({
    kind: "document",
    document: { name: "heat", sizes: { N: 4 } },
  });
});

test.each([
  ["notes.txt", "hello", /opens Python programs/],
  ["broken.json", "{", /is not JSON/],
  ["other.json", "{}", /format/],
])("%s is refused with its reason", (name, text, reason) => {
  const opened = openText(name, text, 3);
  expect(opened.kind === "problem" && opened.message).toMatch(reason);
});
