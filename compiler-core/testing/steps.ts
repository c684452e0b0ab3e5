// Checks of one step: what it leaves untouched, and what its result computes.
import type { WasmArtefact } from "../codegen/wasm/index.ts";
import { buildWasm, lowerProgram } from "../compiler/index.ts";
import { structuralHash } from "../recipes/index.ts";
import { bytesOfArray, interpret, judge, loadWasm, type NdArray, type RunResult, runWasm } from "../runtime/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { now, type Reference } from "./programs.ts";

/** Throws where anything later writes into the value. */
export function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** The graph as a file or another worker would get it. What JSON has no number for travels as text. */
export function roundTripped(sdfg: Sdfg): Sdfg {
  const out = (_: string, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? { number: Object.is(value, -0) ? "-0" : `${value}` }
      : value;
  const into = (_: string, value: unknown) =>
    typeof value === "object" && value !== null && "number" in value ? Number(value.number) : value;
  return JSON.parse(JSON.stringify(sdfg, out), into) as Sdfg;
}

export type Expectation = Pick<Reference, "sizes" | "inputs" | "outputs" | "raised">;

/** What is wrong with what a run gave; undefined where it gave what CPython did. */
export function faultIn(result: RunResult, { outputs, raised }: Expectation): string | undefined {
  if (raised !== null) return isException(result, raised) ? undefined : JSON.stringify(result);
  if (result.kind !== "finished") return JSON.stringify(result);
  const verdict = judge(result.outputs, outputs);
  return verdict.kind === "right" ? undefined : verdict.reason;
}

function isException(result: RunResult, raised: NonNullable<Expectation["raised"]>): boolean {
  return (
    result.kind === "raised" &&
    result.exception === raised.exception &&
    result.message === raised.message &&
    result.span.line === raised.line
  );
}

export function haveEqualBits(one: RunResult, other: RunResult): boolean {
  if (one.kind !== "finished" || other.kind !== "finished") return one.kind === other.kind;
  return Object.entries(one.outputs).every(([name, array]) => sameBytes(array, other.outputs[name]));
}

function sameBytes(a: NdArray, b: NdArray | undefined): boolean {
  return b !== undefined && Buffer.compare(bytesOfArray(a), bytesOfArray(b)) === 0;
}

export interface Outcome {
  readonly on: string;
  readonly result: RunResult;
  readonly fault: string | undefined;
}

/** What is wrong, and where it was seen. */
export function faultsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ on, fault }) => (fault === undefined ? [] : [`${on}: ${fault}`]));
}

/**
 * Runs graphs of one program on the interpreter and on WebAssembly, for each expectation. Many steps lead to the same graph and
 * many graphs to the same module: each structure is lowered once, and each module runs once.
 */
export function runner(expectations: readonly Expectation[]): (sdfg: Sdfg) => Promise<readonly Outcome[]> {
  const graphs = new Map<string, Promise<readonly Outcome[]>>();
  const modules = new Map<string, Promise<RunResult>>();
  const inWasm = (artefact: WasmArtefact, { inputs }: Expectation, at: number): Promise<RunResult> => {
    const key = `${at} ${Buffer.from(artefact.bytes).toString("base64")}`;
    const run = modules.get(key) ?? loadWasm(artefact).then((loaded) => runWasm(loaded, inputs, { now }));
    modules.set(key, run);
    return run;
  };
  const all = async (sdfg: Sdfg): Promise<readonly Outcome[]> => {
    const program = lowerProgram(sdfg);
    const outcomes: Outcome[] = [];
    for (const [i, expectation] of expectations.entries()) {
      const { inputs, sizes } = expectation;
      const results = {
        interpreter: interpret(program, inputs, sizes, { now }),
        WebAssembly: await inWasm(buildWasm(program, sizes), expectation, i),
      };
      for (const [on, result] of Object.entries(results))
        outcomes.push({ on: `${on}, ${JSON.stringify(sizes)}`, result, fault: faultIn(result, expectation) });
    }
    return outcomes;
  };
  return (sdfg) => {
    const key = structuralHash(sdfg);
    const run = graphs.get(key) ?? all(sdfg);
    graphs.set(key, run);
    return run;
  };
}
