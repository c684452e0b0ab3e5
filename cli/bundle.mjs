// Bundles cli/main.ts into dist/cli.mjs, and the agent's thread beside it. Packages stay outside, so it runs where
// node_modules is.
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const bundlePath = join(root, "dist/cli.mjs");

export function isStale() {
  const built = statSync(bundlePath, { throwIfNoEntry: false });
  return built === undefined || built.mtimeMs < Math.max(...["cli", "compiler-core", "agent"].map(newest));
}

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") time = Math.max(time, newest(path));
    else if (entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
      time = Math.max(time, statSync(join(root, path)).mtimeMs);
  }
  return time;
}

/** Chunks first, the entry last, each by rename: whoever starts meanwhile finds a whole bundle. */
export async function bundle() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { cli: "cli/main.ts", "job-thread": "agent/src/jobs/job-thread.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    chunkNames: "cli-[hash]",
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    alias: { "@datawright/compiler-core": "./compiler-core" },
    logLevel: "error",
  });
  mkdirSync(dirname(bundlePath), { recursive: true });
  for (const file of outputFiles.sort((a, b) => Number(a.path === bundlePath) - Number(b.path === bundlePath))) {
    const part = join(dirname(file.path), `.${process.pid}-${basename(file.path)}`);
    writeFileSync(part, file.contents);
    renameSync(part, file.path);
  }
}
