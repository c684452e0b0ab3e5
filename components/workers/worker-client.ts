// Typed requests to a worker. A newer request of the same kind makes older answers stale: they are dropped, not delivered.
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
export type FailureReason = "bug" | "memory" | "nesting" | "outside" | "ended";

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
};

function reasonOf(error: unknown): FailureReason {
  if (error instanceof WebAssembly.RuntimeError) return "outside";
  if (!(error instanceof RangeError)) return "bug";
  return /stack|recursion/i.test(error.message) ? "nesting" : "memory";
}

interface Waiting {
  readonly kind: string;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerClient<Table extends Requests> {
  readonly #make: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 1;

  constructor(make: () => Worker) {
    this.#make = make;
  }

  /** Starts the worker before there is anything to ask, so that the first answer does not wait for it. */
  start(): void {
    this.#running();
  }

  /** Rejects with Superseded when a newer request of this kind is made, with WorkerFailure when the worker says why not. */
  request<Kind extends keyof Table & string>(
    kind: Kind,
    body: Table[Kind]["body"],
    transfer: Transferable[] = [],
  ): Promise<Table[Kind]["result"]> {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.kind !== kind) continue;
      this.#waiting.delete(id);
      waiting.reject(new Superseded(kind));
    }
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { kind, resolve: resolve as Waiting["resolve"], reject });
      this.#running().postMessage({ id, kind, body }, transfer);
    });
  }

  /** Ends what runs at once; the next request starts a new worker. */
  cancel(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(new Superseded("cancelled"));
    this.#waiting.clear();
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#make();
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer<never>>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.ok) waiting?.resolve(data.result);
      else waiting?.reject(new WorkerFailure(data.reason, data.message));
    };
    worker.onerror = (event) => {
      for (const waiting of this.#waiting.values()) waiting.reject(new WorkerFailure("ended", event.message));
      this.#waiting.clear();
      this.#worker = undefined;
    };
    this.#worker = worker;
    return worker;
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
