// State machines → chains of states, loops and branches. What has no such form stays as it is, and is refused later.
import {
  type Block,
  childrenOf,
  type ElementId,
  type InterstateEdge,
  type LoopRegion,
  type Scalar,
  type Sdfg,
  symbolsOfScalar,
} from "../../sdfg/index.ts";
import { int } from "../../symbolic/index.ts";
import { changedIn, counted } from "./counting.ts";
import { dominates, dominators } from "./dominators.ts";
import { usesSymbol } from "./uses.ts";

type Chain = Block & { readonly kind: "region" | "loop" };
type Looping = Chain | (Block & { readonly kind: "foreign" });
type Assignments = InterstateEdge["assignments"];

class Unstructured extends Error {}

export function structured(sdfg: Sdfg): Sdfg {
  let { blocks, symbols } = sdfg;
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind !== "region" && block.kind !== "loop" && !(block.kind === "foreign" && block.loop !== undefined))
      continue;
    try {
      const build = new Builder({ ...sdfg, blocks, symbols }, block);
      ({ blocks, symbols } = build.result());
    } catch (error) {
      if (!(error instanceof Unstructured)) throw error;
    }
  }
  return { ...sdfg, blocks: reached(blocks, sdfg.root), symbols };
}

/** Without the guards that became loops, and states that control never comes to. */
function reached(blocks: Sdfg["blocks"], root: ElementId): Sdfg["blocks"] {
  const ids = new Set([root]);
  for (const id of ids) {
    const block = blocks[id];
    if (block !== undefined) for (const child of childrenOf(block)) ids.add(child);
  }
  return Object.fromEntries(Object.entries(blocks).filter(([id]) => ids.has(id)));
}

interface Loop {
  readonly header: ElementId;
  readonly body: ReadonlySet<ElementId>;
  readonly exit: ElementId | undefined;
  /** The variable that the loop itself counts, so that edges back need not. */
  readonly counts: string | undefined;
}

const end = "(end)";

/** One region at a time, while the blocks that it needs are made. */
class Builder {
  private readonly made: Record<ElementId, Block> = {};
  private readonly placed = new Set<ElementId>();
  private readonly out = new Map<ElementId, InterstateEdge[]>();
  private readonly above: ReadonlyMap<string, string>;
  private readonly symbols: Record<string, Sdfg["symbols"][string]>;
  private readonly sdfg: Sdfg;
  private readonly region: Looping;

  constructor(sdfg: Sdfg, region: Looping) {
    this.sdfg = sdfg;
    this.region = region;
    this.symbols = { ...sdfg.symbols };
    for (const child of region.children) this.out.set(child, []);
    for (const e of region.edges) {
      if (e.unread !== undefined) throw new Unstructured();
      this.out.get(e.src)?.push(e);
    }
    this.above = dominators(this.start(), (id) => this.edgesOf(id).map((e) => e.dst));
  }

  result(): Pick<Sdfg, "blocks" | "symbols"> {
    const { region } = this;
    const chain =
      region.children.length === 0
        ? { children: [], edges: [] }
        : this.sequence(region.id, this.start(), undefined, undefined, {});
    const { start: _, ...common } = region as Block & { kind: "region" };
    const own: Block =
      region.kind === "foreign" ? this.countedForeign(region, chain) : ({ ...common, ...chain } as Chain);
    return { blocks: { ...this.sdfg.blocks, ...this.made, [region.id]: own }, symbols: this.symbols };
  }

  private start(): ElementId {
    const { region } = this;
    return region.start ?? region.children[0] ?? end;
  }

  private edgesOf(id: ElementId): readonly InterstateEdge[] {
    return this.out.get(id) ?? [];
  }

  /** A file's loop whose end a container holds: the end is read once, in a region around the loop. */
  private countedForeign(region: Block & { kind: "foreign" }, chain: Pick<Chain, "children" | "edges">): Block {
    const { loop } = region;
    const found =
      loop && counted(loop, changedIn(this.sdfg, region.children, region.edges), (name) => this.isFree(name));
    if (found === undefined || loop === undefined) throw new Unstructured();
    for (const name of Object.keys(found.before)) this.symbols[name] = { dtype: "int64" };
    const inner: LoopRegion = {
      kind: "loop",
      id: `${region.id}.loop`,
      label: region.label,
      header: { kind: "for", variable: found.variable, range: found.range },
      ...chain,
    };
    this.made[inner.id] = inner;
    const first = this.empty(`${region.id}.end`);
    return {
      kind: "region",
      id: region.id,
      label: region.label,
      children: [first, inner.id],
      edges: [{ src: first, dst: inner.id, assignments: found.before }],
    };
  }

  private isFree(name: string): boolean {
    return !Object.hasOwn(this.symbols, name) && !Object.hasOwn(this.sdfg.containers, name);
  }

  private empty(id: ElementId): ElementId {
    this.made[id] = { kind: "state", id, label: id.replace(/\W+/g, "_"), nodes: {}, edges: [] };
    return id;
  }

