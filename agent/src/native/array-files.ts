// Arrays as raw files of a job's folder, row-major and little-endian, and as typed data.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytesOfArray, countOf, type NdArray, viewOf } from "../../../compiler-core/runtime/index.ts";
import { bytesOf, isDType } from "../../../compiler-core/sdfg/index.ts";
import type { ArrayFile } from "../oracle/oracle.ts";

/** Why these files can't be taken for arrays; undefined where they can. */
export function refuseArrayFiles(files: Readonly<Record<string, ArrayFile>>): string | undefined {
  const [name, { dtype }] = Object.entries(files).find(([, file]) => !isDType(file.dtype)) ?? ["", { dtype: "" }];
  return name === "" ? undefined : `\`${name}\` has the type ${dtype}, which is not one that Datawright computes with.`;
}

export function readArray(folder: string, { dtype, shape, file }: ArrayFile): NdArray {
  if (!isDType(dtype)) throw new TypeError(`${file} holds ${dtype}`);
  const bytes = readFileSync(join(folder, file));
  if (bytes.byteLength !== countOf(shape) * bytesOf(dtype))
    throw new RangeError(
      `${file} has ${bytes.byteLength} bytes, and (${shape.join(", ")}) of ${dtype} takes ${countOf(shape) * bytesOf(dtype)}`,
    );
  // A small file is read into a shared pool, where an element need not begin at a multiple of its size.
  const isAligned = bytes.byteOffset % 16 === 0;
  const buffer = isAligned ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return { dtype, shape, data: viewOf(dtype, buffer, isAligned ? bytes.byteOffset : 0, countOf(shape)) };
}

/** All of them; a file named twice is read once. */
export function readArrays(folder: string, files: Readonly<Record<string, ArrayFile>>): Record<string, NdArray> {
  const read = new Map<string, NdArray>();
  return Object.fromEntries(
    Object.entries(files).map(([name, file]): [string, NdArray] => {
      const array = read.get(file.file) ?? readArray(folder, file);
      read.set(file.file, array);
      return [name, array];
    }),
  );
}

export function writeArray(folder: string, file: string, array: NdArray): ArrayFile {
  writeFileSync(join(folder, file), bytesOfArray(array));
  return { dtype: array.dtype, shape: array.shape, file };
}
