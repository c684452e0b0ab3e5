// Innermost loops of a few iterations become their bodies one after the other: the same program without their bookkeeping,
// with constants in the addresses.
import {
  type LoopProgram,
  mapBodies,
  mapValue,
  mapValues,
  type Statement,
  type Value,
  valuesOf,
  walkStatements,
  walkValues,
} from "../../lowering/index.ts";
import { type Bindings, constantOf, type Expr, int, substitute } from "../../symbolic/index.ts";

const mostIterations = 4;
/** Nodes of expressions that the unrolled loop may have. */
const mostNodes = 400;

export function unrollShortLoops(program: LoopProgram): LoopProgram {
  return { ...program, body: unrollInBody(program.body) };
}

function unrollInBody(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((s): readonly Statement[] => {
    const inner = mapBodies(s, unrollInBody);
    return inner.kind === "for" ? unrolled(inner) : [inner];
  });
}

function unrolled(loop: Statement & { kind: "for" }): readonly Statement[] {
  const [begin, end] = [constantOf(loop.begin), constantOf(loop.end)];
  if (begin === undefined || end === undefined || loop.schedule === "parallel") return [loop];
  const count = Math.max(0, Math.ceil((end - begin) / loop.step));
  if (count > mostIterations || !isPlain(loop.body) || count * nodesIn(loop.body) > mostNodes) return [loop];
  return Array.from({ length: count }, (_, i) => withValue(loop.body, loop.variable, begin + i * loop.step)).flat();
}

/** Nothing inside jumps, loops, makes memory or has addresses of its own kind. */
function isPlain(body: readonly Statement[]): boolean {
  for (const s of walkStatements(body)) {
    if (s.kind !== "assign" && s.kind !== "store" && s.kind !== "check" && s.kind !== "if" && s.kind !== "symbol")
      return false;
  }
  return true;
}

function nodesIn(body: readonly Statement[]): number {
  let count = 0;
  for (const s of walkStatements(body)) for (const value of valuesOf(s)) for (const _ of walkValues(value)) count++;
  return count;
}

function withValue(body: readonly Statement[], variable: string, at: number): readonly Statement[] {
  const bindings: Bindings = new Map([[variable, int(at)]]);
  const index = (e: Expr) => substitute(e, bindings);
  const value = (v: Value): Value => (v.kind === "index" ? { ...v, expr: index(v.expr) } : mapValue(v, value));
  const statement = (s: Statement): Statement => mapBodies(mapValues(s, value), (inner) => inner.map(statement));
  return body.map(statement);
}
