import { describe, expect, it } from "vitest";
import { need } from "../../diagnostics/index.ts";
import type { LoopProgram, Statement } from "../../lowering/index.ts";
import { interpret, loadWasm, type NdArray, type RunResult, runWasm } from "../../runtime/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { add, floorDiv, int, mod, mul, symbol } from "../../symbolic/index.ts";
import {
  assign,
  at,
  binary,
  call,
  cast,
  compare,
  load,
  local,
  loop,
  num,
  programOf,
  randomArray,
  select,
  store,
} from "../../testing/loop-programs.ts";
import { now } from "../../testing/programs.ts";
import { emitWasm } from "./emit.ts";

const arrays: Readonly<Record<string, DType>> = {
  a: "float64",
  b: "float64",
  x: "float32",
  y: "float32",
  m: "bool",
  p: "bool",
  i: "int64",
  j: "int64",
  u: "uint64",
  s: "int32",
  t: "int32",
  v: "uint32",
  c: "int8",
  d: "uint16",
  w: "float64",
  z: "float32",
};
const size = 96;
const k = symbol("k");
const get = (name: string, offset = 0) => load(arrays[name] as DType, name, add(k, int(offset)));
const set = (name: string, value: Parameters<typeof store>[2], offset = 0) => store(name, add(k, int(offset)), value);
const [f, g] = [local("float64", "t1"), local("float64", "t2")];
const simd = (body: readonly Statement[], count: number, more: Partial<Statement & { kind: "for" }> = {}) =>
  loop("k", count, body, { schedule: "simd", lanes: 4, ...more });

/** Bits, so that −0 counts; a NaN is a NaN, whatever its sign. */
const bitsOf = ({ data }: NdArray) => {
  for (const [i, x] of data.entries()) if (Number.isNaN(x)) data[i] = Number.NaN;
  return [...new Uint8Array(data.buffer as ArrayBuffer)];
};

async function runBoth(
  program: LoopProgram,
): Promise<{ notes: readonly string[]; expected: RunResult; actual: RunResult }> {
  const inputs = Object.fromEntries(
    program.parameters.map((p, n) => [p.name, randomArray(p.dtype, size, n + 1, true)]),
  );
  const artefact = emitWasm(program);
  const actual = runWasm(await loadWasm(artefact), inputs, { now });
  return { notes: artefact.notes.map((n) => n.text), expected: interpret(program, inputs, {}, { now }), actual };
}

async function check(
  body: (count: number) => readonly Statement[],
  more: Partial<LoopProgram> = {},
  vectorized = true,
): Promise<void> {
  for (const count of [0, 1, 5, 16, 37]) {
    const { notes, expected, actual } = await runBoth(programOf(body(count), arrays, size, more));
    // A loop of up to four iterations is written out, and nothing needs to be said.
    expect(notes.length > 0).toBe(!vectorized && count > 4);
    if (expected.kind !== "finished" || actual.kind !== "finished") throw new Error(JSON.stringify(actual));
    for (const name of Object.keys(arrays))
      expect([name, count, bitsOf(need(actual.outputs[name], name))]).toEqual([
        name,
        count,
        bitsOf(need(expected.outputs[name], name)),
      ]);
  }
}

