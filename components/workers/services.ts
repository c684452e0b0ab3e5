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
  () => new WorkerClient<CompilerRequests>(() => new Worker(new URL("./compiler-worker.ts", import.meta.url))),
);
export const engine = once(
  () => new WorkerClient<EngineRequests>(() => new Worker(new URL("./engine-worker.ts", import.meta.url))),
);

/** The folder that the studio was loaded from, whatever it is called. */
export const base = once(() => new URL("./", document.baseURI).pathname);

export const python = once(() => new PythonSandbox(base(), (state) => useStudio.getState().setPython(state)));
