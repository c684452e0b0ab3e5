// Where everything lies in linear memory when all sizes are known: parameters first, then local buffers, which share
// addresses when their lives do not meet.
import { invariant, need } from "../../diagnostics/index.ts";
import { bodiesOf, type LoopProgram, type Statement } from "../../lowering/index.ts";
import { bytesOf, type DType } from "../../sdfg/index.ts";
import { constantOf, type Expr } from "../../symbolic/index.ts";

export interface MemoryPlan {
  /** Byte address of each parameter in memory and each buffer of known size; of the first thread's, where each has its own. */
  readonly addresses: ReadonlyMap<string, number>;
  /** Buffers of which each thread has its own: bytes from one thread's to the next. */
  readonly threadStrides: ReadonlyMap<string, number>;
  /** Buffers whose size is only known at run time. They follow the planned ones. */
  readonly dynamic: ReadonlySet<string>;
  /** Where matrix products pack their parts, and how far from one thread's to the next. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** Bytes in all at the start, a whole number of 64 KiB pages. */
  readonly bytes: number;
}

export interface MemoryRequest {
  readonly scratchBytes: number;
  readonly threads: number;
  /** Bytes at the start that are not the program's. */
  readonly reserved: number;
  /** Buffers of which each thread has its own. */
  readonly own: ReadonlySet<string>;
}

const alignment = 64;
export const pageBytes = 65536;
/** What an address of 32 bits reaches. */
export const mostPages = 65536;

/** Buffers whose size is no number in a specialized program. */
export function dynamicBuffers(program: LoopProgram): ReadonlySet<string> {
  return new Set(
    Object.entries(program.buffers).flatMap(([name, b]) => (constantOf(b.size) === undefined ? [name] : [])),
  );
}

export function planMemory(program: LoopProgram, request: MemoryRequest): MemoryPlan {
  const addresses = new Map<string, number>();
  const threadStrides = new Map<string, number>();
  const dynamic = dynamicBuffers(program);
  let top = aligned(request.reserved);
  for (const p of program.parameters) {
    if (p.scalar) continue;
    addresses.set(p.name, top);
    top = aligned(top + elements(p.shape) * bytesOf(p.dtype));
  }
  const free: { begin: number; end: number }[] = [];
  const sizes = new Map<string, number>();
  for (const [name, b] of Object.entries(program.buffers)) {
    if (dynamic.has(name)) continue;
    const bytes = aligned(sizeInBytes(b.dtype, b.size));
    if (request.own.has(name)) threadStrides.set(name, bytes);
    sizes.set(name, request.own.has(name) ? bytes * request.threads : bytes);
  }
  const walk = (body: readonly Statement[]) => {
    for (const s of body) {
      if ((s.kind === "alloc" || s.kind === "free") && dynamic.has(s.buffer)) continue;
      if (s.kind === "alloc") {
        const bytes = need(sizes.get(s.buffer), `size of ${s.buffer}`);
        const hole = free.findIndex((h) => h.end - h.begin >= bytes);
        const at = hole >= 0 ? need(free[hole], "hole") : { begin: top, end: top + bytes };
        if (hole < 0) top += bytes;
        else if (at.end - at.begin === bytes) free.splice(hole, 1);
        else free[hole] = { begin: at.begin + bytes, end: at.end };
        addresses.set(s.buffer, at.begin);
      } else if (s.kind === "free") {
        const begin = need(addresses.get(s.buffer), `address of ${s.buffer}`);
        release(free, { begin, end: begin + need(sizes.get(s.buffer), "size") });
      } else for (const inner of bodiesOf(s)) walk(inner);
    }
  };
  walk(program.body);
  const scratchBytes = aligned(request.scratchBytes);
  const bytes = Math.ceil((top + scratchBytes * request.threads) / pageBytes) * pageBytes;
  return { addresses, threadStrides, dynamic, scratch: top, scratchBytes, bytes };
}

function release(free: { begin: number; end: number }[], hole: { begin: number; end: number }): void {
  free.push(hole);
  free.sort((a, b) => a.begin - b.begin);
  for (let i = free.length - 1; i > 0; i--) {
    const [left, right] = [free[i - 1], free[i]];
    if (left === undefined || right === undefined || left.end !== right.begin) continue;
    left.end = right.end;
    free.splice(i, 1);
  }
}

const aligned = (bytes: number) => Math.ceil(bytes / alignment) * alignment;

export function elements(shape: readonly Expr[]): number {
  return shape.reduce((product, extent) => {
    const value = constantOf(extent);
    invariant(value !== undefined, "an extent was not specialized");
    return product * value;
  }, 1);
}

function sizeInBytes(dtype: DType, size: Expr): number {
  const value = constantOf(size);
  invariant(value !== undefined, "a buffer's size was not specialized");
  return value * bytesOf(dtype);
}
