// A specialized loop program → one WebAssembly module with the function `run` over imported memory.
import { type LoopProgram, walkStatements } from "../../lowering/index.ts";
import { FunctionWriter } from "./function-writer.ts";
import { hoistAddresses } from "./hoist-addresses.ts";
import { KnownSymbols } from "./known-symbols.ts";
import { matmulLibrary, matmulScratchBytes } from "./matmul.ts";
import { type MemoryPlan, pageBytes, planMemory } from "./memory-plan.ts";
import { ModuleWriter } from "./module.ts";
import { type Note, vectorLoops } from "./simd-loop.ts";
import { type Emitter, emitBody } from "./statements.ts";
import { wasmTypeOf } from "./values.ts";

export interface WasmArtefact {
  readonly kind: "wasm";
  readonly bytes: Uint8Array;
  readonly plan: MemoryPlan;
  readonly program: LoopProgram;
  /** Where the code does not do what a schedule asked for, and why. */
  readonly notes: readonly Note[];
}

/** All sizes are numbers in `program`. The function returns 0, or 1 + the place of the exception that it raised. */
export function emitWasm(program: LoopProgram): WasmArtefact {
  const hoisted = hoistAddresses(program);
  const plan = planMemory(hoisted, scratchBytes(program));
  const symbols = program.symbols.map((s) => ({ name: s, type: "i32" as const }));
  const scalars = program.parameters.filter((p) => p.scalar).map((p) => ({ name: p.name, type: wasmTypeOf(p.dtype) }));
  const parameters = [...symbols, ...scalars];
  const notes: Note[] = [];
  const writer = new FunctionWriter(parameters);
  const module: ModuleWriter = new ModuleWriter(new Map(matmulLibrary(() => module)));
  const emitter: Emitter = {
    writer,
    module,
    addresses: plan.addresses,
    pointers: new Map(),
    known: new KnownSymbols(),
    functions: program.functions ?? {},
    loops: [],
    scratch: plan.scratch,
    vectorLoop: vectorLoops(notes, hoisted.body),
  };
  for (const [local, dtype] of Object.entries(program.locals)) writer.local(local, wasmTypeOf(dtype));
  emitBody(emitter, hoisted.body);
  writer.i32(0);
  const bytes = module.finish({ parameters, result: "i32" }, writer.finish(), { pages: plan.bytes / pageBytes }, []);
  return { kind: "wasm", bytes, plan, program, notes };
}

function scratchBytes(program: LoopProgram): number {
  let bytes = 0;
  for (const s of walkStatements(program.body))
    if (s.kind === "matmul") bytes = Math.max(bytes, matmulScratchBytes(s.dtype));
  return bytes;
}
