import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { type PythonToken, pythonPieces } from "./python-tokens";

const check = (text: string, ...expected: (readonly [PythonToken, string])[]) =>
  test(text, () =>
    expect(
      pythonPieces(text)
        .filter(({ text: piece }) => piece.trim() !== "")
        .map(({ kind, text: piece }) => [kind, piece]),
    ).toEqual(expected),
  );

describe("colours", () => {
  check("def f:", ["keyword", "def"], ["plain", "f"], ["plain", ":"]);
  check("x2 = 2.5e3", ["plain", "x2"], ["plain", " = "], ["number", "2.5e3"]);
  check('"a # b" # c', ["string", '"a # b"'], ["comment", "# c"]);
  check("'it\\'s'", ["string", "'it\\'s'"]);
  check('"""a\n"b" """\nif', ["string", '"""a\n"b" """'], ["keyword", "if"]);
  check('"open\nif', ["string", '"open'], ["keyword", "if"]);
});

describe("the pieces together are the text", () => {
  const odd = ["", "é = λ", "'", '"""', "1__2", "\t#\r\n", "a\\\nb", "`$?!", "²³ x₂", "😀 = 1"];
  test.each([...odd, ...gallery.map(({ text }) => text)].map((text) => [text.slice(0, 20), text]))("%j", (_, text) => {
    const pieces = pythonPieces(text);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    for (const { at, text: piece } of pieces) expect(text.startsWith(piece, at)).toBe(true);
  });
});
