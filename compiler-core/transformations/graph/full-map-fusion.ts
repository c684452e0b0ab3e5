// Joins all maps that can be joined: first those that feed each other, then by recomputation where a whole array goes away at
// little extra work, then those that read the same data.
import { effectsOf, type Unit } from "../../analysis/index.ts";
import { type Refusal, refuse } from "../../diagnostics/index.ts";
import { type Scalar, type Sdfg, statesOf, walkScalar } from "../../sdfg/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import { recomputing, sideBySide } from "../map/map-fusion.ts";
import { feeds, type MapPair, pairIn, pairsAmong } from "../map/map-pair.ts";
import { closeState, type Joining, type OpenState, openState, withJoined } from "../map/open-state.ts";
import { recomputeBodies } from "../map/recomputed-body.ts";
import { type Match, type Plan, planned, type Transformation } from "../transformation.ts";

export type FullMapFusionOptions = {
  readonly recompute: boolean;
  readonly copies: number;
  readonly horizontal: boolean;
};

export const transformation: Transformation<Match, FullMapFusionOptions> = {
  id: "FullMapFusion",
  title: "Join all maps that can be joined",
  summary: "Joins maps until none is left that can be: what goes between them stays in registers.",
  options: {
    recompute: { title: "Compute anew what is read at other places", default: true, values: [true, false] },
    copies: { title: "At most this many iterations computed anew", default: 8, values: [2, 4, 8, 16] },
    horizontal: { title: "Join maps that read the same data", default: true, values: [true, false] },
  },
  exact: true,
  example: {
    before: "map i in 0:N\n  t[i] = A[i] + 1\nmap i in 0:N\n  B[i] = 2*t[i]",
    after: "map i in 0:N\n  t = A[i] + 1\n  B[i] = 2*t",
  },
  find: () => [{}],
  ...planned((graph, _match, options): Plan | Refusal => {
    const fused = fuseAll(graph, options);
    return fused === graph
      ? refuse("nothing", "No two maps can be joined. MapFusion says of each pair why not.")
      : { kind: "plan", build: () => fused };
  }),
};

function fuseAll(graph: Sdfg, options: FullMapFusionOptions): Sdfg {
  let current = graph;
  for (const state of statesOf(graph)) {
    const open = openState(current, state);
    if (open !== undefined) current = closeState(fuseIn(open, options));
  }
  return current;
}

function fuseIn(open: OpenState, { recompute, copies, horizontal }: FullMapFusionOptions): OpenState {
  let current = greedily(open, feeds, sideBySide);
  if (recompute) {
    current = greedily(current, feeds, (pair) => worthRecomputing(pair, copies), "last first");
    current = greedily(current, feeds, sideBySide);
  }
  return horizontal ? greedily(current, shareData, sideBySide) : current;
}

/** Rounds over all pairs; in a round each pair is tried once, and what was joined may be joined again. */
function greedily(
  open: OpenState,
  related: (first: Unit, second: Unit) => boolean,
  decide: (pair: MapPair) => Joining | Refusal,
  order: "first first" | "last first" = "first first",
): OpenState {
  let current = open;
  for (let changed = true; changed; ) {
    changed = false;
    const pairs = [...pairsAmong(current.units, related)];
    for (const { first, second } of order === "last first" ? pairs.reverse() : pairs) {
      const pair = pairIn(current, first, second);
      if (pair.kind === "refusal") continue;
      const joining = decide(pair);
      if (joining.kind === "refusal") continue;
      current = withJoined(current, joining);
      changed = true;
    }
  }
  return current;
}

function shareData(first: Unit, second: Unit): boolean {
  return !feeds(first, second) && [...effectsOf(first).reads].some((name) => effectsOf(second).reads.has(name));
}

/** Extra operations for each iteration that a vanished array is worth: a load and a store cost as much as some tens of them. */
const worthwhile = 64;

function worthRecomputing(pair: MapPair, copies: number): Joining | Refusal {
  const fused = recomputeBodies(pair, copies);
  if (fused.kind === "refusal") return fused;
  const elements = [pair.first.entry.id, pair.second.entry.id];
  if (!fused.replacesFirst) return refuse("needed", "Somebody else needs what the first map writes.", elements);
  const spread = fused.iterations.some((at) =>
    pair.second.entry.params.some((p) => !at.some((e) => symbolsOf(e).has(p))),
  );
  if (spread) return refuse("broadcast", "The same value would be computed anew in many iterations.", elements);
  const extra =
    (fused.copies - 1) *
    pair.first.steps.reduce(
      (total, s) => total + Object.values(s.tasklet.outputs).reduce((sum, code) => sum + weightOf(code), 0),
      0,
    );
  if (extra > worthwhile)
    return refuse("costly", `It would take ${extra} more operations for each iteration.`, elements);
  return recomputing(pair, fused);
}

function weightOf(code: Scalar): number {
  let weight = 0;
  for (const part of walkScalar(code)) {
    if (part.kind === "call") weight += part.fn === "abs" || part.fn === "minimum" || part.fn === "maximum" ? 1 : 16;
    else if (part.kind === "binary")
      weight +=
        part.operator === "**" ? 32 : part.operator === "/" || part.operator === "//" || part.operator === "%" ? 4 : 1;
    else if (part.kind !== "input" && part.kind !== "constant" && part.kind !== "index") weight += 1;
  }
  return weight;
}
