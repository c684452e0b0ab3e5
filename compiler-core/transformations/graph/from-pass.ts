// A pass as a step of a recipe: it has one match, the whole graph.
import { refuse } from "../../diagnostics/index.ts";
import type { Sdfg } from "../../sdfg/index.ts";
import { type Match, type NoOptions, planned, type Transformation } from "../transformation.ts";

export function fromPass(
  about: Pick<Transformation, "id" | "title" | "summary" | "example">,
  run: (sdfg: Sdfg) => Sdfg,
  nothing: string,
): Transformation<Match, NoOptions> {
  return {
    ...about,
    options: {},
    exact: true,
    find: () => [{}],
    ...planned((graph) => {
      const result = run(graph);
      return result === graph ? refuse("nothing", nothing) : { kind: "plan", build: () => result };
    }),
  };
}
