// Runs programs in the page, and compares what they gave with what NumPy gave.
import { buildWasm, lowerProgram } from "@datawright/compiler-core/compiler";
import { judge, loadWasm, runWasm } from "@datawright/compiler-core/runtime";
import type { EngineRequests } from "./compiler-requests";
import { serve } from "./worker-client";

const now = () => performance.now() / 1000;

serve<EngineRequests>({
  run: async ({ sdfg, sizes, inputs, expected, repeat }) => {
    const artefact = buildWasm(lowerProgram(sdfg), sizes);
    const result = runWasm(await loadWasm(artefact), inputs, { now, repeat });
    if (result.kind === "raised")
      return { kind: "raised", exception: result.exception, message: result.message, line: result.span.line };
    const verdict = expected && judge(result.outputs, expected);
    return {
      kind: "finished",
      seconds: result.seconds,
      marshallingSeconds: result.marshallingSeconds,
      verdict,
      bytes: artefact.bytes.length,
    };
  },
});
