// Simplification on generated programs: what it costs grows little faster than the number of statements.
import { describe, expect, it } from "vitest";
import type { Block, Sdfg } from "../sdfg/index.ts";
import { compiledText, now, programText } from "../testing/programs.ts";
import { simplifyGraph } from "./index.ts";

const arrays = Array.from({ length: 10 }, (_, i) => `A${i}`);

const statements: Readonly<Record<string, (i: number) => readonly string[]>> = {
  "in place": (i) => [`A${(i * 7) % 10}[:] = A${(i * 3 + 1) % 10} + ${i}.0 * A${(i * 5 + 2) % 10}`],
  "by temporaries": (i) => [`t${i} = A${i % 10} * 2.0 + A${(i * 3 + 1) % 10}`, `A${(i * 7 + 2) % 10}[:] = t${i} - 1.0`],
  "with copies": (i) => [`t${i} = (A${i % 10} * 2.0).copy()`, `A${(i * 7 + 2) % 10}[:] = t${i}`],
};

function generated(statement: (i: number) => readonly string[], count: number): Sdfg {
  const lines = Array.from({ length: count / statement(0).length }, (_, i) => statement(i)).flat();
  const zeros = arrays.map(() => "np.zeros((N,))").join(", ");
  const kernel = `def f(${arrays.join(", ")}):\n${lines.map((line) => `    ${line}\n`).join("")}`;
  return compiledText(programText(kernel, `return (${zeros})`)).sdfg;
}

/** How often the graph's elements are looked at: what the time is made of, and the same on every machine. */
function looksWhileSimplifying(graph: Sdfg): number {
  let looks = 0;
  const watched = <Value extends object>(value: Value): Value =>
    new Proxy(value, {
      get: (target, name) => {
        looks++;
        return Reflect.get(target, name);
      },
    });
  const watchedAll = <Value extends object>(record: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [id, watched(value)]));
  const inside = (block: Block): Block => {
    if (block.kind === "state")
      return { ...block, nodes: watchedAll(block.nodes), edges: watched(block.edges.map(watched)) };
    if (block.kind !== "region" && block.kind !== "loop") return block;
    return { ...block, children: watched(block.children), edges: watched(block.edges.map(watched)) };
  };
  const blocks = Object.entries(graph.blocks).map(([id, block]): [string, Block] => [id, watched(inside(block))]);
  simplifyGraph({ ...graph, blocks: Object.fromEntries(blocks) });
  return looks;
}

/** On a graph that nothing is known of yet. */
function secondsToSimplify(graph: Sdfg): number {
  const blocks = Object.fromEntries(Object.entries(graph.blocks).map(([id, block]) => [id, { ...block }]));
  const begin = now();
  simplifyGraph({ ...graph, blocks });
  return now() - begin;
}

const exponent = (small: number, large: number, by: number) => Math.log(large / small) / Math.log(by);

describe("the cost of simplification", () => {
  it.each(Object.keys(statements))("is linear for statements %s", { timeout: 120_000 }, (kind) => {
    const [few, some, many] = [100, 1000, 5000].map((count) =>
      looksWhileSimplifying(generated(statements[kind] ?? (() => []), count)),
    ) as [number, number, number];
    expect(few).toBeGreaterThan(100);
    expect(exponent(few, some, 10)).toBeLessThan(1.2);
    expect(exponent(some, many, 5)).toBeLessThan(1.2);
  });

  it("shows in the time", { timeout: 120_000 }, () => {
    const graphs = [1000, 5000].map((count) => generated(statements["in place"] ?? (() => []), count));
    // In turns, so that a machine that is busy for a while slows both; the least is the least disturbed.
    const rounds = Array.from({ length: 5 }, () => graphs.map(secondsToSimplify));
    const [some, many] = [0, 1].map((which) => Math.min(...rounds.map((times) => times[which] ?? 0))) as [
      number,
      number,
    ];
    // 1.2 is the bound; the machine's noise and the collection of garbage get a little.
    expect(exponent(some, many, 5)).toBeLessThan(1.3);
  });
});
