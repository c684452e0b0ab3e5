// Is it the same? The one place that says how close is close enough (DESIGN, D5).
import { isInteger, kindOf, partOf } from "../sdfg/index.ts";
import type { NdArray } from "./nd-array.ts";

export interface OutputVerdict {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly maxAbsError: number;
  readonly maxRelError: number;
  /** Indices of the element that differs most, or first in kind. */
  readonly worst?: readonly number[];
  readonly expected?: string;
  readonly actual?: string;
  readonly right: boolean;
  /** The rule that decided. */
  readonly rule: string;
}

export type Verdict =
  | { readonly kind: "right"; readonly rule: string; readonly outputs: readonly OutputVerdict[] }
  | { readonly kind: "wrong"; readonly reason: string; readonly outputs: readonly OutputVerdict[] }
  | { readonly kind: "inconclusive"; readonly reason: string; readonly outputs: readonly OutputVerdict[] };

interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
  readonly norm: number;
}

const tolerances: Readonly<Record<"float64" | "float32", Tolerance>> = {
  float64: { relative: 1e-9, absolute: 1e-12, norm: 1e-10 },
  float32: { relative: 1e-5, absolute: 1e-6, norm: 1e-4 },
};

/** What else is known of NumPy's answer. */
export interface OracleFacts {
  /** Width of its default integer. */
  readonly bits?: 32 | 64;
  /** Its answer to the same inputs, each float moved by one ulp: how far apart two answers may lie that are both right. */
  readonly nudged?: Readonly<Record<string, NdArray>>;
}

export function judge(
  actual: Readonly<Record<string, NdArray>>,
  expected: Readonly<Record<string, NdArray>>,
  oracle: OracleFacts = {},
): Verdict {
  const outputs = Object.entries(expected).map(([name, array]) =>
    excused(compareArrays(name, actual[name], array), actual[name], array, oracle.nudged?.[name]),
  );
  const bad = outputs.find((o) => !o.right);
  if (bad !== undefined) {
    const narrow = oracle.bits === 32 && isMatterOfWidth(bad, actual[bad.name]);
    return narrow
      ? { kind: "inconclusive", reason: `This needs a 64-bit Python: ${reasonOf(bad)}`, outputs }
      : { kind: "wrong", reason: reasonOf(bad), outputs };
  }
  const rules = [...new Set(outputs.map((o) => o.rule))];
  return { kind: "right", rule: rules.join("; ") || "nothing to compare", outputs };
}

/** Some float is off by a finite distance: NumPy's answer to nudged inputs may excuse it. JSON holds null for NaN. */
export function mayBeRounding(
  outputs: readonly { readonly dtype: string; readonly right: boolean; readonly maxAbsError: number | null }[],
): boolean {
  return outputs.some((o) => !o.right && Number.isFinite(o.maxAbsError) && /^(float|complex)/.test(o.dtype));
}

const nudgeFactor = 10;

/** Right after all, where moving the inputs by one ulp moves NumPy's own answer as much: in size, and in how many elements. */
function excused(
  found: OutputVerdict,
  actual: NdArray | undefined,
  plain: NdArray,
  nudged: NdArray | undefined,
): OutputVerdict {
  if (found.right || actual === undefined || nudged === undefined || Number.isNaN(found.maxAbsError)) return found;
  const effect = compareArrays(found.name, nudged, plain).maxAbsError;
  const kind = kindOf(plain.dtype);
  if (Number.isNaN(effect) || (kind !== "float" && kind !== "complex")) return found;
  const tolerance = toleranceOf(plain);
  const [off, moved] = [furtherThan(tolerance, actual, plain), furtherThan(tolerance / nudgeFactor, nudged, plain)];
  if (found.maxAbsError > nudgeFactor * effect || off > nudgeFactor * moved) return found;
  return {
    ...found,
    right: true,
    rule: `within ${nudgeFactor} times what moving the inputs by one ulp does to NumPy's own answer: ${effect} at most, in ${moved} places`,
  };
}

function toleranceOf({ dtype, data }: NdArray): number {
  const { relative, absolute } = tolerancesFor(dtype);
  let largest = 0;
  for (const value of data as Float64Array) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return relative * largest + absolute;
}

function furtherThan(distance: number, a: NdArray, b: NdArray): number {
  let count = 0;
  for (let i = 0; i < b.data.length; i++) if (Math.abs(Number(a.data[i]) - Number(b.data[i])) > distance) count++;
  return count;
}

/** Which numbers of an array are off by themselves: further than its type allows, or NaN and infinity out of place. */
export function isOff(actual: NdArray, expected: NdArray): (at: number) => boolean {
  const kind = kindOf(expected.dtype);
  if (kind !== "float" && kind !== "complex") return (at) => actual.data[at] !== expected.data[at];
  const tolerance = toleranceOf(expected);
  return (at) => {
    const [x, y] = [Number(actual.data[at]), Number(expected.data[at])];
    return Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) > tolerance : !Object.is(x, y);
  };
}

