// Memory whose size the data decides: taken from the end of memory, one block after the other, and given back in the
// opposite order; a block that is freed early goes with the one before it.
import { need } from "../../diagnostics/index.ts";
import type { Buffer } from "../../lowering/index.ts";
import { bytesOf } from "../../sdfg/index.ts";
import { pageBytes } from "./memory-plan.ts";
import type { Emitter } from "./statements.ts";
import { emitIndex } from "./values.ts";

/** What `run` returns where there is no memory left. */
export const outOfMemory = -1;

export const pointerTo = (buffer: string) => `memory:${buffer}`;

/** `decide` writes what it is given, which leaves yes or no, so that it happens once and all threads get its answer. (A thread
 * may see the size of memory too late when another one has made it larger.) */
export function heapOf(
  e: () => Emitter,
  buffers: Readonly<Record<string, Buffer>>,
  dynamic: ReadonlySet<string>,
  decide: (write: () => void) => void,
): NonNullable<Emitter["heap"]> {
  const live: { readonly name: string; freed: boolean }[] = [];
  return {
    allocate: (name) => {
      if (!dynamic.has(name)) return;
      const { dtype, size } = need(buffers[name], name);
      const { writer: w } = e();
      const top = w.local("memory:top", "i32");
      const bytes = w.local("memory:bytes", "i64");
      w.getLocal(top);
      w.setLocal(w.local(pointerTo(name), "i32"));
      // Whole lines of 64 bytes, counted in 64 bits.
      emitIndex(e(), size);
      w.emit("i64.extend_i32_s");
      w.i64(bytesOf(dtype));
      w.emit("i64.mul");
      w.i64(63);
      w.emit("i64.add");
      w.i64(-64);
      w.emit("i64.and");
      w.getLocal(top);
      w.emit("i64.extend_i32_u");
      w.emit("i64.add");
      w.setLocal(bytes);
      const isTooLarge = () => {
        w.getLocal(bytes);
        w.emit("memory.size", 0);
        w.emit("i64.extend_i32_u");
        w.i64(pageBytes);
        w.emit("i64.mul");
        w.emit("i64.gt_u");
      };
      decide(() => {
        isTooLarge();
        w.open("if");
        w.getLocal(bytes);
        w.i64(pageBytes - 1);
        w.emit("i64.add");
        w.i64(16);
        w.emit("i64.shr_u");
        w.emit("i32.wrap_i64");
        w.emit("memory.size", 0);
        w.emit("i32.sub");
        w.emit("memory.grow", 0);
        w.emit("drop");
        w.close();
        isTooLarge();
      });
      w.open("if");
      w.i32(outOfMemory);
      w.emit("return");
      w.close();
      w.getLocal(bytes);
      w.emit("i32.wrap_i64");
      w.setLocal(top);
      live.push({ name, freed: false });
    },
    release: (name) => {
      const block = live.findLast((b) => b.name === name && !b.freed);
      if (block === undefined) return;
      block.freed = true;
      const { writer: w } = e();
      while (live.at(-1)?.freed) {
        const last = need(live.pop(), "a block");
        w.get(pointerTo(last.name));
        w.setLocal(w.local("memory:top", "i32"));
      }
    },
  };
}
