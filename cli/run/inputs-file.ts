// `--inputs F.npz`: an entry's arguments by name, and the signature that they make.
import { resolve } from "node:path";
import { writeArray } from "../../agent/src/native/array-files.ts";
import type { ArrayFile } from "../../agent/src/oracle/oracle.ts";
import { type Signature, signatureOfArrays } from "../../compiler-core/compiler/index.ts";
import { argumentOf, type NdArray } from "../../compiler-core/runtime/index.ts";
import { readNpz, writeNpz } from "../../compiler-core/serialization/index.ts";
import { symbolOf } from "../../compiler-core/symbolic/index.ts";
import { CommandEnd, exit } from "../exit.ts";
import { readBytes } from "../program-file.ts";

export interface GivenInputs {
  readonly path: string;
  readonly arrays: Readonly<Record<string, NdArray>>;
  readonly signature: Signature;
  /** What the signature's sizes are in this file. */
  readonly sizes: Readonly<Record<string, number>>;
}

export function readInputs(file: string, entry: string | undefined): GivenInputs {
  const { value, diagnostics } = readNpz(readBytes(file));
  if (value === undefined)
    throw new CommandEnd(exit.refused, `${file}: ${diagnostics.map((d) => d.message).join("\n")}`);
  const arrays = Object.fromEntries(
    Object.entries(value).map(([name, array]): [string, NdArray] => [name, argumentOf(array)]),
  );
  return { path: resolve(file), arrays, ...signatureOfArrays(arrays, entry) };
}

/** What a graph's sizes are in these arrays: numbers of that name, and the extents of its arguments. */
export function sizesIn(
  { parameters, sizes }: Signature,
  arrays: Readonly<Record<string, NdArray>>,
): Readonly<Record<string, number>> {
  const named = sizes.flatMap((size): [string, number][] => {
    const array = arrays[size];
    return array === undefined ? [] : [[size, Number(array.data[0])]];
  });
  const extents = parameters.flatMap(({ name, type }) =>
    type.kind !== "array"
      ? []
      : type.shape.flatMap((extent, d): [string, number][] => {
          const [size, value] = [symbolOf(extent), arrays[name]?.shape[d]];
          return size === undefined || value === undefined ? [] : [[size, value]];
        }),
  );
  return Object.fromEntries([...named, ...extents]);
}

/** The given arrays that the program takes, as files of the folder. */
export function writeInputs(folder: string, given: GivenInputs, names: readonly string[]): Record<string, ArrayFile> {
  return Object.fromEntries(
    names.flatMap((name): [string, ArrayFile][] => {
      const array = given.arrays[name];
      return array === undefined ? [] : [[name, writeArray(folder, `${name}.in`, array)]];
    }),
  );
}

/** The bytes of an .npz with these arrays. */
export function npzOf(arrays: Readonly<Record<string, NdArray>>): Uint8Array {
  return writeNpz(
    Object.fromEntries(
      Object.entries(arrays).map(([name, { dtype, shape, data }]) => [
        name,
        { dtype, shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) },
      ]),
    ),
  );
}
