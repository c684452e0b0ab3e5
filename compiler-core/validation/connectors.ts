// Connectors: each edge ends at one that is declared, inputs are fed once, and a scope's `IN_x` has its `OUT_x`.
import {
  type Edge,
  edgesInto,
  edgesOutOf,
  entryOfExit,
  type Node,
  nodesOf,
  opensScope,
  type State,
} from "../sdfg/index.ts";
import { type ConnectorCode, type Problem, problem, warning } from "./problem.ts";

export function* checkConnectors(state: State): Generator<Problem<ConnectorCode>> {
  for (const node of nodesOf(state)) {
    const [into, outOf] = [edgesInto(state, node.id), edgesOutOf(state, node.id)];
    if (opensScope(node) || entryOfExit(node) !== undefined) yield* checkBorder(node, into, outOf);
    else if (node.kind === "access") yield* checkAccess(node, into, outOf);
    else if ("inputs" in node)
      yield* checkDeclared(
        node,
        node.inputs,
        node.kind === "tasklet" ? Object.keys(node.outputs) : node.outputs,
        into,
        outOf,
      );
  }
}

type Declaring = Exclude<Node, { kind: "access" | "map-entry" | "map-exit" }>;

function* checkDeclared(
  node: Declaring,
  inputs: readonly string[],
  outputs: readonly string[],
  into: readonly Edge[],
  outOf: readonly Edge[],
): Generator<Problem<ConnectorCode>> {
  // A reduction has one input and one output, and DaCe gives them no names.
  const named = node.kind !== "library" || inputs.length + outputs.length > 0;
  const fed = new Set<string>();
  for (const e of into) {
    if (e.dstConnector === undefined) {
      if (e.memlet !== undefined && named)
        yield problem("unknown-connector", `Data reaches ${node.label} at no connector.`, e.id, node.id);
      continue;
    }
    if (!inputs.includes(e.dstConnector))
      yield problem("unknown-connector", `${node.label} has no input \`${e.dstConnector}\`.`, e.id, node.id);
    if (fed.has(e.dstConnector))
      yield problem(
        "connector-twice",
        `Two edges feed the input \`${e.dstConnector}\` of ${node.label}.`,
        e.id,
        node.id,
      );
    fed.add(e.dstConnector);
  }
  const used = new Set<string>();
  for (const e of outOf) {
    if (e.srcConnector === undefined) {
      if (e.memlet !== undefined && named)
        yield problem("unknown-connector", `Data leaves ${node.label} from no connector.`, e.id, node.id);
      continue;
    }
    if (!outputs.includes(e.srcConnector))
      yield problem("unknown-connector", `${node.label} has no output \`${e.srcConnector}\`.`, e.id, node.id);
    used.add(e.srcConnector);
  }
  for (const name of inputs)
    if (!fed.has(name))
      yield problem("unused-connector", `Nothing feeds the input \`${name}\` of ${node.label}.`, node.id);
  for (const name of outputs)
    if (!used.has(name))
      yield warning("unused-connector", `The output \`${name}\` of ${node.label} goes nowhere.`, node.id);
}

/** An entry's input that is no `IN_x` defines a symbol. */
function* checkBorder(node: Node, into: readonly Edge[], outOf: readonly Edge[]): Generator<Problem<ConnectorCode>> {
  const inside = new Set<string>();
  for (const e of into) {
    if (e.dstConnector === undefined) {
      if (e.memlet !== undefined)
        yield problem("unknown-connector", `Data reaches the border ${node.id} at no connector.`, e.id, node.id);
    } else if (inside.has(e.dstConnector))
      yield problem("connector-twice", `Two edges feed \`${e.dstConnector}\` of ${node.id}.`, e.id, node.id);
    else inside.add(e.dstConnector);
  }
  const outside = new Set(outOf.flatMap((e) => e.srcConnector ?? []));
  for (const e of outOf)
    if (e.srcConnector === undefined && e.memlet !== undefined)
      yield problem("unknown-connector", `Data leaves the border ${node.id} from no connector.`, e.id, node.id);
  if (node.kind === "foreign") return;
  for (const name of inside)
    if (name.startsWith("IN_") && !outside.has(`OUT_${name.slice(3)}`))
      yield problem("unpaired-connector", `\`${name}\` of ${node.id} has no \`OUT_${name.slice(3)}\`.`, node.id);
  for (const name of outside)
    if (!inside.has(`IN_${name.slice(4)}`))
      yield problem("unpaired-connector", `\`${name}\` of ${node.id} has no \`IN_${name.slice(4)}\`.`, node.id);
}

function* checkAccess(
  node: Node & { kind: "access" },
  into: readonly Edge[],
  outOf: readonly Edge[],
): Generator<Problem<ConnectorCode>> {
  const names = [...into.map((e) => e.dstConnector), ...outOf.map((e) => e.srcConnector)];
  const unknown = names.find((name) => name !== undefined && name !== "views" && name !== "set");
  if (unknown !== undefined)
    yield problem("unknown-connector", `An access node has no connector \`${unknown}\`.`, node.id);
}
