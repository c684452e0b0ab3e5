// The verdict on a job: by the rules, and where a float is off, by what NumPy's own answer does when its inputs move.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { writeArray } from "../native/array-files.ts";
import type { JobInputs } from "./job-inputs.ts";
import type { Comparison } from "./thinking.ts";
import { compareOutputs, compareRaised, isVerdict, judgeRun } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "datawright-verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const array = (file: string, dtype: "float64" | "int64", value: number) =>
  writeArray(folder, file, {
    dtype,
    shape: [1],
    data: dtype === "int64" ? new BigInt64Array([BigInt(value)]) : new Float64Array([value]),
  });

/** What we got, what NumPy has, and what it has for the moved inputs. */
async function judged(dtype: "float64" | "int64", [own, numpy, moved]: readonly [number, number, number?]) {
  const written = { name: "x", ...array("x.out", dtype, own), dtype, room: [1] };
  const inputs: JobInputs = {
    symbols: {},
    files: {},
    reference: { kind: "ran", outputs: { x: array("x.ref", dtype, numpy) }, seconds: [1], bits: 64 },
  };
  const askNudged = vi.fn(
    async (): Promise<Comparison["nudged"]> =>
      moved === undefined ? undefined : { x: array("x.nudged", dtype, moved) },
  );
  const compare = async (nudged: Comparison["nudged"]) =>
    compareOutputs({ inputs, outputs: [written], folder, nudged });
  const verdict = await judgeRun(compare, askNudged);
  if (!isVerdict(verdict)) throw new Error(verdict.kind);
  return { kind: verdict.kind, asked: askNudged.mock.calls.length, reason: verdict.reason };
}

describe("a run is compared", () => {
  it("by the rules alone where it fits them", async () => {
    expect(await judged("float64", [1, 1 + 1e-12, 2])).toMatchObject({ kind: "right", asked: 0 });
    expect(await judged("int64", [2, 1, 5])).toMatchObject({ kind: "wrong", asked: 0 });
  });

  it("by what one ulp in the inputs does to NumPy's answer where it does not, and says so", async () => {
    const excused = await judged("float64", [1.01, 1, 1.005]);
    expect(excused).toMatchObject({ kind: "right", asked: 1, reason: expect.stringContaining("one ulp") });
    expect(await judged("float64", [1.01, 1, 1 + 1e-15])).toMatchObject({ kind: "wrong", asked: 1 });
  });

  it("and is wrong at an index where NumPy has no second answer", async () => {
    expect(await judged("float64", [1.01, 1])).toMatchObject({
      kind: "wrong",
      reason: expect.stringMatching(/^x\[0\]/),
    });
  });

  it("exception against exception: type, message and line", () => {
    const raised = { exception: "ValueError", message: "no", line: 3 };
    expect(compareRaised(raised, { kind: "raised", raised })).toMatchObject({ kind: "right" });
    expect(compareRaised({ ...raised, line: 4 }, { kind: "raised", raised })).toMatchObject({ kind: "wrong" });
    expect(compareRaised(raised, { kind: "none", why: "nobody asked" })).toMatchObject({ kind: "inconclusive" });
  });
});
