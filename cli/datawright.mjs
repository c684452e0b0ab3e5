#!/usr/bin/env node
// The `datawright` command as plain JavaScript: bundles cli/main.ts into dist/ where that is missing or stale, and runs it.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle, bundleFolder, isStale, use } from "./bundle.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = 4;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This is Node ${process.versions.node} (${process.execPath}); Datawright needs Node 20.19 or newer.`);
  process.exit(environment);
}
if (!existsSync(join(root, "node_modules/esbuild"))) {
  console.error(`Datawright's packages are not installed. Run this once in ${root}: npm install`);
  process.exit(environment);
}
try {
  if (isStale()) await bundle();
} catch (error) {
  console.error(`Datawright can't be built from its sources: ${error.message}`);
  process.exit(environment);
}
const folder = bundleFolder();
use(folder);
await import(pathToFileURL(join(folder, "cli.mjs")).href);
