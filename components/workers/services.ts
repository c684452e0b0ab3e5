// The page's workers, each made when it is first needed.
import { useStudio } from "@/components/stores/studio-store";
import type { CompilerRequests, EngineRequests } from "./compiler-requests";
import { PythonSandbox } from "./python/python-sandbox";
import { WorkerClient } from "./worker-client";

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export const compiler = once(
  () =>
    new WorkerClient<CompilerRequests>({
      make: () => new Worker(new URL("./compiler-worker.ts", import.meta.url)),
      askAgain: true,
      patience: 2000,
      onEnded: () => {
        const { setNotice, announce } = useStudio.getState();
        const text =
          "The browser ended the compiler, which was started again. Your program and its steps are as they were.";
        setNotice({ tone: "note", text });
        announce(text);
      },
    }),
);
/** What it was doing fails with its words; asked again, it would end the same way. */
export const engine = once(
  () => new WorkerClient<EngineRequests>({ make: () => new Worker(new URL("./engine-worker.ts", import.meta.url)) }),
);

/** The folder that the studio was loaded from, whatever it is called. */
export const base = once(() => new URL("./", document.baseURI).pathname);

export const python = once(() => new PythonSandbox(base(), (state) => useStudio.getState().setPython(state)));
