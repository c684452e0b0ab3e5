import { noSpan } from "@datawright/compiler-core/diagnostics";
import { useEffect } from "react";
import { useStudio } from "@/components/stores/studio-store";
import type { Compiled } from "@/components/workers/compiler-requests";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";

/** A pause in typing after which it is worth to compile, in milliseconds. */
const pause = 60;

/** Compiles the text as it is typed; an answer to older text is dropped. */
export function useCompilation(): void {
  const id = useStudio((state) => state.document.id);
  const text = useStudio((state) => state.document.text);
  const form = useStudio((state) => state.document.form) ?? "python";
  // Given arguments may type a program; what they are is read once.
  const arrays = useStudio((state) => ("arrays" in state.given ? state.given.arrays : undefined));
  const setCompiled = useStudio((state) => state.setCompiled);
  useEffect(() => compiler().start(), []);
  useEffect(() => {
    if (id === "") return;
    // What was asked for another document says nothing about this one.
    const show = (compiled: Compiled) => useStudio.getState().document.id === id && setCompiled(compiled, text);
    const types =
      arrays && Object.fromEntries(Object.entries(arrays).map(([name, { dtype, shape }]) => [name, { dtype, shape }]));
    const isFirst = useStudio.getState().compiled === undefined;
    const compile = () =>
      compiler()
        .request("compile", { text, form, ...(types && { arrays: types }) })
        .then(show, (error: unknown) => {
          if (error instanceof Superseded) return;
          const message = error instanceof Error ? error.message : String(error);
          show({
            program: undefined,
            stages: {},
            diagnostics: [{ severity: "error", code: "compiler-bug", message, span: { ...noSpan, line: 1 } }],
          });
        });
    const timer = window.setTimeout(compile, isFirst ? 0 : pause);
    return () => window.clearTimeout(timer);
  }, [id, text, form, arrays, setCompiled]);
}