const bodies: Readonly<Record<string, readonly Statement[]>> = {
  "float64 arithmetic": [
    set("w", binary("-", binary("*", get("a"), get("b", 1)), binary("/", get("a", 3), num("float64", 3)))),
  ],
  "float32 arithmetic": [set("z", binary("+", binary("*", get("x"), get("y", 2)), num("float32", 0.5)))],
  "float functions": [
    set("w", call("sqrt", call("abs", call("floor", get("a"))))),
    set("z", call("rint", call("ceil", get("x")))),
  ],
  "min and max spread NaN": [
    set("w", call("maximum", get("a"), get("b"))),
    set("z", call("minimum", get("x"), get("y"))),
  ],
  "select by a comparison": [set("w", select(compare(">", get("a"), get("b")), num("float64", 0), get("a")))],
  "the greater and the lesser by comparisons": [
    assign("t1", get("a")),
    assign("t2", get("b")),
    set("w", binary("-", select(compare("<", f, g), g, f), select(compare("<", f, g), f, g))),
    set("a", select(compare(">", f, g), g, f)),
    set("b", select(compare(">", f, g), f, g)),
    set("z", select(compare("<=", get("x"), get("y")), get("x"), get("y"))),
  ],
  "complex numbers as pairs": [
    store("w", mul(int(2), k), load("float64", "a", add(mul(int(2), k), int(1)))),
    store("w", add(mul(int(2), k), int(1)), binary("+", load("float64", "b", mul(int(2), k)), get("a"))),
    store("z", mul(int(2), k), binary("*", load("float32", "x", mul(int(2), k)), get("y"))),
  ],
  "limits that are numbers": [
    set("w", call("minimum", call("maximum", get("a"), num("float64", -2)), num("float64", 3))),
    set("z", call("maximum", get("x"), num("float32", 0))),
    set("a", call("minimum", get("a"), num("float64", 0))),
    set("b", call("maximum", get("b"), num("float64", Number.POSITIVE_INFINITY))),
    set("y", call("maximum", get("y"), num("float32", -0))),
    set("x", call("minimum", get("x"), num("float32", Number.NaN))),
  ],
  "select between a number and zero": [
    set("w", select(compare(">", get("a"), get("b")), get("a"), num("float64", 0))),
    set("z", select(compare("<", get("x"), get("y")), num("float32", -0), get("x"))),
    set("t", select(compare("==", get("i"), get("j")), num("int32", 0), get("s"))),
    set("m", select(get("p"), num("bool", 0), get("m"))),
  ],
  "select of narrower type": [
    set("z", select(compare("<=", get("a"), get("b")), get("x"), get("y"))),
    set("t", select(compare("!=", get("i"), get("j")), get("s"), num("int32", -7))),
  ],
  "bools from comparisons of both widths": [
    set("p", {
      kind: "logical",
      type: "bool",
      operator: "and",
      left: compare("<", get("a"), get("b")),
      right: compare(">=", get("x"), get("y")),
    }),
  ],
  "masks from memory": [
    set("w", select(get("m"), get("a"), get("b"))),
    set("p", { kind: "unary", type: "bool", operator: "not", operand: get("m") }),
  ],
  "masks from memory, four lanes": [
    set(
      "z",
      select({ kind: "logical", type: "bool", operator: "or", left: get("m"), right: get("p") }, get("x"), get("y")),
    ),
  ],
  "bools compared and joined": [
    set("p", binary("+", compare("==", get("m"), get("p")), compare("<", get("m"), get("p")))),
  ],
  integers: [
    set("j", binary("*", binary("+", get("i"), num("int64", 3)), get("j"))),
    set("t", binary("^", binary("-", get("s"), get("t")), num("int32", 255))),
  ],
  shifts: [
    set("i", binary("<<", get("i"), num("int64", 5))),
    set("u", binary(">>", get("u"), num("uint64", 9))),
    set("s", binary(">>", get("s"), num("int32", 3))),
    set("v", binary(">>", get("v"), num("uint32", 3))),
  ],
  "comparisons of integers": [
    set("p", binary("^", compare("<", get("u"), cast("uint64", get("i"))), compare(">=", get("i"), get("j")))),
    set("m", compare("<=", get("s"), get("t"))),
  ],
  "unsigned comparisons, four lanes": [set("p", compare(">", get("v"), cast("uint32", get("s"))))],
  "casts between floats and integers": [
    set("w", cast("float64", get("i"))),
    set("i", cast("int64", get("a"))),
    set("b", cast("float64", get("s"))),
    set("s", cast("int32", get("a"))),
    set("z", cast("float32", get("a"))),
  ],
  "casts to and from bool": [
    set("w", cast("float64", get("m"))),
    set("z", cast("float32", get("m"))),
    set("j", cast("int64", get("m"))),
    set("t", cast("int32", get("p"))),
    set("p", cast("bool", get("a"))),
    set("m", cast("bool", get("x"))),
  ],
  "casts of four lanes": [
    set("z", cast("float32", get("s"))),
    set("t", cast("int32", get("x"))),
    set("x", cast("float32", get("m"))),
    set("p", cast("bool", get("y"))),
  ],
  "widening casts": [
    set("w", cast("float64", get("x"))),
    set("j", cast("int64", get("s"))),
    set("u", cast("uint64", get("v"))),
    set("t", cast("int32", get("i"))),
  ],
  "narrow integers": [
    set("c", cast("int8", binary("+", get("s"), num("int32", 9)))),
    set("d", cast("uint16", get("t"))),
    set("t", cast("int32", get("c"))),
    set("w", cast("float64", get("d"))),
  ],
  "the loop variable": [
    set("w", cast("float64", cast("int64", at(add(mul(int(3), k), int(5)))))),
    set("z", cast("float32", cast("int64", at(mod(mul(k, k), int(7)))))),
  ],
  privates: [
    assign("t1", binary("*", get("a"), get("b"))),
    assign("t2", binary("+", local("float64", "t1"), local("float64", "scale"))),
    set("w", binary("*", local("float64", "t1"), local("float64", "t2"))),
  ],
  "strided and reversed loads": [
    set("w", binary("+", load("float64", "a", mul(int(2), k)), load("float64", "b", add(int(60), mul(int(-1), k))))),
  ],
  "strided stores": [store("w", mul(int(2), k), get("a")), store("z", add(int(60), mul(int(-1), k)), get("x"))],
  gather: [
    set("w", load("float64", "a", cast("index", binary("&", get("i"), num("int64", 63))))),
    set("z", load("float32", "x", floorDiv(k, int(3)))),
  ],
  scatter: [store("w", cast("index", binary("+", cast("int64", at(k)), num("int64", 2))), get("a"))],
  "bits of floats": [
    set("j", { kind: "machine", type: "int64", operation: "reinterpret", args: [get("a")] }),
    set("w", { kind: "machine", type: "float64", operation: "copysign", args: [get("a"), get("b")] }),
    set("z", { kind: "machine", type: "float32", operation: "copysign", args: [get("x"), get("y")] }),
  ],
  "quotients of integers": [
    set("j", { kind: "machine", type: "int64", operation: "quotient", args: [get("i"), num("int64", 13)] }),
    set("t", { kind: "machine", type: "int32", operation: "remainder", args: [get("s"), num("int32", 7)] }),
  ],
  functions: [
    set("w", {
      kind: "apply",
      type: "float64",
      name: "twice",
      args: [{ kind: "apply", type: "float64", name: "twice", args: [get("a")] }],
    }),
  ],
};

