// The page as a machine whose roofs are measured, and the command that does it.
import type { Inputs } from "@datawright/compiler-core/runtime";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { type Life, live } from "@/components/runs/run-life";
import { pageThreads } from "@/components/runs/run-program";
import { useStudio } from "@/components/stores/studio-store";
import { compiler, engine } from "@/components/workers/services";
import { type Benchmark, measureRoofs, type RoofMachine } from "./measure-roofs";

/** The newest run stays as it was. */
export function measurePageRoofs(): Promise<void> {
  return live("Measuring what this page can do at best", async (life) => {
    const { setRoofs, announce } = useStudio.getState();
    try {
      setRoofs({ kind: "known", roofs: await measureRoofs(pageMachine(life)) });
      announce("The roofs are measured");
    } catch (error) {
      life.signal.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      setRoofs({ kind: "failed", message });
      announce(`The roofs could not be measured: ${message}`);
    }
    return undefined;
  });
}

function pageMachine({ signal }: Life): RoofMachine {
  const graphs = new Map<Benchmark, Sdfg>();
  return {
    now: () => performance.now() / 1000,
    clockStep: () => {
      const begin = performance.now();
      let now = begin;
      while (now === begin) now = performance.now();
      return (now - begin) / 1000;
    },
    run: async (benchmark, times, repeat) => {
      const { arrays: names, length } = benchmark;
      const sizes = { N: length, T: times };
      const sdfg = graphs.get(benchmark) ?? (await compiler().request("tuned", { text: programOf(benchmark), sizes }));
      graphs.set(benchmark, sdfg);
      signal.throwIfAborted();
      // Zeros, and handed over: neither making nor sending them holds up the page.
      const arrays = names.map((name) => [name, new Float64Array(length)] as const);
      const inputs: Inputs = {
        ...Object.fromEntries(
          arrays.map(([name, data]) => [name, { dtype: "float64" as const, shape: [length], data }]),
        ),
        T: { dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(times)) },
      };
      const result = await engine().request(
        "run",
        { sdfg, sizes, inputs, expected: undefined, repeat, threads: pageThreads() },
        arrays.map(([, data]) => data.buffer),
      );
      if (result.kind !== "finished") throw new Error(`the benchmark raised ${result.exception}`);
      return result.seconds;
    },
  };
}

const programOf = ({ arrays, statement }: Benchmark) => `import numpy as np


def benchmark(${arrays.join(", ")}, T):
    for t in range(T):
        A[:] = ${statement}


def initialize(N, T):
    return ${arrays.map(() => "np.zeros(N)").join(", ")}, T
`;
