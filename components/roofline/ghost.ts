// Where a preview's ghost stands: at the previewed graph's modelled intensity, as high as the measured roofs allow. Nothing
// of it ran, so it is a bound, and says that it is predicted.
import type { Sizes } from "@/components/documents/sizes";
import { ceilingOf, loadsOf, type Point, type Roof, type TotalWork } from "./roofline";

/** One at each level; none where the model has no number for these sizes, or the roofs say nothing. */
export function ghostsOf(work: TotalWork, sizes: Sizes, roofs: readonly Roof[]): readonly Point[] {
  return loadsOf(work, sizes).flatMap((load): Point[] => {
    const ceiling = ceilingOf(load, roofs);
    if (ceiling === undefined) return [];
    const name = "preview (predicted)";
    return [{ ...load, id: `${name} ${load.level}`, name, performance: ceiling.attainable, predicted: true }];
  });
}

/** The program's newest measured point at the ghost's level, which the ghost's line comes from. */
export function originOf(ghost: Point, points: readonly Point[]): Point | undefined {
  return points.findLast((point) => !point.predicted && point.element === undefined && point.level === ghost.level);
}
