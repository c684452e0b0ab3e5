// An engine without a compiler, for journeys in the browser that must not depend on one and for faults that a real one
// rarely has: the interpreter computes, and the fault that was asked for happens.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { need } from "../../../compiler-core/diagnostics/index.ts";
import {
  bytesOfArray,
  countOf,
  type Inputs,
  interpret,
  shapesFor,
  viewOf,
} from "../../../compiler-core/runtime/index.ts";
import { bytesOf, rowsOf } from "../../../compiler-core/sdfg/index.ts";
import type { JobFailure } from "../../protocol/index.ts";
import type { NativeRun } from "../native/run-native.ts";
import type { CppArtefact, Engine, EngineRun } from "./engine.ts";
import { readPart } from "./plain-file.ts";
import { outputsOf, seconds } from "./prepare.ts";

export const faults = ["none", "no-compiler", "compile-failed", "crash", "out-of-memory", "wrong", "hang"] as const;
export type Fault = (typeof faults)[number];

const install = "apt-get install g++";
const compiler = { kind: "found", id: "gxx", path: "", version: "a fake compiler", blas: undefined } as const;
const missing = { kind: "missing", id: "gxx", reason: "There is no C++ compiler.", install } as const;

export function fakeEngine(fault: Fault): Engine {
  return {
    id: "fake",
    find: async () => (fault === "no-compiler" ? missing : compiler),
    compile: async () => {
      if (fault === "no-compiler")
        return { kind: "toolchain-missing", tool: "a C++ compiler", reason: missing.reason, install };
      if (fault === "compile-failed")
        return {
          kind: "compile-failed",
          tool: "a fake compiler",
          status: 1,
          output: "program.cpp:1:1: error: asked for",
        };
      return {
        kind: "built",
        path: "",
        compiler,
        flags: ["-O0"],
        environment: {},
        hash: "fake",
        cached: false,
        seconds: 0,
        log: "",
      };
    },
    run: async (artefact, _built, request) => {
      if (fault === "crash") return { kind: "killed", what: "the program", signal: "SIGSEGV", output: "" };
      if (fault === "out-of-memory") return { kind: "out-of-memory", what: "the program", bytes: 64e9 };
      if (fault === "hang") return hang(request);
      return compute(artefact, request, fault === "wrong");
    },
  };
}

/** Until it is cancelled, or its time is over. */
function hang({ signal, timeoutSeconds }: EngineRun): Promise<JobFailure> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve({ kind: "timed-out", what: "the program", seconds: timeoutSeconds, output: "" }),
      timeoutSeconds * 1000,
    );
    const stop = () => {
      clearTimeout(timer);
      resolve({ kind: "cancelled" });
    };
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}

async function compute({ program }: CppArtefact, request: EngineRun, isWrong: boolean): Promise<NativeRun> {
  const begin = seconds();
  const symbols = Object.fromEntries(program.symbols.map((name, i) => [name, Number(request.symbols[i])]));
  const shapes = shapesFor(program, symbols);
  const inputs: Inputs = Object.fromEntries(
    program.parameters
      .filter((p) => !p.result)
      .map((p) => {
        const shape = shapes.get(p.name) ?? [];
        const size = countOf(shape) * bytesOf(p.dtype);
        const bytes = readPart(request.folder, `${p.name}.in`, size, 0, size) ?? new Uint8Array(size);
        return [p.name, { dtype: p.dtype, shape, data: viewOf(p.dtype, bytes.buffer, 0, countOf(shape)) }];
      }),
  );
  const results = Array.from({ length: request.repeat }, () => interpret(program, inputs, symbols, { now: seconds }));
  const result = need(results[0], "a run");
  const ran = { kind: "ran", processSeconds: seconds() - begin, report: {}, log: "" } as const;
  if (result.kind === "raised") {
    const place = program.exceptions.findIndex((e) => e.message === result.message && e.span.line === result.span.line);
    return { ...ran, status: place + 1, seconds: [] };
  }
  const left = Object.entries(result.outputs);
  for (const { name, file, dtype, room } of outputsOf(program, symbols)) {
    const array = result.outputs[name];
    const [, measured] = left.find(([other]) => rowsOf(other) === name) ?? [];
    const bytes = new Uint8Array(countOf(room) * bytesOf(dtype));
    if (array !== undefined) bytes.set(bytesOfArray(array));
    if (measured !== undefined) new BigInt64Array(bytes.buffer)[0] = BigInt(measured.shape[0] ?? 0);
    if (isWrong && bytes.length > 0) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0x41;
    writeFileSync(join(request.folder, file), bytes);
  }
  return { ...ran, status: 0, seconds: results.flatMap((r) => (r.kind === "finished" ? r.seconds : [])) };
}
