// The life of what the page computes for a person: one thing at a time, from its first word to its end; Cancel ends it,
// and so does another document.
import type { FinishedRun } from "@/components/stores/run-slice";
import { useStudio } from "@/components/stores/studio-store";
import { engine, python } from "@/components/workers/services";

export interface Life {
  readonly signal: AbortSignal;
  /** Shows what is being done, to eyes and ears. Throws where it was ended meanwhile. */
  readonly say: (message: string) => void;
}

let current: AbortController | undefined;

/** Shows what the work gives; where that is nothing, the run before. Whatever stops it is said in words. */
export async function live(first: string, work: (life: Life) => Promise<FinishedRun | undefined>): Promise<void> {
  if (current !== undefined) return;
  const controller = new AbortController();
  current = controller;
  const { signal } = controller;
  const { document, run: before } = useStudio.getState();
  const stop = useStudio.subscribe((state) => {
    if (state.document.id !== document.id) cancelRun();
  });
  // What was ended may take a while to notice it; by then it must not end what came after it.
  signal.addEventListener("abort", stop);
  const say = (message: string) => {
    signal.throwIfAborted();
    const { setRun, announce } = useStudio.getState();
    setRun({ kind: "working", message });
    announce(message);
  };
  try {
    say(first);
    const given = await work({ signal, say });
    if (signal.aborted) return;
    const { setRun, setLayout } = useStudio.getState();
    setRun(given ?? before);
    if (given !== undefined) setLayout({ bottomTab: isWrong(given) ? "verification" : "runs" });
  } catch (error) {
    if (!signal.aborted) fail(error);
  } finally {
    stop();
    if (current === controller) current = undefined;
  }
}

function isWrong(run: FinishedRun): boolean {
  return run.result.kind === "finished" && run.result.verdict?.kind === "wrong";
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const { setRun, setLayout, announce } = useStudio.getState();
  setRun({ kind: "failed", message });
  setLayout({ bottomTab: "runs" });
  announce(`The run failed: ${message}`);
}

/** What was finished before stays. */
export function cancelRun(): void {
  if (current === undefined) return;
  current.abort();
  current = undefined;
  const { history, document, setRun, announce } = useStudio.getState();
  const last = history[0];
  setRun(last?.document.id === document.id ? last : { kind: "none" });
  engine().cancel();
  python().cancel();
  announce("Cancelled");
}
