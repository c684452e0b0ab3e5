// A specialized loop program → one WebAssembly module with the function `run` over imported memory.
import { type LoopProgram, walkStatements } from "../../lowering/index.ts";
import { type CodeMark, FunctionWriter } from "./function-writer.ts";
import { heapOf, pointerTo } from "./heap.ts";
import { hoistAddresses } from "./hoist-addresses.ts";
import { KnownSymbols } from "./known-symbols.ts";
import { matmulLibrary, matmulScratchBytes } from "./matmul.ts";
import { dynamicBuffers, type MemoryPlan, mostPages, pageBytes, planMemory } from "./memory-plan.ts";
import { ModuleWriter } from "./module.ts";
import { shareLoads } from "./share-loads.ts";
import { type Note, vectorLoops } from "./simd-loop.ts";
import { emitTeamBody } from "./spmd.ts";
import { mentionsIn, refusalToShare, threadBuffers } from "./spmd-plan.ts";
import { type Emitter, emitBody } from "./statements.ts";
import { barrier, planTeam } from "./team.ts";
import { decideForAll, type TeamContext } from "./team-slots.ts";
import { unrollShortLoops } from "./unroll-short-loops.ts";
import { wasmTypeOf } from "./values.ts";

export interface WasmArtefact {
  readonly kind: "wasm";
  readonly bytes: Uint8Array;
  readonly plan: MemoryPlan;
  readonly program: LoopProgram;
  /** More than one: memory is shared, and `run` begins with the thread's number and how many there are. */
  readonly threads: number;
  /** Pages that shared memory may grow to; memory of one thread has no limit of its own. */
  readonly maximumPages: number;
  /** Where the code does not do what a schedule asked for, and why. */
  readonly notes: readonly Note[];
  /** Which graph elements the instructions of `run` come from. */
  readonly marks: readonly CodeMark[];
}

export interface WasmOptions {
  readonly threads?: number;
  /**
   * The engine multiplies and adds in one instruction that rounds once. "exact": used only where the bits stay the same;
   * "relaxed": in matrix products too.
   */
  readonly multiplyAdd?: "exact" | "relaxed" | undefined;
}

/** All sizes are numbers in `program`. The function returns 0, or 1 + the place of the exception that it raised, or -1 out of memory. */
export function emitWasm(program: LoopProgram, { threads = 1, multiplyAdd }: WasmOptions = {}): WasmArtefact {
  const hoisted = hoistAddresses(shareLoads(unrollShortLoops(program)));
  const dynamic = dynamicBuffers(hoisted);
  const team = planTeam(hoisted, threads);
  const own = threads > 1 ? threadBuffers(hoisted, dynamic) : new Set<string>();
  const plan = planMemory(hoisted, { scratchBytes: scratchBytes(program), threads, reserved: team.end, own });
  const symbols = program.symbols.map((s) => ({ name: s, type: "i32" as const }));
  const scalars = program.parameters.filter((p) => p.scalar).map((p) => ({ name: p.name, type: wasmTypeOf(p.dtype) }));
  const place = threads > 1 ? ["thread", "threads"].map((name) => ({ name, type: "i32" as const })) : [];
  const parameters = [...place, ...symbols, ...scalars];
  const notes: Note[] = threads > 1 ? notShared(hoisted, dynamic) : [];
  const writer = new FunctionWriter(parameters);
  const matmul = matmulLibrary(() => module, multiplyAdd === "relaxed");
  const module: ModuleWriter = new ModuleWriter(new Map([...matmul, ["barrier", barrier]]));
  const pointers = new Map([...own, ...dynamic].map((name) => [name, pointerTo(name)]));
  const emitter: Emitter = {
    writer,
    module,
    addresses: plan.addresses,
    pointers,
    known: new KnownSymbols(),
    functions: program.functions ?? {},
    loops: [],
    scratch: () => placeOfThread(writer, plan.scratch, plan.scratchBytes, threads),
    raise: (exception) => {
      writer.i32(exception + 1);
      writer.emit("return");
    },
    heap: heapOf(
      () => emitter,
      program.buffers,
      dynamic,
      (write) => (threads > 1 ? decideForAll(context, write) : write()),
    ),
    vectorLoop: vectorLoops(notes, hoisted.body, multiplyAdd !== undefined),
  };
  const context: TeamContext = {
    e: emitter,
    team,
    dynamic,
    mentions: mentionsIn(hoisted.body),
    locals: hoisted.locals,
  };
  for (const [local, dtype] of Object.entries(hoisted.locals)) writer.local(local, wasmTypeOf(dtype));
  for (const [name, stride] of plan.threadStrides) {
    placeOfThread(writer, plan.addresses.get(name) ?? 0, stride, threads);
    writer.setLocal(writer.local(pointerTo(name), "i32"));
  }
  if (dynamic.size > 0) {
    writer.i32(plan.bytes);
    writer.setLocal(writer.local("memory:top", "i32"));
  }
  if (threads > 1) emitTeamBody(context, hoisted.body);
  else emitBody(emitter, hoisted.body);
  writer.i32(0);
  const pages = plan.bytes / pageBytes;
  const maximumPages = dynamic.size > 0 ? mostPages : pages;
  const memory = threads > 1 ? { pages, sharedMaximum: maximumPages } : { pages };
  const bytes = module.finish({ parameters, result: "i32" }, writer.finish(), memory, threads > 1 ? ["barrier"] : []);
  return { kind: "wasm", bytes, plan, program, threads, maximumPages, notes, marks: writer.marks };
}

function placeOfThread(writer: FunctionWriter, first: number, stride: number, threads: number): void {
  writer.i32(first);
  if (threads === 1) return;
  writer.get("thread");
  writer.i32(stride);
  writer.emit("i32.mul");
  writer.emit("i32.add");
}

function notShared(program: LoopProgram, dynamic: ReadonlySet<string>): Note[] {
  return walkStatements(program.body).flatMap((s) => {
    const reason = s.kind === "for" && s.schedule === "parallel" ? refusalToShare(s, dynamic) : undefined;
    return reason === undefined || s.kind !== "for"
      ? []
      : [{ statement: s, text: `The loop over ${s.variable} runs on one thread: ${reason}.` }];
  });
}

function scratchBytes(program: LoopProgram): number {
  let bytes = 0;
  for (const s of walkStatements(program.body))
    if (s.kind === "matmul") bytes = Math.max(bytes, matmulScratchBytes(s.dtype));
  return bytes;
}
