// A request → the program to build. Pure: no file is touched and nothing is run here.
import { buildCpp, compileText, lowerProgram, type Signature } from "../../../compiler-core/compiler/index.ts";
import type { LoopProgram } from "../../../compiler-core/lowering/index.ts";
import { refuseInputs, shapesFor } from "../../../compiler-core/runtime/index.ts";
import type { ArrayHeader, Failure, JobRequest, JobStage } from "../../protocol/index.ts";
import type { CppArtefact } from "./engine.ts";

export interface Prepared {
  readonly kind: "prepared";
  readonly signature: Signature;
  readonly program: LoopProgram;
  readonly artefact: CppArtefact;
  readonly stages: Partial<Record<JobStage, number>>;
}

export const seconds = () => performance.now() / 1000;

export function prepare(request: JobRequest): Prepared | Failure {
  const { text, entry } = request.program;
  const { value, diagnostics } = compileText(text, { now: seconds, ...(entry !== undefined && { entry }) });
  if (value === undefined) return { kind: "program", diagnostics: diagnostics.map((d) => ({ ...d })) };
  const { signature, sdfg } = value.program;
  const missing = signature.sizes.find((size) => request.sizes[size] === undefined);
  if (request.inputs.kind === "initialize" && missing !== undefined) {
    return { kind: "refused", code: "missing-size", reason: `There is no value for the size \`${missing}\`.` };
  }
  if (request.steps.length > 0) {
    return {
      kind: "refused",
      code: "recipe",
      reason: "This agent does not replay recipes yet; run the program without one.",
    };
  }
  const begin = seconds();
  const program = lowerProgram(sdfg);
  const lowered = seconds();
  const artefact = buildCpp(program);
  const stages = { ...value.stages, lower: lowered - begin, emit: seconds() - lowered };
  return { kind: "prepared", signature, program, artefact, stages };
}

/** Why these arrays can't be given to the program, if so; nothing but their headers is looked at. */
export function refuseHeaders(
  program: LoopProgram,
  headers: readonly ArrayHeader[],
  symbols: Readonly<Record<string, number>>,
): Failure | undefined {
  const empty = new Uint8Array(0);
  const inputs = Object.fromEntries(headers.map((h) => [h.name, { dtype: h.dtype, shape: h.shape, data: empty }]));
  const refusal = refuseInputs(program, inputs, symbols);
  return refusal === undefined ? undefined : { kind: "refused", code: refusal.code, reason: refusal.reason };
}

export interface OutputFile {
  readonly name: string;
  readonly dtype: ArrayHeader["dtype"];
  readonly shape: readonly number[];
  readonly file: string;
}

/** The arrays that a run leaves in its folder. */
export function outputsOf(program: LoopProgram, symbols: Readonly<Record<string, number>>): readonly OutputFile[] {
  const shapes = shapesFor(program, symbols);
  return program.parameters
    .filter((p) => !p.scalar && (p.written || p.result))
    .map((p) => ({ name: p.name, dtype: p.dtype, shape: shapes.get(p.name) ?? [], file: `${p.name}.out` }));
}
