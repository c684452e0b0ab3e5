// The innermost block of a matrix product: 4 rows by two vectors of columns, held in eight registers (a machine with 16 has
// room for no more). Each element adds its products in order of k, so the bits are those of the plain triple loop; unless
// multiplying and adding are fused, which rounds once instead of twice.
import { bytesOf } from "../../sdfg/index.ts";
import type { FunctionWriter } from "./function-writer.ts";
import type { LibraryFunction } from "./module.ts";
import type { WasmType } from "./opcodes.ts";

export type KernelType = "float64" | "float32";

export const blockRows = 4;
export const blockColumns = (type: KernelType) => 32 / bytesOf(type);

const shapeOf = (type: KernelType) => (type === "float64" ? "f64x2" : "f32x4");
const i32 = (name: string): { name: string; type: WasmType } => ({ name, type: "i32" });

/** c[4][columns] += a · b. `a` is packed by columns of 4, `b` by rows of `columns`; rows of c are `pitch` bytes apart. */
export function blockKernel(type: KernelType, fused: boolean): LibraryFunction {
  const bytes = bytesOf(type);
  return {
    parameters: [i32("k"), i32("a"), i32("b"), i32("c"), i32("pitch")],
    write: (w) => {
      const rows = Array.from({ length: blockRows }, (_, r) => r);
      const at = rows.map((r) => w.local(`row${r}`, "i32"));
      const sums = rows.map((r) => [w.local(`sum${r}0`, "v128"), w.local(`sum${r}1`, "v128")]);
      const [b0, b1, splat] = [w.local("b0", "v128"), w.local("b1", "v128"), w.local("splat", "v128")];
      for (const [r, row] of at.entries()) {
        if (r === 0) w.get("c");
        else {
          w.getLocal(at[r - 1] as number);
          w.get("pitch");
          w.emit("i32.add");
        }
        w.setLocal(row);
        for (const [half, sum] of (sums[r] as number[]).entries()) {
          w.getLocal(row);
          w.vectorMemory("v128.load", 3, half * 16);
          w.setLocal(sum);
        }
      }
      countDown(w, "k", () => {
        for (const [half, b] of [b0, b1].entries()) {
          w.get("b");
          w.vectorMemory("v128.load", 3, half * 16);
          w.setLocal(b);
        }
        for (const r of rows) {
          w.get("a");
          w.vectorMemory(bytes === 8 ? "v128.load64_splat" : "v128.load32_splat", Math.log2(bytes), r * bytes);
          w.setLocal(splat);
          for (const [half, sum] of (sums[r] as number[]).entries()) {
            addProduct(w, type, fused, sum, () => {
              w.getLocal(splat);
              w.getLocal(half === 0 ? b0 : b1);
            });
          }
        }
        advance(w, "a", blockRows * bytes);
        advance(w, "b", 32);
      });
      for (const r of rows) {
        for (const [half, sum] of (sums[r] as number[]).entries()) {
          w.getLocal(at[r] as number);
          w.getLocal(sum);
          w.vectorMemory("v128.store", 3, half * 16);
        }
      }
    },
  };
}

/**
 * c[i][0:n] += Σ a[i][q] · b[q][0:n] for `m` rows and 4 rows of b, whose columns lie side by side: nothing is packed. Two
 * vectors of columns at a time share each element of a.
 */
export function thinKernel(type: KernelType, fused: boolean): LibraryFunction {
  const bytes = bytesOf(type);
  const splatLoad = bytes === 8 ? "v128.load64_splat" : "v128.load32_splat";
  const steps = [0, 1, 2, 3];
  const halves = [0, 1];
  return {
    // a, b, c in bytes; `aRow`, `aColumn`, `bRow`, `cRow` are distances in bytes; n counts blocks of columns.
    parameters: ["m", "n", "a", "aRow", "aColumn", "b", "bRow", "c", "cRow"].map(i32),
    write: (w) => {
      const b = steps.map((q) => halves.map((half) => w.local(`b${q}${half}`, "v128")));
      const sums = halves.map((half) => w.local(`sum${half}`, "v128"));
      const splat = w.local("splat", "v128");
      const counter = (name: string) => w.local(name, "i32");
      const [rest, aAt, aq, cAt] = [counter("rest"), counter("aAt"), counter("aq"), counter("cAt")];
      countDown(w, "n", () => {
        w.get("b");
        w.setLocal(aq);
        for (const [q, vectors] of b.entries()) {
          for (const [half, vector] of vectors.entries()) {
            w.getLocal(aq);
            w.vectorMemory("v128.load", 2, half * 16);
            w.setLocal(vector);
          }
          if (q < 3) advanceBy(w, "aq", "bRow");
        }
        for (const [from, to] of [
          ["m", rest],
          ["a", aAt],
          ["c", cAt],
        ] as const) {
          w.get(from);
          w.setLocal(to);
        }
        countDown(w, "rest", () => {
          w.getLocal(aAt);
          w.setLocal(aq);
          for (const [half, sum] of sums.entries()) {
            w.getLocal(cAt);
            w.vectorMemory("v128.load", 2, half * 16);
            w.setLocal(sum);
          }
          for (const [q, vectors] of b.entries()) {
            w.getLocal(aq);
            w.vectorMemory(splatLoad, 2, 0);
            w.setLocal(splat);
            for (const [half, vector] of vectors.entries()) {
              addProduct(w, type, fused, sums[half] as number, () => {
                w.getLocal(splat);
                w.getLocal(vector);
              });
            }
            if (q < 3) advanceBy(w, "aq", "aColumn");
          }
          for (const [half, sum] of sums.entries()) {
            w.getLocal(cAt);
            w.getLocal(sum);
            w.vectorMemory("v128.store", 2, half * 16);
          }
          advanceBy(w, "aAt", "aRow");
          advanceBy(w, "cAt", "cRow");
        });
        advance(w, "b", 32);
        advance(w, "c", 32);
      });
    },
  };
}

/** sum += the product of the two vectors that `factors` leaves on the stack. */
function addProduct(w: FunctionWriter, type: KernelType, fused: boolean, sum: number, factors: () => void): void {
  if (fused) {
    factors();
    w.getLocal(sum);
    w.vector(`${shapeOf(type)}.relaxed_madd`);
  } else {
    w.getLocal(sum);
    factors();
    w.vector(`${shapeOf(type)}.mul`);
    w.vector(`${shapeOf(type)}.add`);
  }
  w.setLocal(sum);
}

/** Runs the body while the local, which it takes to 0, is above 0. */
function countDown(w: FunctionWriter, counter: string, body: () => void): void {
  w.get(counter);
  w.i32(0);
  w.emit("i32.gt_s");
  w.open("if");
  const again = w.depth;
  w.open("loop");
  body();
  advance(w, counter, -1);
  w.get(counter);
  w.branch(again, true);
  w.close();
  w.close();
}

function advance(w: FunctionWriter, local: string, by: number): void {
  w.get(local);
  w.i32(by);
  w.emit("i32.add");
  w.setLocal(w.local(local, "i32"));
}

function advanceBy(w: FunctionWriter, local: string, by: string): void {
  w.get(local);
  w.get(by);
  w.emit("i32.add");
  w.setLocal(w.local(local, "i32"));
}
