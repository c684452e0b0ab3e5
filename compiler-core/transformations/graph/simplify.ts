// The whole simplification as one step.
import { simplifyGraph } from "../../passes/index.ts";
import type { Match, NoOptions, Transformation } from "../transformation.ts";
import { fromPass } from "./from-pass.ts";

export const transformation: Transformation<Match, NoOptions> = fromPass(
  {
    id: "Simplify",
    title: "Simplify the graph",
    summary: "Joins states, drops what nobody reads, and removes copies, until nothing changes.",
    example: { before: "state\n  t = A + 1\nstate\n  B = 2*t", after: "state\n  t = A + 1\n  B = 2*t" },
  },
  simplifyGraph,
  "The graph is as simple as it gets.",
);
