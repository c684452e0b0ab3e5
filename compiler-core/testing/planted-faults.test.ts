// Would the suite notice? Each fault is one that compilers make; planted into a right program, it must turn the verdict.
import { describe, expect, it } from "vitest";
import { lowerProgram } from "../compiler/index.ts";
import { need } from "../diagnostics/index.ts";
import { type LoopProgram, mapBodies, mapValue, mapValues, type Statement, type Value } from "../lowering/index.ts";
import { interpret, judge } from "../runtime/index.ts";
import { edited, type Sdfg } from "../sdfg/index.ts";
import { add, int, sub, symbol, zero } from "../symbolic/index.ts";
import { compiled, now, referenceOf } from "./programs.ts";

function verdictOf(name: string, program: LoopProgram): string {
  const reference = referenceOf(name);
  const result = interpret(program, reference.inputs, reference.sizes, { now });
  if (result.kind === "raised") return reference.raised?.exception === result.exception ? "right" : "raised";
  return reference.raised === null ? judge(result.outputs, reference.outputs).kind : "did not raise";
}

const lowered = (name: string) => lowerProgram(compiled(name).sdfg);

/** Changes the first statement (outer before inner) for which `change` gives another one. */
function inFirst(
  program: LoopProgram,
  change: (s: Statement) => Statement | readonly Statement[] | undefined,
): LoopProgram {
  let isPlanted = false;
  const walk = (body: readonly Statement[]): readonly Statement[] =>
    body.flatMap((s) => {
      const changed = isPlanted ? undefined : change(s);
      if (changed === undefined) return [mapBodies(s, walk)];
      isPlanted = true;
      return changed as Statement | Statement[];
    });
  const planted = { ...program, body: walk(program.body) };
  expect(isPlanted, "the fault found its place").toBe(true);
  return planted;
}

/** Changes the first value of the program for which `change` gives another one. */
function inFirstValue(program: LoopProgram, change: (v: Value) => Value | undefined): LoopProgram {
  let isPlanted = false;
  const value = (v: Value): Value => {
    const changed = isPlanted ? undefined : change(v);
    if (changed !== undefined) {
      isPlanted = true;
      return changed;
    }
    return mapValue(v, value);
  };
  const walk = (body: readonly Statement[]): readonly Statement[] =>
    body.map((s) => mapBodies(mapValues(s, value), walk));
  const planted = { ...program, body: walk(program.body) };
  expect(isPlanted, "the fault found its place").toBe(true);
  return planted;
}

function withSwappedStrides(sdfg: Sdfg, name: string): Sdfg {
  return edited(sdfg, (draft) => {
    const container = need(draft.containers.get(name), name);
    const [a, b, ...rest] = container.strides;
    draft.containers.set(name, { ...container, strides: [need(b, "stride"), need(a, "stride"), ...rest] });
  });
}

const swapSymbols = (v: Value, a: string, b: string): Value =>
  v.kind === "index"
    ? {
        ...v,
        expr: add(
          ...v.expr.terms.map((t) => ({
            terms: [
              {
                ...t,
                factors: t.factors.map((f) =>
                  f.atom.key === a
                    ? { ...f, atom: { kind: "symbol" as const, name: b, key: b } }
                    : f.atom.key === b
                      ? { ...f, atom: { kind: "symbol" as const, name: a, key: a } }
                      : f,
                ),
              },
            ],
            key: "",
          })),
        ),
      }
    : mapValue(v, (o) => swapSymbols(o, a, b));

