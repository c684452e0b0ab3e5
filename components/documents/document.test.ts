import { describe, expect, test } from "vitest";
import { decodeDocument, freeName, fromShared, newDocument, sharedDocument, untouchedCopy } from "./document";

describe("names", () => {
  test("free stays", () => expect(freeName("hdiff", ["gemm"])).toBe("hdiff"));
  test("taken gets a number", () => expect(freeName("hdiff", ["hdiff", "hdiff 2"])).toBe("hdiff 3"));
  test("a numbered name counts on", () => expect(freeName("hdiff 2", ["hdiff 2", "hdiff 3"])).toBe("hdiff 4"));
});

describe("documents", () => {
  const document = newDocument({ name: "hdiff", text: "x = 1\n", provenance: "gallery", sizes: { I: 3 } }, 5);
  test("survive storage", () => expect(decodeDocument(structuredClone(document))).toEqual(document));
  test("what is no document is none", () => {
    expect(decodeDocument({ id: 1, text: "x" })).toBeUndefined();
    expect(decodeDocument("text")).toBeUndefined();
  });
  test("an untouched gallery copy is found, an edited one is not", () => {
    expect(untouchedCopy([document], "hdiff", "x = 1\n")).toBe(document);
    expect(untouchedCopy([document], "hdiff", "x = 2\n")).toBeUndefined();
  });
  test("what comes with a link keeps its sizes and gets its own identity", () => {
    const opened = fromShared(sharedDocument(document, { I: 3 }), "link", 7);
    expect(opened).toMatchObject({ name: "hdiff", text: "x = 1\n", sizes: { I: 3 }, provenance: "link" });
    expect(opened.id).not.toBe(document.id);
  });
});
