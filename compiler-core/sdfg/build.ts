// Makes containers, nodes and edges with their usual defaults.
import { type Expr, lengthOf, mul, one, point, type Range, range, type Subset, zero } from "../symbolic/index.ts";
import type { DType } from "./dtype.ts";
import type { Container, Edge, ElementId, Memlet } from "./graph.ts";

/** C order: the last dimension is contiguous. */
export function contiguousStrides(shape: readonly Expr[]): Expr[] {
  const strides: Expr[] = [];
  let stride: Expr = one;
  for (const extent of [...shape].reverse()) {
    strides.unshift(stride);
    stride = mul(stride, extent);
  }
  return strides;
}

export function array(dtype: DType, shape: readonly Expr[], more: Partial<Container> = {}): Container {
  return {
    kind: shape.length === 0 ? "scalar" : "array",
    dtype,
    shape,
    strides: contiguousStrides(shape),
    transient: false,
    storage: "Default",
    lifetime: "Scope",
    ...more,
  };
}

export function transient(dtype: DType, shape: readonly Expr[], more: Partial<Container> = {}): Container {
  return array(dtype, shape, { transient: true, ...more });
}

export function wholeOf(container: Container): Subset {
  return container.shape.map((extent): Range => range(zero, extent));
}

export function pointSubset(indices: readonly Expr[]): Subset {
  return indices.map(point);
}

/** How many elements a subset holds. */
export function volumeOf(subset: Subset): Expr {
  return mul(...subset.map(lengthOf));
}

interface End {
  readonly node: ElementId;
  readonly connector?: string;
}

export function edge(src: End, dst: End, memlet?: Memlet): Edge {
  const id = `${src.node}${src.connector === undefined ? "" : `.${src.connector}`}>${dst.node}${dst.connector === undefined ? "" : `.${dst.connector}`}`;
  return {
    id,
    src: src.node,
    dst: dst.node,
    ...(src.connector !== undefined && { srcConnector: src.connector }),
    ...(dst.connector !== undefined && { dstConnector: dst.connector }),
    ...(memlet && { memlet }),
  };
}
