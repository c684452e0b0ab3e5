// Does the engine at hand multiply and add in one instruction? Asked of the engine itself, by a module that does nothing else.

/** Every engine with fixed-width SIMD of 2024 and later does; Node 20 only behind a flag. */
export function hasFusedMultiplyAdd(): boolean {
  return WebAssembly.validate(moduleWithRelaxedMadd());
}

/** (module (func (result v128) (f64x2.relaxed_madd (v128.const 0) (v128.const 0) (v128.const 0)))) */
function moduleWithRelaxedMadd(): Uint8Array<ArrayBuffer> {
  const zero = [0xfd, 12, ...Array<number>(16).fill(0)];
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x87, 0x02, 0x0b];
  const code = [1, body.length, ...body];
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return new Uint8Array([...header, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, code.length, ...code]);
}
