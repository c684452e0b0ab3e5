import { expect, test } from "vitest";
import { tokensOf } from "./highlight";

test.each([
  "for (int64_t i = 0; i < N; ++i) { // rows",
  'check (x < 3) else ValueError("a \\"b\\"")',
  "#pragma omp parallel for",
  "  a[i] = 1.5e-3*b;",
  "",
])("no letter is lost: %s", (line) =>
  expect(
    tokensOf(line)
      .map((token) => token.text)
      .join(""),
  ).toBe(line),
);

test("kinds", () => {
  expect(tokensOf("for i in 0:N // x").map((token) => token.kind)).toEqual(
    expect.arrayContaining(["word", "number", "comment", "plain"]),
  );
});
