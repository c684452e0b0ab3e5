// Python in the page: one worker inside a sandboxed frame of opaque origin. The page gives it text and gets arrays.
import { countOf, type NdArray, viewOf } from "@datawright/compiler-core/runtime";
import { isDType } from "@datawright/compiler-core/sdfg";

export type PythonState =
  | { readonly kind: "loading"; readonly message: string; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: "ready"; readonly version: string }
  | { readonly kind: "failed"; readonly message: string };

export class PythonError extends Error {
  override readonly name = "PythonError";
}

interface Described {
  readonly dtype: string;
  readonly shape: readonly number[];
}

export type PythonRun =
  | {
      readonly kind: "finished";
      readonly outputs: Readonly<Record<string, NdArray>>;
      readonly seconds: readonly number[];
    }
  | { readonly kind: "raised"; readonly exception: string; readonly message: string; readonly line: number };

interface Raised {
  readonly exception: string;
  readonly message: string;
  readonly line: number;
}

interface Answer {
  readonly result: Readonly<Record<string, unknown>>;
  readonly arrays: readonly ArrayBuffer[];
}

const scripts = ["pyodide/pyodide.asm.js", "pyodide/pyodide.js", "python/worker.js"];
const files = [
  { path: "pyodide/pyodide.asm.wasm", type: "application/wasm" },
  { path: "pyodide/python_stdlib.zip", type: "application/zip" },
  { path: "pyodide/pyodide-lock.json", type: "application/json" },
  { path: "pyodide/numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl", type: "application/zip" },
];

/** Has a life: made once, kept, replaced when a run must be stopped. */
export class PythonSandbox {
  readonly #base: string;
  readonly #onState: (state: PythonState) => void;
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #next = 1;
  #ready: Promise<void> | undefined;

  constructor(base: string, onState: (state: PythonState) => void) {
    this.#base = base;
    this.#onState = onState;
  }

