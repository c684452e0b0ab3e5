import { expect, it } from "vitest";
import { type Benchmark, measureRoofs, type RoofMachine } from "./measure-roofs";

interface Pretended {
  /** Bytes, and operations, a second. */
  readonly bandwidth: number;
  readonly rate: number;
  readonly clockStep: number;
  /** What a call costs beside its runs, in seconds. */
  readonly call: number;
}

const bytesOf = ({ arrays, length }: Benchmark) => arrays.length * length * 8;
const flopOf = ({ statement, length }: Benchmark) => (statement.match(/[*+]/g)?.length ?? 0) * length;

/** A machine whose time passes by what it is asked to do; runs are as long as the clock can tell. */
function pretend({ bandwidth, rate, clockStep, call }: Pretended): RoofMachine {
  let clock = 0;
  return {
    now: () => clock,
    clockStep: () => clockStep,
    run: async (benchmark, times, repeat) => {
      const once = times * Math.max(bytesOf(benchmark) / bandwidth, flopOf(benchmark) / rate);
      clock += call + repeat * once;
      return Array.from({ length: repeat }, () => Math.max(clockStep, Math.round(once / clockStep) * clockStep));
    },
  };
}

const fast: Pretended = { bandwidth: 150e9, rate: 40e9, clockStep: 5e-6, call: 0.02 };
const machines: Readonly<Record<string, Pretended>> = {
  "fast and isolated": fast,
  "fast, with a coarse clock": { ...fast, clockStep: 100e-6 },
  "slow, with a coarse clock": { bandwidth: 4e9, rate: 0.5e9, clockStep: 100e-6, call: 0.05 },
  "busy with others": { ...fast, bandwidth: 15e9, rate: 4e9, call: 0.2 },
};

for (const [name, machine] of Object.entries(machines))
  it(`takes at most 3 s on a machine that is ${name}, and tells its rates`, async () => {
    const page = pretend(machine);
    const roofs = await measureRoofs(page);
    expect(page.now()).toBeLessThanOrEqual(3);
    expect(roofs.map(({ kind }) => kind)).toEqual([...Array(4).fill("bandwidth"), "arithmetic"]);
    for (const roof of roofs) {
      const real = roof.kind === "bandwidth" ? machine.bandwidth : machine.rate;
      expect(roof.rate / real, roof.name).toBeGreaterThan(0.95);
      expect(roof.rate / real, roof.name).toBeLessThan(1.05);
      // All runs take the same time here: what is not known is what the clock can't tell.
      expect(roof.spread, roof.name).toBeGreaterThan(0);
      expect(roof.spread, roof.name).toBeLessThan(0.02);
    }
  });

it("spends what there is on repeats where the machine is quick", async () => {
  const repeats: number[] = [];
  const page = pretend(fast);
  await measureRoofs({
    ...page,
    run: (benchmark, times, repeat) => {
      repeats.push(repeat);
      return page.run(benchmark, times, repeat);
    },
  });
  expect(repeats.filter((_, i) => i % 2 === 1).every((repeat) => repeat > 20)).toBe(true);
});
