// Moves the parts of addresses that a loop does not change out of it: a loop program with the same meaning, whose inner
// loops add one hoisted symbol instead of multiplying strides. Equal parts share one symbol. Constants stay where they
// are: they cost nothing in a load's offset.

import { namesIn } from "../../legalize/index.ts";
import {
  indexValue,
  type LoopProgram,
  mapBodies,
  mapValue,
  mapValues,
  type Statement,
  type Value,
  walkStatements,
} from "../../lowering/index.ts";
import {
  type Atom,
  add,
  constantOf,
  type Expr,
  sum,
  symbol,
  symbolOf,
  symbolsOf,
  type Term,
} from "../../symbolic/index.ts";

export function hoistAddresses(program: LoopProgram): LoopProgram {
  const taken = namesIn(program);
  let next = 0;
  const made = new Set<string>();
  const fresh = () => {
    let name = `at${next++}`;
    while (taken.has(name)) name = `at${next++}`;
    made.add(name);
    return name;
  };
  return { ...program, body: hoistInBody(program.body, { fresh, made }) };
}

interface Names {
  readonly fresh: () => string;
  /** Symbols that hoisting made. */
  readonly made: ReadonlySet<string>;
}

/** Inner loops first: what they give up is hoisted again from the loop around them. */
function hoistInBody(body: readonly Statement[], names: Names): readonly Statement[] {
  return body.flatMap((s): readonly Statement[] => {
    const inner = mapBodies(s, (b) => hoistInBody(b, names));
    return inner.kind === "for" || inner.kind === "while" ? hoistFromLoop(inner, names) : [inner];
  });
}

function hoistFromLoop(loop: Statement & { kind: "for" | "while" }, { fresh, made }: Names): readonly Statement[] {
  const defined = new Set(definedBy(loop));
  for (const s of walkStatements(loop.body)) for (const name of definedBy(s)) defined.add(name);
  const hoisted = new Map<string, { name: string; expr: Expr }>();
  const split = (expr: Expr): Expr => {
    const movable = expr.terms.filter((t) => t.factors.length > 0 && isMovable(t, defined));
    if (movable.length === 0) return expr;
    const moving = sum(movable);
    if (!saves(moving)) return expr;
    const entry = hoisted.get(moving.key) ?? { name: fresh(), expr: moving };
    hoisted.set(moving.key, entry);
    return add(symbol(entry.name), sum(expr.terms.filter((t) => !movable.includes(t))));
  };
  const address = (at: Value): Value => (at.kind === "index" ? indexValue(split(at.expr)) : mapValue(at, address));
  const value = (v: Value): Value =>
    v.kind === "load" ? { ...v, at: address(mapValue(v.at, value)) } : mapValue(v, value);
  const statement = (s: Statement): Statement => {
    if (s.kind === "for" || s.kind === "while") return s;
    const inner = mapBodies(mapValues(s, value), (body) => body.map(statement));
    if (inner.kind === "store") return { ...inner, at: address(inner.at) };
    // What an inner loop gave up.
    return inner.kind === "symbol" && inner.value.type === "index" ? { ...inner, value: address(inner.value) } : inner;
  };
  // What an inner loop gave up and this one does not change either moves on as it is.
  const movesOn = (s: Statement) =>
    s.kind === "symbol" &&
    made.has(s.name) &&
    s.value.kind === "index" &&
    s.value.expr.terms.every((t) => isMovable(t, defined));
  const lifted = loop.body.filter(movesOn);
  const body = loop.body.filter((s) => !movesOn(s)).map(statement);
  return [
    ...lifted,
    ...[...hoisted.values()].map(({ name, expr }): Statement => ({ kind: "symbol", name, value: indexValue(expr) })),
    { ...loop, body },
  ];
}

function definedBy(s: Statement): readonly string[] {
  return s.kind === "for" ? [s.variable] : s.kind === "symbol" ? [s.name] : [];
}

/** Is there anything to compute? A bare symbol costs the same in the loop. */
function saves(expr: Expr): boolean {
  return constantOf(expr) === undefined && symbolOf(expr) === undefined;
}

/** The loop leaves it alone, and computing it where the loop would not is harmless. */
function isMovable(term: Term, defined: ReadonlySet<string>): boolean {
  return (
    term.factors.every((f) => isHarmless(f.atom)) && ![...symbolsOf(sum([term]))].some((name) => defined.has(name))
  );
}

function isHarmless(atom: Atom): boolean {
  const inner = (expr: Expr) => expr.terms.every((t) => t.factors.every((f) => isHarmless(f.atom)));
  switch (atom.kind) {
    case "symbol":
      return true;
    case "min":
    case "max":
      return atom.args.every(inner);
    case "floor-div":
    case "mod":
      return (constantOf(atom.divisor) ?? 0) !== 0 && inner(atom.dividend);
  }
}
