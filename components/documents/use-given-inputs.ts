import type { Program } from "@datawright/compiler-core/compiler";
import { useEffect } from "react";
import { bindInputs } from "@/components/runs/bind-inputs";
import type { GivenInputs } from "@/components/stores/inputs-slice";
import { useStudio } from "@/components/stores/studio-store";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";
import { library } from "./document-actions";

/** Reads the file that the open document names, and holds its arrays against every newer program. */
export function useGivenInputs(): void {
  const named = useStudio((state) => state.document.inputs);
  const graph = useStudio((state) => state.graph);
  const id = named?.id;
  useEffect(() => {
    const { setGiven, document } = useStudio.getState();
    const name = document.inputs?.name ?? "";
    if (id === undefined) {
      setGiven({ kind: "none" });
      return;
    }
    let current = true;
    setGiven({ kind: "reading", name });
    readInputs(id, name).then(
      (given) => {
        if (current) setGiven(boundTo(useStudio.getState().graph, given));
      },
      (error: unknown) => {
        if (!current || error instanceof Superseded) return;
        setGiven({ kind: "refused", name, reason: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [id]);
  useEffect(() => {
    const { given, setGiven } = useStudio.getState();
    const bound = boundTo(graph, given);
    if (bound !== given) setGiven(bound);
  }, [graph]);
}

async function readInputs(id: string, name: string): Promise<GivenInputs> {
  const file = await library().getInputs(id);
  if (file === undefined)
    return { kind: "refused", name, reason: "This browser does not hold the file any more: open it again." };
  const { value, diagnostics } = await compiler().request("readInputs", { bytes: file.bytes });
  return value === undefined
    ? { kind: "refused", name, reason: diagnostics[0]?.message ?? "It can't be read." }
    : { kind: "read", name, bytes: file.bytes, arrays: value };
}

/** What was read once stays read: another program may take it. */
export function boundTo(graph: Program | undefined, given: GivenInputs): GivenInputs {
  if (graph === undefined || (given.kind !== "read" && given.kind !== "bound" && given.kind !== "misfit")) return given;
  const { name, bytes, arrays } = given;
  const bound = bindInputs(graph, arrays);
  return bound.kind === "refusal"
    ? { kind: "misfit", name, bytes, arrays, reason: bound.reason }
    : { kind: "bound", name, bytes, arrays, sizes: bound.sizes };
}
