// A module of ours as WebAssembly's text form, for the Code panel: read back from its bytes, so that what is shown is what runs.
import { CompilerBug, need } from "../../diagnostics/index.ts";
import { op, saturating, typeCode } from "./opcodes.ts";
import { atomicOp, vectorOp } from "./opcodes-prefixed.ts";

const written: Readonly<Record<string, string>> = {
  localGet: "local.get",
  localSet: "local.set",
  localTee: "local.tee",
  globalGet: "global.get",
  globalSet: "global.set",
  brIf: "br_if",
};
const reversed = (entries: Iterable<readonly [string, number]>) =>
  new Map([...entries].map(([name, code]): [number, string] => [code, written[name] ?? name]));
const plainNames = reversed(Object.entries(op));
const saturatingNames = reversed(Object.entries(saturating));
const vectorNames = reversed(vectorOp);
const atomicNames = reversed(atomicOp);
const typeNames = reversed(Object.entries(typeCode));

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

interface FunctionType {
  readonly parameters: readonly string[];
  readonly results: readonly string[];
}

/** A line, and where its instruction stands in `run`, in bytes after the locals; none for all others. */
export interface WasmLine {
  readonly text: string;
  readonly at?: number;
}

export function printWasmText(bytes: Uint8Array): string {
  return `${printWasmLines(bytes)
    .map((line) => line.text)
    .join("\n")}\n`;
}

export function printWasmLines(bytes: Uint8Array): readonly WasmLine[] {
  const r: Reader = { bytes, at: 8 };
  const types: FunctionType[] = [];
  const typeOf: number[] = [];
  const names = new Map<number, string>();
  const lines: WasmLine[] = [{ text: "(module" }];
  while (r.at < bytes.length) {
    const id = byte(r);
    const end = unsigned(r) + r.at;
    const each = (read: (i: number) => void) => {
      const count = unsigned(r);
      for (let i = 0; i < count; i++) read(i);
    };
    if (id === 1) each(() => types.push(functionType(r)));
    else if (id === 2) each(() => lines.push({ text: importedMemory(r) }));
    else if (id === 3) each(() => typeOf.push(unsigned(r)));
    else if (id === 7) {
      each(() => {
        const name = text(r);
        byte(r);
        const index = unsigned(r);
        names.set(index, name);
        lines.push({ text: `  (export "${name}" (func $${name}))` });
      });
    } else if (id === 10) {
      each((i) => {
        const bodyEnd = unsigned(r) + r.at;
        const type = need(types[need(typeOf[i], "a type's number")], "a type");
        lines.push(...functionLines(r, bodyEnd, type, i, (index) => `$${names.get(index) ?? index}`));
      });
    }
    r.at = end;
  }
  return [...lines, { text: ")" }];
}

function functionLines(
  r: Reader,
  end: number,
  type: FunctionType,
  index: number,
  nameOf: (index: number) => string,
): WasmLine[] {
  const parts = [nameOf(index), ...group("param", type.parameters), ...group("result", type.results)];
  const lines: WasmLine[] = [{ text: `  (func ${parts.join(" ")}` }];
  const groups = unsigned(r);
  for (let i = 0; i < groups; i++) {
    const count = unsigned(r);
    const types = Array<string>(count).fill(typeName(byte(r)));
    lines.push({ text: `    (local ${types.join(" ")})` });
  }
  const begin = r.at;
  const isRun = nameOf(index) === "$run";
  let depth = 2;
  while (r.at < end) {
    const at = r.at - begin;
    const instruction = readInstruction(r, nameOf);
    const name = instruction.split(" ", 1)[0];
    if (name === "end" || name === "else") depth--;
    // The last `end` closes the function itself.
    if (depth >= 2) lines.push({ text: `${"  ".repeat(depth)}${instruction}`, ...(isRun && { at }) });
    if (name === "block" || name === "loop" || name === "if" || name === "else") depth++;
  }
  return [...lines, { text: "  )" }];
}

