import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { buildWasm, lowerProgram } from "../../compiler/index.ts";
import { type LoopProgram, type Statement, walkStatements } from "../../lowering/index.ts";
import { type Inputs, interpret, judge, loadWasm, nodeThreads, type RunResult, runWasm } from "../../runtime/index.ts";
import type { Block, Sdfg } from "../../sdfg/index.ts";
import { add, floorDiv, int, mul, symbol } from "../../symbolic/index.ts";
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
  store,
} from "../../testing/loop-programs.ts";
import { compiled, now, programNames, referenceOf } from "../../testing/programs.ts";
import { emitWasm, type WasmArtefact } from "./emit.ts";

const size = 120;
const arrays = { a: "float64", b: "float64", w: "float64", i: "int64", j: "int64", m: "bool" } as const;
const [k, q] = [symbol("k"), symbol("q")];
const parallel = { schedule: "parallel" } as const;

async function runOn(artefact: WasmArtefact, inputs: Inputs, repeat = 1): Promise<RunResult> {
  const loaded = await loadWasm(artefact, nodeThreads(Worker));
  try {
    return runWasm(loaded, inputs, { now, repeat });
  } finally {
    loaded.stop();
  }
}

const inputsOf = (program: LoopProgram) =>
  Object.fromEntries(program.parameters.map((p, n) => [p.name, randomArray(p.dtype, size, n + 1)]));

/** On 2 and 3 threads, three times each, against the interpreter. */
async function check(
  body: readonly Statement[],
  more: Partial<LoopProgram> = {},
  notes: readonly string[] = [],
): Promise<void> {
  const program = programOf(body, arrays, size, more);
  const inputs = inputsOf(program);
  const expected = interpret(program, inputs, {}, { now });
  for (const threads of [2, 3]) {
    const artefact = emitWasm(program, { threads });
    expect(artefact.notes.map((n) => n.text)).toEqual(notes);
    const actual = await runOn(artefact, inputs, 3);
    if (expected.kind === "raised" || actual.kind === "raised") expect(actual).toEqual(expected);
    else expect(actual.outputs).toEqual(expected.outputs);
  }
}

const scaled = (by: number) =>
  loop("k", size, [store("w", k, binary("*", load("float64", "a", k), num("float64", by)))], parallel);

describe("several threads do what one does", () => {
  it("shares out a loop", () => check([scaled(3)]));
  it("shares out fewer iterations than threads, and none", () =>
    check([
      loop("k", 1, [store("w", k, num("float64", 1))], parallel),
      loop("k", 0, [store("a", k, num("float64", 1))], parallel),
    ]));
  it("counts down and in steps", () =>
    check([
      loop("k", 5, [store("w", k, load("float64", "a", k))], { ...parallel, begin: int(100), step: -3 }),
      loop("k", 100, [store("b", k, num("float64", 2))], { ...parallel, begin: int(7), step: 4 }),
    ]));
  it("by lanes within a share", () =>
    check([
      loop("k", size, [store("w", k, binary("+", load("float64", "a", k), load("float64", "b", k)))], {
        ...parallel,
        lanes: 2,
      }),
    ]));
  it("runs what lies between once", () =>
    check([
      scaled(2),
      store("w", 3, binary("+", load("float64", "w", 3), num("float64", 1))),
      loop("k", size, [store("b", k, binary("+", load("float64", "w", k), load("float64", "w", 3)))], parallel),
    ]));
  it("tells all threads what one computed", () =>
    check(
      [
        assign("s", num("float64", 0)),
        loop("k", size, [assign("s", binary("+", local("float64", "s"), load("float64", "a", k)))]),
        { kind: "symbol", name: "n", value: binary("&", load("int64", "i", 4), num("int64", 63)) },
        loop("k", symbol("n"), [store("w", k, local("float64", "s"))], parallel),
      ],
      { locals: { s: "float64" } },
    ));
  it("in a loop over time with a condition from memory", () =>
    check([
      loop("t", 20, [
        loop(
          "k",
          size - 1,
          [store("w", k, binary("+", load("float64", "a", k), load("float64", "a", add(k, int(1)))))],
          parallel,
        ),
        {
          kind: "if",
          condition: compare(">", load("float64", "w", 0), num("float64", 0)),
          then: [store("w", 0, num("float64", -1))],
          otherwise: [scaled(0.5)],
        },
        loop("k", size, [store("a", k, binary("*", load("float64", "w", k), num("float64", 0.5)))], parallel),
      ]),
    ]));
  it("in a loop that memory ends", () =>
    check([
      store("j", 0, num("int64", 0)),
      {
        kind: "while",
        condition: compare("<", load("int64", "j", 0), num("int64", 9)),
        body: [
          loop("k", size, [store("b", k, binary("+", load("float64", "b", k), num("float64", 1)))], parallel),
          store("j", 0, binary("+", load("int64", "j", 0), num("int64", 1))),
        ],
      },
    ]));
  it("a break that all take", () =>
    check([
      loop("t", 9, [
        scaled(2),
        {
          kind: "if",
          condition: compare(">", cast("int64", at(symbol("t"))), num("int64", 4)),
          then: [{ kind: "break" }],
          otherwise: [],
        },
        store("j", symbol("t"), num("int64", 7)),
      ]),
    ]));
  it("reductions, in order of the threads", () =>
    check(
      [
        assign("r", num("int64", 5)),
        assign("x", num("float64", -3)),
        loop(
          "k",
          size,
          [
            assign("r", binary("+", local("int64", "r"), load("int64", "i", k))),
            assign("x", call("maximum", local("float64", "x"), load("float64", "a", k))),
          ],
          {
            ...parallel,
            reductions: [
              { local: "r", operator: "sum" },
              { local: "x", operator: "max" },
            ],
          },
        ),
        store("j", 1, local("int64", "r")),
        store("w", 1, local("float64", "x")),
      ],
      { locals: { r: "int64", x: "float64" } },
    ));
  it("buffers inside a shared loop are each thread's own", () =>
    check(
      [
        loop(
          "k",
          10,
          [
            { kind: "alloc", buffer: "row" },
            loop("q", 12, [store("row", q, load("float64", "a", add(mul(int(12), k), q)))]),
            loop("q", 12, [
              store(
                "w",
                add(mul(int(12), k), q),
                binary("*", load("float64", "row", add(int(11), mul(int(-1), q))), num("float64", 2)),
              ),
            ]),
            { kind: "free", buffer: "row" },
          ],
          parallel,
        ),
      ],
      { buffers: { row: { dtype: "float64", size: int(12) } } },
    ));
  it("memory whose size the data decides", () =>
    check(
      [
        {
          kind: "symbol",
          name: "n",
          value: binary("+", binary("&", load("int64", "i", 4), num("int64", 63)), num("int64", 100000)),
        },
        { kind: "alloc", buffer: "large" },
        loop("k", symbol("n"), [store("large", k, cast("float64", cast("int64", at(k))))], parallel),
        loop("k", size, [store("w", k, load("float64", "large", mul(int(500), k)))], parallel),
        { kind: "free", buffer: "large" },
      ],
      { buffers: { large: { dtype: "float64", size: symbol("n") } } },
    ));
  it("a matrix product by rows", () => {
    const matrix = (memory: string, columns: number) => ({
      memory,
      offset: int(0),
      rowStride: int(columns),
      columnStride: int(1),
    });
    return check([
      {
        kind: "matmul",
        dtype: "float64",
        m: int(10),
        n: int(11),
        k: int(9),
        threads: true,
        a: matrix("a", 9),
        b: matrix("b", 11),
        c: matrix("w", 11),
      },
    ]);
  });
  it("one thread where iterations meet, and a note says why", () =>
    check(
      [
        loop(
          "k",
          size,
          [store("j", cast("index", binary("&", load("int64", "i", k), num("int64", 3))), num("int64", 1), "sum")],
          parallel,
        ),
      ],
      {},
      ["The loop over k runs on one thread: several iterations may write to one element of `j`."],
    ));
});

