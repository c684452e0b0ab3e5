// Neighbouring states as one, as a step.
import { stateFusion } from "../../passes/index.ts";
import type { Match, NoOptions, Transformation } from "../transformation.ts";
import { fromPass } from "./from-pass.ts";

export const transformation: Transformation<Match, NoOptions> = fromPass(
  {
    id: "StateFusion",
    title: "Join neighbouring states",
    summary: "Brings the dataflow of neighbouring states into one, so that maps of different statements can meet.",
    example: { before: "state\n  t = A + 1\nstate\n  B = 2*t", after: "state\n  t = A + 1\n  B = 2*t" },
  },
  stateFusion.run,
  "No two neighbouring states are left: loops, branches or assignments of symbols stand between them.",
);
