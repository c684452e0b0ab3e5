// Expressions → C++ text, with the parentheses that a reader wants.
import { CompilerBug, need } from "../../diagnostics/index.ts";
import { type Value, type ValueType, valueOperands } from "../../lowering/index.ts";
import { type DType, kindOf } from "../../sdfg/index.ts";
import type { Atom, Expr } from "../../symbolic/index.ts";
import { cppName } from "./names.ts";

export function cppType(type: ValueType): string {
  switch (type) {
    case "index":
      return "int64_t";
    case "bool":
      return "bool";
    case "float32":
      return "float";
    case "float64":
      return "double";
    default:
      if (kindOf(type) === "complex" || type === "float16") throw new CompilerBug(`${type} was not legalized`);
      return `${type}_t`;
  }
}

/** Binding strength, loosest first; an operand that binds more loosely than its place is wrapped. */
const strength = {
  select: 1,
  or: 2,
  and: 3,
  compare: 5,
  bits: 4,
  shift: 6,
  sum: 7,
  product: 8,
  unary: 9,
  atom: 10,
} as const;
type Strength = (typeof strength)[keyof typeof strength];

interface Text {
  readonly text: string;
  readonly binds: Strength;
}

export function printCpp(value: Value): string {
  return print(value).text;
}

function at(value: Value, least: number): string {
  const { text, binds } = print(value);
  return binds < least ? `(${text})` : text;
}

const atom = (text: string): Text => ({ text, binds: strength.atom });

function print(value: Value): Text {
  switch (value.kind) {
    case "constant":
      return literal(value.value, value.type);
    case "local":
      return atom(cppName(value.name));
    case "index":
      return printIndex(value.expr);
    case "load":
      return atom(`${cppName(value.memory)}[${print(value.at).text}]`);
    case "unary":
      return unary(value);
    case "binary":
      return binary(value);
    case "compare":
      return {
        text: `${at(value.left, strength.shift)} ${value.operator} ${at(value.right, strength.shift)}`,
        binds: strength.compare,
      };
    case "logical":
      return logical(value);
    case "select":
      return {
        text: `${at(value.condition, strength.or)} ? ${at(value.then, strength.or)} : ${at(value.otherwise, strength.select)}`,
        binds: strength.select,
      };
    case "call":
      return call(value);
    case "cast":
      return cast(value);
    case "apply":
      return atom(`np::${value.name}(${value.args.map((arg) => print(arg).text).join(", ")})`);
    case "machine":
      return machine(value);
  }
}

const unsignedOf = (type: ValueType) => (type === "int64" ? "uint64_t" : "uint32_t");

function unary(value: Value & { kind: "unary" }): Text {
  if (value.operator === "-" && kindOf(value.type) === "int")
    return atom(`${cppType(value.type)}(0 - ${unsignedOf(value.type)}(${print(value.operand).text}))`);
  const sign = value.operator === "not" ? "!" : value.operator;
  const operand = at(value.operand, strength.unary);
  // Two signs in a row would be another operator.
  return { text: operand.startsWith(sign) ? `${sign}(${operand})` : `${sign}${operand}`, binds: strength.unary };
}

/** Both sides are evaluated where that is safe and short: a loop without branches can run in lanes. */
function logical(value: Value & { kind: "logical" }): Text {
  const [one, two] = value.operator === "and" ? ["&", "&&"] : ["|", "||"];
  if (isShort(value.right))
    return {
      text: `${at(value.left, strength.shift)} ${one} ${at(value.right, strength.shift)}`,
      binds: strength.bits,
    };
  const binds = value.operator === "and" ? strength.and : strength.or;
  return { text: `${at(value.left, strength.bits)} ${two} ${at(value.right, strength.bits)}`, binds };
}

function isShort(value: Value): boolean {
  return (
    value.kind !== "load" && value.kind !== "apply" && value.kind !== "machine" && valueOperands(value).every(isShort)
  );
}

function machine(value: Value & { kind: "machine" }): Text {
  const [a, b] = value.args.map((arg) => print(arg).text);
  switch (value.operation) {
    case "reinterpret":
      return atom(`np::bits_as<${cppType(value.type)}>(${a})`);
    case "copysign":
      return atom(`std::copysign(${a}, ${b})`);
    case "quotient":
    case "remainder":
      return atom(`${cppType(value.type)}((${a}) ${value.operation === "quotient" ? "/" : "%"} (${b}))`);
  }
}

function literal(value: number, type: DType): Text {
  if (type === "bool") return atom(value === 0 ? "false" : "true");
  if (type !== "float32" && type !== "float64") {
    // Numbers beyond 2^53 are written in full; the least ones have no literal of their own.
    const digits = BigInt(value).toString();
    if (value === -(2 ** 63)) return atom("INT64_MIN");
    if (value === -(2 ** 31)) return atom("INT32_MIN");
    return atom(
      type === "int64"
        ? `INT64_C(${digits})`
        : type === "uint64"
          ? `UINT64_C(${digits})`
          : type === "int32"
            ? digits
            : `${cppType(type)}(${digits})`,
    );
  }
  const suffix = type === "float32" ? "f" : "";
  if (Number.isNaN(value)) return atom(type === "float32" ? "NAN" : "double(NAN)");
  if (!Number.isFinite(value)) return value > 0 ? atom("INFINITY") : { text: "-INFINITY", binds: strength.unary };
  const digits = Object.is(value, -0) ? "-0.0" : `${value}`;
  const text = `${/[.e]/.test(digits) ? digits : `${digits}.0`}${suffix}`;
  return text.startsWith("-") ? { text, binds: strength.unary } : atom(text);
}

