import { describe, expect, it } from "vitest";
import { compileText } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { type Sdfg, statesOf } from "../sdfg/index.ts";
import { compiled, now, textOf } from "../testing/programs.ts";
import { type Match, transformationNamed } from "../transformations/index.ts";
import {
  checkRecipe,
  decodeRecipe,
  diffSteps,
  encodeRecipe,
  mostSteps,
  recordStep,
  replay,
  type Step,
  structuralHash,
} from "./index.ts";

function record(
  name: string,
  ...wanted: readonly (readonly [string, ((match: Match, graph: Sdfg) => boolean)?])[]
): { steps: Step[]; sdfg: Sdfg } {
  let sdfg = compiled(name).sdfg;
  const steps: Step[] = [];
  for (const [id, choose] of wanted) {
    const match = need(
      [...need(transformationNamed(id), id).find(sdfg)].find((m) => choose?.(m, sdfg) ?? true),
      `match of ${id}`,
    );
    const taken = recordStep(sdfg, id, match, {}, textOf(name));
    if (taken.kind === "refusal") throw new Error(taken.reason);
    steps.push(taken.step);
    sdfg = taken.sdfg;
  }
  return { steps, sdfg };
}

const writes = (data: string) => (match: Match, graph: Sdfg) =>
  statesOf(graph).some((s) =>
    s.edges.some(
      (e) =>
        e.memlet?.data === data &&
        s.nodes[e.src]?.kind === "map-exit" &&
        Object.values(match).includes((s.nodes[e.src] as { entry: string }).entry),
    ),
  );
const compile = (text: string) => need(compileText(text, { now }).value, "program").program.sdfg;

describe("structural hashes", () => {
  it("do not depend on ids, lines or comments", () => {
    const text = textOf("hdiff");
    const moved = text.replace("def hdiff", "\n# A comment.\n\n\ndef hdiff");
    expect(structuralHash(compile(moved))).toBe(structuralHash(compile(text)));
  });
  it("tell a changed constant, index and order", () => {
    const text = textOf("jacobi_2d");
    const hashes = [
      text,
      text.replace("0.2", "0.25"),
      text.replace("[1:-1, :-2]", "[1:-1, 2:]"),
      text.replace("1, TSTEPS", "2, TSTEPS"),
    ].map((t) => structuralHash(compile(t)));
    expect(new Set(hashes).size).toBe(4);
  });
});

describe("replay", () => {
  const recorded = record(
    "hdiff",
    ["Simplify"],
    ["MapFusion", writes("lap")],
    ["SetSchedule", writes("out_field")],
    ["Vectorization", writes("flx")],
  );

  it("gives the recorded graphs", () => {
    const played = replay(compiled("hdiff").sdfg, recorded.steps, textOf("hdiff"));
    expect(played).toMatchObject({ differing: [] });
    expect(played.stopped).toBeUndefined();
    expect(structuralHash(need(played.graphs.at(-1), "graph"))).toBe(structuralHash(recorded.sdfg));
  });

  it("finds its targets after lines moved and another statement came in", () => {
    const text = textOf("hdiff").replace(
      "    res = lap[1:",
      "    extra = coeff * 2.0\n    coeff[:, :, :] = extra\n\n    res = lap[1:",
    );
    const played = replay(compile(text), recorded.steps, text);
    expect(played.stopped).toBeUndefined();
    expect(played.graphs).toHaveLength(recorded.steps.length);
    expect(played.differing.length).toBeGreaterThan(0);
  });

  it("stops where the target is gone, and keeps the steps before", () => {
    const text = textOf("jacobi_2d");
    const played = replay(compile(text), recorded.steps, text);
    expect(played.graphs).toHaveLength(1);
    expect(played.stopped).toMatchObject({ code: "no-target" });
  });

  it("stops where two places are equally good", () => {
    const text =
      "import numpy as np\n\n\ndef f(A, B):\n    A[:] = B + 1.0\n    A[:] = B + 1.0\n\n\ndef initialize(N):\n    return np.zeros((N,)), np.zeros((N,))\n";
    const graph = compile(text);
    const match = need([...need(transformationNamed("SetSchedule"), "SetSchedule").find(graph)][0], "match");
    const taken = recordStep(graph, "SetSchedule", match, {}, text);
    if (taken.kind === "refusal") throw new Error(taken.reason);
    const between = {
      ...taken.step,
      target: Object.fromEntries(
        Object.entries(taken.step.target).map(([role, t]) => [role, { ...t, line: 5.5, ordinal: 0.5 }]),
      ),
    };
    expect(replay(graph, [between], text).stopped).toMatchObject({ code: "ambiguous" });
    expect(replay(graph, [taken.step], text).stopped).toBeUndefined();
  });

  it("says which step made another graph", () => {
    const steps = recorded.steps.map((s, i) => (i === 1 ? { ...s, after: "0".repeat(32) } : s));
    expect(replay(compiled("hdiff").sdfg, steps, textOf("hdiff")).differing).toEqual([1]);
  });
});

describe("documents", () => {
  const { steps } = record("hdiff", ["Simplify"], ["MapFusion"]);

  it("come back as they were", () =>
    expect(decodeRecipe(encodeRecipe({ strictness: "strict", steps }))).toEqual({
      kind: "recipe",
      strictness: "strict",
      steps,
    }));
  it("are migrated from the first format", () =>
    expect(checkRecipe(steps)).toEqual({ kind: "recipe", strictness: "relaxed", steps }));

  it.each([
    ["not JSON", "{", "json"],
    ["no format", "{}", "format"],
    ["of the future", '{"format": 99}', "newer"],
    ["without steps", '{"format": 1, "strictness": "strict"}', "steps"],
    ["with a step that is none", '{"format": 1, "strictness": "strict", "steps": [7]}', "step"],
    [
      "that reach for a prototype",
      '{"format": 1, "strictness": "strict", "steps": [{"transformation": "Simplify", "target": {}, "options": {"__proto__": 1}, "after": ""}]}',
      "step",
    ],
    [
      "with too many steps",
      JSON.stringify({ format: 1, strictness: "strict", steps: Array(mostSteps + 1).fill(null) }),
      "too-many-steps",
    ],
  ])("%s are refused", (_, text, code) => expect(decodeRecipe(text)).toMatchObject({ kind: "refusal", code }));

  it("are compared step by step", () => {
    const [simplify, fuse] = steps as [Step, Step];
    const other = { ...fuse, options: { ...fuse.options, recompute: true } };
    expect(diffSteps([simplify, fuse], [simplify, other]).map((d) => d.kind)).toEqual(["same", "removed", "added"]);
    expect(diffSteps([simplify], [simplify, fuse]).map((d) => d.kind)).toEqual(["same", "added"]);
  });
});
