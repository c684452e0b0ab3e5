// What a transformation is: it finds where it applies, says why not, and makes a new graph. It never guesses and never
// touches its input.
import { obstacleIn } from "../analysis/index.ts";
import { invariant, type Refusal, refuse } from "../diagnostics/index.ts";
import type { ElementId, Sdfg } from "../sdfg/index.ts";

/** From role to element. A transformation of the whole graph has one match without roles. */
export type Match = Readonly<Record<string, ElementId>>;

export type OptionValue = string | number | boolean | readonly number[];
export type OptionValues = Readonly<Record<string, OptionValue>>;
export type NoOptions = Readonly<Record<never, never>>;

export interface Option<Value extends OptionValue> {
  readonly title: string;
  readonly default: Value;
  /** Worth trying, for a panel and for a search. */
  readonly values: readonly Value[];
}

export type OptionSchema<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends OptionValue ? Option<Options[Name]> : never;
};

/** A graph before and after in a few lines, for the documentation. */
export interface Example {
  readonly before: string;
  readonly after: string;
}

export interface Transformation<M extends Match = Match, Options = OptionValues> {
  /** The file's name in Pascal case, DaCe's name where DaCe has it. */
  readonly id: string;
  readonly title: string;
  /** One sentence, shown in the panel. */
  readonly summary: string;
  readonly options: OptionSchema<Options>;
  /** True: the result has equal bits, and is tested so. False: floating-point sums may be reordered. */
  readonly exact: boolean;
  readonly example: Example;
  /** In stable order. What is found may still be refused. */
  find(graph: Sdfg): Iterable<M>;
  refuse(graph: Sdfg, match: M, options: Options): Refusal | undefined;
  /** Only for a match that was not refused. */
  apply(graph: Sdfg, match: M, options: Options): Sdfg;
}

export function defaultsOf(transformation: Transformation): OptionValues {
  return Object.fromEntries(Object.entries(transformation.options).map(([name, option]) => [name, option.default]));
}

/** For find, refuse and apply from one decision: what would be done, or why it can't be. */
export interface Plan {
  readonly kind: "plan";
  build(): Sdfg;
}

export function planned<M extends Match, Options>(
  plan: (graph: Sdfg, match: M, options: Options) => Plan | Refusal,
): Pick<Transformation<M, Options>, "refuse" | "apply"> {
  // The last decision about each graph: `apply` comes right after `refuse`.
  const decisions = new WeakMap<Sdfg, { readonly key: string; readonly decided: Plan | Refusal }>();
  const decide = (graph: Sdfg, match: M, options: Options): Plan | Refusal => {
    const key = JSON.stringify([match, options]);
    const last = decisions.get(graph);
    if (last?.key === key) return last.decided;
    const obstacle = obstacleIn(graph);
    const decided =
      obstacle === undefined
        ? plan(graph, match, options)
        : refuse("obstacle", `The graph holds what can't be reasoned about: ${obstacle}.`);
    decisions.set(graph, { key, decided });
    return decided;
  };
  return {
    refuse: (graph, match, options) => {
      const decided = decide(graph, match, options);
      return decided.kind === "refusal" ? decided : undefined;
    },
    apply: (graph, match, options) => {
      const decided = decide(graph, match, options);
      invariant(decided.kind === "plan", "a refused match was applied");
      return decided.build();
    },
  };
}
