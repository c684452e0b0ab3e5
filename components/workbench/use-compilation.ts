import { useEffect } from "react";
import { useStudio } from "@/components/stores/studio-store";
import { compiler } from "@/components/workers/services";
import { Superseded } from "@/components/workers/worker-client";

/** A pause in typing after which it is worth to compile, in milliseconds. */
const pause = 60;

/** Compiles the text as it is typed; an answer to older text is dropped. */
export function useCompilation(): void {
  const text = useStudio((state) => state.document.text);
  const setCompiled = useStudio((state) => state.setCompiled);
  useEffect(() => compiler().start(), []);
  useEffect(() => {
    if (text === "") return;
    const isFirst = useStudio.getState().compiled === undefined;
    const timer = window.setTimeout(
      () => {
        compiler()
          .request("compile", { text })
          .then(
            (compiled) => setCompiled(compiled, text),
            (error: unknown) => {
              if (error instanceof Superseded) return;
              const message = `Datawright has a bug: ${error instanceof Error ? error.message : String(error)}`;
              setCompiled(
                {
                  program: undefined,
                  stages: {},
                  diagnostics: [
                    {
                      severity: "error",
                      code: "compiler-bug",
                      message,
                      span: { line: 1, column: 0, endLine: 1, endColumn: 1 },
                    },
                  ],
                },
                text,
              );
            },
          );
      },
      isFirst ? 0 : pause,
    );
    return () => window.clearTimeout(timer);
  }, [text, setCompiled]);
}
