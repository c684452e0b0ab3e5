// Loads an element once where statements in a row read it several times and nothing in between can have changed it: an
// engine finds arithmetic that is written twice, but loads again what is loaded twice.
import { freshName, namesIn } from "../../legalize/index.ts";
import {
  type LoopProgram,
  mapBodies,
  mapValue,
  mapValues,
  printValue,
  type Statement,
  type Value,
  walkStatements,
  walkValues,
} from "../../lowering/index.ts";
import type { DType } from "../../sdfg/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";

type Load = Value & { kind: "load" };
type Fresh = (type: DType) => string;

export function shareLoads(program: LoopProgram): LoopProgram {
  const taken = namesIn(program);
  const locals: Record<string, DType> = { ...program.locals };
  const fresh = (type: DType) => {
    const name = freshName(taken, "shared");
    locals[name] = type;
    return name;
  };
  return { ...program, body: shareInBody(program.body, fresh), locals };
}

function shareInBody(given: readonly Statement[], fresh: Fresh): readonly Statement[] {
  const body = given.map((s) => mapBodies(s, (inner) => shareInBody(inner, fresh)));
  const uses = new Map<string, number>();
  mapLoads(body, (load, key, isCertain) => {
    if (isCertain || uses.has(key)) uses.set(key, (uses.get(key) ?? 0) + 1);
    return load;
  });
  const shared = new Map<string, Value>();
  return mapLoads(body, (load, key, isCertain, before) => {
    if (!shared.has(key) && isCertain && (uses.get(key) ?? 0) > 1) {
      const local = fresh(load.type);
      before.push({ kind: "assign", local, value: load });
      shared.set(key, { kind: "local", type: load.type, name: local });
    }
    return shared.get(key) ?? load;
  });
}

/**
 * `f` sees the loads of a body in the order in which they happen, the bodies inside left out. Loads of one `key` give the
 * same; one that is not certain may be left out by the value around it. `before` takes what goes before the statement.
 */
function mapLoads(
  body: readonly Statement[],
  f: (load: Load, key: string, isCertain: boolean, before: Statement[]) => Value,
): readonly Statement[] {
  /** How often each memory, local and symbol has changed. */
  const changes = new Map<string, number>();
  const keyOf = (load: Load) =>
    [
      `${load.type} ${printValue(load)}`,
      ...[...mentionedBy(load)].map((name) => `${name}:${changes.get(name) ?? 0}`),
    ].join(" ");
  return body.flatMap((s): readonly Statement[] => {
    const before: Statement[] = [];
    const visit = (v: Value, isCertain: boolean): Value => {
      if (v.kind === "load") return f({ ...v, at: visit(v.at, isCertain) }, keyOf(v), isCertain, before);
      if (v.kind === "logical") return { ...v, left: visit(v.left, isCertain), right: visit(v.right, false) };
      if (v.kind !== "select") return mapValue(v, (operand) => visit(operand, isCertain));
      return {
        ...v,
        condition: visit(v.condition, isCertain),
        then: visit(v.then, false),
        otherwise: visit(v.otherwise, false),
      };
    };
    // What a `while` asks is asked again each time round.
    const mapped = s.kind === "while" ? s : mapValues(s, (v) => visit(v, true));
    for (const inner of walkStatements([s]))
      for (const name of changedBy(inner)) changes.set(name, (changes.get(name) ?? 0) + 1);
    return [...before.map((b) => ({ ...b, ...(s.origin && { origin: s.origin }) })), mapped];
  });
}

function mentionedBy(load: Load): ReadonlySet<string> {
  const names = new Set<string>();
  for (const v of walkValues(load)) {
    if (v.kind === "load") names.add(v.memory);
    if (v.kind === "local") names.add(v.name);
    if (v.kind === "index") symbolsOf(v.expr, names);
  }
  return names;
}

function changedBy(s: Statement): readonly string[] {
  switch (s.kind) {
    case "alloc":
    case "free":
      return [s.buffer];
    case "for":
      return [s.variable];
    case "symbol":
      return [s.name];
    case "assign":
      return [s.local];
    case "store":
      return [s.memory];
    case "matmul":
      return [s.c.memory];
    default:
      return [];
  }
}
