// Complex numbers become pairs of floats. Memory keeps its layout and is addressed by parts, at 2·address and 2·address + 1;
// a complex argument by value is passed in memory. Arithmetic is by NumPy's formulas (see runtime/element.ts).
import { CompilerBug, invariant } from "../diagnostics/index.ts";
import {
  indexValue,
  type LoopProgram,
  mapBodies,
  mapValue,
  mapValues,
  type Reduction,
  type Statement,
  type Value,
} from "../lowering/index.ts";
import { type DType, isComplex, partOf } from "../sdfg/index.ts";
import { add as addIndex, int, mul as scaleIndex, zero } from "../symbolic/index.ts";
import { complexParts, type Pair } from "./complex-arithmetic.ts";
import type { FunctionTable } from "./functions.ts";
import { magnitude } from "./math/hypot.ts";
import { freshName, namesIn } from "./rewrite.ts";
import { binary, both, cast, compare, either, number, select, typeOf } from "./values.ts";

interface Splitting {
  readonly program: LoopProgram;
  readonly table: FunctionTable;
  readonly locals: Record<string, DType>;
  /** Complex arguments by value, which move to memory. */
  readonly moved: ReadonlySet<string>;
  /** Where statements before the current one go; none where a value may stay unevaluated. */
  before: Statement[] | undefined;
  readonly taken: Set<string>;
  /** Locals that hold parts, assigned once before their use. */
  readonly kept: Set<string>;
}

export function complexToPairs(program: LoopProgram, table: FunctionTable): LoopProgram {
  const moved = new Set(program.parameters.filter((p) => p.scalar && isComplex(p.dtype)).map((p) => p.name));
  const locals: Record<string, DType> = {};
  for (const [name, type] of Object.entries(program.locals)) {
    if (!isComplex(type)) locals[name] = type;
    else for (const part of parts) locals[partName(name, part)] = partOf(type);
  }
  const splitting: Splitting = {
    program,
    table,
    locals,
    moved,
    before: undefined,
    taken: namesIn(program),
    kept: new Set(),
  };
  const body = splitBody(splitting, program.body);
  const buffers = Object.fromEntries(
    Object.entries(program.buffers).map(([name, b]) => [
      name,
      isComplex(b.dtype) ? { dtype: partOf(b.dtype), size: scaleIndex(int(2), b.size) } : b,
    ]),
  );
  const parameters = program.parameters.map((p) => (moved.has(p.name) ? { ...p, scalar: false } : p));
  return { ...program, parameters, buffers, locals, body };
}

const parts = ["re", "im"] as const;
const partName = (name: string, part: (typeof parts)[number]) => `${name}_${part}`;

function splitBody(s: Splitting, body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement) => {
    const outer = s.before;
    const before: Statement[] = [];
    s.before = statement.kind === "while" ? undefined : before;
    const split = splitStatement(s, statement);
    s.before = outer;
    const origin = statement.origin && { origin: statement.origin };
    return [...before.map((b) => ({ ...b, ...origin })), ...split];
  });
}

function splitStatement(s: Splitting, statement: Statement): readonly Statement[] {
  const origin = statement.origin && { origin: statement.origin };
  if (statement.kind === "assign" && isComplex(typeOf(statement.value))) {
    const pair = kept(s, pairOf(s, statement.value));
    return parts.map((part) => ({
      kind: "assign",
      ...origin,
      local: partName(statement.local, part),
      value: pair[part],
    }));
  }
  if (statement.kind === "store" && isComplex(statement.dtype)) {
    invariant(statement.wcr === undefined || statement.wcr === "sum", "complex parts are joined by a sum only");
    const pair = kept(s, pairOf(s, statement.value));
    const at = single(s, statement.at);
    return parts.map((part) => ({
      ...statement,
      dtype: partOf(statement.dtype),
      at: partAddress(at, part),
      value: pair[part],
    }));
  }
  const inner = mapBodies(
    mapValues(statement, (v) => single(s, v)),
    (body) => splitBody(s, body),
  );
  if (inner.kind !== "for") return [inner];
  const isSplit = (local: string) => isComplex(s.program.locals[local] ?? "bool");
  const { reductions, privates, ...loop } = inner;
  const splitNames = (names: readonly string[]) =>
    names.flatMap((name) => (isSplit(name) ? parts.map((part) => partName(name, part)) : [name]));
  const bad = reductions?.some((r) => isSplit(r.local) && r.operator !== "sum");
  const joined = reductions?.flatMap((r): Reduction[] =>
    splitNames([r.local]).map((local) => ({ local, operator: r.operator })),
  );
  return [
    {
      ...loop,
      ...(joined && !bad && { reductions: joined }),
      ...(privates && { privates: splitNames(privates) }),
      ...(bad && { schedule: "sequential" as const }),
    },
  ];
}

