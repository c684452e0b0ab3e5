// Python text of a file → typed expression trees, as NumPy types them: a literal or a symbol yields to the other operand.

import {
  type ComparisonOperator,
  cast,
  constant,
  type DType,
  isComplex,
  isDType,
  kindOf,
  partOf,
  type Scalar,
} from "../../sdfg/index.ts";
import { neg } from "../../symbolic/index.ts";
import type { Expression } from "../../syntax/index.ts";
import { cannotRead } from "./problem.ts";
import { functionNamed } from "./python-functions.ts";
import { binary, promoted, strong, type Typed, truth } from "./python-values.ts";

export interface Names {
  /** What a bare name means. */
  readonly value: (name: string) => Typed | undefined;
  /** What `name[indices]` means. */
  readonly element: (name: string, indices: readonly Typed[]) => Typed | undefined;
}

/** Throws Unreadable. */
export function readExpression(e: Expression, names: Names): Typed {
  const inner = (each: Expression) => readExpression(each, names);
  switch (e.kind) {
    case "name":
      return names.value(e.id) ?? named(e.id) ?? cannotRead(`${e.id} is neither a connector nor a symbol`);
    case "int":
      return { code: constant(e.value, "int64"), weak: true };
    case "float":
      return { code: constant(e.value, "float64"), weak: true };
    case "imaginary":
      return { code: constant(0, "complex128", e.value), weak: true };
    case "bool":
      return { code: constant(e.value ? 1 : 0, "bool"), weak: true };
    case "unary":
      return unary(e.operator, inner(e.operand));
    case "binary":
      return binary(e.operator, inner(e.left), inner(e.right));
    case "compare":
      return comparisons(e.operators, [e.left, ...e.comparators].map(inner));
    case "bool-op":
      return strong(
        e.values
          .map((v) => truth(inner(v)))
          .reduce((left, right) => ({ kind: "logical", dtype: "bool", operator: e.operator, left, right })),
      );
    case "if-expression": {
      const [then, otherwise] = [inner(e.then), inner(e.otherwise)];
      const { dtype, weak } = promoted(then, otherwise);
      return {
        code: {
          kind: "select",
          dtype,
          condition: truth(inner(e.test)),
          then: cast(then.code, dtype),
          otherwise: cast(otherwise.code, dtype),
        },
        weak,
      };
    }
    case "attribute":
      return attribute(e, names);
    case "subscript": {
      if (e.value.kind !== "name") return cannotRead("an element of something without a name");
      const indices = (e.index.kind === "tuple" ? e.index.items : [e.index]).map(inner);
      return names.element(e.value.id, indices) ?? cannotRead(`elements of ${e.value.id}`);
    }
    case "call": {
      if (e.keywords.length > 0) return cannotRead("keywords in a call");
      const name = dotted(e.callee) ?? cannotRead("a call of something without a name");
      const args = e.args.map(inner);
      const type = dtypeNamed(name);
      if (type !== undefined && args.length === 1) return strong(cast((args[0] as Typed).code, type));
      if (type !== undefined && isComplex(type) && args.length === 2) return ofParts(type, args);
      return functionNamed(name, args) ?? cannotRead(`the function ${name}`);
    }
    default:
      return cannotRead(e.kind === "unsupported" ? e.what : `a ${e.kind}`);
  }
}

/** `dace.complex128(1.0, -0.0)`: both parts as they are, which no sum with an imaginary literal keeps. */
function ofParts(dtype: DType, parts: readonly Typed[]): Typed {
  const [real, imag] = parts.map(({ code }) => (isComplex(code.dtype) ? cannotRead("a complex part") : code));
  if (real === undefined || imag === undefined) return cannotRead("a complex number without its parts");
  if (real.kind === "constant" && imag.kind === "constant") return strong(constant(real.value, dtype, imag.value));
  const args = [real, imag].map((part) => cast(part, partOf(dtype)));
  return strong({ kind: "call", dtype, fn: "complex", args });
}

function unary(operator: "-" | "+" | "~" | "not", value: Typed): Typed {
  const { code, weak } = value;
  if (operator === "not") return strong({ kind: "unary", dtype: "bool", operator, operand: truth(value) });
  if (operator === "+") return value;
  if (kindOf(code.dtype) === "bool" && operator === "-") return cannotRead("the negative of a bool");
  if (operator === "-" && code.kind === "index") return { code: { ...code, expr: neg(code.expr) }, weak };
  if (operator === "-" && code.kind === "constant")
    return { code: { ...code, value: -code.value, ...(code.imag !== undefined && { imag: -code.imag }) }, weak };
  return { code: { kind: "unary", dtype: code.dtype, operator, operand: code }, weak };
}

function comparisons(operators: readonly string[], values: readonly Typed[]): Typed {
  const parts = operators.map((operator, i): Scalar => {
    if (!["==", "!=", "<", "<=", ">", ">="].includes(operator)) return cannotRead(`the operator ${operator}`);
    const [a, b] = [values[i] as Typed, values[i + 1] as Typed];
    const { dtype } = promoted(a, b);
    if (isComplex(dtype) && operator !== "==" && operator !== "!=") return cannotRead(`${operator} of ${dtype}`);
    return {
      kind: "compare",
      dtype: "bool",
      operator: operator as ComparisonOperator,
      left: cast(a.code, dtype),
      right: cast(b.code, dtype),
    };
  });
  return strong(parts.reduce((left, right) => ({ kind: "logical", dtype: "bool", operator: "and", left, right })));
}

function attribute(e: Expression & { kind: "attribute" }, names: Names): Typed {
  const name = dotted(e);
  const known = name === undefined ? undefined : named(name);
  if (known !== undefined) return known;
  if (e.name !== "real" && e.name !== "imag") return cannotRead(`.${e.name}`);
  const value = readExpression(e.value, names);
  return { code: { kind: "call", dtype: partOf(value.code.dtype), fn: e.name, args: [value.code] }, weak: value.weak };
}

/** `dace.float64` → "float64", `math.pi` → "pi": the modules that programs import have no two meanings for one name. */
function dotted(e: Expression): string | undefined {
  if (e.kind === "name") return e.id;
  if (e.kind !== "attribute") return undefined;
  const module = dotted(e.value);
  return module !== undefined && /^(dace|np|numpy|math|cmath|dace\.math)$/.test(module)
    ? e.name
    : module === undefined
      ? undefined
      : `${module}.${e.name}`;
}

function named(name: string): Typed | undefined {
  const value =
    name === "pi"
      ? Math.PI
      : name === "inf" || name === "INFINITY"
        ? Number.POSITIVE_INFINITY
        : name === "nan" || name === "NAN"
          ? Number.NaN
          : undefined;
  return value === undefined ? undefined : { code: constant(value, "float64"), weak: true };
}

const pythonTypes: ReadonlyMap<string, DType> = new Map([
  ["float", "float64"],
  ["double", "float64"],
  ["int", "int64"],
  ["bool_", "bool"],
  ["complex", "complex128"],
]);

function dtypeNamed(name: string): DType | undefined {
  return isDType(name) ? name : pythonTypes.get(name);
}
