import { expect, it } from "vitest";
import { compiledText, programText } from "../../testing/programs.ts";
import { transform, transformationNamed } from "../index.ts";

/** Why the last map of the program is not computed in lanes. */
function whyNot(...body: readonly string[]): string {
  const lines = body.map((line) => `    ${line}\n`).join("");
  const zeros = "return np.zeros((N, N)), np.zeros((N, N)), np.zeros((N,), dtype=np.int64)";
  const { sdfg } = compiledText(programText(`def f(A, B, at):\n${lines}`, zeros));
  const match = [...(transformationNamed("Vectorization")?.find(sdfg) ?? [])].at(-1);
  const done = transform(sdfg, "Vectorization", match ?? {});
  return done.kind === "refusal" ? done.reason : "done";
}

it("says what lanes can't be loaded from", () => {
  expect(whyNot("A[:, :] = B + 1.0")).toBe("done");
  expect(whyNot("A[:, :] = B.T + 1.0")).toMatch(
    /^`B\[i1, i0\]` of neighbouring iterations of `i1` lie `N` elements apart/,
  );
  expect(whyNot("A[0, ::2] = B[0, ::2] + 1.0")).toMatch(/lie `2` elements apart/);
  expect(whyNot("A[0, :] = B[0, ::-1] + 1.0")).toMatch(/lie `-1` elements apart/);
  expect(whyNot("A[0, :] = B[0, at]")).toMatch(/read at places that other values decide|may raise/);
});