  /** Starts Python, or waits for it. Rejects with a PythonError where it can't be had. */
  start(): Promise<void> {
    this.#ready ??= this.#boot().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.#onState({ kind: "failed", message });
      throw new PythonError(message);
    });
    return this.#ready;
  }

  /** Ends what runs; a Python that is only being loaded, or idle, stays. */
  cancel(): void {
    if (this.#waiting.size > 0) this.stop();
  }

  /** Ends whatever runs; the next request starts anew. */
  stop(): void {
    this.#frame?.remove();
    this.#port?.close();
    this.#frame = undefined;
    this.#ready = undefined;
    for (const { reject } of this.#waiting.values()) reject(new PythonError("Python was stopped."));
    this.#waiting.clear();
  }

  /** The arguments that the program's own `initialize` makes, or those of an .npz file, kept under `key` for `run`. */
  async inputs(
    key: string,
    text: string,
    entry: string,
    sizes: Readonly<Record<string, number>>,
    types: Readonly<Record<string, string>>,
    file?: Uint8Array,
  ): Promise<Record<string, NdArray>> {
    const { result, arrays } = await this.#request(
      { kind: "inputs", key, text, entry, sizes, types, file: file !== undefined },
      file === undefined ? [] : [file.slice().buffer],
    );
    const raised = result["raised"] as Raised | undefined;
    if (raised !== undefined)
      throw new PythonError(
        `Making the inputs raised ${raised.exception}${raised.line > 0 ? ` in line ${raised.line}` : ""}: ${raised.message}`,
      );
    return unpack(result["inputs"] as Record<string, Described>, arrays);
  }

  /** Runs the program on the inputs under `key`, each time on fresh copies; `nudge`: with every float one ulp beside. */
  async run(key: string, repeat: number, { nudge = false } = {}): Promise<PythonRun> {
    const { result, arrays } = await this.#request({ kind: "run", key, repeat, nudge });
    if (result["gone"] === true)
      throw new PythonError("Another run in this page took Python's inputs meanwhile. Run again.");
    const raised = result["raised"] as Raised | undefined;
    if (raised !== undefined) return { kind: "raised", ...raised };
    return {
      kind: "finished",
      outputs: unpack(result["outputs"] as Record<string, Described>, arrays),
      seconds: result["seconds"] as number[],
    };
  }

  async #request(call: Readonly<Record<string, unknown>>, arrays: readonly ArrayBuffer[] = []): Promise<Answer> {
    await this.start();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port?.postMessage({ id, call, arrays }, [...arrays]);
    });
  }

  async #boot(): Promise<void> {
    let loaded = 0;
    const total = 16_900_000;
    // One file that can't be had is enough; those that still come then say nothing more.
    let failed = false;
    const say = (message: string) => {
      if (!failed) this.#onState({ kind: "loading", message, loadedBytes: loaded, totalBytes: total });
    };
    say("Loading Python");
    const get = (path: string) =>
      load(path).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    const load = async (path: string): Promise<ArrayBuffer> => {
      const response = await fetch(`${this.#base}${path}`);
      if (!response.ok) throw new Error(`Python can't be loaded: ${path} answered ${response.status}.`);
      const bytes = await response.arrayBuffer();
      loaded += bytes.byteLength;
      say("Loading Python");
      return bytes;
    };
    const [page, driver, parts, data] = await Promise.all([
      get("python/frame.html"),
      get("python/driver.py"),
      Promise.all(scripts.map(get)),
      Promise.all(
        files.map(async ({ path, type }) => ({ name: path.split("/").at(-1), type, bytes: await get(path) })),
      ),
    ]);
    const text = new TextDecoder();
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "cross-origin-isolated");
    frame.hidden = true;
    frame.title = "Python";
    const up = new Promise<void>((resolve) => {
      const listen = (event: MessageEvent) => {
        if (event.source !== frame.contentWindow || event.data !== "python-frame-ready") return;
        window.removeEventListener("message", listen);
        resolve();
      };
      window.addEventListener("message", listen);
    });
    frame.srcdoc = text.decode(page);
    document.body.append(frame);
    this.#frame = frame;
    await up;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const ready = new Promise<string>((resolve, reject) => {
      port1.onmessage = ({ data: message }) => {
        if (message.kind === "progress") say(message.message);
        else if (message.kind === "ready") {
          port1.onmessage = ({ data: answer }) => this.#receive(answer);
          resolve(message.python);
        } else reject(new Error(`Python did not start: ${message.message}`));
      };
    });
    const driverFile = { name: "driver.py", type: "text/plain", bytes: new ArrayBuffer(0), text: text.decode(driver) };
    // The frame's origin is opaque and can't be named; what is posted holds no secret.
    frame.contentWindow?.postMessage({ parts, port: port2, files: [...data, driverFile] }, "*", [
      port2,
      ...data.map((file) => file.bytes),
    ]);
    this.#onState({ kind: "ready", version: await ready });
  }

  #receive(message: {
    kind: string;
    id: number;
    result: Answer["result"];
    arrays: ArrayBuffer[];
    message: string;
  }): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "answer") waiting?.resolve({ result: message.result, arrays: message.arrays });
    else {
      // What Python raises is an answer. This is Python itself: it can't be used any more.
      waiting?.reject(
        new PythonError(
          "Python in this page came to its end, most likely for want of memory. It starts anew with the next run; choose smaller sizes.",
        ),
      );
      this.stop();
    }
  }
}

function unpack(
  described: Readonly<Record<string, Described>>,
  buffers: readonly ArrayBuffer[],
): Record<string, NdArray> {
  return Object.fromEntries(
    Object.entries(described).map(([name, { dtype, shape }], i): [string, NdArray] => {
      if (!isDType(dtype))
        throw new PythonError(`\`${name}\` has the type ${dtype}, which is not one that Datawright computes with.`);
      return [name, { dtype, shape, data: viewOf(dtype, buffers[i] ?? new ArrayBuffer(0), 0, countOf(shape)) }];
    }),
  );
}
