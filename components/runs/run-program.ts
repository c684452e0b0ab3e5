// Run: inputs and NumPy's answer from Python, then the program itself in the page, then the verdict.
import type { Program } from "@datawright/compiler-core/compiler";
import { type StudioState, useStudio } from "@/components/stores/studio-store";
import { engine, python } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";

/** Names what a result belongs to: any change of text or sizes makes it stale. */
export function runKey(state: Pick<StudioState, "graphText">, sizes: Readonly<Record<string, number>>): string {
  return JSON.stringify([state.graphText, sizes]);
}

export function sizesOf(state: Pick<StudioState, "document" | "graph">): Readonly<Record<string, number>> {
  return state.document.sizes ?? state.graph?.presets[state.document.preset] ?? {};
}

/** dtypes that the inputs must have, by name. */
function inputTypes(program: Program): Record<string, string> {
  return Object.fromEntries(program.signature.parameters.flatMap((p) => (p.type.kind === "array" ? [[p.name, p.type.dtype]] : [])));
}

export async function runProgram(): Promise<void> {
  const state = useStudio.getState();
  const { graph, graphText, setRun } = state;
  if (graph === undefined) return;
  const sizes = sizesOf(state);
  const key = runKey(state, sizes);
  const { entry } = graph.signature;
  try {
    setRun({ kind: "working", message: "Making the inputs with Python" });
    const inputs = await python().inputs(key, graphText, entry, sizes, inputTypes(graph));
    setRun({ kind: "working", message: "Running NumPy" });
    const reference = await python().run(key, 3);
    setRun({ kind: "working", message: "Running in the page" });
    const expected = reference.kind === "finished" ? reference.outputs : undefined;
    const result = await engine().request("run", { sdfg: graph.sdfg, sizes, inputs, expected, repeat: 5 });
    const numpy = reference.kind === "finished" ? { seconds: reference.seconds } : { raised: `${reference.exception}: ${reference.message}` };
    setRun({ kind: "done", key, sizes, result, numpy });
  } catch (error) {
    if (error instanceof Superseded) return;
    setRun({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

export function cancelRun(): void {
  engine().cancel();
  if (useStudio.getState().run.kind === "working") python().stop();
  useStudio.getState().setRun({ kind: "none" });
}
