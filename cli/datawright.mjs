#!/usr/bin/env node
// The `datawright` command as plain JavaScript: bundles cli/main.ts into dist/ where that is missing or stale, and runs it.
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, "dist/cli.mjs");
const environment = 4;

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

/** Chunks first, the entry last and by rename: whoever starts meanwhile finds a whole bundle. */
async function build() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { cli: "cli/main.ts" },
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
    logLevel: "error",
  });
  mkdirSync(dirname(bundle), { recursive: true });
  for (const file of outputFiles.sort((a, b) => Number(a.path === bundle) - Number(b.path === bundle))) {
    const parts = join(dirname(file.path), `.${process.pid}-${basename(file.path)}`);
    writeFileSync(parts, file.contents);
    renameSync(parts, file.path);
  }
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This is Node ${process.versions.node} (${process.execPath}); Datawright needs Node 20.19 or newer.`);
  process.exit(environment);
}
if (!existsSync(join(root, "node_modules/esbuild"))) {
  console.error(`Datawright's packages are not installed. Run this once: npm install (in ${root})`);
  process.exit(environment);
}
const sources = ["cli", "compiler-core", "agent"];
if (!existsSync(bundle) || statSync(bundle).mtimeMs < Math.max(...sources.map(newest))) await build();
const { run } = await import(pathToFileURL(bundle).href);
process.exitCode = await run(process.argv.slice(2));
