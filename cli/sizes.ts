// `--preset S` or `--preset N=100,M=20`: the numbers for a program's size symbols.
import type { Program } from "../compiler-core/compiler/index.ts";
import { usage } from "./exit.ts";

export interface ChosenSizes {
  /** The preset's name, where one was taken. */
  readonly preset: string | undefined;
  readonly sizes: Readonly<Record<string, number>>;
}

/** `wanted` left out: S, or the first preset there is. Sizes that only the real inputs tell are not in the result. */
export function chooseSizes(program: Program, wanted: string | undefined): ChosenSizes {
  const { presets } = program;
  if (wanted?.includes("=")) return { preset: undefined, sizes: complete(program, parse(wanted)) };
  const names = Object.keys(presets);
  const preset = wanted ?? (names.includes("S") ? "S" : names[0]);
  if (preset === undefined) return { preset, sizes: complete(program, {}) };
  const sizes = presets[preset];
  if (sizes === undefined)
    throw usage(
      names.length === 0
        ? `This file has no presets; give the sizes as --preset ${example(program)}.`
        : `There is no preset ${preset} in this file; it has ${names.join(", ")}.`,
    );
  return { preset, sizes: complete(program, sizes) };
}

const example = (program: Program) => program.signature.sizes.map((name) => `${name}=100`).join(",");

function parse(text: string): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [, name, value] = /^\s*([A-Za-z_]\w*)\s*=\s*(\d+)\s*$/.exec(part) ?? [];
    if (name === undefined || !Number.isSafeInteger(Number(value)))
      throw usage(`\`${part}\` is not a size; write name=value with a whole number of at least 0.`);
    sizes[name] = Number(value);
  }
  return sizes;
}

function complete(program: Program, sizes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const { sizes: known, unseen } = program.signature;
  const unknown = Object.keys(sizes).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw usage(`There is no size ${unknown} in this program; it has ${known.join(", ") || "none"}.`);
  const missing = known.filter((name) => sizes[name] === undefined && !unseen.includes(name));
  if (missing.length > 0)
    throw usage(`There is no value for ${missing.join(", ")}; give the sizes as --preset ${example(program)}.`);
  return sizes;
}
