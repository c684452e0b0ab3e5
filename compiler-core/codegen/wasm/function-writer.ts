// One function body while it is written: instructions, locals, and the depth of open blocks.
import { CompilerBug } from "../../diagnostics/index.ts";
import { float32Bytes, float64Bytes, signed, unsigned, vector } from "./bytes.ts";
import { type Opcode, op, type SaturatingOpcode, saturating, typeCode, type WasmType } from "./opcodes.ts";
import { atomicOp, vectorOp } from "./opcodes-prefixed.ts";

/** From this instruction on, counted in bytes after the function's locals, the code comes from this graph element. */
export interface CodeMark {
  readonly at: number;
  readonly element: string | undefined;
}

export class FunctionWriter {
  #code: number[] = [];
  #marks: CodeMark[] = [];
  /** Those of instructions that were written aside, until they are put in place. */
  readonly #marksAside = new WeakMap<readonly number[], readonly CodeMark[]>();
  #element: string | undefined;
  readonly #locals: WasmType[] = [];
  readonly #names = new Map<string, number>();
  readonly #parameters: readonly WasmType[];
  #depth = 0;

  constructor(parameters: readonly { readonly name: string; readonly type: WasmType }[]) {
    this.#parameters = parameters.map((p) => p.type);
    for (const [i, p] of parameters.entries()) this.#names.set(p.name, i);
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

  /** A vector instruction, with its lane number or none. */
  vector(name: string, ...immediates: readonly number[]): void {
    const code = vectorOp.get(name);
    if (code === undefined) throw new CompilerBug(`no vector instruction ${name}`);
    this.#code.push(0xfd, ...unsigned(code), ...immediates);
  }

  vectorMemory(name: string, align: number, offset: number, ...lane: readonly number[]): void {
    this.vector(name, ...unsigned(align), ...unsigned(offset), ...lane);
  }

  atomic(name: string, align: number, offset: number): void {
    const code = atomicOp.get(name);
    if (code === undefined) throw new CompilerBug(`no atomic instruction ${name}`);
    this.#code.push(0xfe, code, ...unsigned(align), ...unsigned(offset));
  }

  call(functionIndex: number): void {
    this.#code.push(op.call, ...unsigned(functionIndex));
  }

  /** Runs `write` and gives its instructions apart, to be put in place by `append`; blocks that it opens it closes. */
  aside(write: () => void): readonly number[] {
    const [outer, outerMarks] = [this.#code, this.#marks];
    [this.#code, this.#marks] = [[], []];
    write();
    const code = this.#code;
    this.#marksAside.set(code, this.#marks);
    [this.#code, this.#marks] = [outer, outerMarks];
    return code;
  }

  append(code: readonly number[]): void {
    for (const { at, element } of this.#marksAside.get(code) ?? [])
      this.#marks.push({ at: this.#code.length + at, element });
    for (const byte of code) this.#code.push(byte);
  }

  /** What `write` writes comes from this element, where it says no other. */
  from(element: string | undefined, write: () => void): void {
    const outer = this.#element;
    this.#mark(element ?? outer);
    write();
    this.#mark(outer);
  }

  #mark(element: string | undefined): void {
    this.#element = element;
    this.#marks.push({ at: this.#code.length, element });
  }

  /** In the order of the code, once it is all in place. */
  get marks(): readonly CodeMark[] {
    return this.#marks;
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

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Leaves a value of this type on the stack, or nothing. */
  open(kind: "block" | "loop" | "if", result?: WasmType): void {
    this.#code.push(op[kind], result === undefined ? 0x40 : typeCode[result]);
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
    const body = vector(runs.map((run) => [...unsigned(run.count), typeCode[run.type]])).concat(this.#code, op.end);
    return unsigned(body.length).concat(body);
  }
}