describe("exceptions", () => {
  const span = { line: 1, column: 0, endLine: 1, endColumn: 1 };
  const exceptions = ["early", "late", "between"].map((message) => ({ exception: "ValueError", message, span }));
  const isNot = (value: number, exception: number): Statement => ({
    kind: "check",
    condition: compare("!=", cast("int64", at(k)), num("int64", value)),
    exception,
  });
  it("the first in iteration order wins", () =>
    check([loop("k", size, [isNot(110, 1), isNot(70, 0), store("w", k, num("float64", 1))], parallel)], {
      exceptions,
    }));
  it("one that thread 0 meets ends all", () =>
    check(
      [
        { kind: "check", condition: compare("<", load("float64", "a", 0), num("float64", -1e9)), exception: 2 },
        scaled(2),
      ],
      { exceptions },
    ));
});

describe("a thread that stops", () => {
  it("does not leave the others waiting", async () => {
    // Only the last thread's share leaves memory.
    const program = programOf(
      [loop("k", size, [store("w", mul(int(500_000_000), floorDiv(k, int(100))), num("float64", 1))], parallel)],
      arrays,
      size,
    );
    await expect(runOn(emitWasm(program, { threads: 2 }), inputsOf(program))).rejects.toThrow("unreachable");
  });
});

/** Every map on all threads and by lanes: the relaxed way of running it. */
function scheduled(sdfg: Sdfg): Sdfg {
  const block = (b: Block): Block =>
    b.kind === "state"
      ? {
          ...b,
          nodes: Object.fromEntries(
            Object.entries(b.nodes).map(([id, n]) => [
              id,
              n.kind === "map-entry" ? { ...n, schedule: "CPU_Multicore" as const, vectorWidth: 4 } : n,
            ]),
          ),
        }
      : b;
  return { ...sdfg, blocks: Object.fromEntries(Object.entries(sdfg.blocks).map(([id, b]) => [id, block(b)])) };
}

describe.each([1, 2])("programs with every map parallel and by lanes, on %i threads", (threads) => {
  it.each(programNames)("%s", async (name) => {
    const { sizes, inputs, outputs, raised } = referenceOf(name);
    const program = lowerProgram(scheduled(compiled(name).sdfg));
    expect(
      walkStatements(program.body).some((s) => s.kind === "for" && s.schedule !== "sequential") ||
        name === "lu" ||
        name === "raising",
    ).toBe(true);
    const result = await runOn(buildWasm(program, sizes, { threads }), inputs, 2);
    if (raised !== null) {
      expect(result).toMatchObject({ kind: "raised", message: raised.message });
      return;
    }
    if (result.kind !== "finished") throw new Error(JSON.stringify(result));
    const verdict = judge(result.outputs, outputs);
    expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
  });
});
