// Where each local and each symbol that statements fix is declared: as far in as its uses allow, at its first assignment
// where that comes first, so that a reader sees it where it matters and a parallel iteration has its own.

import type { Value } from "../../lowering/index.ts";
import { type LoopProgram, type Statement, valueOperands, valuesOf } from "../../lowering/index.ts";
import { type Expr, symbolsOf } from "../../symbolic/index.ts";

export interface Placement {
  /** Declared with its first value by this statement; true where no other statement assigns it. */
  readonly atAssignment: ReadonlyMap<Statement, { readonly constant: boolean }>;
  /** Declared without a value before this statement. */
  readonly before: ReadonlyMap<Statement, readonly string[]>;
}

type Body = readonly Statement[];

export function placeLocals(program: LoopProgram): Placement {
  const atAssignment = new Map<Statement, { constant: boolean }>();
  const before = new Map<Statement, string[]>();
  const mentions = new Map<Statement, Set<string>>();
  const assignments = new Map<string, number>();
  const index = (s: Statement): Set<string> => {
    const names = new Set<string>();
    for (const value of valuesOf(s)) mentionedBy(value, names);
    for (const expr of expressionsOf(s, program)) symbolsOf(expr, names);
    const target = targetOf(s);
    if (target !== undefined) {
      names.add(target);
      assignments.set(target, (assignments.get(target) ?? 0) + 1);
    }
    if (s.kind === "for") for (const r of s.reductions ?? []) names.add(r.local);
    for (const body of bodies(s)) for (const inner of body) for (const name of index(inner)) names.add(name);
    mentions.set(s, names);
    return names;
  };
  for (const s of program.body) index(s);

  const place = (name: string, body: Body, owner: Statement | undefined): void => {
    const users = body.filter((s) => mentions.get(s)?.has(name));
    const [first] = users;
    if (first === undefined) return;
    const inner = users.length === 1 ? soleBody(first, name, mentions) : undefined;
    if (inner !== undefined && (mayEnter(first, inner, name, mentions) || isPrivate(first, name))) {
      place(name, inner, first);
      return;
    }
    if (assignsFirst(first, name)) {
      atAssignment.set(first, { constant: assignments.get(name) === 1 && owner?.kind !== "while" });
      return;
    }
    before.set(first, [...(before.get(first) ?? []), name]);
  };
  for (const name of assignments.keys()) place(name, program.body, undefined);
  return { atAssignment, before };
}

const bodies = (s: Statement): readonly Body[] =>
  s.kind === "for" || s.kind === "while" ? [s.body] : s.kind === "if" ? [s.then, s.otherwise] : [];

function targetOf(s: Statement): string | undefined {
  return s.kind === "assign" ? s.local : s.kind === "symbol" ? s.name : undefined;
}

function mentionedBy(value: Value, into: Set<string>): void {
  if (value.kind === "local") into.add(value.name);
  if (value.kind === "index") symbolsOf(value.expr, into);
  for (const operand of valueOperands(value)) mentionedBy(operand, into);
}

function expressionsOf(s: Statement, program: LoopProgram): readonly Expr[] {
  switch (s.kind) {
    case "for":
      return [s.begin, s.end];
    case "alloc": {
      const size = program.buffers[s.buffer]?.size;
      return size === undefined ? [] : [size];
    }
    case "matmul":
      return [s.m, s.n, s.k, ...[s.a, s.b, s.c].flatMap((x) => [x.offset, x.rowStride, x.columnStride])];
    default:
      return [];
  }
}

/** The one body inside the statement that holds all its mentions of the name. */
function soleBody(s: Statement, name: string, mentions: ReadonlyMap<Statement, Set<string>>): Body | undefined {
  const holders = bodies(s).filter((body) => body.some((inner) => mentions.get(inner)?.has(name)));
  if (holders.length !== 1) return undefined;
  const own = new Set<string>();
  for (const value of valuesOf(s)) mentionedBy(value, own);
  if (s.kind === "for") {
    for (const expr of [s.begin, s.end]) symbolsOf(expr, own);
    for (const r of s.reductions ?? []) if (s.schedule !== "sequential") own.add(r.local);
  }
  return own.has(name) ? undefined : holders[0];
}

/** Each time round, the body gives the name a value before it reads it. */
function mayEnter(s: Statement, body: Body, name: string, mentions: ReadonlyMap<Statement, Set<string>>): boolean {
  const first = body.find((inner) => mentions.get(inner)?.has(name));
  if (first === undefined) return false;
  if (assignsFirst(first, name)) return true;
  const deeper = soleBody(first, name, mentions);
  const only = body.filter((inner) => mentions.get(inner)?.has(name)).length === 1;
  return s.kind !== "while" && only && deeper !== undefined && mayEnter(first, deeper, name, mentions);
}

function isPrivate(s: Statement, name: string): boolean {
  return s.kind === "for" && s.schedule !== "sequential" && s.privates?.includes(name) === true;
}

function assignsFirst(s: Statement, name: string): boolean {
  if (targetOf(s) !== name) return false;
  const read = new Set<string>();
  for (const value of valuesOf(s)) mentionedBy(value, read);
  return !read.has(name);
}
