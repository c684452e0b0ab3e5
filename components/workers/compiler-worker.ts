// Compiles as one types, and prints what the targets see: off the page's thread.
import { compileText } from "@datawright/compiler-core/compiler";
import { codeOf } from "@/components/code-view/code-of";
import { autoSteps, candidatesOf, playSteps, previewOf } from "@/components/tuning/tuning";
import type { CompilerRequests } from "./compiler-requests";
import { serve } from "./worker-client";

serve<CompilerRequests>({
  compile: ({ text, entry }) => {
    const outcome = compileText(text, { now: () => performance.now() / 1000, ...(entry !== undefined && { entry }) });
    return { program: outcome.value?.program, diagnostics: outcome.diagnostics, stages: outcome.value?.stages ?? {} };
  },
  candidates: ({ sdfg }) => candidatesOf(sdfg),
  preview: ({ sdfg, transformation, match, options, text, sizes }) =>
    previewOf(sdfg, transformation, match, options, text, sizes),
  play: ({ sdfg, steps, text, sizes }) => playSteps(sdfg, steps, text, sizes),
  auto: ({ sdfg, text, sizes }) => autoSteps(sdfg, text, sizes),
  code: ({ sdfg, sizes, form }) => codeOf(sdfg, sizes, form),
});
