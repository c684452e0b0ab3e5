import { expect, it } from "vitest";
import { blasCoreFor } from "./blas-core.ts";

const avx512 = new Set(["fma", "avx2", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"]);
const config = (core: string) => `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY ${core} MAX_THREADS=64`;

it.each<[string, ReadonlySet<string>, string | undefined]>([
  ["Prescott", avx512, "SkylakeX"],
  ["Prescott", new Set(["fma", "avx2", "avx512f"]), "Haswell"],
  ["Prescott", new Set(["sse3"]), undefined],
  ["Prescott", new Set(), undefined],
  ["SkylakeX", avx512, undefined],
  ["Zen", avx512, undefined],
])("a library that chose %s", (core, features, expected) => expect(blasCoreFor(config(core), features)).toBe(expected));