const tolerancesFor = (dtype: NdArray["dtype"]): Tolerance =>
  tolerances[partOf(dtype) === "float32" ? "float32" : "float64"];

/** A Python with narrow integers may be the one that is off: its own type, or a number that did not fit. */
function isMatterOfWidth({ dtype }: OutputVerdict, actual: NdArray | undefined): boolean {
  return (
    actual !== undefined &&
    isInteger(actual.dtype) &&
    (dtype === "int32" || dtype === "uint32" || dtype === "int64" || dtype === "uint64")
  );
}

function reasonOf(o: OutputVerdict): string {
  const at = o.worst === undefined ? "" : `[${o.worst.join(", ")}]`;
  return o.expected === undefined
    ? `${o.name}: ${o.rule}`
    : `${o.name}${at} is ${o.actual}, and should be ${o.expected} (${o.rule})`;
}

export function compareArrays(name: string, actual: NdArray | undefined, expected: NdArray): OutputVerdict {
  const common = {
    name,
    dtype: expected.dtype,
    shape: expected.shape,
    maxAbsError: Number.NaN,
    maxRelError: Number.NaN,
  };
  if (actual === undefined) return { ...common, right: false, rule: "it is missing" };
  if (actual.dtype !== expected.dtype)
    return { ...common, right: false, rule: `it is ${actual.dtype}, and should be ${expected.dtype}` };
  if (actual.shape.join() !== expected.shape.join())
    return {
      ...common,
      right: false,
      rule: `its shape is (${actual.shape.join(", ")}), and should be (${expected.shape.join(", ")})`,
    };
  const kind = kindOf(expected.dtype);
  return kind === "float" || kind === "complex"
    ? compareFloats(common, actual, expected)
    : compareExactly(common, actual, expected);
}

type Common = Pick<OutputVerdict, "name" | "dtype" | "shape" | "maxAbsError" | "maxRelError">;

function compareExactly(common: Common, actual: NdArray, expected: NdArray): OutputVerdict {
  let largest = 0;
  let first = -1;
  for (let i = 0; i < expected.data.length; i++) {
    const difference = Math.abs(Number(actual.data[i]) - Number(expected.data[i]));
    if (actual.data[i] !== expected.data[i] && first < 0) first = i;
    largest = Math.max(largest, difference);
  }
  const found = first < 0 ? {} : describeElement(first, actual, expected, 1);
  return { ...common, maxAbsError: largest, maxRelError: Number.NaN, ...found, right: first < 0, rule: "equal" };
}

function compareFloats(common: Common, actual: NdArray, expected: NdArray): OutputVerdict {
  const parts = kindOf(expected.dtype) === "complex" ? 2 : 1;
  const { relative, absolute, norm } = tolerancesFor(expected.dtype);
  const [a, b] = [actual.data as Float64Array, expected.data as Float64Array];
  let [maxAbs, maxRel, maxRef, sumDiff, sumRef, worst] = [0, 0, 0, 0, 0, -1];
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      if (!Object.is(x, y))
        return {
          ...common,
          ...describeElement(i, actual, expected, parts),
          right: false,
          rule: "NaN and infinity must stand in the same places",
        };
      continue;
    }
    const difference = Math.abs(x - y);
    if (difference > maxAbs) [maxAbs, worst] = [difference, i];
    const size = Math.abs(y);
    if (size > 0) maxRel = Math.max(maxRel, difference / size);
    maxRef = Math.max(maxRef, size);
    sumDiff += difference * difference;
    sumRef += y * y;
  }
  const withinLargest = maxAbs <= relative * maxRef + absolute;
  const withinNorm = Math.sqrt(sumDiff) <= norm * Math.sqrt(sumRef);
  const rule =
    withinLargest || !withinNorm
      ? `largest difference at most ${relative} of the largest value, plus ${absolute}`
      : `relative L2 difference at most ${norm}`;
  const found = worst < 0 ? {} : describeElement(worst, actual, expected, parts);
  return { ...common, maxAbsError: maxAbs, maxRelError: maxRel, ...found, right: withinLargest || withinNorm, rule };
}

function describeElement(
  at: number,
  actual: NdArray,
  expected: NdArray,
  parts: number,
): Pick<OutputVerdict, "worst" | "expected" | "actual"> {
  const { index, ...values } = foundElement(at, actual, expected, parts);
  return { worst: index, ...values };
}

export interface FoundElement {
  readonly index: readonly number[];
  readonly expected: string;
  readonly actual: string;
}

/** The number at this place in memory, where a complex element is two `parts`. */
export function foundElement(at: number, actual: NdArray, expected: NdArray, parts: number): FoundElement {
  let rest = Math.floor(at / parts);
  const index: number[] = [];
  for (const extent of [...expected.shape].reverse()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return { index, expected: String(expected.data[at]), actual: String(actual.data[at]) };
}
