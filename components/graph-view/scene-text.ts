// Shapes and types as the picture spells them: "(I + 4) × (J + 4) × K  f64".
import type { Container } from "@datawright/compiler-core/sdfg";
import { type Expr, printExpr } from "@datawright/compiler-core/symbolic";

export function printShape(shape: readonly Expr[]): string {
  const extents = shape.map(printExpr);
  return extents
    .map((extent) =>
      extents.length > 1 && /[+\-*/% ]/.test(extent) && !/^(\w+)\(.*\)$/.test(extent) ? `(${extent})` : extent,
    )
    .join(" × ");
}

export function printContainer(container: Container | undefined): string {
  if (container === undefined) return "";
  const shape = printShape(container.shape);
  return `${shape}${shape === "" ? "" : "  "}${shortType(container.dtype)}`;
}

export const shortType = (dtype: string): string =>
  dtype.replace("float", "f").replace("complex", "c").replace("uint", "u").replace(/^int/, "i");

export const clipped = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
