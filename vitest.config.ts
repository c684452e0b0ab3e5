import { defineConfig } from "vitest/config";

const project = (name: string, include: string[]) => ({
  extends: true as const,
  test: { name, include, environment: "node" as const, testTimeout: 60_000 },
});

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: [
      project("core", ["compiler-core/**/*.test.ts"]),
      project("components", ["components/**/*.test.ts"]),
      project("agent", ["agent/**/*.test.ts"]),
      project("cli", ["cli/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts"]),
    ],
  },
});
