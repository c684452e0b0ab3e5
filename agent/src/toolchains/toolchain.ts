// What a toolchain is: finds a compiler on this machine, and turns one source text into a program that can be run.
// Running it is native/run-native.ts; which flags mean what is each toolchain's own knowledge.
import type { JobFailure } from "../../protocol/job-failure.ts";
import type { Confinement } from "../native/child.ts";

export type ToolchainId = "gxx";

/** "strict": source order, no contraction. "relaxed": reductions may be reordered, and multiply-add fused in matrix products. */
export type Strictness = "strict" | "relaxed";

export type Expansions = "pure" | "library";

export interface FoundCompiler {
  readonly kind: "found";
  readonly id: ToolchainId;
  readonly path: string;
  /** The tool's own first line: "g++ (Debian 12.2.0-14) 12.2.0". */
  readonly version: string;
  /** The library for matrix products, as it names itself; undefined where there is none, or where a build had no use for one. */
  readonly blas: string | undefined;
}

export interface MissingCompiler {
  readonly kind: "missing";
  readonly id: ToolchainId;
  readonly reason: string;
  /** The command that would bring it, for a person to run. */
  readonly install: string;
}

export interface CompileOptions {
  readonly strictness: Strictness;
  /** "pure": matrix products by kernels of our own. "library", also where left out: by OpenBLAS where it can be linked. */
  readonly expansions?: Expansions;
  /** Where built programs are kept (see openCache in toolchains/cache.ts). Owned by this user, not writable by others. */
  readonly cache: string;
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  readonly confinement?: Confinement;
}

export interface BuiltProgram {
  readonly kind: "built";
  /** An executable in the cache; named by its content's hash, never changed. */
  readonly path: string;
  readonly compiler: FoundCompiler;
  readonly flags: readonly string[];
  readonly hash: string;
  /** Variables that running it needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Taken from the cache: nothing was compiled. */
  readonly cached: boolean;
  /** Of this call, finding included. */
  readonly seconds: number;
  /** What the compiler printed. */
  readonly log: string;
}

export interface Toolchain {
  readonly id: ToolchainId;
  readonly title: string;
  /** Quick the second time; asks the machine anew in each process. */
  find(cache: string): Promise<FoundCompiler | MissingCompiler>;
  compile(source: string, options: CompileOptions): Promise<BuiltProgram | JobFailure>;
}