const functions: NonNullable<LoopProgram["functions"]> = {
  twice: {
    parameters: [{ name: "x", type: "float64" }],
    lets: [{ name: "q", value: binary("+", local("float64", "x"), local("float64", "x")) }],
    result: binary("*", local("float64", "q"), num("float64", 1.5)),
  },
};

describe("vector code has the bits of the interpreter", () => {
  const locals = { t1: "float64", t2: "float64", scale: "float64" } as const;
  it.each(Object.keys(bodies))("%s", (name) =>
    check((count) => [assign("scale", num("float64", 1.25)), simd(bodies[name] as readonly Statement[], count)], {
      locals,
      functions,
    }),
  );

  it("an inner loop with its own address arithmetic", () =>
    check(
      (count) => [
        simd(
          [
            assign("t1", num("float64", 0)),
            loop("q", 3, [
              assign("t1", binary("+", local("float64", "t1"), load("float64", "a", add(mul(int(2), k), symbol("q"))))),
            ]),
            set("w", local("float64", "t1")),
          ],
          count,
        ),
      ],
      { locals },
    ));

  it("a local that is read after the loop", () =>
    check(
      (count) => [
        assign("t1", num("float64", 4)),
        simd([assign("t1", get("a")), set("w", local("float64", "t1"))], count),
        store("b", 95, local("float64", "t1")),
      ],
      { locals },
    ));

  it("negative steps", () =>
    check((count) => [
      simd([set("w", binary("*", get("a"), get("b")))], 0, { begin: int(count + 3), end: int(3), step: -1 }),
    ]));

  it("conflicting writes", () =>
    check((count) => [
      simd(
        [
          store("s", add(k, int(1)), get("t"), "sum"),
          store("j", cast("index", binary("&", get("i"), num("int64", 3))), num("int64", 5), "sum"),
        ],
        count,
      ),
    ]));
});

