// Builds and runs emitted C++ for tests, where there is a g++.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CppArtefact } from "../codegen/cpp/index.ts";
import { need } from "../diagnostics/index.ts";
import {
  allocate,
  bytesOfArray,
  countOf,
  type Inputs,
  type NdArray,
  type RunResult,
  shapesFor,
  viewOf,
} from "../runtime/index.ts";

export const hasCompiler = spawnSync("g++", ["--version"]).status === 0;

export const nativeFlags = { strict: [], relaxed: ["-DDATAWRIGHT_RELAXED"] } as const;
export type Mode = keyof typeof nativeFlags;

export interface NativeProgram {
  run(inputs: Inputs, sizes: Readonly<Record<string, number>>, threads: number, repeat?: number): RunResult;
}

/** Builds in a folder of its own, which is gone when `use` ends, however it ends. */
export function withNative<T>(
  artefact: CppArtefact,
  mode: Mode,
  use: (native: NativeProgram) => T,
  moreFlags: readonly string[] = [],
): T {
  const folder = mkdtempSync(join(tmpdir(), "datawright-cpp-"));
  try {
    writeFileSync(join(folder, "k.cpp"), artefact.source);
    const args = [...flags, ...nativeFlags[mode], ...moreFlags, "k.cpp", "-o", "k"];
    execFileSync("g++", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    return use({
      run: (inputs, sizes, threads, repeat = 1) => runIn(folder, artefact, inputs, sizes, threads, repeat),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const flags = [
  "-std=c++17",
  "-O3",
  "-march=native",
  "-fno-math-errno",
  "-fno-trapping-math",
  "-ffp-contract=off",
  "-fopenmp",
];

function runIn(
  folder: string,
  { program }: CppArtefact,
  inputs: Inputs,
  sizes: Readonly<Record<string, number>>,
  threads: number,
  repeat: number,
): RunResult {
  const shapes = shapesFor(program, sizes);
  for (const p of program.parameters) {
    const given = inputs[p.name] ?? allocate(p.dtype, need(shapes.get(p.name), p.name));
    if (!p.result) writeFileSync(join(folder, `${p.name}.in`), bytesOfArray(given));
  }
  const args = [
    folder,
    repeat > 1 ? "1" : "0",
    String(repeat),
    ...program.symbols.map((s) => String(need(sizes[s], s))),
  ];
  const env = { ...process.env, OMP_NUM_THREADS: String(threads) };
  const said = JSON.parse(
    execFileSync(join(folder, "k"), args, { env, stdio: ["ignore", "pipe", "pipe"] }).toString(),
  ) as {
    status: number;
    nanoseconds: number[];
  };
  if (said.status !== 0) return { kind: "raised", ...need(program.exceptions[said.status - 1], "exception") };
  const outputs: Record<string, NdArray> = {};
  for (const p of program.parameters) {
    if (p.scalar) continue;
    const shape = need(shapes.get(p.name), p.name);
    const bytes =
      p.written || p.result
        ? new Uint8Array(readFileSync(join(folder, `${p.name}.out`)))
        : bytesOfArray(need(inputs[p.name], p.name)).slice();
    outputs[p.name] = { dtype: p.dtype, shape, data: viewOf(p.dtype, bytes.slice().buffer, 0, countOf(shape)) };
  }
  return { kind: "finished", outputs, seconds: said.nanoseconds.map((n) => n / 1e9), marshallingSeconds: 0 };
}