const group = (kind: string, types: readonly string[]) => (types.length === 0 ? [] : [`(${kind} ${types.join(" ")})`]);

function readInstruction(r: Reader, nameOf: (index: number) => string): string {
  const code = byte(r);
  if (code === 0xfc) return known(saturatingNames, unsigned(r));
  if (code === 0xfd) return vectorInstruction(r);
  if (code === 0xfe) return `${known(atomicNames, byte(r))}${place(r)}`;
  const name = known(plainNames, code);
  switch (name) {
    case "block":
    case "loop":
    case "if": {
      const result = byte(r);
      return result === 0x40 ? name : `${name} (result ${typeName(result)})`;
    }
    case "br":
    case "br_if":
    case "local.get":
    case "local.set":
    case "local.tee":
    case "global.get":
    case "global.set":
      return `${name} ${unsigned(r)}`;
    case "call":
      return `${name} ${nameOf(unsigned(r))}`;
    case "memory.size":
    case "memory.grow":
      byte(r);
      return name;
    case "i32.const":
    case "i64.const":
      return `${name} ${signed(r)}`;
    case "f64.const":
      return `${name} ${float(r, 8)}`;
    case "f32.const":
      return `${name} ${float(r, 4)}`;
    default:
      return code >= op["i32.load"] && code <= 0x3e ? `${name}${place(r)}` : name;
  }
}

function vectorInstruction(r: Reader): string {
  const code = unsigned(r);
  const name = known(vectorNames, code);
  if (name === "v128.const") return `${name} i8x16 ${take(r, 16).join(" ")}`;
  if (name === "i8x16.shuffle") return `${name} ${take(r, 16).join(" ")}`;
  if (/\.(load|store)\d+_lane$/.test(name)) return `${name}${place(r)} ${byte(r)}`;
  if (/^v128\.(load|store)/.test(name)) return `${name}${place(r)}`;
  return /_lane$/.test(name) ? `${name} ${byte(r)}` : name;
}

/** Offset and alignment of an access to memory, where they say something. */
function place(r: Reader): string {
  const align = unsigned(r);
  const offset = unsigned(r);
  return `${offset === 0 ? "" : ` offset=${offset}`} align=${2 ** align}`;
}

function functionType(r: Reader): FunctionType {
  byte(r);
  const list = () => Array.from({ length: unsigned(r) }, () => typeName(byte(r)));
  return { parameters: list(), results: list() };
}

function importedMemory(r: Reader): string {
  const [module, name] = [text(r), text(r)];
  byte(r);
  const flags = byte(r);
  const least = unsigned(r);
  const limits = flags === 0 ? `${least}` : `${least} ${unsigned(r)} shared`;
  return `  (import "${module}" "${name}" (memory ${limits}))`;
}

function known(names: ReadonlyMap<number, string>, code: number): string {
  const name = names.get(code);
  if (name === undefined) throw new CompilerBug(`no name for the instruction ${code}`);
  return name;
}

const typeName = (code: number) => known(typeNames, code);

function byte(r: Reader): number {
  return need(r.bytes[r.at++], "a byte");
}

function take(r: Reader, count: number): readonly number[] {
  return Array.from({ length: count }, () => byte(r));
}

function unsigned(r: Reader): number {
  let [value, scale] = [0, 1];
  for (;;) {
    const next = byte(r);
    value += (next & 0x7f) * scale;
    if (next < 0x80) return value;
    scale *= 128;
  }
}

function signed(r: Reader): bigint {
  let [value, shift] = [0n, 0n];
  for (;;) {
    const next = byte(r);
    value |= BigInt(next & 0x7f) << shift;
    shift += 7n;
    if (next < 0x80) return BigInt.asIntN(Number(shift), value);
  }
}

function text(r: Reader): string {
  return String.fromCharCode(...take(r, unsigned(r)));
}

function float(r: Reader, size: 4 | 8): string {
  const view = new DataView(Uint8Array.from(take(r, size)).buffer);
  const value = size === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : `${value}`;
}