function binary(value: Value & { kind: "binary" }): Text {
  const binds = {
    "+": strength.sum,
    "-": strength.sum,
    "*": strength.product,
    "/": strength.product,
    "&": strength.bits,
    "|": strength.bits,
    "^": strength.bits,
    "<<": strength.shift,
    ">>": strength.shift,
  }[value.operator as string];
  if (binds === undefined) throw new CompilerBug(`${value.operator} on ${value.type} was not legalized`);
  if (value.type === "bool")
    return {
      text: `${at(value.left, strength.unary)} ${value.operator === "+" ? "|" : value.operator === "*" ? "&" : value.operator} ${at(value.right, strength.unary)}`,
      binds: strength.bits,
    };
  if (value.operator === "-" && value.type !== "index" && kindOf(value.type) === "float")
    return { text: `${rounded(value.left, binds)} - ${rounded(value.right, binds + 1)}`, binds };
  // C++ ranks & ^ | one below the other; a reader should not need to know.
  const text = `${at(value.left, binds === strength.bits ? binds + 1 : binds)} ${value.operator} ${at(value.right, binds + 1)}`;
  // Signed overflow is undefined in C++ and wraps in NumPy.
  if (value.type === "index" || kindOf(value.type) !== "int") return { text, binds };
  const unsigned = unsignedOf(value.type);
  if ("+-*".includes(value.operator))
    return atom(
      `${cppType(value.type)}(${unsigned}(${print(value.left).text}) ${value.operator} ${unsigned}(${print(value.right).text}))`,
    );
  if (value.operator === "<<")
    return atom(`${cppType(value.type)}(${unsigned}(${print(value.left).text}) << ${at(value.right, strength.sum)})`);
  return { text, binds };
}

/** A product that is subtracted, or subtracted from, stays one: see the prelude. */
function rounded(value: Value, least: number): string {
  const isProduct = value.kind === "binary" && value.operator === "*";
  return isProduct ? `np::rounded(${print(value).text})` : at(value, least);
}

const functions: Readonly<Record<string, string>> = {
  sqrt: "std::sqrt",
  floor: "std::floor",
  ceil: "std::ceil",
  trunc: "std::trunc",
  rint: "std::nearbyint",
  abs: "std::fabs",
  minimum: "np::minimum",
  maximum: "np::maximum",
  fmod: "std::fmod",
};

function call(value: Value & { kind: "call" }): Text {
  const fn = functions[value.fn];
  if (fn === undefined || kindOf(value.type) !== "float")
    throw new CompilerBug(`${value.fn} on ${value.type} was not legalized`);
  return atom(`${fn}(${value.args.map((arg) => print(arg).text).join(", ")})`);
}

function cast(value: Value & { kind: "cast" }): Text {
  const { type, operand } = value;
  if (type === "bool" && operand.type !== "bool")
    return { text: `${at(operand, strength.shift)} != 0`, binds: strength.compare };
  const fromFloat = operand.type === "float32" || operand.type === "float64";
  const toInteger = type !== "index" && (kindOf(type) === "int" || kindOf(type) === "uint");
  if (fromFloat && toInteger) return atom(`np::trunc_to<${cppType(type)}>(${print(operand).text})`);
  if ((type === "index" && operand.type === "int64") || (type === "int64" && operand.type === "index"))
    return print(operand);
  return atom(`${cppType(type)}(${print(operand).text})`);
}

function printIndex(expr: Expr): Text {
  if (expr.terms.length === 0) return atom("0");
  const terms = [...expr.terms].sort((s, t) => Number(s.coefficient < 0) - Number(t.coefficient < 0));
  const text = terms
    .map((term, i) => {
      const factors = term.factors.flatMap((f) => Array<string>(f.power).fill(printAtom(f.atom)));
      const magnitude = Math.abs(term.coefficient);
      if (magnitude !== 1 || factors.length === 0) factors.unshift(`${magnitude}`);
      const product = factors.join(" * ");
      if (i === 0) return term.coefficient < 0 ? `-${product}` : product;
      return `${term.coefficient < 0 ? " - " : " + "}${product}`;
    })
    .join("");
  const [only] = terms;
  const single = terms.length === 1 && only !== undefined && only.coefficient > 0;
  return {
    text,
    binds:
      single &&
      (only.factors.length === 0 ||
        (only.coefficient === 1 && only.factors.length === 1 && only.factors[0]?.power === 1))
        ? strength.atom
        : single
          ? strength.product
          : strength.sum,
  };
}

export function printIndexCpp(expr: Expr): string {
  return printIndex(expr).text;
}

function printAtom(a: Atom): string {
  switch (a.kind) {
    case "symbol":
      return cppName(a.name);
    case "min":
    case "max": {
      const [first, ...rest] = a.args.map((arg) => printIndex(arg).text);
      return rest.reduce((left, right) => `std::${a.kind}<int64_t>(${left}, ${right})`, need(first, "an argument"));
    }
    case "floor-div":
    case "mod":
      return `${a.kind === "mod" ? "np::floor_mod" : "np::floor_div"}(${printIndex(a.dividend).text}, ${printIndex(a.divisor).text})`;
  }
}
