// One function body while it is written: instructions, locals, and the depth of open blocks.
import { CompilerBug } from "../../diagnostics/index.ts";
import { float32Bytes, float64Bytes, signed, unsigned, vector } from "./bytes.ts";
import { type Opcode, op, type SaturatingOpcode, saturating, typeCode, type WasmType } from "./opcodes.ts";

export class FunctionWriter {
  readonly #code: number[] = [];
  readonly #locals: WasmType[] = [];
  readonly #names = new Map<string, number>();
  readonly #parameters: readonly WasmType[];
  #depth = 0;

  constructor(parameters: readonly { readonly name: string; readonly type: WasmType }[]) {
    this.#parameters = parameters.map((p) => p.type);
    parameters.forEach((p, i) => this.#names.set(p.name, i));
  }

  /** How many blocks are open; a branch to a label counts down from here. */
  get depth(): number {
    return this.#depth;
  }

  emit(opcode: Opcode, ...immediates: readonly number[]): void {
    this.#code.push(op[opcode], ...immediates);
  }

  saturate(opcode: SaturatingOpcode): void {
    this.#code.push(0xfc, saturating[opcode]);
  }

  raw(bytes: readonly number[]): void {
    this.#code.push(...bytes);
  }

  local(name: string, type: WasmType): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const index = this.#parameters.length + this.#locals.length;
    this.#locals.push(type);
    this.#names.set(name, index);
    return index;
  }

  /** A local of its own for a moment: `name` is made unique by the depth. */
  temporary(type: WasmType): number {
    const index = this.#parameters.length + this.#locals.length;
    this.#locals.push(type);
    return index;
  }

  get(name: string): void {
    const index = this.#names.get(name);
    if (index === undefined) throw new CompilerBug(`no local ${name}`);
    this.getLocal(index);
  }

  getLocal(index: number): void {
    this.#code.push(op.localGet, ...unsigned(index));
  }

  setLocal(index: number): void {
    this.#code.push(op.localSet, ...unsigned(index));
  }

  teeLocal(index: number): void {
    this.#code.push(op.localTee, ...unsigned(index));
  }

  i32(value: number): void {
    this.#code.push(op["i32.const"], ...signed(value | 0));
  }

  i64(value: number | bigint): void {
    this.#code.push(op["i64.const"], ...signed(BigInt.asIntN(64, BigInt(value))));
  }

  f64(value: number): void {
    this.#code.push(op["f64.const"], ...float64Bytes(value));
  }

  f32(value: number): void {
    this.#code.push(op["f32.const"], ...float32Bytes(value));
  }

  open(kind: "block" | "loop" | "if"): void {
    this.#code.push(op[kind], 0x40);
    this.#depth++;
  }

  close(): void {
    this.#code.push(op.end);
    this.#depth--;
  }

  /** Branches to the block that was opened when the depth was `target`. */
  branch(target: number, conditional: boolean): void {
    this.#code.push(conditional ? op.brIf : op.br, ...unsigned(this.#depth - target - 1));
  }

  memory(opcode: Opcode, align: number, offset: number): void {
    this.#code.push(op[opcode], ...unsigned(align), ...unsigned(offset));
  }

  finish(): number[] {
    const runs: { type: WasmType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    const body = [...vector(runs.map((run) => [...unsigned(run.count), typeCode[run.type]])), ...this.#code, op.end];
    return [...unsigned(body.length), ...body];
  }
}
