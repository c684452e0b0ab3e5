// Steps after each other on nests where one of them once went wrong: the result has the bits of the program as written.
import { expect, it } from "vitest";
import { need } from "../diagnostics/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { readSdfgFile, writeSdfgFile } from "../serialization/index.ts";
import { nestOf } from "../testing/nests.ts";
import { faultsOf, haveEqualBits, runner } from "../testing/steps.ts";
import { transform, transformationNamed } from "./index.ts";

const sequences: Readonly<Record<string, readonly [body: readonly string[], steps: readonly string[]]>> = {
  "what a joined map goes on from is not dead": [
    ["t = np.ones((N, M))", "for i in range(1, N):", "    B[i, :] += B[i - 1, :]", "t[:, :] += B", "return t"],
    ["FullMapFusion", "Simplify"],
  ],
  "a body that writes one array twice": [
    ["for i in range(N):", "    A[i, :] = B[i, :]", "    A[i, 1:] = B[i, :-1] * 2.0"],
    ["Simplify", "LoopToMap"],
  ],
  "what a joined map adds to is not dead": [
    ["s = np.sum(A * B)", "t = np.sum(A + B)", "return t"],
    ["StateFusion", "FullMapFusion", "Simplify"],
  ],
  "a copy of what a nested graph makes": [
    ["t = np.zeros((N, M))", "for i in range(N):", "    if B[i, 0] > 0.0:", "        t[i, :] = A[i, :]", "return t"],
    ["LoopToMap", "Simplify"],
  ],
  "joined maps that write one array at places that never meet": [
    ["for i in range(M // 2):", "    B[:, 2 * i + 1] = B[:, 2 * i] - A[:, i]", "    B[:, 2 * i] = A[:, i] * 2.0"],
    ["Simplify", "FullMapFusion", "MapTiling", "LoopToMap"],
  ],
  "a body that reads nothing": [["for i in range(N):", "    A[i, :] = 2.0 * i"], ["LoopToMap"]],
  "a body whose result nobody reads": [
    ["for i in range(N):", "    s = B[i, 0] * 2.0", "    A[i, :] += 1.0"],
    ["LoopToMap"],
  ],
};

it.each(Object.entries(sequences))("%s", async (_, [body, steps]) => {
  const { sdfg, expectations } = nestOf(body.join("\n    "));
  const run = runner(expectations);
  const before = await run(sdfg);
  const changed = steps.reduce(everywhere, sdfg);
  const after = await run(changed);
  expect(faultsOf(after)).toEqual([]);
  for (const [i, { on, result }] of after.entries())
    expect([on, before[i] !== undefined && haveEqualBits(before[i].result, result)]).toEqual([on, true]);
  // Every scope is whole: a file of the graph can be opened.
  expect(readSdfgFile(need(writeSdfgFile(changed).value, "the file")).diagnostics).toEqual([]);
});

it("a map over nothing is not tiled", () => {
  const { sdfg } = nestOf("A[2:2, :] = B[2:2, :] * 2.0");
  for (const match of [...(transformationNamed("MapTiling")?.find(sdfg) ?? [])])
    expect(transform(sdfg, "MapTiling", match)).toMatchObject({ code: "empty" });
  expect([...(transformationNamed("MapTiling")?.find(sdfg) ?? [])].length).toBeGreaterThan(0);
});

/** Wherever it is not refused; somewhere, for else the test shows nothing. Simplify may rightly find nothing. */
function everywhere(graph: Sdfg, id: string): Sdfg {
  let current = graph;
  for (const match of [...(transformationNamed(id)?.find(graph) ?? [])]) {
    const done = transform(current, id, match);
    if (done.kind === "done") current = done.sdfg;
    else expect(done.code, done.reason).not.toBe("invalid");
  }
  if (id !== "Simplify") expect(current, id).not.toBe(graph);
  return current;
}
