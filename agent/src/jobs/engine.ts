// What turns an artefact into a run: the machine's compiler and a child process, or, for tests of the page, a fake.
import type { buildCpp } from "../../../compiler-core/compiler/index.ts";
import type { JobFailure } from "../../protocol/index.ts";
import type { Confinement } from "../native/child.ts";
import { type NativeRequest, type NativeRun, runNative } from "../native/run-native.ts";
import { gxx } from "../toolchains/gxx.ts";
import type { BuiltProgram, CompileOptions, FoundCompiler, MissingCompiler } from "../toolchains/toolchain.ts";

export type CppArtefact = ReturnType<typeof buildCpp>;
export type EngineRun = Omit<NativeRequest, "program"> & { readonly confinement: Confinement };

export interface Engine {
  readonly id: "gxx" | "fake";
  readonly find: (cache: string) => Promise<FoundCompiler | MissingCompiler>;
  readonly compile: (artefact: CppArtefact, options: CompileOptions) => Promise<BuiltProgram | JobFailure>;
  readonly run: (artefact: CppArtefact, built: BuiltProgram, request: EngineRun) => Promise<NativeRun | JobFailure>;
}

export const nativeEngine: Engine = {
  id: "gxx",
  find: (cache) => gxx.find(cache),
  compile: (artefact, options) => gxx.compile(artefact.source, options),
  run: (_artefact, built, request) => runNative({ ...request, program: built.path, environment: built.environment }),
};
