// What a job says of itself while it runs, as the panel shows it.
import type { JobEvent, JobStage } from "@datawright/agent/protocol";
import type { WorkingThere } from "@/components/stores/agent-slice";

const logKept = 20_000;

const words: Readonly<Record<JobStage, string>> = {
  parse: "Reading the program",
  frontend: "Making the graph and the C++ program",
  simplify: "Simplifying the graph",
  recipe: "Replaying the recipe",
  lower: "Lowering the graph",
  emit: "Printing C++",
  toolchain: "Compiling with the C++ compiler",
  inputs: "Making the inputs with Python, and NumPy’s answer",
  reference: "Running NumPy",
  run: "Running",
  verify: "Comparing with NumPy",
};

export function withEvent(state: WorkingThere, event: JobEvent): WorkingThere {
  const { progress: _, ...rest } = state;
  switch (event.kind) {
    case "queued":
      return { ...rest, doing: event.ahead === 0 ? "About to begin" : waitingFor(event.ahead) };
    case "stage":
      return { ...rest, doing: words[event.stage] };
    case "log":
      return { ...state, log: (state.log + event.text).slice(-logKept) };
    case "progress":
      return { ...rest, progress: { done: event.done, of: event.of, unit: event.unit } };
    case "finished":
    case "failed":
      return state;
  }
}

const waitingFor = (jobs: number) => `Waiting for ${jobs} other job${jobs === 1 ? "" : "s"}`;

/** "Running: 3 of 11 runs"; bytes are told as a share. */
export function progressWords({ doing, progress }: WorkingThere): string {
  if (progress === undefined) return doing;
  const { done, of, unit } = progress;
  return unit === "bytes"
    ? `Sending the inputs: ${of === 0 ? 100 : Math.floor((100 * done) / of)} %`
    : `${doing}: ${done} of ${of} ${unit}`;
}
