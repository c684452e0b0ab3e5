// Arrays as raw files of a job's folder, row-major and little-endian, and as typed data.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytesOfArray, countOf, type NdArray, viewOf } from "../../../compiler-core/runtime/index.ts";
import { bytesOf, isDType } from "../../../compiler-core/sdfg/index.ts";
import { readPart } from "../jobs/plain-file.ts";
import type { ArrayFile } from "../oracle/oracle.ts";

/** Why these files can't be taken for arrays; undefined where they can. */
export function refuseArrayFiles(files: Readonly<Record<string, ArrayFile>>): string | undefined {
  const [name, { dtype }] = Object.entries(files).find(([, file]) => !isDType(file.dtype)) ?? ["", { dtype: "" }];
  return name === "" ? undefined : `\`${name}\` has the type ${dtype}, which is not one that Datawright computes with.`;
}

/** Throws a RangeError where the file is not one of the size that its header says: whoever wrote it is not trusted. */
export function readArray(folder: string, { dtype, shape, file }: ArrayFile): NdArray {
  if (!isDType(dtype)) throw new TypeError(`${file} holds ${dtype}`);
  const size = countOf(shape) * bytesOf(dtype);
  const bytes = readPart(folder, file, size, 0, size);
  if (bytes === undefined)
    throw new RangeError(
      `${file} is not a plain file of the ${size} bytes that (${shape.join(", ")}) of ${dtype} takes`,
    );
  return { dtype, shape, data: viewOf(dtype, bytes.buffer, 0, countOf(shape)) };
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
