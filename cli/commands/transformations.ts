// `transformations FILE`: what can be done with a program as its recipe leaves it, where, and where not and why.

import { stateHolding } from "../../compiler-core/analysis/index.ts";
import type { Program } from "../../compiler-core/compiler/index.ts";
import type { Block, ElementId, Node } from "../../compiler-core/sdfg/index.ts";
import { transformations as catalogue, defaultsOf, type Match } from "../../compiler-core/transformations/index.ts";
import { type ExitStatus, exit } from "../exit.ts";
import { readWords } from "../options.ts";
import { compileFile, readProgram } from "../program-file.ts";
import { applyRecipe } from "../recipe.ts";
import type { World } from "../world.ts";

type Sdfg = Program["sdfg"];

export async function transformations(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { recipe: "text", entry: "text", json: "flag" }, ["FILE"]);
  const [file = ""] = words.positionals;
  const entry = words.text("entry");
  const compiled = compileFile(world, readProgram(file), { ...(entry !== undefined && { entry }) });
  const { sdfg } = applyRecipe(world, compiled, words.text("recipe") ?? "none");
  const found = catalogue.map((transformation) => {
    const options = defaultsOf(transformation);
    const matches = [...transformation.find(sdfg)].map((match) => {
      const refusal = transformation.refuse(sdfg, match, options);
      return {
        at: placesOf(sdfg, match),
        refused: refusal === undefined ? null : { code: refusal.code, reason: refusal.reason },
      };
    });
    const { id, title, summary, exact } = transformation;
    return { id, title, summary, exact, options: transformation.options, matches };
  });
  world.out(words.flag("json") ? JSON.stringify(found, null, 2) : found.map(describe).join("\n\n"));
  return exit.right;
}

interface Place {
  readonly element: ElementId;
  readonly label: string;
  /** Of the Python text it came from. */
  readonly line: number | null;
}

function placesOf(sdfg: Sdfg, match: Match): Readonly<Record<string, Place>> {
  return Object.fromEntries(
    Object.entries(match).map(([role, element]): [string, Place] => {
      const found = sdfg.blocks[element] ?? stateHolding(sdfg, element)?.nodes[element];
      return [
        role,
        { element, label: found === undefined ? element : labelOf(found), line: found?.origin?.line ?? null },
      ];
    }),
  );
}

function labelOf(element: Block | Node): string {
  if (element.kind === "access") return element.data;
  if (element.kind === "map-exit") return element.entry;
  const name = element.label;
  return element.kind === "map-entry" ? `${name}[${element.params.join(", ")}]` : name;
}

interface Found {
  readonly id: string;
  readonly summary: string;
  readonly matches: readonly {
    readonly at: Readonly<Record<string, Place>>;
    readonly refused: { readonly reason: string } | null;
  }[];
}

function describe({ id, summary, matches }: Found): string {
  const open = matches.filter((m) => m.refused === null).length;
  const lines = matches.map(({ at, refused }, i) => {
    const places = Object.entries(at).map(
      ([role, { label, line }]) => `${role} ${label}${line === null ? "" : ` (line ${line})`}`,
    );
    return `  ${String(i + 1).padStart(3)} ${refused === null ? "yes" : "no "} ${places.join(", ") || "the whole program"}${refused === null ? "" : `: ${refused.reason}`}`;
  });
  return [`${id}: ${summary} (${open} of ${matches.length})`, ...lines].join("\n");
}
