// Every access of a state's units, as the body of something iterated.

import type { Iterated } from "../../analysis/index.ts";
import { isRegister, type ScopeAccess, scopeAccesses, type Unit } from "../../analysis/index.ts";
import { adjacency, type Sdfg, type State } from "../../sdfg/index.ts";

/** Undefined where a unit can't be looked into. Scalars are not listed: they are registers, or read only. */
export function bodyAccesses(
  sdfg: Sdfg,
  state: State,
  units: readonly Unit[],
  loop: Iterated,
): readonly ScopeAccess[] | undefined {
  const accesses: ScopeAccess[] = [];
  for (const unit of units) {
    const node = state.nodes[unit.head];
    if (node === undefined || node.kind === "nested-sdfg") return undefined;
    if (node.kind === "map-entry") {
      const inner = scopeAccesses(sdfg, state, node.id);
      if (inner === undefined) return undefined;
      accesses.push(
        ...inner.map((a) => ({
          ...a,
          around: { params: [...loop.params, ...a.around.params], ranges: [...loop.ranges, ...a.around.ranges] },
        })),
      );
      continue;
    }
    const { into, outOf } = adjacency(state);
    for (const e of into.get(node.id) ?? [])
      if (e.memlet !== undefined)
        accesses.push({
          data: e.memlet.data,
          subset: e.memlet.subset ?? [],
          writes: false,
          around: loop,
          node: node.id,
        });
    for (const e of outOf.get(node.id) ?? [])
      if (e.memlet !== undefined)
        accesses.push({
          data: e.memlet.data,
          subset: e.memlet.subset ?? [],
          writes: true,
          around: loop,
          node: node.id,
          ...(e.memlet.wcr && { wcr: e.memlet.wcr }),
        });
  }
  return accesses.filter((a) => !isRegister(sdfg.containers[a.data]));
}
