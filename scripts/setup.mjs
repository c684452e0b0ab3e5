// What every command needs before it can work: a Node that is new enough, the locked dependencies, the vendored files, a
// current build. Each step is skipped when nothing it depends on has changed. Plain JavaScript without dependencies, since
// Node 20 can't run TypeScript.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const stamps = join(root, ".cache/stamps");
const oldest = [20, 19];

export class SetupFailure extends Error {}

/** Runs the set-up; what the world refuses ends it in words, and calls `close` before. */
export async function setUp(steps, close = () => {}) {
  try {
    await steps();
  } catch (error) {
    const isSystem = error?.code !== undefined && error?.syscall !== undefined;
    if (!(error instanceof SetupFailure) && !isSystem) throw error;
    console.error(isSystem ? `The set-up can't go on: ${error.message}` : error.message);
    close();
    process.exit(4);
  }
}

export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(`Datawright needs Node ${oldest.join(".")} or newer; this is Node ${process.versions.node}.`);
  process.exit(4);
}

/** Runs a program with its output shown; fails with its name and exit code. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) throw new SetupFailure(`${program} could not be started: ${result.error.message}`);
  if (result.status !== 0)
    throw new SetupFailure(`${program} ${args.join(" ")} ended with ${result.status ?? result.signal}`);
}

export function succeeds(program, args) {
  return spawnSync(program, args, { cwd: root, stdio: "ignore" }).status === 0;
}

function sourcesIn(folders) {
  const skipped = new Set(["node_modules", "dist", "out", ".next", ".cache", "pyodide", "elk", "test-results"]);
  const files = [];
  const walk = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isFile()) {
      files.push(path);
      return;
    }
    for (const name of readdirSync(join(root, path)).sort()) if (!skipped.has(name)) walk(join(path, name));
  };
  for (const folder of folders) walk(folder);
  return files;
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Does `work` unless it was done for exactly these files and `isThere` still holds. */
export async function once(name, folders, isThere, work) {
  const files = sourcesIn(folders);
  const hash = hashOf(files);
  const stamp = join(stamps, name);
  if (isThere() && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  // What is interrupted is not done, for these files or for those of before.
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

export async function installDependencies() {
  const there = () =>
    existsSync(join(root, "node_modules/next/package.json")) &&
    existsSync(join(root, "node_modules/esbuild/package.json"));
  await once(
    "dependencies",
    ["package-lock.json", "package.json", "compiler-core/package.json", "agent/package.json"],
    there,
    () => {
      console.log("Installing dependencies");
      run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    },
  );
}
