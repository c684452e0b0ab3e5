// Whether the iterations of a scope get into each other's way.
import { type ElementId, exitOf, nodesOf, type State, scopes } from "../sdfg/index.ts";
import type { Assumptions } from "../symbolic/index.ts";
import { type Collision, collisionOf } from "./overlap.ts";
import type { ScopeAccess } from "./scope-accesses.ts";
import { mayRaise } from "./units.ts";

export interface Dependence {
  readonly first: ScopeAccess;
  readonly second: ScopeAccess;
  readonly collision: Collision & { readonly kind: "other-iteration" };
}

/** The first pair of accesses, one a write, that meet in iterations which differ in one of `compared`. */
export function dependenceAmong(
  accesses: readonly ScopeAccess[],
  compared: readonly string[],
  assumptions: Assumptions,
  shared: ReadonlySet<string> = new Set(),
): Dependence | undefined {
  for (const first of accesses) {
    if (!first.writes) continue;
    for (const second of accesses) {
      if (second.data !== first.data) continue;
      const collision = collisionOf(first, second, compared, assumptions, shared);
      if (collision.kind === "other-iteration") return { first, second, collision };
    }
  }
  return undefined;
}

/** Whether anything in the scope may end the program with an exception. */
export function mapRaises(state: State, entry: ElementId): boolean {
  const parent = scopes(state);
  const inside = (id: ElementId | undefined): boolean => id !== undefined && (id === entry || inside(parent.get(id)));
  return nodesOf(state).some(
    (n) =>
      ((n.kind === "tasklet" && n.checks.length > 0) || (n.kind === "nested-sdfg" && mayRaise(n.sdfg))) && inside(n.id),
  );
}

export function isOutermost(state: State, entry: ElementId): boolean {
  return scopes(state).get(entry) === undefined && exitOf(state, entry) !== undefined;
}
