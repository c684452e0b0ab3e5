// NumPy's arithmetic on single elements, as plainly as it can be said. 64-bit integers are bigints, smaller ones and floats
// numbers (rounded to their type after each step), complex numbers pairs.
import { CompilerBug, need } from "../diagnostics/index.ts";
import type { MachineOperation, ValueType } from "../lowering/index.ts";
import {
  type ArithmeticOperator,
  bytesOf,
  type ComparisonOperator,
  type DType,
  isInteger,
  kindOf,
  partOf,
  type ScalarFunction,
  type WriteConflict,
} from "../sdfg/index.ts";

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export type Element = number | bigint | boolean | Complex;

export function isTrue(value: Element): boolean {
  return typeof value === "object" ? value.re !== 0 || value.im !== 0 : Boolean(value) || Number.isNaN(value);
}

/** Rounds or wraps to the type. */
export function applyCast(type: ValueType, value: Element, from?: ValueType): Element {
  if (type === "index") return Number(typeof value === "object" ? value.re : value);
  const kind = kindOf(type);
  if (kind === "bool") return isTrue(value);
  if (kind === "complex") {
    const { re, im } = typeof value === "object" ? value : { re: Number(value), im: 0 };
    return type === "complex64" ? { re: Math.fround(re), im: Math.fround(im) } : { re, im };
  }
  const real = typeof value === "object" ? value.re : value;
  if (kind === "float") return type === "float32" ? Math.fround(Number(real)) : Number(real);
  if (typeof real === "bigint") return wrap(type, real);
  if (from !== undefined && (from === "index" || isInteger(from))) return wrap(type, BigInt(Number(real)));
  const number = Number(real);
  return wrap(type, truncated(type, number));
}

/**
 * Towards zero. What C leaves open (NaN, too large) saturates, as WebAssembly's conversions do; narrow integers are made of
 * 32 bits and unsigned ones of 64, so that a negative number wraps.
 */
function truncated(type: DType, value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  const unsigned = type === "uint64" && value > 0;
  const bits = BigInt(bytesOf(type) < 4 || type === "int32" ? 32 : 64);
  const [low, high] = unsigned ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  if (value <= Number(low)) return low;
  return value >= Number(high) ? high : BigInt(Math.trunc(value));
}

function wrap(type: DType, value: bigint): number | bigint {
  const bits = bytesOf(type) * 8;
  const wrapped = kindOf(type) === "uint" ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
  return bits === 64 ? wrapped : Number(wrapped);
}

export function applyUnary(operator: "-" | "~" | "not", type: DType, x: Element): Element {
  if (operator === "not") return !isTrue(x);
  if (typeof x === "object") return { re: -x.re, im: -x.im };
  if (kindOf(type) === "float") return -Number(x);
  return wrap(type, operator === "-" ? -BigInt(x) : ~BigInt(x));
}

export function applyBinary(operator: ArithmeticOperator, type: ValueType, x: Element, y: Element): Element {
  if (type === "index") {
    if (operator === "+") return Number(x) + Number(y);
    if (operator === "*") return Number(x) * Number(y);
    throw new CompilerBug(`index ${operator}`);
  }
  const kind = kindOf(type);
  if (kind === "complex")
    return complexBinary(operator, type, applyCast(type, x) as Complex, applyCast(type, y) as Complex);
  if (kind === "float") return applyCast(type, floatBinary(operator, Number(x), Number(y)));
  if (kind === "bool")
    return operator === "+" || operator === "|"
      ? isTrue(x) || isTrue(y)
      : operator === "^"
        ? isTrue(x) !== isTrue(y)
        : isTrue(x) && isTrue(y);
  return wrap(type, integerBinary(operator, BigInt(x as bigint), BigInt(y as bigint), BigInt(bytesOf(type) * 8)));
}

function floatBinary(operator: ArithmeticOperator, x: number, y: number): number {
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    case "/":
      return x / y;
    case "//":
      return floatDivmod(x, y).quotient;
    case "%":
      return floatDivmod(x, y).remainder;
    case "**":
      // Where C and NumPy have 1, JavaScript has NaN.
      return x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y;
    default:
      throw new CompilerBug(`float ${operator}`);
  }
}

