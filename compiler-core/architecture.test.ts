// The layer table of ARCHITECTURE.md as a test: who may import whom, checked on every file.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const core = fileURLToPath(new URL(".", import.meta.url));

/** Lowest first; a layer may import itself, those named, and what those may. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  syntax: ["diagnostics"],
  symbolic: ["diagnostics"],
  sdfg: ["symbolic"],
  validation: ["sdfg"],
  analysis: ["sdfg"],
  serialization: ["sdfg", "syntax"],
  library: ["analysis"],
  frontend: ["library", "syntax"],
  passes: ["library", "analysis", "validation"],
  transformations: ["library", "analysis", "validation", "passes"],
  recipes: ["transformations", "passes"],
  autotune: ["recipes", "transformations", "passes"],
  lowering: ["library", "analysis"],
  legalize: ["lowering"],
  "codegen/cpp": ["legalize", "lowering"],
  "codegen/wasm": ["legalize", "lowering"],
  // The WebAssembly host runs what its printer printed: it knows the artefact's shape.
  runtime: ["lowering", "codegen/wasm"],
};
const doors = new Set(["compiler", "testing", "index.ts"]);

function closure(layer: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(layer)) return seen;
  seen.add(layer);
  for (const below of allowed[layer] ?? []) closure(below, seen);
  return seen;
}

function layerOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "codegen" ? `codegen/${second}` : first;
}

const files = readdirSync(core, { recursive: true })
  .map((name) => String(name).replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !doors.has(layerOf(name)));

describe("layers", () => {
  it("saw the files", () => expect(files.length).toBeGreaterThan(60));

  it("has files in every layer", () =>
    expect([...new Set(files.map(layerOf))].sort()).toEqual(Object.keys(allowed).sort()));

  it.each(files)("%s imports only what it may", (file) => {
    const layer = layerOf(file);
    expect(Object.keys(allowed)).toContain(layer);
    const may = closure(layer);
    const text = readFileSync(join(core, file), "utf8");
    for (const [, from = ""] of text.matchAll(/from "([^"]+)"/g)) {
      if (!from.startsWith(".")) {
        expect(["py-ast", "fflate"], `${file} imports ${from}`).toContain(from);
        continue;
      }
      expect(from, "a relative import names its file").toMatch(/\.ts$/);
      const target = layerOf(relative(core, join(core, dirname(file), from)).replaceAll("\\", "/"));
      expect(may.has(target), `${file} (${layer}) imports ${from} (${target})`).toBe(true);
    }
  });
});

const scripts = join(core, "../scripts");
const beforeInstall = readdirSync(scripts).filter((name) => name.endsWith(".mjs"));

describe("the scripts that set up", () => {
  it("were seen", () => expect(beforeInstall).toContain("start.mjs"));

  it.each(beforeInstall)("%s needs no dependency to be read", (name) => {
    const text = readFileSync(join(scripts, name), "utf8");
    for (const [, from = ""] of text.matchAll(/^(?:import|export) (?:[^;]*? from )?"([^"]+)"/gm))
      expect(from).toMatch(/^(?:node:|\.)/);
  });
});
