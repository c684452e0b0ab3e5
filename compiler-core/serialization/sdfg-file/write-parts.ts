// Containers, memlets and subsets as a file has them.
import { type Container, type Memlet, type Sdfg, volumeOf, type WriteConflict, wholeOf } from "../../sdfg/index.ts";
import { add, mul, one, point, type Subset, sub, zero } from "../../symbolic/index.ts";
import type { Json, JsonObject } from "./json.ts";
import { ofContainer } from "./kept.ts";
import { lastOf } from "./read-memlet.ts";
import { compact, type Writing } from "./writing.ts";

/** An argument that is written is an array in a file, where scalars are passed by value. */
export function containerJson(writing: Writing, c: Container, byValue: boolean): JsonObject {
  const common = {
    dtype: c.dtype,
    transient: c.transient ? true : undefined,
    storage: c.storage === "Default" ? undefined : c.storage,
    lifetime: c.lifetime === "Scope" ? undefined : c.lifetime,
    ...ofContainer(c, !byValue),
  };
  if (c.shape.length === 0 && byValue) return { type: "Scalar", attributes: compact({ ...common, shape: ["1"] }) };
  const [shape, strides] = c.shape.length === 0 ? [[one], [one]] : [c.shape, c.strides];
  const size = add(one, ...shape.map((extent, i) => mul(sub(extent, one), strides[i] ?? zero)));
  return {
    type: c.kind === "view" ? "ArrayView" : "Array",
    attributes: compact({
      ...common,
      shape: shape.map(writing.text),
      strides: strides.map(writing.text),
      offset: shape.map(() => "0"),
      total_size: writing.text(contiguous(c) ? mul(...shape) : size),
    }),
  };
}

function contiguous(c: Container): boolean {
  let stride = one;
  for (let i = c.shape.length - 1; i >= 0; i--) {
    if (c.strides[i]?.key !== stride.key) return false;
    stride = mul(stride, c.shape[i] ?? one);
  }
  return true;
}

export function subsetJson(writing: Writing, subset: Subset): JsonObject {
  // A scalar has no dimensions in the graph and one in a file.
  const ranges = subset.length === 0 ? [point(zero)] : subset;
  return {
    type: "Range",
    ranges: ranges.map((r) => ({
      start: writing.text(r.begin),
      end: writing.text(lastOf(r)),
      step: writing.text(r.step),
      tile: "1",
    })),
  };
}

const conflicts: Readonly<Record<WriteConflict, string>> = {
  sum: "(lambda a, b: (a + b))",
  product: "(lambda a, b: (a * b))",
  min: "(lambda a, b: min(a, b))",
  max: "(lambda a, b: max(a, b))",
  and: "(lambda a, b: (a and b))",
  or: "(lambda a, b: (a or b))",
};

/** An edge without a memlet carries an empty one. Where the subset is derived, all of the container stands for it. */
export function memletJson(writing: Writing, sdfg: Sdfg, memlet: Memlet | undefined): JsonObject {
  if (memlet === undefined) return { type: "Memlet", attributes: {} };
  const container = sdfg.containers[memlet.data];
  const subset = memlet.unread !== undefined ? undefined : (memlet.subset ?? (container && wholeOf(container)));
  const attributes: Record<string, Json | undefined> = {
    data: memlet.data,
    subset: subset && subsetJson(writing, subset),
    other_subset: memlet.otherSubset && subsetJson(writing, memlet.otherSubset),
    volume: subset && writing.text(subset.length === 0 ? one : volumeOf(subset)),
    wcr: memlet.wcr && conflicts[memlet.wcr],
    dynamic: memlet.dynamic,
  };
  return { type: "Memlet", attributes: compact(attributes) };
}

/** What a file repeats about a memlet: stale once the memlet has changed, and optional. */
const derived = ["num_accesses", "src_subset", "dst_subset", "is_data_src"];

export function withoutDerived(memlet: JsonObject): JsonObject {
  const attributes = memlet["attributes"];
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) return memlet;
  return {
    ...memlet,
    attributes: Object.fromEntries(Object.entries(attributes).filter(([key]) => !derived.includes(key))),
  };
}
