// The state of two maps with the joined map in its place among the other units.
import { assemble, isVisible, unitOfFlatMap } from "../../analysis/index.ts";
import { edited, type Sdfg } from "../../sdfg/index.ts";
import type { FusedBody } from "./fused-body.ts";
import type { MapPair } from "./map-pair.ts";

export function rebuilt(
  { sdfg, state }: MapPair,
  fused: FusedBody,
  order: readonly (MapPair["firstUnit"] | "here")[],
): Sdfg {
  return edited(sdfg, (draft) => {
    for (const [name, container] of fused.containers) draft.containers.set(name, container);
    const unit = unitOfFlatMap(fused.map);
    draft.blocks.set(
      state.id,
      assemble(
        state,
        order.map((u) => (u === "here" ? unit : u)),
        (name) => isVisible(sdfg, name),
      ),
    );
  });
}