/** NumPy's floor division of floats: the remainder has the divisor's sign, and the quotient is a rounded whole number. */
function floatDivmod(x: number, y: number): { quotient: number; remainder: number } {
  let remainder = x % y;
  if (y === 0) return { quotient: x / y, remainder };
  let quotient = (x - remainder) / y;
  if (remainder !== 0) {
    if (y < 0 !== remainder < 0) {
      remainder += y;
      quotient -= 1;
    }
  } else remainder = y < 0 ? -0 : 0;
  if (quotient === 0) return { quotient: x / y < 0 || Object.is(x / y, -0) ? -0 : 0, remainder };
  const floor = Math.floor(quotient);
  return { quotient: quotient - floor > 0.5 ? floor + 1 : floor, remainder };
}

function integerBinary(operator: ArithmeticOperator, x: bigint, y: bigint, bits: bigint): bigint {
  switch (operator) {
    case "+":
      return x + y;
    case "-":
      return x - y;
    case "*":
      return x * y;
    // NumPy warns and gives 0 when an integer array is divided by zero.
    case "//":
      return y === 0n ? 0n : (x - (((x % y) + y) % y)) / y;
    case "%":
      return y === 0n ? 0n : ((x % y) + y) % y;
    case "**":
      return x ** y;
    case "&":
      return x & y;
    case "|":
      return x | y;
    case "^":
      return x ^ y;
    case "<<":
      return y < 0n || y >= bits ? 0n : x << y;
    case ">>":
      // By all bits or more, or by fewer than none: only the sign is left.
      return y < 0n || y >= bits ? (x < 0n ? -1n : 0n) : x >> y;
    default:
      throw new CompilerBug(`integer ${operator}`);
  }
}

function complexBinary(operator: ArithmeticOperator, type: DType, x: Complex, y: Complex): Complex {
  const r = (value: number) => (type === "complex64" ? Math.fround(value) : value);
  switch (operator) {
    case "+":
      return { re: r(x.re + y.re), im: r(x.im + y.im) };
    case "-":
      return { re: r(x.re - y.re), im: r(x.im - y.im) };
    case "*":
      return { re: r(r(x.re * y.re) - r(x.im * y.im)), im: r(r(x.re * y.im) + r(x.im * y.re)) };
    case "/":
      return complexQuotient(x, y, r);
    default:
      throw new CompilerBug(`complex ${operator}`);
  }
}

/** Smith's method, the one that NumPy uses. */
function complexQuotient(x: Complex, y: Complex, r: (value: number) => number): Complex {
  const [a, b] = [Math.abs(y.re), Math.abs(y.im)];
  if (a >= b) {
    if (a === 0 && b === 0) return { re: r(x.re / a), im: r(x.im / a) };
    const ratio = r(y.im / y.re);
    const scale = r(1 / r(y.re + r(y.im * ratio)));
    return { re: r(r(x.re + r(x.im * ratio)) * scale), im: r(r(x.im - r(x.re * ratio)) * scale) };
  }
  const ratio = r(y.re / y.im);
  const scale = r(1 / r(y.im + r(y.re * ratio)));
  return { re: r(r(r(x.re * ratio) + x.im) * scale), im: r(r(r(x.im * ratio) - x.re) * scale) };
}

export function applyCompare(operator: ComparisonOperator, x: Element, y: Element): boolean {
  if (typeof x === "object" || typeof y === "object") {
    const [a, b] = [applyCast("complex128", x) as Complex, applyCast("complex128", y) as Complex];
    const same = a.re === b.re && a.im === b.im;
    return operator === "==" ? same : !same;
  }
  switch (operator) {
    case "==":
      // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of equal value are equal.
      return x == y;
    case "!=":
      // biome-ignore lint/suspicious/noDoubleEquals: as above.
      return x != y;
    case "<":
      return x < y;
    case "<=":
      return x <= y;
    case ">":
      return x > y;
    case ">=":
      return x >= y;
  }
}

const realFunctions: Readonly<Partial<Record<ScalarFunction, (x: number, y: number) => number>>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sinh: Math.sinh,
  cosh: Math.cosh,
  arctan: Math.atan,
  arctan2: Math.atan2,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  rint: roundHalfEven,
  abs: Math.abs,
  fmod: (x, y) => x % y,
  minimum: Math.min,
  maximum: Math.max,
  sign: (x) => (x === 0 ? 0 : Math.sign(x)),
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
};

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return up ? (floor + 1 === 0 ? -0 : floor + 1) : floor === 0 && Object.is(x, -0) ? -0 : floor;
}