/** A value that is not complex; complex values inside it are split. */
function single(s: Splitting, v: Value): Value {
  const operandIsComplex = (x: Value) => x.type !== "index" && isComplex(x.type);
  switch (v.kind) {
    case "compare":
      if (operandIsComplex(v.left)) {
        const [a, b] = [pairOf(s, v.left), pairOf(s, v.right)];
        if (v.operator === "==") return both(compare(a.re, "==", b.re), compare(a.im, "==", b.im));
        if (v.operator === "!=") return either(compare(a.re, "!=", b.re), compare(a.im, "!=", b.im));
        throw new CompilerBug(`complex ${v.operator}`);
      }
      break;
    case "cast":
      if (operandIsComplex(v.operand)) {
        const { re, im } = pairOf(s, v.operand);
        if (v.type !== "bool") return cast(v.type, re);
        return either(cast("bool", re), cast("bool", im));
      }
      break;
    case "call": {
      const [x] = v.args;
      if (x !== undefined && operandIsComplex(x)) return ofComplex(s, v, pairOf(s, x));
      break;
    }
    case "logical":
      return { ...v, left: single(s, v.left), right: lazily(s, () => single(s, v.right)) };
    case "select": {
      const condition = single(s, v.condition);
      return lazily(s, () => ({ ...v, condition, then: single(s, v.then), otherwise: single(s, v.otherwise) }));
    }
  }
  return mapValue(v, (x) => single(s, x));
}

function ofComplex(s: Splitting, v: Value & { readonly kind: "call" }, { re, im }: Pair): Value {
  switch (v.fn) {
    case "real":
      return re;
    case "imag":
      return im;
    case "abs":
      return magnitude(s.table, re, im);
    case "isnan":
    case "isinf":
      return either({ ...v, args: [re] }, { ...v, args: [im] });
    case "isfinite":
      return both({ ...v, args: [re] }, { ...v, args: [im] });
    default:
      throw new CompilerBug(`complex ${v.fn}`);
  }
}

function pairOf(s: Splitting, v: Value): Pair {
  const type = partOf(typeOf(v));
  switch (v.kind) {
    case "constant":
      return { re: number(type, v.value), im: number(type, v.imag ?? 0) };
    case "local": {
      const load = (part: "re" | "im"): Value => ({
        kind: "load",
        type,
        memory: v.name,
        at: partAddress(indexValue(zero), part),
      });
      if (s.moved.has(v.name)) return { re: load("re"), im: load("im") };
      return {
        re: { kind: "local", type, name: partName(v.name, "re") },
        im: { kind: "local", type, name: partName(v.name, "im") },
      };
    }
    case "load": {
      const at = single(s, v.at);
      return { re: { ...v, type, at: partAddress(at, "re") }, im: { ...v, type, at: partAddress(at, "im") } };
    }
    case "unary":
      return mapPair(pairOf(s, v.operand), (x) => ({ kind: "unary", type, operator: "-", operand: x }));
    case "binary":
      return complexParts(s.table, v.operator, kept(s, pairOf(s, v.left)), kept(s, pairOf(s, v.right)));
    case "select": {
      const condition = keptSingle(s, single(s, v.condition));
      return lazily(s, () => {
        const [a, b] = [pairOf(s, v.then), pairOf(s, v.otherwise)];
        return { re: select(condition, a.re, b.re), im: select(condition, a.im, b.im) };
      });
    }
    case "call": {
      const [x, y] = v.args;
      if (v.fn === "complex" && x !== undefined && y !== undefined)
        return { re: cast(type, single(s, x)), im: cast(type, single(s, y)) };
      if (v.fn === "conj" && x !== undefined) {
        const { re, im } = pairOf(s, x);
        return { re, im: { kind: "unary", type, operator: "-", operand: im } };
      }
      throw new CompilerBug(`complex ${v.fn}`);
    }
    case "cast":
      if (v.operand.type !== "index" && isComplex(v.operand.type))
        return mapPair(pairOf(s, v.operand), (x) => cast(type, x));
      return { re: cast(type, single(s, v.operand)), im: number(type, 0) };
    default:
      throw new CompilerBug(`complex ${v.kind}`);
  }
}

const mapPair = ({ re, im }: Pair, f: (x: Value) => Value): Pair => ({ re: f(re), im: f(im) });

function lazily<T>(s: Splitting, make: () => T): T {
  const { before } = s;
  s.before = undefined;
  const made = make();
  s.before = before;
  return made;
}

/** Parts that may be mentioned often: each in a local of its own, where a statement may stand before this one. */
function kept(s: Splitting, pair: Pair): Pair {
  return mapPair(pair, (x) => keptSingle(s, x));
}

function keptSingle(s: Splitting, v: Value): Value {
  if (v.kind === "constant" || s.before === undefined) return v;
  if (v.kind === "local" && s.kept.has(v.name)) return v;
  const name = freshName(s.taken, "part");
  s.kept.add(name);
  s.locals[name] = typeOf(v);
  s.before.push({ kind: "assign", local: name, value: v });
  return { kind: "local", type: typeOf(v), name };
}

function partAddress(at: Value, part: "re" | "im"): Value {
  const offset = part === "re" ? 0 : 1;
  if (at.kind === "index") return indexValue(addIndex(scaleIndex(int(2), at.expr), int(offset)));
  const doubled = binary("*", cast("index", at), indexValue(int(2)));
  return offset === 0 ? doubled : binary("+", doubled, indexValue(int(1)));
}
