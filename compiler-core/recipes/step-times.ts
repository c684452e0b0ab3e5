// How long the steps of a recipe take, by stage: simplification apart from all else.

/** Told after each step that was tried, taken or not. */
export type StepObserver = (transformation: string) => void;

export interface StepTimes {
  readonly observe: StepObserver;
  /** Seconds since the beginning. */
  stages(): { readonly simplify: number; readonly recipe: number };
}

/** Starts now. What a step waits for, such as the search for its place, counts as its own. */
export function stepTimes(now: () => number): StepTimes {
  const begin = now();
  let last = begin;
  let simplify = 0;
  return {
    observe: (transformation) => {
      const ended = now();
      if (transformation === "Simplify") simplify += ended - last;
      last = ended;
    },
    stages: () => ({ simplify, recipe: now() - begin - simplify }),
  };
}
