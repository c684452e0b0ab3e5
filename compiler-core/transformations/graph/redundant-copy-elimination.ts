// Copies of whole arrays go, as a step.
import { redundantCopyElimination } from "../../passes/index.ts";
import type { Match, NoOptions, Transformation } from "../transformation.ts";
import { fromPass } from "./from-pass.ts";

export const transformation: Transformation<Match, NoOptions> = fromPass(
  {
    id: "RedundantCopyElimination",
    title: "Remove copies of whole arrays",
    summary: "Computes an array where it ends up, instead of computing it elsewhere and copying it there.",
    example: { before: "t = A + 1\nB[:] = t", after: "B = A + 1" },
  },
  redundantCopyElimination.run,
  "No array is made only to be copied whole into another one.",
);
