// Typed requests to a worker. A newer request of the same kind makes older answers stale: they are dropped, not delivered.
import { askForLife, type HeldLock, holdForLife, isHeldLock, isHoldLock, onceGone } from "./worker-life";

export interface WorkerRequest<Kind extends string, Body> {
  readonly id: number;
  readonly kind: Kind;
  readonly body: Body;
}

export type WorkerAnswer<Result> = { readonly id: number } & (
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly message: string; readonly reason: FailureReason }
);

/** Why a worker has no answer. */
export type FailureReason = "bug" | "memory" | "nesting" | "outside" | "ended" | "missing";

/** Each request kind with what it takes and gives. */
export type Requests = Readonly<Record<string, { readonly body: unknown; readonly result: unknown }>>;

export class Superseded extends Error {
  override readonly name = "Superseded";
}

/** Its message is for the person; what the worker itself said is the cause. */
export class WorkerFailure extends Error {
  override readonly name = "WorkerFailure";

  constructor(reason: FailureReason, said: string) {
    super(words[reason], { cause: said });
  }
}

const words: Readonly<Record<FailureReason, string>> = {
  bug: "Datawright has a bug here and stopped. The program is not at fault and nothing of it is lost; other sizes or an undo may lead around it.",
  memory: "The page has no memory left for this. Choose smaller sizes, or run it on the agent.",
  nesting: "This is nested too deeply for a page. Split the innermost expressions.",
  outside: "The program read or wrote outside its arrays: its sizes and its inputs do not fit each other.",
  ended: "The browser ended this computation, most likely for want of memory. Choose smaller sizes.",
  missing: "This part of the studio could not be loaded. Is the network there? Reload the page once it is.",
};

function reasonOf(error: unknown): FailureReason {
  if (error instanceof WebAssembly.RuntimeError) return "outside";
  if (!(error instanceof RangeError)) return "bug";
  return /stack|recursion/i.test(error.message) ? "nesting" : "memory";
}

interface Waiting {
  /** When it was asked, in milliseconds. */
  readonly since: number;
  readonly kind: string;
  readonly body: unknown;
  /** A worker that was ended is asked again once, where that may help. */
  readonly mayAskAgain: boolean;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export interface WorkerParts {
  readonly make: () => Worker;
  /** The browser ended the worker, though nobody asked for that. */
  readonly onEnded?: () => void;
  /** What it was doing is asked of a new one, once: for short work that was hardly the reason. */
  readonly askAgain?: boolean;
  /** What nobody waits for any more is ended after so many milliseconds, rather than that newer work waits for its end. */
  readonly patience?: number;
}

interface Running {
  readonly worker: Worker;
  readonly watch: AbortController;
  /** It has said something: its script was loaded. */
  spoke: boolean;
}

export class WorkerClient<Table extends Requests> {
  readonly #parts: WorkerParts;
  readonly #waiting = new Map<number, Waiting>();
  #running: Running | undefined;
  #next = 1;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  /** Starts the worker before there is anything to ask, so that the first answer does not wait for it. */
  start(): void {
    this.#worker();
  }

  /** Rejects with Superseded when a newer request of this kind is made, with WorkerFailure when the worker says why not. */
  request<Kind extends keyof Table & string>(
    kind: Kind,
    body: Table[Kind]["body"],
    transfer: Transferable[] = [],
  ): Promise<Table[Kind]["result"]> {
    const since = performance.now();
    let isHeldUp = false;
    for (const [id, waiting] of this.#waiting) {
      if (waiting.kind !== kind) continue;
      this.#waiting.delete(id);
      waiting.reject(new Superseded(kind));
      isHeldUp ||= since - waiting.since > (this.#parts.patience ?? Number.POSITIVE_INFINITY);
    }
    const others = isHeldUp ? [...this.#waiting] : [];
    if (isHeldUp) this.#letGo();
    const id = this.#next++;
    const mayAskAgain = this.#parts.askAgain === true && transfer.length === 0;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { since, kind, body, mayAskAgain, resolve: resolve as Waiting["resolve"], reject });
      this.#worker().postMessage({ id, kind, body }, transfer);
      for (const [other, waiting] of others) this.#post(other, waiting);
    });
  }

  #post(id: number, { kind, body }: Waiting): void {
    this.#worker().postMessage({ id, kind, body });
  }

  /** Ends what runs at once; the next request starts a new worker. */
  cancel(): void {
    this.#letGo();
    for (const waiting of this.#waiting.values()) waiting.reject(new Superseded("cancelled"));
    this.#waiting.clear();
  }

  #letGo(): void {
    this.#running?.watch.abort();
    this.#running?.worker.terminate();
    this.#running = undefined;
  }

  #worker(): Worker {
    if (this.#running !== undefined) return this.#running.worker;
    const worker = this.#parts.make();
    const running: Running = { worker, watch: new AbortController(), spoke: false };
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer<never> | HeldLock>) => {
      running.spoke = true;
      if (isHeldLock(data)) {
        onceGone(data, running.watch.signal, () => this.#ended("it let go of its lock"));
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.ok) waiting?.resolve(data.result);
      else waiting?.reject(new WorkerFailure(data.reason, data.message));
    };
    worker.onerror = (event) => (running.spoke ? this.#ended(event.message) : this.#failAll("missing", event.message));
    this.#running = running;
    askForLife(worker);
    return worker;
  }

  #ended(said: string): void {
    const again = [...this.#waiting].filter(([, waiting]) => waiting.mayAskAgain);
    for (const [id] of again) this.#waiting.delete(id);
    this.#failAll("ended", said);
    for (const [id, waiting] of again) {
      this.#waiting.set(id, { ...waiting, mayAskAgain: false });
      this.#post(id, waiting);
    }
    this.#parts.onEnded?.();
  }

  #failAll(reason: FailureReason, said: string): void {
    this.#letGo();
    for (const waiting of this.#waiting.values()) waiting.reject(new WorkerFailure(reason, said));
    this.#waiting.clear();
  }
}

/** The other end: answers each request by the handler of its kind. */
export function serve<Table extends Requests>(
  handlers: {
    readonly [Kind in keyof Table & string]: (
      body: Table[Kind]["body"],
    ) => Table[Kind]["result"] | Promise<Table[Kind]["result"]>;
  },
): void {
  self.onmessage = async ({ data }: MessageEvent<WorkerRequest<string, never>>) => {
    if (isHoldLock(data)) {
      holdForLife(data);
      return;
    }
    const { id, kind, body } = data;
    try {
      const handler = handlers[kind];
      if (handler === undefined) throw new Error(`unknown request ${kind}`);
      self.postMessage({ id, ok: true, result: await handler(body) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      self.postMessage({ id, ok: false, message, reason: reasonOf(error) });
    }
  };
}