  /** Blocks from one on until control comes to `until`, or leaves the loop around. */
  private sequence(
    owner: ElementId,
    from: ElementId,
    until: ElementId | undefined,
    loop: Loop | undefined,
    first: Assignments,
    ownHeader = false,
  ): Pick<Chain, "children" | "edges"> {
    const children: ElementId[] = [];
    const edges: InterstateEdge[] = [];
    const push = (id: ElementId, assignments: Assignments) => {
      if (this.placed.has(id)) throw new Unstructured();
      this.placed.add(id);
      if (children.length === 0 && Object.keys(assignments).length > 0) children.push(this.empty(`${owner}.first`));
      const before = children.at(-1);
      if (before !== undefined) edges.push({ src: before, dst: id, assignments });
      children.push(id);
    };
    let pending = first;
    let at: ElementId | undefined = from;
    let begun = ownHeader;
    while (at !== undefined) {
      const reached: ElementId = at;
      if (reached === until || (!begun && reached === loop?.header)) {
        const { [loop?.counts ?? ""]: __, ...left } = pending;
        const kept = reached === loop?.header ? left : pending;
        if (Object.keys(kept).length > 0) push(this.empty(`${owner}.last`), kept);
        break;
      }
      if (loop !== undefined && !loop.body.has(reached)) {
        if (reached !== loop.exit) throw new Unstructured();
        this.made[`${owner}.break`] = { kind: "break", id: `${owner}.break`, label: "break" };
        push(`${owner}.break`, pending);
        break;
      }
      const inner: ReadonlySet<ElementId> = begun ? new Set() : this.bodyOf(reached);
      begun = false;
      if (inner.size > 0) {
        const made = this.loop(reached, inner, pending);
        push(made.id, made.before);
        pending = {};
        at = made.exit;
        continue;
      }
      push(reached, pending);
      const next = this.edgesOf(reached);
      const [only] = next;
      if (next.length <= 1 && only?.condition === undefined) {
        pending = only?.assignments ?? {};
        at = only?.dst;
      } else {
        const join = this.join(reached, loop);
        push(this.branch(reached, next, join ?? until, loop), {});
        pending = {};
        at = join;
      }
    }
    return { children, edges };
  }

