// Loops whose bodies hold control flow, checks or arrays of their own: what is proved, what is refused and why, and that several
// threads compute what one does, the first exception included.
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { auto } from "../../autotune/index.ts";
import { buildCpp, buildWasm, lowerProgram } from "../../compiler/index.ts";
import { interpret, loadWasm, type NdArray, nodeThreads, type RunResult, runWasm } from "../../runtime/index.ts";
import { type Sdfg, statesOf, walkBlocks } from "../../sdfg/index.ts";
import { hasCompiler, withNative } from "../../testing/native.ts";
import { compiled, compiledText, now, programText, referenceOf, textOf } from "../../testing/programs.ts";
import { type Expectation, faultIn } from "../../testing/steps.ts";
import { transform } from "../index.ts";

/** What LoopToMap says of each loop: "done", or why not. */
function decisions(sdfg: Sdfg): Record<string, string> {
  const simple = simplified(sdfg);
  const loops = walkBlocks(simple).flatMap((b) =>
    b.kind === "loop" && b.header.kind === "for" ? [[b.header.variable, b.id] as const] : [],
  );
  return Object.fromEntries(
    loops.map(([variable, loop]) => {
      const done = transform(simple, "LoopToMap", { loop });
      return [variable, done.kind === "done" ? "done" : done.reason];
    }),
  );
}

function simplified(sdfg: Sdfg): Sdfg {
  const done = transform(sdfg, "Simplify", {});
  return done.kind === "done" ? done.sdfg : sdfg;
}

/** Every loop that can be a map is one, and every map is spread over threads. */
function inParallel(sdfg: Sdfg): Sdfg {
  let current = simplified(sdfg);
  for (const block of walkBlocks(current)) {
    if (block.kind !== "loop") continue;
    const done = transform(current, "LoopToMap", { loop: block.id });
    if (done.kind === "done") current = done.sdfg;
  }
  for (const state of statesOf(current))
    for (const node of Object.values(state.nodes)) {
      if (node.kind !== "map-entry") continue;
      const done = transform(current, "SetSchedule", { map: node.id }, { schedule: "CPU_Multicore" });
      if (done.kind === "done") current = done.sdfg;
    }
  return current;
}

async function checkThreads(sdfg: Sdfg, expected: Expectation): Promise<void> {
  const program = lowerProgram(sdfg);
  expect(JSON.stringify(program.body)).toContain('"parallel"');
  const { sizes, inputs } = expected;
  const check = (on: string, result: RunResult) => expect([on, faultIn(result, expected)]).toEqual([on, undefined]);
  check("interpreter", interpret(program, inputs, sizes, { now }));
  for (const threads of [1, 2]) {
    const artefact = buildWasm(program, sizes, { threads });
    expect(artefact.notes).toEqual([]);
    const loaded = await loadWasm(artefact, nodeThreads(Worker));
    try {
      for (let run = 0; run < 3; run++) check(`WebAssembly, ${threads}`, runWasm(loaded, inputs, { now }));
    } finally {
      loaded.stop();
    }
  }
  if (!hasCompiler) return;
  withNative(buildCpp(program), "strict", (native) => {
    for (const threads of [1, 2]) check(`C++, ${threads}`, native.run(inputs, sizes, threads));
  });
}

describe("gallery programs", () => {
  it("spmv's rows, scattering_self_energies' outer loops and lu's rows above the diagonal are independent", () => {
    expect(decisions(compiled("spmv").sdfg)).toEqual({ i: "done" });
    const { k, E, a, ...sums } = decisions(compiled("scattering_self_energies").sdfg);
    expect([k, E, a]).toEqual(["done", "done", "done"]);
    for (const reason of Object.values(sums)) expect(reason).toContain("`Sigma[k, E, a, i0, i1]`");
    expect(decisions(compiled("lu").sdfg)).toEqual({
      i: expect.stringContaining("one iteration writes `A[i, j]`"),
      j: expect.stringContaining("one iteration writes `A[i, j]`, which other iterations of `j` reads as `A[i, i0]`"),
      j_1: "done",
    });
  });

  it.each(["spmv", "scattering_self_energies", "lu"])("%s is right on several threads", { timeout: 120_000 }, (name) =>
    checkThreads(inParallel(compiled(name).sdfg), referenceOf(name)),
  );

  it.each([
    ["spmv", { M: 32768, N: 32768, nnz: 65536 }, "CPU_Multicore"],
    ["spmv", { M: 100, N: 100, nnz: 300 }, "Default"],
    ["scattering_self_energies", { Nkz: 3, NE: 5, Nqz: 3, Nw: 2, N3D: 2, NA: 10, NB: 3, Norb: 4 }, "CPU_Multicore"],
  ])("auto spreads %s over threads where that pays: %o", (name, sizes, schedule) => {
    const { sdfg } = auto(compiled(name).sdfg, { text: textOf(name), sizes });
    const maps = statesOf(sdfg).flatMap((s) => Object.values(s.nodes).filter((n) => n.kind === "map-entry"));
    expect(maps).toMatchObject([{ schedule }]);
  });
});

