import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decode, type Peaks } from "../../protocol/index.ts";
import { machineReport } from "../../protocol/machine.ts";
import { type Cell, prepareCell } from "../jobs/confinement.ts";
import { usualLimits } from "../jobs/open-jobs.ts";
import { type Machine, openMachine, reportMachine } from "./machine.ts";

const cache = mkdtempSync(join(tmpdir(), "datawright-peaks-"));
chmodSync(cache, 0o755);
const limits = usualLimits();
let cell: Cell;
let machine: Machine;
let isBusy = false;
beforeAll(async () => {
  cell = await prepareCell(tmpdir(), limits);
  machine = openMachine({ cache, cell, limits, isBusy: () => isBusy });
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

async function measured(again: boolean): Promise<Peaks> {
  const answer = await machine.peaks(again);
  if (answer.kind === "failed") throw new Error(JSON.stringify(answer.failure));
  return answer.value;
}

it("says what it is, in a form that can be sent", () => {
  const report = reportMachine();
  expect(decode(machineReport, JSON.parse(JSON.stringify(report)))).toEqual({ ok: true, value: report });
  expect(report.memoryBytes).toBeGreaterThan(2 ** 28);
  expect(report.usable).toBeGreaterThanOrEqual(1);
});

describe("peaks", () => {
  it("are measured in at most three seconds, and kept", async () => {
    const peaks = await measured(false);
    expect(peaks.seconds).toBeLessThan(3.5);
    const again = await measured(false);
    expect(again.takenAt).toBe(peaks.takenAt);
    expect((await measured(true)).takenAt).not.toBe(peaks.takenAt);
  });

  it("are rates that a machine can have: wider is not slower, near is not slower than far", async () => {
    const { arithmetic, bandwidth } = await measured(false);
    const rate = (kernel: string) =>
      arithmetic.find((a) => a.kernel === kernel && a.dtype === "float64" && a.threads === 1)?.rate.best ?? 0;
    expect(rate("scalar")).toBeGreaterThan(1e8);
    expect(rate("scalar")).toBeLessThan(2e11);
    expect(rate("simd")).toBeGreaterThan(1.2 * rate("scalar"));
    const loads = bandwidth.filter((b) => b.kernel === "load" && b.threads === 1);
    expect(loads.length).toBeGreaterThanOrEqual(2);
    const [near, far] = [loads[0], loads.at(-1)];
    expect(near?.bytes).toBe(16384);
    expect(far?.bytes).toBeGreaterThanOrEqual(64 * 2 ** 20);
    expect(near?.rate.best).toBeGreaterThan(far?.rate.median ?? Number.POSITIVE_INFINITY);
    for (const { rate: each } of [...arithmetic, ...bandwidth]) {
      expect(each.best).toBeGreaterThanOrEqual(each.median);
      expect(each.spread).toBeGreaterThanOrEqual(0);
      expect(each.samples).toBe(5);
    }
  });

  it("are not taken beside a job, and not believed where the file is damaged", async () => {
    isBusy = true;
    expect(await machine.peaks(true)).toMatchObject({ kind: "failed", failure: { kind: "busy" } });
    expect(await machine.peaks(false)).toMatchObject({ kind: "done" });
    const [file = ""] = readdirSync(cache).filter((name) => name.startsWith("peaks-"));
    writeFileSync(join(cache, file), '{"format": 1, "arithmetic": "fast"}');
    expect(await machine.peaks(false)).toMatchObject({ kind: "failed", failure: { kind: "busy" } });
    isBusy = false;
  });
});