export function applyCall(fn: ScalarFunction, type: DType, args: readonly Element[]): Element {
  const [x, y] = args;
  const first = need(x, "an argument");
  if (typeof first === "object") return complexCall(fn, type, first);
  if (fn === "complex") return { re: Number(first), im: Number(y) };
  if (fn === "isnan") return Number.isNaN(first);
  if (fn === "isfinite") return Number.isFinite(Number(first));
  if (fn === "isinf") return Math.abs(Number(first)) === Number.POSITIVE_INFINITY;
  if (kindOf(type) !== "float") return integerCall(fn, type, first, y);
  return applyCast(type, need(realFunctions[fn], fn)(Number(first), Number(y ?? 0)));
}

function integerCall(fn: ScalarFunction, type: DType, x: number | bigint | boolean, y: Element | undefined): Element {
  const [a, b] = [BigInt(x), BigInt((y ?? 0) as bigint)];
  if (fn === "abs") return applyCast(type, a < 0n ? -a : a);
  if (fn === "minimum") return applyCast(type, a < b ? a : b);
  if (fn === "maximum") return applyCast(type, a > b ? a : b);
  if (fn === "sign") return applyCast(type, a > 0n ? 1n : a < 0n ? -1n : 0n);
  if (fn === "conj" || fn === "real" || fn === "floor" || fn === "ceil" || fn === "trunc" || fn === "rint")
    return applyCast(type, a);
  throw new CompilerBug(`integer ${fn}`);
}

function complexCall(fn: ScalarFunction, type: DType, x: Complex): Element {
  switch (fn) {
    case "abs":
      return applyCast(partOf(type), Math.hypot(x.re, x.im));
    case "real":
      return x.re;
    case "imag":
      return x.im;
    case "isnan":
      return Number.isNaN(x.re) || Number.isNaN(x.im);
    case "isinf":
      return Math.abs(x.re) === Number.POSITIVE_INFINITY || Math.abs(x.im) === Number.POSITIVE_INFINITY;
    case "isfinite":
      return Number.isFinite(x.re) && Number.isFinite(x.im);
    case "conj":
      return { re: x.re, im: -x.im };
    default:
      throw new CompilerBug(`complex ${fn}`);
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** What one machine instruction does (see `MachineOperation`). */
export function applyMachine(
  operation: MachineOperation,
  type: DType,
  args: readonly { readonly type: ValueType; readonly value: Element }[],
): Element {
  const [x, y] = [need(args[0], "an argument"), args[1]?.value];
  switch (operation) {
    case "reinterpret":
      return reinterpret(x.type, type, x.value);
    case "copysign": {
      const negative = Number(y) < 0 || Object.is(Number(y), -0) || (Number.isNaN(Number(y)) && signBit(Number(y)));
      return negative ? -Math.abs(Number(x.value)) : Math.abs(Number(x.value));
    }
    case "quotient":
      return wrap(type, BigInt(x.value as bigint) / BigInt(y as bigint));
    case "remainder":
      return wrap(type, BigInt(x.value as bigint) % BigInt(y as bigint));
  }
}

function signBit(x: number): boolean {
  scratch.setFloat64(0, x);
  return scratch.getUint8(0) > 127;
}

function reinterpret(from: ValueType, to: DType, value: Element): Element {
  if (from === "float64") scratch.setFloat64(0, Number(value));
  else if (from === "float32") scratch.setFloat32(0, Number(value));
  else if (from === "int64" || from === "uint64") scratch.setBigInt64(0, BigInt(value as bigint));
  else scratch.setInt32(0, Number(value));
  if (to === "float64") return scratch.getFloat64(0);
  if (to === "float32") return scratch.getFloat32(0);
  if (to === "int64") return scratch.getBigInt64(0);
  if (to === "uint64") return scratch.getBigUint64(0);
  if (to === "int32") return scratch.getInt32(0);
  if (to === "uint32") return scratch.getUint32(0);
  throw new CompilerBug(`reinterpret as ${to}`);
}

/** Joins a write with what is there. */
export function combine(wcr: WriteConflict, type: DType, before: Element, value: Element): Element {
  switch (wcr) {
    case "sum":
      return applyBinary("+", type, before, value);
    case "product":
      return applyBinary("*", type, before, value);
    case "min":
      return applyCall("minimum", type, [before, value]);
    case "max":
      return applyCall("maximum", type, [before, value]);
    case "and":
      return isTrue(before) && isTrue(value);
    case "or":
      return isTrue(before) || isTrue(value);
  }
}
