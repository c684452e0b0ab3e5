// MatMul: how a matrix product of one or two dimensions becomes m, n, k and strides.
import { invariant, need } from "../diagnostics/index.ts";
import type { Container, LibraryNode, Memlet } from "../sdfg/index.ts";
import { add, type Expr, isPoint, lengthOf, mul, one, type Subset, zero } from "../symbolic/index.ts";

export interface MatrixOperand {
  readonly memory: string;
  readonly offset: Expr;
  readonly rowStride: Expr;
  readonly columnStride: Expr;
}

export interface MatrixProduct {
  readonly a: MatrixOperand;
  readonly b: MatrixOperand;
  readonly c: MatrixOperand;
  readonly m: Expr;
  readonly n: Expr;
  readonly k: Expr;
}

/** A vector on the left is a row, one on the right a column, as NumPy has it. */
export function matrixProductOf(
  node: LibraryNode,
  memlets: Readonly<Record<"a" | "b" | "c", Memlet>>,
  containers: (name: string) => Container,
): MatrixProduct {
  const [a, b] = [axesOf(memlets.a, containers(memlets.a.data)), axesOf(memlets.b, containers(memlets.b.data))];
  const c = axesOf(memlets.c, containers(memlets.c.data));
  invariant(
    a.axes.length <= 2 && b.axes.length <= 2 && a.axes.length + b.axes.length > 2,
    `${node.id} multiplies arrays of unexpected rank`,
  );
  const [aRow, aColumn] = a.axes.length === 2 ? a.axes : [unit, a.axes[0]];
  const [bRow, bColumn] = b.axes.length === 2 ? b.axes : [b.axes[0], unit];
  const [cRow, cColumn] = c.axes.length === 2 ? c.axes : a.axes.length === 1 ? [unit, c.axes[0]] : [c.axes[0], unit];
  const side = (memory: string, offset: Expr, row: Axis | undefined, column: Axis | undefined): MatrixOperand => ({
    memory,
    offset,
    rowStride: need(row, "row").stride,
    columnStride: need(column, "column").stride,
  });
  return {
    a: side(memlets.a.data, a.offset, aRow, aColumn),
    b: side(memlets.b.data, b.offset, bRow, bColumn),
    c: side(memlets.c.data, c.offset, cRow, cColumn),
    m: need(aRow, "row").extent,
    n: need(bColumn, "column").extent,
    k: need(aColumn, "column").extent,
  };
}

interface Axis {
  readonly extent: Expr;
  readonly stride: Expr;
}

const unit: Axis = { extent: one, stride: zero };

function axesOf(memlet: Memlet, container: Container): { readonly offset: Expr; readonly axes: readonly Axis[] } {
  const subset: Subset = memlet.subset ?? [];
  const offset = add(...subset.map((r, d) => mul(r.begin, need(container.strides[d], "stride"))));
  const axes = subset.flatMap((r, d): Axis[] =>
    isPoint(r) ? [] : [{ extent: lengthOf(r), stride: mul(r.step, need(container.strides[d], "stride")) }],
  );
  return { offset, axes };
}