const array = (values: readonly number[]): NdArray => ({
  dtype: "float64",
  shape: [values.length],
  data: Float64Array.from(values),
});

const graphOf = (body: readonly string[]): Sdfg =>
  compiledText(
    programText(
      `def f(A, B):\n${body.map((line) => `    ${line}\n`).join("")}`,
      "return np.zeros((N,)), np.zeros((N,))",
    ),
  ).sdfg;

describe("small bodies", () => {
  it.each([
    [["for i in range(A.shape[0]):", "    if B[i] > 0.0:", "        A[i] = B[i]", "    else:", "        A[i] = 1.0"]],
    [["for i in range(A.shape[0]):", "    for j in range(i):", "        A[i] += B[j]"]],
    [["for i in range(A.shape[0]):", "    t = B * A[i]", "    A[i] = t[0] + t[1]"]],
    [["for i in range(A.shape[0]):", "    n = int(B[i])", "    for j in range(n):", "        A[i] += 1.0"]],
    [["for i in range(A.shape[0]):", "    if B[i] > 2.0:", "        continue", "    A[i] = B[i]", "    A[i] *= 2.0"]],
    [
      [
        "for i in range(A.shape[0]):",
        "    if B[i] > 0.0:",
        "        n = int(B[i])",
        "        if n > 3:",
        "            A[i] = 1.0",
        "            continue",
        "        A[i] += n",
        "    else:",
        "        continue",
        "    m = int(B[i])",
        "    for j in range(m):",
        "        if j == 1:",
        "            continue",
        "        A[i] += 1.0",
      ],
    ],
  ])("of independent iterations: %j", async (body) => {
    const graph = graphOf(body);
    expect(decisions(graph)).toMatchObject({ i: "done" });
    const [inputs, sizes] = [{ A: array([5, 6, 7, 8, 9, 10, 11]), B: array([2, -1, 3, 0, 4, 1, 5]) }, { N: 7 }];
    const result = interpret(lowerProgram(graph), inputs, sizes, { now });
    if (result.kind !== "finished") throw new Error(result.message);
    await checkThreads(inParallel(graph), { inputs, sizes, outputs: result.outputs, raised: null });
  });

  it.each([
    [
      ["for i in range(1, A.shape[0]):", "    if B[i] > 0.0:", "        A[i] = A[i - 1]"],
      /writes `A\[i\]`, and?.*`A\[i - 1\]`|writes `A\[i\]`, which .* reads as `A\[i - 1\]`/,
    ],
    [["s = 0.0", "for i in range(A.shape[0]):", "    if B[i] > 0.0:", "        s = B[i]", "    A[i] = s"], /`s\w*` /],
    [["for i in range(A.shape[0]):", "    A[int(B[i])] = 1.0"], /several iterations of `i` write `A\[/],
    [["for i in range(A.shape[0]):", "    if B[i] > 0.0:", "        break", "    A[i] = 1.0"], /may end the loop/],
    [
      [
        "for i in range(A.shape[0]):",
        "    if B[i] > 0.0:",
        "        if B[i] > 1.0:",
        "            continue",
        "        A[i] = 2.0",
        "    A[i] += 1.0",
      ],
      /come to from several branches/,
    ],
  ])("that depend on each other: %j", (body, reason) => {
    expect(decisions(graphOf(body))["i"]).toMatch(reason);
  });

  it("raise what the first iteration raises", async () => {
    const graph = graphOf([
      "for i in range(A.shape[0]):",
      "    if B[i] > 5.0:",
      '        raise ValueError("too large")',
      "    if B[i] < -5.0:",
      '        raise IndexError("too small")',
      "    A[i] = B[i]",
    ]);
    expect(decisions(graph)).toEqual({ i: "done" });
    for (const at of [3, 30, 60]) {
      const values = Array.from({ length: 64 }, (_, i) => (i < at ? 1 : i % 2 === 0 ? 9 : -9));
      const raised =
        at % 2 === 0
          ? { exception: "ValueError", message: "too large", line: 7 }
          : { exception: "IndexError", message: "too small", line: 9 };
      const inputs = { A: array(values), B: array(values) };
      await checkThreads(inParallel(graph), { inputs, sizes: { N: 64 }, outputs: {}, raised });
    }
  });
});
