// Every transformation on every program and every match: the input stays as it was, the result computes what CPython computes
// (and equal bits), survives a JSON round trip, and is found again in the same order.
import { afterAll, describe, expect, it } from "vitest";
import { need } from "../diagnostics/index.ts";
import type { Sdfg } from "../sdfg/index.ts";
import { nest, nestNames } from "../testing/nests.ts";
import { compiled, programNames, referenceOf } from "../testing/programs.ts";
import { type Expectation, equalBits, frozen, roundTripped, wrongIn } from "../testing/steps.ts";
import { defaultsOf, type Match, type OptionValues, transform, transformations } from "./index.ts";

const applied = new Map<string, Set<string>>();
const refused = new Map<string, Set<string>>();
const note = (where: Map<string, Set<string>>, id: string, name: string) =>
  where.set(id, (where.get(id) ?? new Set()).add(name));

interface Start {
  readonly graph: Sdfg;
  readonly expected: Expectation;
}

function programOf(name: string): Start {
  if (!nestNames.includes(name)) return { graph: compiled(name).sdfg, expected: referenceOf(name) };
  const { sdfg, expected } = nest(name);
  return { graph: sdfg, expected };
}

/** Takes the steps that apply, one match each. */
function after(graph: Sdfg, steps: readonly (readonly [string, OptionValues?])[]): Sdfg {
  let current = graph;
  for (const [id, options] of steps) {
    const transformation = need(
      transformations.find((t) => t.id === id),
      id,
    );
    for (const match of [...transformation.find(current)]) {
      const done = transform(current, id, match, options);
      if (done.kind === "done") current = done.sdfg;
    }
  }
  return current;
}

const starts: Readonly<Record<string, readonly (readonly [string, OptionValues?])[]>> = {
  "as written": [],
  simplified: [["Simplify"]],
  fused: [["Simplify"], ["FullMapFusion"], ["LoopToMap"]],
};

const names = [...programNames, ...nestNames];

describe.each(Object.keys(starts))("%s", (start) => {
  it.each(names)("%s", { timeout: 300_000 }, (name) => {
    const { graph, expected } = programOf(name);
    const from = frozen(after(graph, starts[start] ?? []));
    expect(wrongIn(from, expected)).toBeUndefined();
    for (const transformation of transformations) {
      const matches = [...transformation.find(from)];
      expect([...transformation.find(roundTripped(from))]).toEqual(matches);
      // Every match where the graph is simple; where it is not, up to the first that is not refused.
      let tried = false;
      for (const match of matches) {
        if (tried && start !== "simplified") break;
        tried = checkMatch(name, from, transformation.id, match, {}, expected) || tried;
      }
      const [first] = matches;
      if (first !== undefined)
        for (const options of otherOptions(transformation.id))
          checkMatch(name, from, transformation.id, first, options, expected);
    }
  });
});

function otherOptions(id: string): OptionValues[] {
  const transformation = need(
    transformations.find((t) => t.id === id),
    id,
  );
  return Object.entries(transformation.options).flatMap(([option, { values }]) =>
    values.filter((v) => v !== defaultsOf(transformation)[option]).map((v) => ({ [option]: v })),
  );
}

/** Whether it applied. */
function checkMatch(
  name: string,
  from: Sdfg,
  id: string,
  match: Match,
  options: OptionValues,
  expected: Expectation,
): boolean {
  const done = transform(from, id, match, options);
  if (done.kind === "refusal") {
    note(refused, id, name);
    expect(done.reason).toMatch(/^[`A-Z].*\.$/s);
    return false;
  }
  note(applied, id, name);
  const what = `${id} on ${JSON.stringify(match)} with ${JSON.stringify(options)}`;
  expect(done.sdfg, what).not.toBe(from);
  const travelled = roundTripped(done.sdfg);
  expect(travelled, what).toEqual(done.sdfg);
  expect(wrongIn(travelled, expected), what).toBeUndefined();
  return true;
}

describe("pairs of steps", () => {
  it.each(["hdiff", "jacobi_2d", "elements"])("%s", { timeout: 300_000 }, (name) => {
    const { graph, expected } = programOf(name);
    const simple = after(graph, [["Simplify"]]);
    for (const first of transformations) {
      const one = oneStep(simple, first.id);
      if (one === undefined) continue;
      for (const second of transformations) {
        const two = oneStep(one, second.id);
        if (two === undefined) continue;
        expect(wrongIn(two, expected), `${first.id}, ${second.id}`).toBeUndefined();
        if (first.exact && second.exact)
          expect(equalBits(graph, two, expected), `${first.id}, ${second.id}`).toBe(true);
      }
    }
  });
});

function oneStep(graph: Sdfg, id: string): Sdfg | undefined {
  for (const match of need(
    transformations.find((t) => t.id === id),
    id,
  ).find(graph)) {
    const done = transform(graph, id, match);
    if (done.kind === "done") return done.sdfg;
  }
  return undefined;
}

afterAll(() => {
  for (const { id } of transformations) {
    expect([id, (applied.get(id)?.size ?? 0) >= 2]).toEqual([id, true]);
    expect([id, (refused.get(id)?.size ?? 0) >= 1]).toEqual([id, true]);
  }
});
