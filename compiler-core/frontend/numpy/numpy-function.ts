// The contract of a NumPy function: its parameters and what a call means. The same call serves types alone (`initialize`,
// where the context has no graph) and dataflow. Adding a function is adding it to a file of its family.
import type { Span } from "../../diagnostics/index.ts";
import { type DType, isDType } from "../../sdfg/index.ts";
import { constantOf, type Expr } from "../../symbolic/index.ts";
import type { Context, Wish } from "../lower/context.ts";
import { asNumeric } from "../lower/elementwise.ts";
import { asIndex } from "../lower/indexing.ts";
import { fail } from "../problem.ts";
import { describe, type Numeric, type Value } from "../types/value.ts";

export interface CallSite {
  readonly ctx: Context;
  readonly span: Span;
  readonly wish: Wish;
  /** Calls a Python function or lambda of the program. */
  readonly call: (callee: Value, args: readonly Value[]) => Value;
}

export interface NumpyFunction {
  /** Below `numpy`: "where", "random.default_rng"; a method of arrays or generators is ".sum"; elsewhere "scipy.sparse.random". */
  readonly name: string;
  /** In order; a `?` marks what may be left out. */
  readonly parameters: readonly string[];
  readonly call: (args: Args, site: CallSite) => Value;
}

/** The arguments of one call, by parameter name. */
export class Args {
  readonly #name: string;
  readonly #values: ReadonlyMap<string, Value>;
  readonly #site: CallSite;

  constructor(
    fn: Pick<NumpyFunction, "name" | "parameters">,
    positional: readonly Value[],
    keywords: readonly { readonly name: string; readonly value: Value }[],
    site: CallSite,
  ) {
    const names = fn.parameters.map((p) => p.replace("?", ""));
    if (positional.length > names.length)
      fail(
        "wrong-arguments",
        site.span,
        `\`${fn.name}\` takes at most ${names.length} arguments here, and this gives ${positional.length}.`,
      );
    const values = new Map(positional.map((value, i): [string, Value] => [names[i] as string, value]));
    for (const { name, value } of keywords) {
      if (!names.includes(name))
        fail("wrong-arguments", site.span, `The argument \`${name}\` of \`${fn.name}\` is not compiled.`);
      values.set(name, value);
    }
    const missing = fn.parameters.find((p) => !p.endsWith("?") && !values.has(p));
    if (missing !== undefined) fail("wrong-arguments", site.span, `\`${fn.name}\` needs the argument \`${missing}\`.`);
    this.#name = fn.name;
    this.#values = values;
    this.#site = site;
  }

  value(name: string): Value | undefined {
    const value = this.#values.get(name);
    return value?.kind === "none" ? undefined : value;
  }

  numeric(name: string): Numeric {
    return asNumeric(this.value(name) ?? { kind: "none" }, this.#site.span, `\`${name}\` of \`${this.#name}\``);
  }

  dtype(name: string): DType | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (value.kind === "dtype") return value.dtype;
    if (value.kind === "string" && isDType(value.text)) return value.text;
    if (value.kind === "library") {
      const found = dtypeNamed(value.path);
      if (found !== undefined) return found;
    }
    return fail(
      "wrong-type",
      this.#site.span,
      `\`${name}\` of \`${this.#name}\` must be a dtype, and this is ${describe(value)}.`,
    );
  }

  /** An int, or a tuple of ints. */
  shape(name: string): Expr[] {
    const value = this.value(name);
    const items = value?.kind === "tuple" ? value.items : value === undefined ? [] : [value];
    return items.map((item) => asIndex(this.#site.ctx, item, this.#site.span, "An extent"));
  }

  /** Axes counted from the front, in order; undefined where all are meant. */
  axes(name: string, rank: number): number[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const items = value.kind === "tuple" ? value.items : [value];
    return items
      .map((item) => {
        const axis = item.kind === "int" ? constantOf(item.expr) : undefined;
        if (axis === undefined)
          return fail("wrong-arguments", this.#site.span, `The axis of \`${this.#name}\` must be a constant.`);
        if (axis < -rank || axis >= rank)
          fail(
            "wrong-arguments",
            this.#site.span,
            `Axis ${axis} is out of bounds for an array of ${rank} dimensions: NumPy raises AxisError here.`,
          );
        return axis < 0 ? axis + rank : axis;
      })
      .sort((a, b) => a - b);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    if (value.kind === "number" && value.known !== undefined) return value.known.re !== 0;
    return fail(
      "wrong-arguments",
      this.#site.span,
      `\`${name}\` of \`${this.#name}\` must be True or False in the text.`,
    );
  }
}

const builtinTypes: Readonly<Record<string, DType>> = {
  "builtins.float": "float64",
  "builtins.int": "int64",
  "builtins.bool": "bool",
  "builtins.complex": "complex128",
  "numpy.bool_": "bool",
  "numpy.double": "float64",
  "numpy.single": "float32",
  "numpy.intp": "int64",
};

export function dtypeNamed(path: string): DType | undefined {
  const name = path.replace(/^numpy\./, "");
  return builtinTypes[path] ?? (path.startsWith("numpy.") && isDType(name) ? name : undefined);
}
