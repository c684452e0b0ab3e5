// What a run left in its folder, with the shapes that the run itself decided.
import { firstRows, type NdArray } from "../../../compiler-core/runtime/index.ts";
import { rowsOf } from "../../../compiler-core/sdfg/index.ts";
import { readArray } from "../native/array-files.ts";
import type { OutputFile } from "./prepare.ts";

/** Results that tell how long others are stay inside. Throws a RangeError where one of those can't be read. */
export function leftOutputs(outputs: readonly OutputFile[], folder: string): readonly OutputFile[] {
  const named = new Map(outputs.map((output) => [output.name, output]));
  const telling = new Set(outputs.map(({ name }) => rowsOf(name)));
  return outputs
    .filter(({ name }) => !telling.has(name))
    .map((output) => {
      const tells = named.get(rowsOf(output.name));
      const [most = 0, ...behind] = output.room;
      return tells === undefined ? output : { ...output, shape: [rowsIn(tells, most, folder), ...behind] };
    });
}

/** Whoever wrote the file is not trusted: never more rows than there is room for. */
function rowsIn(output: OutputFile, most: number, folder: string): number {
  return Math.min(Math.max(Number(readArray(folder, output).data[0]), 0), most);
}

export function readOutput(folder: string, output: OutputFile): NdArray {
  const array = readArray(folder, { ...output, shape: output.room });
  return output.room.length === 0 ? array : firstRows(array, output.shape[0] ?? 0);
}
