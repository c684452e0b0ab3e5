import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { leftOutputs, readOutput } from "./left-outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "datawright-left-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const result = { name: "__return", dtype: "float64", shape: [4, 2], room: [4, 2], file: "__return.out" } as const;
const rows = { name: "__return__rows", dtype: "int64", shape: [], room: [], file: "__return__rows.out" } as const;
writeFileSync(join(folder, result.file), new Float64Array([1, 2, 3, 4, 5, 6, 7, 8]));

function left(told: bigint) {
  writeFileSync(join(folder, rows.file), new BigInt64Array([told]));
  return leftOutputs([result, rows], folder);
}

it("gives a result as many rows as the run says, and keeps what says so inside", () => {
  const [output, ...others] = left(3n);
  expect(others).toEqual([]);
  expect(output).toMatchObject({ name: "__return", shape: [3, 2], room: [4, 2] });
  expect(output && readOutput(folder, output)).toMatchObject({
    shape: [3, 2],
    data: Float64Array.of(1, 2, 3, 4, 5, 6),
  });
});

it("believes no more rows than there is room for", () => {
  expect(left(9n)[0]?.shape).toEqual([4, 2]);
  expect(left(-1n)[0]?.shape).toEqual([0, 2]);
});

it("leaves other results as they are", () => {
  expect(leftOutputs([result], folder)).toEqual([result]);
});

it("takes no length from a file that is not one", () => {
  writeFileSync(join(folder, rows.file), "short");
  expect(() => leftOutputs([result, rows], folder)).toThrow(RangeError);
});
