// NumPy's .npz and .npy: a zip of little-endian, C-order arrays. (NumPy's documentation, "numpy.lib.format".)
import { strFromU8, strToU8, zipSync } from "fflate";
import { failed, noSpan, type Outcome } from "../diagnostics/index.ts";
import { bytesOf, type DType, kindOf } from "../sdfg/index.ts";
import { unzip } from "./zip.ts";

export interface NpyArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Raw elements, row-major, little-endian. */
  readonly bytes: Uint8Array;
}

export type NpzCode = "damaged-file" | "unsupported-array";

const codes: Readonly<Record<string, DType>> = {
  "|b1": "bool",
  "|i1": "int8",
  "<i2": "int16",
  "<i4": "int32",
  "<i8": "int64",
  "|u1": "uint8",
  "<u2": "uint16",
  "<u4": "uint32",
  "<u8": "uint64",
  "<f2": "float16",
  "<f4": "float32",
  "<f8": "float64",
  "<c8": "complex64",
  "<c16": "complex128",
};
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** As much as a file that is read at once may hold itself. */
const mostBytes = 2 ** 31;
const mostDimensions = 64;

const refusals = {
  damaged: "This is not an .npz file, or part of it is missing or changed.",
  "too large": "The arrays of this file take more than 2 GiB.",
  "not supported": "This .npz file is packed or encrypted in a way that NumPy does not use.",
  "named twice": "This .npz file holds two arrays of one name.",
} as const;

/** Every array of the file by name. Fortran order is turned into C order; object arrays are refused. */
export function readNpz(bytes: Uint8Array): Outcome<Readonly<Record<string, NpyArray>>, NpzCode> {
  const file = unzip(bytes, mostBytes);
  if (file.kind === "refused") return problem("damaged-file", refusals[file.why]);
  const arrays = new Map<string, NpyArray>();
  for (const [member, content] of file.members) {
    const name = member.replace(/\.npy$/, "");
    const array = readNpy(content);
    if (typeof array === "string") return problem("unsupported-array", `The array \`${name}\` ${array}`);
    if (arrays.has(name)) return problem("damaged-file", refusals["named twice"]);
    arrays.set(name, array);
  }
  return { value: Object.fromEntries(arrays), diagnostics: [] };
}

function problem(code: NpzCode, message: string): Outcome<never, NpzCode> {
  return failed({ severity: "error", code, span: noSpan, message });
}

function readNpy(content: Uint8Array): NpyArray | string {
  if (content.length < 12 || !magic.every((byte, i) => content[i] === byte)) return "is not in NumPy's format.";
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const long = (content[6] ?? 1) >= 2;
  const headerLength = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = long ? 12 : 10;
  const header = strFromU8(content.subarray(start, start + headerLength));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const dtype = descr === undefined ? undefined : codes[descr];
  if (dtype === undefined) return `${wordsOf(descr)}, which is not a type that Datawright computes with.`;
  const shape = shapeIn(header);
  if (shape === undefined) return "has no shape that NumPy could have written.";
  const size = shape.reduce((product, extent) => product * extent, 1) * bytesOf(dtype);
  const data = content.slice(start + headerLength, start + headerLength + size);
  if (data.length !== size) return "is cut short.";
  const isFortran = /'fortran_order':\s*True/.test(header) && shape.length > 1;
  return { dtype, shape, bytes: isFortran ? toRowMajor(data, shape, bytesOf(dtype)) : data };
}

function wordsOf(descr: string | undefined): string {
  if (descr === undefined) return "has elements of several fields";
  if (descr.endsWith("O")) return "holds Python objects";
  const native = codes[descr.replace(">", "<")];
  return native === undefined ? `has the type ${descr}` : `is big-endian (${descr}; \`.astype("${native}")\` turns it)`;
}

function shapeIn(header: string): readonly number[] | undefined {
  const text = /'shape':\s*\(((?:\d+,\s*)*(?:\d+)?)\)/.exec(header)?.[1];
  const shape = text?.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number(part)]));
  return shape === undefined || shape.length > mostDimensions || !shape.every(Number.isSafeInteger) ? undefined : shape;
}

function toRowMajor(data: Uint8Array, shape: readonly number[], itemBytes: number): Uint8Array {
  const out = new Uint8Array(data.length);
  const indices = shape.map(() => 0);
  for (let from = 0; from < data.length; from += itemBytes) {
    let to = 0;
    for (const [axis, extent] of shape.entries()) to = to * extent + (indices[axis] ?? 0);
    out.set(data.subarray(from, from + itemBytes), to * itemBytes);
    for (let axis = 0; axis < shape.length; axis++) {
      indices[axis] = (indices[axis] ?? 0) + 1;
      if ((indices[axis] ?? 0) < (shape[axis] ?? 0)) break;
      indices[axis] = 0;
    }
  }
  return out;
}

export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)])), {
    level: 0,
  });
}

function writeNpy(array: NpyArray): Uint8Array {
  const bytes = bytesOf(array.dtype);
  const letter = { bool: "b", int: "i", uint: "u", float: "f", complex: "c" }[kindOf(array.dtype)];
  const shape = `(${array.shape.join(", ")}${array.shape.length === 1 ? "," : ""})`;
  const text = `{'descr': '${bytes === 1 ? "|" : "<"}${letter}${bytes}', 'fortran_order': False, 'shape': ${shape}, }`;
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = strToU8(`${text}${" ".repeat(total - 10 - text.length - 1)}\n`);
  const out = new Uint8Array(total + array.bytes.length);
  out.set([...magic, 1, 0, header.length & 255, header.length >> 8]);
  out.set(header, 10);
  out.set(array.bytes, total);
  return out;
}
