// Compiles as one types, reads files, and prints what the targets see: off the page's thread.
import { compileText, openGraph, signatureOfArrays } from "@datawright/compiler-core/compiler";
import { argumentOf, type NdArray } from "@datawright/compiler-core/runtime";
import { readNpz, readSdfgFile, writeSdfgFile } from "@datawright/compiler-core/serialization";
import { codeOf } from "@/components/code-view/code-of";
import { expectedTime } from "@/components/runs/expected-time";
import { placeOfStep, retakeStep } from "@/components/tuning/retake";
import { autoSteps, candidatesOf, playSteps, predictionsOf, previewOf, tunedGraph } from "@/components/tuning/tuning";
import type { Compiled, CompilerRequests } from "./compiler-requests";
import { serve } from "./worker-client";

type CompileBody = CompilerRequests["compile"]["body"];

function compilePython({ text, arrays }: CompileBody): Compiled {
  const clock = { now: () => performance.now() / 1000 };
  const own = compileText(text, clock);
  if (own.value !== undefined || arrays === undefined) return compiled(own);
  // A program without `initialize` is typed by the arguments it is given.
  const given = compileText(text, { ...clock, signature: signatureOfArrays(arrays, undefined).signature });
  return compiled(given.value === undefined ? own : given);
}

function compiled({ value, diagnostics }: ReturnType<typeof compileText>): Compiled {
  const program = value && {
    ...value.program,
    signature: { ...value.program.signature, entry: value.program.sdfg.name },
  };
  return { program, diagnostics, stages: value?.stages ?? {} };
}

function compileGraph({ text }: CompileBody): Compiled {
  const { value, diagnostics } = openGraph(text);
  return {
    program: value?.program,
    diagnostics,
    stages: {},
    ...(value && { problems: value.problems }),
    ...(value?.refusal && { refusal: value.refusal.reason }),
  };
}

serve<CompilerRequests>({
  compile: (body) => (body.form === "graph" ? compileGraph(body) : compilePython(body)),
  readGraph: ({ bytes }) => {
    const { value, diagnostics } = readSdfgFile(bytes);
    return { value: value?.file && JSON.stringify(value.file.json), diagnostics };
  },
  writeGraph: ({ sdfg }) => writeSdfgFile(sdfg),
  readInputs: ({ bytes }) => {
    const { value, diagnostics } = readNpz(bytes);
    const arrays =
      value &&
      Object.fromEntries(Object.entries(value).map(([name, array]): [string, NdArray] => [name, argumentOf(array)]));
    return { value: arrays, diagnostics };
  },
  candidates: ({ sdfg, text }) => candidatesOf(sdfg, text),
  preview: ({ sdfg, transformation, match, options, text, sizes }) =>
    previewOf(sdfg, transformation, match, options, text, sizes),
  predict: ({ sdfg, steps, text, sizes }) => predictionsOf(sdfg, steps, text, sizes),
  play: ({ sdfg, steps, text, sizes }) => playSteps(sdfg, steps, text, sizes),
  place: ({ sdfg, step, text }) => placeOfStep(sdfg, step, text),
  retake: ({ sdfg, step, options, later, text }) => retakeStep(sdfg, step, options, later, text),
  tuned: ({ text, sizes }) => tunedGraph(text, sizes),
  auto: ({ sdfg, text, sizes }) => autoSteps(sdfg, text, sizes),
  expectedTime,
  code: ({ sdfg, sizes, form, text }) => codeOf(sdfg, sizes, form, text),
});
