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
import { usesSymbol } from "./uses.ts";
import { leftTo, loopingBack, meeting, reachedFrom, type Ways, waysOf } from "./ways.ts";

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
  readonly exit: ElementId | undefined;
  /** What belongs to the loop: what loops back, and ways out of it up to where they meet. */
  readonly holds: (id: ElementId) => boolean;
  /** The variable that the loop itself counts, so that edges back need not. */
  readonly counts: string | undefined;
}

/** What is around a chain of blocks: where it ends by going on, and the loop that it may leave or repeat. */
interface Around {
  readonly until: ElementId;
  readonly loop?: Loop;
}

const end = "(end)";
const nowhere = "(nowhere)";

/** One region at a time, while the blocks that it needs are made. */
class Builder {
  private readonly made: Record<ElementId, Block> = {};
  private readonly placed = new Set<ElementId>();
  private readonly ways: Ways;
  /** The empty block at which all ways through the region end. */
  private readonly finish: ElementId;
  private readonly symbols: Record<string, Sdfg["symbols"][string]>;
  private readonly sdfg: Sdfg;
  private readonly region: Looping;

  constructor(sdfg: Sdfg, region: Looping) {
    this.sdfg = sdfg;
    this.region = region;
    this.symbols = { ...sdfg.symbols };
    if (region.edges.some((e) => e.unread !== undefined)) throw new Unstructured();
    this.ways = waysOf(region, this.start());
    const last = region.children.filter((id) => this.ways.rank.has(id) && this.ways.outOf(id).length === 0);
    this.finish = last.find((id) => last.length === 1 && this.isEmpty(id)) ?? end;
  }

  result(): Pick<Sdfg, "blocks" | "symbols"> {
    const { region } = this;
    const chain =
      region.children.length === 0
        ? { children: [], edges: [] }
        : this.atLeastOne(this.sequence(region.id, this.start(), { until: this.finish }, {}), region.id);
    const { start: _, ...common } = region as Block & { kind: "region" };
    const own: Block =
      region.kind === "foreign" ? this.countedForeign(region, chain) : ({ ...common, ...chain } as Chain);
    return { blocks: { ...this.sdfg.blocks, ...this.made, [region.id]: own }, symbols: this.symbols };
  }

  private start(): ElementId {
    const { region } = this;
    return region.start ?? region.children[0] ?? end;
  }

