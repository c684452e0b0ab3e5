// Sequences of steps that nobody chose: the same for the same seed.
import type { Sdfg } from "../sdfg/index.ts";
import { type Match, type OptionValues, transform, transformations } from "../transformations/index.ts";

export interface RandomStep {
  readonly id: string;
  readonly match: Match;
  readonly options: OptionValues;
  readonly sdfg: Sdfg;
}

/** Numbers from 0 up to 1. */
export function random(seed: number): () => number {
  let state = (Math.imul(seed, 7919) + 17) | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

const tries = 8;

/** Up to `most` steps, each of a transformation that applies somewhere, with some of its options' values. */
export function randomSteps(sdfg: Sdfg, seed: number, most: number): readonly RandomStep[] {
  const next = random(seed);
  const one = <Value>(list: readonly Value[]): Value | undefined => list[Math.floor(next() * list.length)];
  const steps: RandomStep[] = [];
  for (let i = 0; i < most; i++) {
    const current = steps.at(-1)?.sdfg ?? sdfg;
    for (let tried = 0; tried < tries; tried++) {
      const transformation = one(transformations);
      const match = one([...(transformation?.find(current) ?? [])]);
      if (transformation === undefined || match === undefined) continue;
      const chosen = Object.entries(transformation.options).filter(() => next() < 0.5);
      const options = Object.fromEntries(
        chosen.map(([name, { values, default: usual }]) => [name, one(values) ?? usual]),
      );
      const done = transform(current, transformation.id, match, options);
      if (done.kind === "refusal") {
        if (done.code === "invalid") throw new Error(`${transformation.id} ${JSON.stringify(match)}: ${done.reason}`);
        continue;
      }
      steps.push({ id: transformation.id, match, options, sdfg: done.sdfg });
      break;
    }
  }
  return steps;
}