const faults: Readonly<Record<string, readonly [program: string, plant: (name: string) => LoopProgram]>> = {
  "a loop that stops one short": [
    "hdiff",
    (name) => inFirst(lowered(name), (s) => (s.kind === "for" ? { ...s, end: sub(s.end, int(1)) } : undefined)),
  ],
  "a loop that begins one late": [
    "jacobi_2d",
    (name) =>
      inFirst(lowered(name), (s) =>
        s.kind === "for" && s.variable.startsWith("i") ? { ...s, begin: add(s.begin, int(1)) } : undefined,
      ),
  ],
  "swapped strides": ["gemm", (name) => lowerProgram(withSwappedStrides(compiled(name).sdfg, "B"))],
  "a wrong axis": [
    "vadv",
    (name) =>
      inFirstValue(lowered(name), (v) =>
        v.kind === "load" && v.memory === "u_stage" ? swapSymbols(v, "i0", "i1") : undefined,
      ),
  ],
  "a neighbour that is off by one": [
    "hdiff",
    (name) =>
      inFirstValue(lowered(name), (v) =>
        v.kind === "load" && v.at.kind === "index"
          ? { ...v, at: { ...v.at, expr: add(v.at.expr, int(1)) } }
          : undefined,
      ),
  ],
  "a dropped reduction": [
    "softmax",
    (name) =>
      inFirst(lowered(name), (s) =>
        s.kind === "assign" && s.value.kind === "binary" && s.value.operator === "+"
          ? { ...s, value: s.value.right }
          : undefined,
      ),
  ],
  "a sum that does not begin at zero": [
    "lu",
    (name) =>
      inFirst(lowered(name), (s) =>
        s.kind === "assign" && s.value.kind === "constant" ? { ...s, value: { ...s.value, value: 1 } } : undefined,
      ),
  ],
  "a missing guard": ["raising", (name) => inFirst(lowered(name), (s) => (s.kind === "check" ? [] : undefined))],
  "an operator for its inverse": [
    "jacobi_2d",
    (name) =>
      inFirstValue(lowered(name), (v) =>
        v.kind === "binary" && v.operator === "+" && v.type === "float64" ? { ...v, operator: "-" } : undefined,
      ),
  ],
  "a comparison the wrong way": [
    "hdiff",
    (name) =>
      inFirstValue(lowered(name), (v) =>
        v.kind === "compare" && v.operator === ">" ? { ...v, operator: "<" } : undefined,
      ),
  ],
  "a constant in the last digit but six": [
    "vadv",
    (name) =>
      inFirstValue(lowered(name), (v) =>
        v.kind === "constant" && v.value === 0.25 ? { ...v, value: 0.2500001 } : undefined,
      ),
  ],
  "a backward loop run forward": [
    "vadv",
    (name) =>
      inFirst(lowered(name), (s) =>
        s.kind === "for" && s.step < 0 && s.end.key === "-1" && s.begin.key !== "0"
          ? { ...s, begin: zero, end: add(s.begin, int(1)), step: 1 }
          : undefined,
      ),
  ],
  "a statement that got lost": [
    "mandelbrot",
    (name) => inFirst(lowered(name), (s) => (s.kind === "store" && s.memory.startsWith("Z") ? [] : undefined)),
  ],
  "arrays that did not trade places": [
    "swapping",
    (name) =>
      inFirst(lowered(name), (s) =>
        s.kind === "symbol" &&
        s.name.includes("parity") &&
        s.value.type !== "index" &&
        JSON.stringify(s.value).includes("parity")
          ? { ...s, value: { kind: "index", type: "index", expr: symbol(s.name) } }
          : undefined,
      ),
  ],
  "a mask that was turned around": [
    "mandelbrot",
    (name) =>
      inFirstValue(lowered(name), (v) =>
        v.kind === "select" && v.type === "int64" ? { ...v, then: v.otherwise, otherwise: v.then } : undefined,
      ),
  ],
};

describe("planted faults", () => {
  it.each(Object.keys(faults))("%s is noticed", (fault) => {
    const [name, plant] = need(faults[fault], fault);
    expect(verdictOf(name, lowered(name)), "without the fault").toBe("right");
    const outcome = (() => {
      try {
        return verdictOf(name, plant(name));
      } catch (error) {
        // The interpreter's own bounds check is a way to be noticed.
        if (error instanceof Error && error.name === "CompilerBug") return "outside memory";
        throw error;
      }
    })();
    expect(outcome).not.toBe("right");
  });
});