  private isEmpty(id: ElementId): boolean {
    const block = this.sdfg.blocks[id];
    return block?.kind === "state" && Object.keys(block.nodes).length === 0;
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

  private atLeastOne(chain: Pick<Chain, "children" | "edges">, owner: ElementId): Pick<Chain, "children" | "edges"> {
    return chain.children.length > 0 ? chain : { children: [this.empty(`${owner}.nothing`)], edges: [] };
  }

  /** Each block has one place: a second way to it that is none of ours can't be told by loops and branches. */
  private place(id: ElementId): void {
    if (this.placed.has(id)) throw new Unstructured();
    this.placed.add(id);
  }

  /** Blocks from one on until control comes to where the chain ends, or jumps. Empty states stay where an assignment needs one. */
  private sequence(
    owner: ElementId,
    from: ElementId,
    around: Around,
    first: Assignments,
    ownHeader = false,
  ): Pick<Chain, "children" | "edges"> {
    const { until, loop } = around;
    const children: ElementId[] = [];
    const edges: InterstateEdge[] = [];
    let pending = first;
    const push = (id: ElementId) => {
      if (children.length === 0 && isAny(pending)) children.push(this.empty(`${owner}.first`));
      const before = children.at(-1);
      if (before !== undefined) edges.push({ src: before, dst: id, assignments: pending });
      children.push(id);
      pending = {};
    };
    let begun = ownHeader;
    for (let at = from; ; ) {
      if (!begun && at === loop?.header) pending = without(pending, loop.counts);
      if (!begun && at === until) {
        if (isAny(pending)) push(this.empty(`${owner}.last`));
        break;
      }
      const jump = begun ? undefined : this.jumpTo(at, loop);
      if (jump !== undefined) {
        const id = `${owner}.${jump}`;
        this.made[id] = { kind: jump, id, label: jump };
        push(id);
        break;
      }
      const inner: ReadonlySet<ElementId> = begun ? new Set() : loopingBack(this.ways, at);
      begun = false;
      if (inner.size > 0) {
        const made = this.loop(at, inner, pending, around);
        pending = made.before;
        push(made.id);
        if (made.exit === undefined) break;
        at = made.exit;
        continue;
      }
      this.place(at);
      const next = this.ways.outOf(at);
      const [only] = next;
      const isChain = next.length <= 1 && only?.condition === undefined;
      const following = isChain ? (only?.assignments ?? {}) : {};
      if (!this.isEmpty(at) || (isAny(pending) && isAny(following))) push(at);
      if (isChain) {
        pending = { ...pending, ...following };
        at = only?.dst ?? this.finish;
      } else {
        const branch = this.branch(at, next, around);
        push(branch.id);
        pending = branch.assignments;
        at = branch.next;
      }
    }
    return { children, edges };
  }

  /** Where this block is none of the chain's own: what leads to it. */
  private jumpTo(at: ElementId, loop: Loop | undefined): "break" | "continue" | "return" | undefined {
    if (at === loop?.header) return "continue";
    if (at === loop?.exit) return "break";
    if (at === this.finish) {
      if (this.region.id !== this.sdfg.root) throw new Unstructured();
      return "return";
    }
    if (loop?.holds(at) === false) throw new Unstructured();
    return undefined;
  }

  private stops({ until, loop }: Around): ReadonlySet<ElementId> {
    return new Set([until, this.finish, ...(loop === undefined ? [] : [loop.header, loop.exit ?? nowhere])]);
  }

  private loop(
    header: ElementId,
    body: ReadonlySet<ElementId>,
    entering: Assignments,
    around: Around,
  ): { id: ElementId; before: Assignments; exit: ElementId | undefined } {
    const id = `${header}.loop`;
    const next = this.ways.outOf(header);
    const into = next.find((e) => body.has(e.dst));
    const leave = next.find((e) => !body.has(e.dst));
    const isGuard =
      this.isEmpty(header) &&
      next.length === 2 &&
      into?.condition !== undefined &&
      isNegation(into.condition, leave?.condition) &&
      !isAny(leave?.assignments ?? {});
    const exit = isGuard ? leave?.dst : leftTo(this.ways, body, this.stops(around), this.finish);
    const inside = {
      header,
      exit,
      holds: (each: ElementId) =>
        this.ways.dominates(header, each) &&
        !(exit !== undefined && this.ways.dominates(header, exit) && this.ways.dominates(exit, each)),
    };
    const common = { kind: "loop", id, label: this.sdfg.blocks[header]?.label ?? id } as const;
    if (!isGuard || into?.condition === undefined) {
      const own = { until: header, loop: { ...inside, counts: undefined } };
      const chain = this.atLeastOne(this.sequence(id, header, own, {}, true), id);
      const condition: Scalar = { kind: "constant", dtype: "bool", value: 1 };
      this.made[id] = { ...common, header: { kind: "while", condition }, ...chain };
      return { id, before: entering, exit };
    }
    this.place(header);
    const found = this.counting(into, leave?.dst ?? end, header, body, entering);
    const own = { until: header, loop: { ...inside, counts: found?.variable } };
    const chain = this.atLeastOne(this.sequence(id, into.dst, own, into.assignments), id);
    if (found === undefined) {
      this.made[id] = { ...common, header: { kind: "while", condition: into.condition }, ...chain };
      return { id, before: entering, exit };
    }
    for (const name of Object.keys(found.before)) this.symbols[name] = { dtype: "int64" };
    this.made[id] = { ...common, header: { kind: "for", variable: found.variable, range: found.range }, ...chain };
    return { id, before: { ...without(entering, found.variable), ...found.before }, exit };
  }

  /** A guard that counts: all edges back add one step, the variable is set on the way in, and nobody asks for it afterwards. */
  private counting(
    into: InterstateEdge,
    exit: ElementId,
    header: ElementId,
    body: ReadonlySet<ElementId>,
    entering: Assignments,
  ) {
    const back = this.ways.edges.filter((e) => e.dst === header && body.has(e.src));
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
    const inside = this.ways.edges.filter((e) => body.has(e.src) && e.dst !== header);
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
    const next = this.ways.outOf(at);
    if (next.length === 0 && this.region.id !== this.sdfg.root) return true;
    return next.some((e) => {
      const asked = [...(e.condition ? [e.condition] : []), ...Object.values(e.assignments)].some((code) =>
        symbolsOfScalar(code).has(name),
      );
      return asked || (!Object.hasOwn(e.assignments, name) && this.isLive(name, e.dst, seen));
    });
  }

  /** A branch, and what follows it: where both ways meet again, or the way that goes on where the other one jumps. */
  private branch(at: ElementId, edges: readonly InterstateEdge[], around: Around) {
    const [a, b] = edges;
    if (
      edges.length !== 2 ||
      a?.condition === undefined ||
      b === undefined ||
      !(b.condition === undefined || isNegation(a.condition, b.condition))
    )
      throw new Unstructured();
    const stops = this.stops(around);
    const ways = [a, b].map((e) => reachedFrom(this.ways, e.dst, stops));
    const join = meeting(
      this.ways,
      ways.map((reached) => new Set([...reached].filter((id) => !stops.has(id)))),
    );
    const jumps = join === undefined ? ways.map((reached) => this.onlyJumps(reached, around)) : [];
    if (jumps[0] === true)
      return { id: this.conditional(at, [a], { ...around, until: nowhere }), next: b.dst, assignments: b.assignments };
    if (jumps[1] === true) {
      const otherwise = { ...b, condition: b.condition ?? not(a.condition) };
      const id = this.conditional(at, [otherwise], { ...around, until: nowhere });
      return { id, next: a.dst, assignments: a.assignments };
    }
    const next = join ?? around.until;
    return { id: this.conditional(at, [a, b], { ...around, until: next }), next, assignments: {} };
  }

  /** Does a way never come to where the chain ends, or come there by nothing but a jump? */
  private onlyJumps(reached: ReadonlySet<ElementId>, { until, loop }: Around): boolean {
    if (!reached.has(until)) return true;
    const [first] = reached;
    return until === loop?.header && first !== until && [...reached].every((id) => id === until || this.isEmpty(id));
  }

  private conditional(at: ElementId, edges: readonly InterstateEdge[], around: Around): ElementId {
    const id = `${at}.if`;
    const branches = edges.flatMap(({ condition, dst, assignments }, i) => {
      const body = `${id}.${i}`;
      const chain = this.sequence(body, dst, around, assignments);
      if (i > 0 && chain.children.length === 0) return [];
      const label = i === 0 ? "then" : "otherwise";
      this.made[body] = { kind: "region", id: body, label, ...this.atLeastOne(chain, body) };
      return [{ body, ...(i === 0 && condition && { condition }) }];
    });
    this.made[id] = { kind: "conditional", id, label: "if", branches };
    return id;
  }
}

const not = (operand: Scalar): Scalar => ({ kind: "unary", dtype: "bool", operator: "not", operand });
const isAny = (assignments: Assignments) => Object.keys(assignments).length > 0;

function without(assignments: Assignments, name: string | undefined): Assignments {
  const { [name ?? ""]: _, ...rest } = assignments;
  return rest;
}

function isNegation(condition: Scalar, other: Scalar | undefined): boolean {
  const of = (a: Scalar, b: Scalar) =>
    b.kind === "unary" && b.operator === "not" && JSON.stringify(b.operand) === JSON.stringify(a);
  return other !== undefined && (of(condition, other) || of(other, condition));
}
