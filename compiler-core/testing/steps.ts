// Checks of one step: what it leaves untouched, and what its result computes.
import { lowerProgram } from "../compiler/index.ts";
import { interpret, judge, type NdArray, type RunResult } from "../runtime/index.ts";
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

/** What is wrong with what the graph computes; undefined where it computes what CPython does. */
export function wrongIn(sdfg: Sdfg, { sizes, inputs, outputs, raised }: Expectation): string | undefined {
  const result = interpret(lowerProgram(sdfg), inputs, sizes, { now });
  if (raised !== null) return sameException(result, raised) ? undefined : JSON.stringify(result);
  if (result.kind !== "finished") return JSON.stringify(result);
  const verdict = judge(result.outputs, outputs);
  return verdict.kind === "right" ? undefined : verdict.reason;
}

function sameException(result: RunResult, raised: NonNullable<Expectation["raised"]>): boolean {
  return (
    result.kind === "raised" &&
    result.exception === raised.exception &&
    result.message === raised.message &&
    result.span.line === raised.line
  );
}

/** Whether two graphs give equal bits. */
export function equalBits(a: Sdfg, b: Sdfg, { sizes, inputs }: Expectation): boolean {
  const [one, other] = [a, b].map((g) => interpret(lowerProgram(g), inputs, sizes, { now })) as [RunResult, RunResult];
  if (one.kind !== "finished" || other.kind !== "finished") return one.kind === other.kind;
  return Object.entries(one.outputs).every(([name, array]) => sameBytes(array, other.outputs[name]));
}

function sameBytes(a: NdArray, b: NdArray | undefined): boolean {
  if (b === undefined || a.data.byteLength !== b.data.byteLength) return false;
  const bytes = (array: NdArray) => new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength);
  const other = bytes(b);
  return bytes(a).every((byte, i) => byte === other[i]);
}
