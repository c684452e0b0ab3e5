import { defineConfig } from "vitest/config";

const project = (name: string, include: string[], globalSetup: string[] = []) => ({
  extends: true as const,
  test: { name, include, globalSetup, environment: "node" as const, testTimeout: 60_000 },
});
// Who starts an agent from its sources needs the bundle of its thread.
const bundled = ["scripts/bundled.mjs"];

// Of workers Vitest takes one less than there are cores: many tests start compilers, threads and agents of their own, and some
// bound how long those may take.
export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: [
      project("core", ["compiler-core/**/*.test.ts"]),
      project("components", ["components/**/*.test.ts"], bundled),
      project("agent", ["agent/**/*.test.ts"], bundled),
      project("cli", ["cli/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts"]),
    ],
  },
});
