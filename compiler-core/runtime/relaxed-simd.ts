// Does the engine at hand multiply and add in one instruction that rounds once? Asked of the engine itself, by a module that
// does nothing else.
import type { WasmOptions } from "../codegen/wasm/index.ts";

/** How a run's artefact may use it. */
export function multiplyAddFor(strictness: "strict" | "relaxed"): WasmOptions["multiplyAdd"] {
  if (!hasFusedMultiplyAdd()) return undefined;
  return strictness === "relaxed" ? "relaxed" : "exact";
}

/**
 * Engines with fixed-width SIMD of 2024 and later have the instruction, Node 20 only behind a flag; it rounds once where the
 * processor has such an instruction.
 */
export function hasFusedMultiplyAdd(): boolean {
  const bytes = moduleWithRelaxedMadd();
  if (!WebAssembly.validate(bytes)) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const multiplyAdd = exports["f"] as (x: number, y: number, z: number) => number;
  // The square's last bit is lost where the product is rounded before the sum.
  const x = 1 + 2 ** -27;
  return multiplyAdd(x, x, -(x * x)) === 2 ** -54;
}

/** (module (func (export "f") (param f64 f64 f64) (result f64) … f64x2.relaxed_madd of the three splats, lane 0)) */
function moduleWithRelaxedMadd(): Uint8Array<ArrayBuffer> {
  const [f64, splat, get] = [0x7c, [0xfd, 0x14], 0x20];
  const body = [0, get, 0, ...splat, get, 1, ...splat, get, 2, ...splat, 0xfd, 0x87, 0x02, 0xfd, 0x21, 0, 0x0b];
  const code = [1, body.length, ...body];
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const type = [1, 8, 1, 0x60, 3, f64, f64, f64, 1, f64];
  const named = [7, 5, 1, 1, 0x66, 0, 0];
  return new Uint8Array([...header, ...type, 3, 2, 1, 0, ...named, 10, code.length, ...code]);
}