  /** What loops back to a header, the header included; empty for any other block. */
  private bodyOf(header: ElementId): ReadonlySet<ElementId> {
    const body = new Set<ElementId>();
    const waiting: ElementId[] = this.region.edges
      .filter((e) => e.dst === header && this.above.has(e.src) && dominates(this.above, header, e.src))
      .map((e) => e.src);
    if (waiting.length === 0) return body;
    body.add(header);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (body.has(id)) continue;
      body.add(id);
      for (const e of this.region.edges) if (e.dst === id && this.above.has(e.src)) waiting.push(e.src);
    }
    return body;
  }

  private loop(
    header: ElementId,
    body: ReadonlySet<ElementId>,
    entering: Assignments,
  ): { id: ElementId; before: Assignments; exit: ElementId | undefined } {
    const id = `${header}.loop`;
    const block = this.sdfg.blocks[header];
    const next = this.edgesOf(header);
    const into = next.find((e) => body.has(e.dst));
    const leave = next.find((e) => !body.has(e.dst));
    const isGuard =
      block?.kind === "state" &&
      Object.keys(block.nodes).length === 0 &&
      next.length === 2 &&
      into !== undefined &&
      leave !== undefined;
    if (!isGuard) return this.endless(id, header, body, entering);
    if (
      into.condition === undefined ||
      !isNegation(into.condition, leave.condition) ||
      Object.keys(leave.assignments).length > 0
    )
      throw new Unstructured();
    this.placed.add(header);
    const inside = { header, body, exit: leave.dst };
    const found = this.counting(into, leave.dst, header, body, entering);
    const common = { kind: "loop", id, label: block.label } as const;
    if (found === undefined) {
      const chain = this.sequence(id, into.dst, undefined, { ...inside, counts: undefined }, into.assignments);
      this.made[id] = { ...common, header: { kind: "while", condition: into.condition }, ...chain };
      return { id, before: entering, exit: leave.dst };
    }
    for (const name of Object.keys(found.before)) this.symbols[name] = { dtype: "int64" };
    const { [found.variable]: __, ...rest } = entering;
    const chain = this.sequence(id, into.dst, undefined, { ...inside, counts: found.variable }, into.assignments);
    this.made[id] = { ...common, header: { kind: "for", variable: found.variable, range: found.range }, ...chain };
    return { id, before: { ...rest, ...found.before }, exit: leave.dst };
  }

  /** A loop without a guard: `while True`, left by breaks. */
  private endless(id: ElementId, header: ElementId, body: ReadonlySet<ElementId>, entering: Assignments) {
    const exits = new Set(this.region.edges.filter((e) => body.has(e.src) && !body.has(e.dst)).map((e) => e.dst));
    if (exits.size > 1) throw new Unstructured();
    const [exit] = exits;
    const chain = this.sequence(id, header, undefined, { header, body, exit, counts: undefined }, {}, true);
    this.made[id] = {
      kind: "loop",
      id,
      label: id.replace(/\W+/g, "_"),
      header: { kind: "while", condition: { kind: "constant", dtype: "bool", value: 1 } },
      ...chain,
    };
    return { id, before: entering, exit };
  }

  /** A guard that counts: all edges back add one step, the variable is set on the way in, and nobody asks for it afterwards. */
  private counting(
    into: InterstateEdge,
    exit: ElementId,
    header: ElementId,
    body: ReadonlySet<ElementId>,
    entering: Assignments,
  ) {
    const back = this.region.edges.filter((e) => e.dst === header && body.has(e.src));
    const [variable, step] =
      Object.entries(back[0]?.assignments ?? {}).find(
        ([name, code]) => Object.hasOwn(entering, name) && symbolsOfScalar(code).has(name),
      ) ?? [];
    const begin = variable === undefined ? undefined : entering[variable];
    if (variable === undefined || step?.kind !== "index" || into.condition === undefined) return undefined;
    const from = begin?.kind === "index" ? begin.expr : begin?.kind === "constant" ? int(begin.value) : undefined;
    if (
      from === undefined ||
      !back.every((e) => {
        const code = e.assignments[variable];
        return code?.kind === "index" && code.expr.key === step.expr.key;
      })
    )
      return undefined;
    const inside = this.region.edges.filter((e) => body.has(e.src) && e.dst !== header);
    const others = back.map((e): InterstateEdge => {
      const { [variable]: _, ...rest } = e.assignments;
      return { ...e, assignments: rest };
    });
    const changed = changedIn(this.sdfg, body, [...inside.filter((e) => body.has(e.dst)), ...others]);
    if (this.isLive(variable, exit, new Set())) return undefined;
    return counted({ variable, begin: from, test: into.condition, next: step.expr }, changed, (name) =>
      this.isFree(name),
    );
  }

  /** May the value that a symbol has on coming to this block still be asked for? */
  private isLive(name: string, at: ElementId, seen: Set<ElementId>): boolean {
    if (seen.has(at)) return false;
    seen.add(at);
    const block = this.sdfg.blocks[at];
    if (block !== undefined && usesSymbol(this.sdfg, block, name)) return true;
    const next = this.edgesOf(at);
    if (next.length === 0 && this.region.id !== this.sdfg.root) return true;
    return next.some((e) => {
      const asked = [...(e.condition ? [e.condition] : []), ...Object.values(e.assignments)].some((code) =>
        symbolsOfScalar(code).has(name),
      );
      return asked || (!Object.hasOwn(e.assignments, name) && this.isLive(name, e.dst, seen));
    });
  }

  /** Where the ways that leave a block meet again, inside of the loop around; none: at its end. */
  private join(at: ElementId, loop: Loop | undefined): ElementId | undefined {
    const inside = (id: ElementId) => loop === undefined || (loop.body.has(id) && id !== loop.header);
    const nodes = this.region.children.filter((id) => this.above.has(id) && (inside(id) || id === loop?.header));
    const before = new Map<ElementId, ElementId[]>([
      [end, []],
      ...nodes.map((id): [ElementId, ElementId[]] => [id, []]),
    ]);
    for (const id of nodes) {
      const next = this.edgesOf(id);
      if (next.length === 0) before.get(end)?.push(id);
      for (const e of next) before.get(inside(e.dst) ? e.dst : end)?.push(id);
    }
    const above = dominators(end, (id) => before.get(id) ?? []);
    const join = above.get(at);
    if (join === undefined) throw new Unstructured();
    return join === end ? undefined : join;
  }

  private branch(
    at: ElementId,
    edges: readonly InterstateEdge[],
    join: ElementId | undefined,
    loop: Loop | undefined,
  ): ElementId {
    const id = `${at}.if`;
    const [a, b] = edges;
    if (
      edges.length !== 2 ||
      a?.condition === undefined ||
      b === undefined ||
      !(b.condition === undefined || isNegation(a.condition, b.condition))
    )
      throw new Unstructured();
    const bodies = [a, b].map((e, i) => {
      const body = `${id}.${i}`;
      this.made[body] = {
        kind: "region",
        id: body,
        label: i === 0 ? "then" : "otherwise",
        ...this.sequence(body, e.dst, join, loop, e.assignments),
      };
      return body;
    });
    const [then = "", otherwise = ""] = bodies;
    const hasElse = (this.made[otherwise] as Chain).children.length > 0;
    this.made[id] = {
      kind: "conditional",
      id,
      label: "if",
      branches: [{ condition: a.condition, body: then }, ...(hasElse ? [{ body: otherwise }] : [])],
    };
    if (!hasElse) delete this.made[otherwise];
    return id;
  }
}

function isNegation(condition: Scalar, other: Scalar | undefined): boolean {
  const of = (a: Scalar, b: Scalar) =>
    b.kind === "unary" && b.operator === "not" && JSON.stringify(b.operand) === JSON.stringify(a);
  return other !== undefined && (of(condition, other) || of(other, condition));
}