describe("reductions", () => {
  const locals = { r: "int64", f: "float64", g: "float32" } as const;
  it("of integers and of extremes are exact", () =>
    check(
      (count) => [
        assign("r", num("int64", 11)),
        assign("f", num("float64", 2)),
        assign("g", num("float32", -1)),
        simd(
          [
            assign("r", binary("+", local("int64", "r"), get("i"))),
            assign("f", call("maximum", local("float64", "f"), get("w", 40))),
            assign("g", call("minimum", local("float32", "g"), get("z", 40))),
          ],
          count,
          {
            reductions: [
              { local: "r", operator: "sum" },
              { local: "f", operator: "max" },
              { local: "g", operator: "min" },
            ],
          },
        ),
        store("j", 90, local("int64", "r")),
        store("b", 90, local("float64", "f")),
        store("y", 90, local("float32", "g")),
      ],
      { locals },
    ));

  it("into one element of memory", () =>
    check((count) => [
      simd(
        [
          store("j", 95, get("i"), "sum"),
          store("w", 3, cast("float64", binary("&", get("s"), num("int32", 255))), "sum"),
        ],
        count,
      ),
    ]));
});

describe("what has no vector form runs as it is, and a note says why", () => {
  const carried = [set("w", binary("+", local("float64", "t1"), get("a"))), assign("t1", get("b"))];
  it("a value carried between iterations", () =>
    check((count) => [assign("t1", num("float64", 0)), simd(carried, count)], { locals: { t1: "float64" } }, false));
  it("branches", () =>
    check(
      (count) => [
        simd(
          [{ kind: "if", condition: compare(">", get("a"), get("b")), then: [set("w", get("a"))], otherwise: [] }],
          count,
        ),
      ],
      {},
      false,
    ));
  it("names the loop", async () => {
    const { notes } = await runBoth(
      programOf([assign("t1", num("float64", 0)), simd(carried, 9)], arrays, size, { locals: { t1: "float64" } }),
    );
    expect(notes).toEqual([
      "The loop over k runs one iteration at a time: `t1` is carried from one iteration to the next.",
    ]);
  });
});

describe("checks", () => {
  const span = { line: 1, column: 0, endLine: 1, endColumn: 1 };
  const exceptions = ["first", "second"].map((message) => ({ exception: "ValueError", message, span }));
  const isNot = (value: number, exception: number): Statement => ({
    kind: "check",
    condition: compare("!=", cast("int64", at(k)), num("int64", value)),
    exception,
  });
  it("the first in iteration order is raised", async () => {
    const { notes, actual } = await runBoth(
      programOf([simd([isNot(14, 0), isNot(13, 1), set("w", get("a"))], 40)], arrays, size, { exceptions }),
    );
    expect(notes).toEqual([]);
    expect(actual).toMatchObject({ kind: "raised", message: "second" });
  });
});
