// A request → the program to build. Pure: no file is touched and nothing is run here.
import { timedElements } from "../../../compiler-core/analysis/index.ts";
import {
  type ArraysSignature,
  buildCpp,
  compileText,
  lowerProgram,
  openGraph,
  type Program,
  type Signature,
  signatureOfArrays,
} from "../../../compiler-core/compiler/index.ts";
import type { LoopProgram } from "../../../compiler-core/lowering/index.ts";
import {
  checkRecipe,
  recipeFormat,
  replay,
  type StepObserver,
  stepTimes,
} from "../../../compiler-core/recipes/index.ts";
import { shapesFor } from "../../../compiler-core/runtime/index.ts";
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
  const read = request.program.form === "graph" ? readGraph(request) : readPython(request);
  if (!("program" in read)) return read;
  const { signature, sdfg } = read.program;
  const missing = signature.sizes.find((size) => request.sizes[size] === undefined);
  if (request.inputs.kind === "initialize" && missing !== undefined) {
    return { kind: "refused", code: "missing-size", reason: `There is no value for the size \`${missing}\`.` };
  }
  const times = stepTimes(seconds);
  const replayed = applySteps(sdfg, request, times.observe);
  if (replayed.kind === "refused") return replayed;
  const steps = times.stages();
  const recorded = seconds();
  const program = lowerProgram(replayed.sdfg);
  const lowered = seconds();
  const artefact = buildCpp(program, [], request.timers ? timedElements(replayed.sdfg) : undefined);
  const stages = { ...read.stages, ...steps, lower: lowered - recorded, emit: seconds() - lowered };
  return { kind: "prepared", signature, program, artefact, stages };
}

interface Read {
  readonly program: Pick<Program, "signature" | "sdfg">;
  readonly stages: Partial<Record<JobStage, number>>;
}

function readPython(request: JobRequest): Read | Failure {
  const { text, entry } = request.program;
  const given = arraysSignature(request);
  const options = { now: seconds, ...(entry !== undefined && { entry }), ...(given && { signature: given.signature }) };
  const { value, diagnostics } = compileText(text, options);
  return value ?? { kind: "program", diagnostics: diagnostics.map((d) => ({ ...d })) };
}

function readGraph({ program, inputs }: JobRequest): Read | Failure {
  if (inputs.kind === "initialize")
    return {
      kind: "refused",
      code: "missing-input",
      reason: "A graph has no `initialize`: its inputs come with the job.",
    };
  const begin = seconds();
  const { value, diagnostics } = openGraph(program.text);
  if (value === undefined) return { kind: "program", diagnostics: diagnostics.map((d) => ({ ...d })) };
  if (value.refusal !== undefined) return { kind: "refused", code: value.refusal.code, reason: value.refusal.reason };
  return { program: value.program, stages: { parse: seconds() - begin } };
}

/** A program without an `initialize` is compiled for the arrays that come with it. */
function arraysSignature({ program, inputs }: JobRequest): ArraysSignature | undefined {
  if (inputs.kind !== "chunks" || /^def\s+initialize\b/m.test(program.text)) return undefined;
  return signatureOfArrays(Object.fromEntries(inputs.arrays.map((a) => [a.name, a])), program.entry);
}

type Sdfg = Parameters<typeof lowerProgram>[0];

/** The recipe, step by step; where one does not apply, the job ends with its reason. */
function applySteps(
  sdfg: Sdfg,
  { steps, strictness, program }: JobRequest,
  observe: StepObserver,
): { readonly kind: "applied"; readonly sdfg: Sdfg } | (Failure & { kind: "refused" }) {
  const recipe = checkRecipe({ format: recipeFormat, strictness, steps });
  if (recipe.kind === "refusal") return { kind: "refused", code: recipe.code, reason: recipe.reason };
  // The lines of a graph's elements are those of a text that is not here.
  const text = program.form === "graph" ? "" : program.text;
  const { graphs, stopped } = replay(sdfg, recipe.steps, text, observe);
  if (stopped === undefined) return { kind: "applied", sdfg: graphs.at(-1) ?? sdfg };
  const where = `Step ${graphs.length + 1} (${recipe.steps[graphs.length]?.transformation}) does not apply: `;
  return { kind: "refused", code: stopped.code, reason: where + stopped.reason };
}

export interface OutputFile {
  readonly name: string;
  readonly dtype: ArrayHeader["dtype"];
  readonly shape: readonly number[];
  /** The shape that the file has room for: a result may have fewer rows. */
  readonly room: readonly number[];
  readonly file: string;
}

/** The arrays that a run leaves in its folder, each with all its room. */
export function outputsOf(program: LoopProgram, symbols: Readonly<Record<string, number>>): readonly OutputFile[] {
  const shapes = shapesFor(program, symbols);
  return program.parameters
    .filter((p) => !p.scalar && (p.written || p.result))
    .map((p) => {
      const shape = shapes.get(p.name) ?? [];
      return { name: p.name, dtype: p.dtype, shape, room: shape, file: `${p.name}.out` };
    });
}
