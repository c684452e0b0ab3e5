// NumPy 2's type promotion (NEP 50): arrays and NumPy scalars promote by their types; a Python number takes the other side's
// type wherever its kind (bool < int < float < complex) allows.
import { type DType, kindOf } from "./dtype.ts";

export interface Promoted {
  readonly dtype: DType;
  readonly weak: boolean;
}

const rank = { bool: 0, int: 1, uint: 1, float: 2, complex: 3 } as const;

export function promote(a: Promoted, b: Promoted): Promoted {
  if (a.weak && b.weak) return { dtype: strong(a.dtype, b.dtype), weak: true };
  if (a.weak !== b.weak) {
    const [soft, firm] = a.weak ? [a.dtype, b.dtype] : [b.dtype, a.dtype];
    return { dtype: yieldTo(soft, firm), weak: false };
  }
  return { dtype: strong(a.dtype, b.dtype), weak: false };
}

function yieldTo(soft: DType, firm: DType): DType {
  if (rank[kindOf(soft)] <= rank[kindOf(firm)]) return firm;
  if (kindOf(soft) === "complex") return firm === "float32" || firm === "float16" ? "complex64" : "complex128";
  return kindOf(soft) === "float" ? "float64" : "int64";
}

const floats: readonly DType[] = ["float16", "float32", "float64"];

function strong(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a === "bool") return b;
  if (b === "bool") return a;
  const [ka, kb] = [kindOf(a), kindOf(b)];
  if (ka === "complex" || kb === "complex")
    return a === "complex128" || b === "complex128" || needsDouble(a) || needsDouble(b) ? "complex128" : "complex64";
  if (ka === "float" || kb === "float") return widestFloat(asFloat(a), asFloat(b));
  if (ka === kb) return bits(a) >= bits(b) ? a : b;
  const [signed, unsigned] = ka === "int" ? [a, b] : [b, a];
  if (bits(signed) > bits(unsigned)) return signed;
  return bits(unsigned) >= 64 ? "float64" : (`int${bits(unsigned) * 2}` as DType);
}

const bits = (dtype: DType): number => Number(/\d+$/.exec(dtype)?.[0] ?? 8);

/** The float that holds an integer type in mixed arithmetic: 8 bits fit float16, 16 fit float32, the rest need float64. */
function asFloat(dtype: DType): DType {
  if (kindOf(dtype) === "float") return dtype;
  return bits(dtype) <= 8 ? "float16" : bits(dtype) <= 16 ? "float32" : "float64";
}

function needsDouble(dtype: DType): boolean {
  return kindOf(dtype) !== "complex" && asFloat(dtype) === "float64";
}

function widestFloat(a: DType, b: DType): DType {
  return floats.indexOf(a) >= floats.indexOf(b) ? a : b;
}

/** The type of `/` and of the floating-point functions on a type: integers and bools become float64 (small ones smaller, as NumPy has it). */
export function floatingOf(operand: Promoted, division: boolean): Promoted {
  const kind = kindOf(operand.dtype);
  if (kind === "float" || kind === "complex") return operand;
  if (operand.weak || division) return { dtype: "float64", weak: operand.weak };
  return { dtype: kind === "bool" ? "float16" : asFloat(operand.dtype), weak: false };
}

/** Accumulator and result of `sum` and `prod`: integers widen to 64 bits. */
export function sumTypeOf(dtype: DType): DType {
  const kind = kindOf(dtype);
  return kind === "bool" || kind === "int" ? "int64" : kind === "uint" ? "uint64" : dtype;
}
