// A graph that one command wrote is what the others take.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { need } from "../compiler-core/diagnostics/index.ts";
import { type NdArray, scalarArray } from "../compiler-core/runtime/index.ts";
import { readNpz } from "../compiler-core/serialization/index.ts";
import { referenceOf } from "../compiler-core/testing/programs.ts";
import { npzOf } from "./run/inputs-file.ts";
import { datawright, gallery, temporaryFolder } from "./testing.ts";

const folder = temporaryFolder();
const [graph, inputs, outputs] = ["g.sdfg", "in.npz", "out.npz"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

it("is checked, transformed and run", { timeout: 120_000 }, async () => {
  expect(await datawright(["compile", gallery("jacobi_2d"), "--emit", "sdfg", "-o", graph])).toMatchObject({
    status: 0,
  });
  expect(await datawright(["check", graph])).toMatchObject({
    status: 0,
    out: expect.stringContaining("jacobi_2d(TSTEPS: int, A: float64[N, N], B: float64[N, N])"),
  });
  expect((await datawright(["transformations", graph])).out).toMatch(/^MapTiling: .*\([1-9]/m);
  const reference = referenceOf("jacobi_2d");
  const sizes = Object.entries(reference.sizes).map(([name, n]): [string, NdArray] => [name, scalarArray("int64", n)]);
  writeFileSync(inputs, npzOf({ ...reference.inputs, ...Object.fromEntries(sizes) }));
  for (const recipe of ["none", "auto"]) {
    const words = ["--target", "interpreter", "--recipe", recipe, "--inputs", inputs, "--outputs", outputs];
    expect(await datawright(["run", graph, ...words])).toMatchObject({ status: 0 });
    const made = need(readNpz(readFileSync(outputs)).value, "outputs");
    const bytes = need(made["A"], "A").bytes;
    expect(new Float64Array(bytes.slice().buffer)).toEqual(reference.outputs["A"]?.data);
  }
});

it("needs its arguments, and is refused where it is damaged", async () => {
  expect(await datawright(["run", graph])).toMatchObject({ status: 3, err: expect.stringContaining("--inputs") });
  writeFileSync(graph, "{}");
  expect(await datawright(["check", graph])).toMatchObject({ status: 2, err: expect.stringContaining("not a graph") });
});
