// Arrays meet a program: what its sizes are for them, and whether each argument is what the program takes.
import type { Program } from "@datawright/compiler-core/compiler";
import { type Refusal, refuse } from "@datawright/compiler-core/diagnostics";
import type { Inputs, NdArray } from "@datawright/compiler-core/runtime";
import { type Expr, evaluate, printExpr, symbolOf, symbolsOf } from "@datawright/compiler-core/symbolic";
import type { Sizes } from "@/components/documents/sizes";

export type Bound = { readonly kind: "bound"; readonly sizes: Sizes } | Refusal;

/** `known`: the sizes that were chosen; the others follow from shapes, and whole numbers from their values. */
export function bindInputs({ signature }: Pick<Program, "signature">, arrays: Inputs, known: Sizes = {}): Bound {
  const sizes: Record<string, number> = { ...known };
  const shaped: { name: string; given: NdArray; shape: readonly Expr[] }[] = [];
  for (const { name, type } of signature.parameters) {
    const given = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
    if (given === undefined) {
      const names = Object.keys(arrays).join(", ");
      return refuse("missing-input", `There is no \`${name}\` among ${names || "the arrays: there are none"}.`);
    }
    if (type.kind === "int") {
      const value = Number(given.data[0]);
      if (given.shape.length > 0 || given.dtype !== "int64" || !Number.isSafeInteger(value))
        return refuse("wrong-type", `\`${name}\` is ${spelled(given)}, and the program takes a whole number.`);
      const symbol = type.expr === undefined ? undefined : symbolOf(type.expr);
      sizes[symbol ?? name] ??= value;
      continue;
    }
    const shape = type.kind === "array" ? type.shape : [];
    if (given.dtype !== type.dtype || given.shape.length !== shape.length)
      return refuse(
        "wrong-type",
        `\`${name}\` is ${spelled(given)}, and the program takes ${wanted(type.dtype, shape)}.`,
      );
    shaped.push({ name, given, shape });
  }
  const axes = shaped.flatMap(({ given, shape }) =>
    shape.map((extent, axis) => ({ extent, value: given.shape[axis] ?? 0 })),
  );
  // What one axis tells may be what another needs.
  while (axes.some(({ extent, value }) => learn(sizes, extent, value)));
  const missing = signature.sizes.find((name) => sizes[name] === undefined);
  if (missing !== undefined) return refuse("unknown-size", `Nothing here tells what \`${missing}\` is.`);
  for (const { name, given, shape } of shaped) {
    const numbers = shape.map((extent) => evaluate(extent, sizes));
    if (numbers.some((extent, axis) => extent !== given.shape[axis]))
      return refuse(
        "wrong-shape",
        `\`${name}\` has the shape (${given.shape.join(", ")}); the program takes (${shape.map(printExpr).join(", ")}), which is (${numbers.join(", ")}) with ${spell(sizes, shape)}.`,
      );
  }
  return { kind: "bound", sizes };
}

/** True where an extent with one unknown size tells it: extents are linear in each, or this one says nothing. */
function learn(sizes: Record<string, number>, extent: Expr, value: number): boolean {
  const unknown = [...symbolsOf(extent)].filter((name) => sizes[name] === undefined);
  const [name] = unknown;
  if (name === undefined || unknown.length > 1) return false;
  const at = (size: number) => evaluate(extent, { ...sizes, [name]: size });
  const size = (value - at(0)) / (at(1) - at(0));
  if (!Number.isSafeInteger(size) || size < 0 || at(size) !== value) return false;
  sizes[name] = size;
  return true;
}

const spelled = ({ dtype, shape }: NdArray) =>
  shape.length === 0 ? `one number (${dtype})` : `${dtype} of shape (${shape.join(", ")})`;

const wanted = (dtype: string, shape: readonly Expr[]) =>
  shape.length === 0 ? `one number (${dtype})` : `${dtype} of shape (${shape.map(printExpr).join(", ")})`;

const spell = (sizes: Sizes, shape: readonly Expr[]) =>
  [...new Set(shape.flatMap((extent) => [...symbolsOf(extent)]))].map((name) => `${name} = ${sizes[name]}`).join(", ");
