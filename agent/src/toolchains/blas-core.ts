// OpenBLAS picks its kernels by the processor's model, and a release older than the processor falls back to kernels of 2004:
// measured on one server, a matrix product took 3.5 times as long. What the processor can do is told to it instead.
import { readFileSync } from "node:fs";

/** Cores that OpenBLAS names where it did not recognize an x86 processor with AVX2. */
const outdated = new Set([
  "Prescott",
  "Core2",
  "Penryn",
  "Dunnington",
  "Nehalem",
  "Atom",
  "Katmai",
  "Coppermine",
  "Northwood",
  "Banias",
  "Generic",
  "Unknown",
]);

const cores: readonly { readonly name: string; readonly needs: readonly string[] }[] = [
  { name: "SkylakeX", needs: ["avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"] },
  { name: "Haswell", needs: ["avx2", "fma"] },
];

/** `config`: what openblas_get_config says. Undefined: it chose well, or nothing is known. */
export function blasCoreFor(config: string, features: ReadonlySet<string>): string | undefined {
  if (!config.split(/\s+/).some((word) => outdated.has(word))) return undefined;
  return cores.find(({ needs }) => needs.every((feature) => features.has(feature)))?.name;
}

/** The processor's features as Linux names them; none elsewhere. */
export function processorFeatures(): ReadonlySet<string> {
  try {
    const line = /^flags\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1];
    return new Set(line?.split(/\s+/));
  } catch {
    return new Set();
  }
}
