// The picture's model: what is drawn, and what holds what. No coordinates; those come from layout.ts.
import {
  type Block,
  blockOf,
  type Edge,
  edgesInto,
  type MapEntry,
  type Node,
  nodeOf,
  printScalar,
  type Sdfg,
  type State,
  scopes,
  topological,
} from "@datawright/compiler-core/sdfg";
import { printRange, printSubset } from "@datawright/compiler-core/symbolic";
import { printContainer } from "./scene-text";

export type SceneKind =
  | "data"
  | "tasklet"
  | "map"
  | "library"
  | "nested"
  | "loop"
  | "branch"
  | "state"
  | "region"
  | "jump"
  | "foreign";

export interface SceneNode {
  readonly id: string;
  readonly kind: SceneKind;
  readonly title: string;
  readonly detail: string;
  readonly transient?: boolean;
  readonly schedule?: string;
  /** Its own picture, for what holds others. */
  readonly inside?: Scene;
  /** It holds others that are not shown. */
  readonly closed?: true;
  readonly line?: number;
}

export interface SceneEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
}

export function sceneOf(sdfg: Sdfg): Scene {
  const root = blockOf(sdfg, sdfg.root);
  const scene = chainScene(sdfg, root);
  const [only] = scene.nodes;
  // One state alone needs no frame around it.
  return scene.nodes.length === 1 && only?.kind === "state" && only.inside ? only.inside : scene;
}

function chainScene(sdfg: Sdfg, block: Block): Scene {
  if (block.kind !== "region" && block.kind !== "loop") return { nodes: [], edges: [] };
  const edges = block.edges.map(
    (e): SceneEdge => ({
      id: `${e.src}>${e.dst}`,
      from: e.src,
      to: e.dst,
      label: Object.entries(e.assignments)
        .map(([name, code]) => `${name} = ${printScalar(code)}`)
        .join(", "),
    }),
  );
  return { nodes: block.children.map((child) => blockNode(sdfg, blockOf(sdfg, child))), edges };
}

function blockNode(sdfg: Sdfg, block: Block): SceneNode {
  const line = block.origin && { line: block.origin.line };
  switch (block.kind) {
    case "state":
      return { id: block.id, kind: "state", title: block.label, detail: "", inside: stateScene(sdfg, block), ...line };
    case "loop": {
      const title =
        block.header.kind === "for"
          ? `for ${block.header.variable} in ${printRange(block.header.range)}`
          : `while ${printScalar(block.header.condition)}`;
      return { id: block.id, kind: "loop", title, detail: "", inside: chainScene(sdfg, block), ...line };
    }
    case "conditional": {
      const nodes = block.branches.map((branch): SceneNode => {
        const body = blockOf(sdfg, branch.body);
        return {
          id: body.id,
          kind: "region",
          title: branch.condition ? `if ${printScalar(branch.condition)}` : "else",
          detail: "",
          inside: chainScene(sdfg, body),
        };
      });
      return { id: block.id, kind: "branch", title: "branch", detail: "", inside: { nodes, edges: [] }, ...line };
    }
    case "region":
      return { id: block.id, kind: "region", title: block.label, detail: "", inside: chainScene(sdfg, block) };
    case "foreign":
      return { id: block.id, kind: "foreign", title: block.type, detail: block.reason, ...line };
    default:
      return { id: block.id, kind: "jump", title: block.kind, detail: "", ...line };
  }
}

function stateScene(sdfg: Sdfg, state: State): Scene {
  return scopeScene(sdfg, state, undefined);
}

function scopeScene(sdfg: Sdfg, state: State, scope: string | undefined): Scene {
  const parent = scopes(state);
  const here = topological(state).filter((node) => parent.get(node.id) === scope && node.kind !== "map-exit");
  const ids = new Set(here.map((node) => node.id));
  // An edge to or from a scope's border is drawn to its frame.
  const ends = (id: string): string | undefined => {
    const node = nodeOf(state, id);
    const own = node.kind === "map-exit" ? node.entry : id;
    return ids.has(own) ? own : undefined;
  };
  const seen = new Set<string>();
  const edges = state.edges.flatMap((e): SceneEdge[] => {
    const [from, to] = [ends(e.src), ends(e.dst)];
    if (from === undefined || to === undefined || from === to) return [];
    const id = `${from}>${to}`;
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ id, from, to, label: edgeLabel(e) }];
  });
  return { nodes: here.map((node) => stateNode(sdfg, state, node)), edges };
}

function edgeLabel(e: Edge): string {
  if (e.memlet === undefined) return "";
  return e.memlet.subset === undefined || e.memlet.subset.length === 0
    ? e.memlet.data
    : `${e.memlet.data}[${printSubset(e.memlet.subset)}]`;
}

function stateNode(sdfg: Sdfg, state: State, node: Node): SceneNode {
  const line = node.origin && { line: node.origin.line };
  switch (node.kind) {
    case "access": {
      const container = sdfg.containers[node.data];
      return {
        id: node.id,
        kind: "data",
        title: node.data,
        detail: printContainer(container),
        transient: container?.transient ?? false,
        ...line,
      };
    }
    case "tasklet":
      return { id: node.id, kind: "tasklet", title: node.label, detail: taskletText(state, node), ...line };
    case "map-entry":
      return {
        id: node.id,
        kind: "map",
        title: mapTitle(node),
        detail: node.label,
        schedule: node.schedule,
        inside: scopeScene(sdfg, state, node.id),
        ...line,
      };
    case "library":
      return { id: node.id, kind: "library", title: node.operation, detail: node.label, ...line };
    case "nested-sdfg":
      return { id: node.id, kind: "nested", title: node.label, detail: "", inside: sceneOf(node.sdfg), ...line };
    case "foreign":
      return { id: node.id, kind: "foreign", title: node.label, detail: `${node.type}: ${node.reason}`, ...line };
    case "map-exit":
      return { id: node.id, kind: "map", title: "", detail: "" };
  }
}

export function mapTitle(map: MapEntry): string {
  return map.params.map((p, i) => `${p} = ${map.ranges[i] ? printRange(map.ranges[i]) : ""}`).join(", ");
}

/** The tasklet's code with each input spelled as what it reads. */
function taskletText(state: State, node: Node & { kind: "tasklet" }): string {
  const names = new Map(
    edgesInto(state, node.id).flatMap((e): [string, string][] =>
      e.dstConnector ? [[e.dstConnector, edgeLabel(e)]] : [],
    ),
  );
  const codes = Object.values(node.outputs).map(printScalar);
  const text =
    codes.length > 0 ? codes.join("; ") : node.checks.map((c) => `check ${printScalar(c.condition)}`).join("; ");
  return text.replace(/\bin\d+\b/g, (name) => names.get(name) ?? name);
}
