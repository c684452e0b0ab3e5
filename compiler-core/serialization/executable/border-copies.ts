// A copy of one element between a container inside a map and the map's border becomes a tasklet that passes it on; what two
// tasklets hand over directly goes by way of the container that their memlet names.
import {
  type AccessNode,
  type Container,
  cast,
  type Edge,
  input,
  type Memlet,
  type Sdfg,
  type State,
  type Tasklet,
} from "../../sdfg/index.ts";
import { constantOf, isPoint, point, type Subset, zero } from "../../symbolic/index.ts";
import { mapStates } from "./states.ts";

export function withoutBorderCopies(sdfg: Sdfg): Sdfg {
  const rewritten = (state: State, e: Edge) => passed(sdfg, state, e) ?? handedOver(sdfg, state, e) ?? state;
  return mapStates(sdfg, (state) => state.edges.reduce(rewritten, state));
}

function passed(sdfg: Sdfg, state: State, e: Edge): State | undefined {
  const [src, dst] = [state.nodes[e.src], state.nodes[e.dst]];
  const inward = src?.kind === "map-entry" && dst?.kind === "access";
  const node = inward ? dst : src?.kind === "access" && dst?.kind === "map-exit" ? src : undefined;
  const { memlet } = e;
  if (node?.kind !== "access" || memlet === undefined || memlet.unread !== undefined || memlet.data === node.data)
    return undefined;
  const [near, far] = [sdfg.containers[node.data], sdfg.containers[memlet.data]];
  if (near === undefined || far === undefined || near.kind === "view" || near.kind === "foreign") return undefined;
  const here = memlet.otherSubset ?? onlyElement(near);
  if (here === undefined || !here.every(isPoint) || memlet.subset?.every(isPoint) !== true) return undefined;
  const outside: Memlet = { data: memlet.data, subset: memlet.subset, ...(memlet.wcr && { wcr: memlet.wcr }) };
  const inside: Memlet = { data: node.data, subset: here };
  const [from, to] = inward ? [far, near] : [near, far];
  const id = `${e.id}.pass`;
  const tasklet: Tasklet = {
    kind: "tasklet",
    id,
    label: "pass",
    inputs: ["value"],
    outputs: { out: cast(input("value", from.dtype), to.dtype) },
    checks: [],
  };
  const first: Edge = {
    id: `${e.id}.from`,
    src: e.src,
    ...(e.srcConnector !== undefined && { srcConnector: e.srcConnector }),
    dst: id,
    dstConnector: "value",
    memlet: inward ? outside : inside,
  };
  const second: Edge = {
    id: `${e.id}.to`,
    src: id,
    srcConnector: "out",
    dst: e.dst,
    ...(e.dstConnector !== undefined && { dstConnector: e.dstConnector }),
    memlet: inward ? inside : outside,
  };
  return {
    ...state,
    nodes: { ...state.nodes, [id]: tasklet },
    edges: [...state.edges.filter((each) => each.id !== e.id), first, second],
  };
}

function onlyElement(c: Container): Subset | undefined {
  return c.shape.every((extent) => constantOf(extent) === 1) ? c.shape.map(() => point(zero)) : undefined;
}

function handedOver(sdfg: Sdfg, state: State, e: Edge): State | undefined {
  const [src, dst] = [state.nodes[e.src], state.nodes[e.dst]];
  const { memlet } = e;
  if (src?.kind !== "tasklet" || dst?.kind !== "tasklet" || memlet === undefined || memlet.unread !== undefined)
    return undefined;
  if (sdfg.containers[memlet.data]?.transient !== true || e.srcConnector === undefined || e.dstConnector === undefined)
    return undefined;
  const id = `${e.id}.held`;
  const access: AccessNode = { kind: "access", id, data: memlet.data };
  const { wcr: _, ...read } = memlet;
  const first: Edge = { id: `${e.id}.from`, src: e.src, srcConnector: e.srcConnector, dst: id, memlet };
  const second: Edge = { id: `${e.id}.to`, src: id, dst: e.dst, dstConnector: e.dstConnector, memlet: read };
  return {
    ...state,
    nodes: { ...state.nodes, [id]: access },
    edges: [...state.edges.filter((each) => each.id !== e.id), first, second],
  };
}
