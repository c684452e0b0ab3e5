// Bundles cli/main.ts and the agent's thread into a folder of dist/ that is named by what is in it; dist/current says which one
// counts. What runs from an older folder keeps it. Packages stay outside, so it runs where node_modules is.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const current = join(dist, "current");
const recent = 3_600_000;

/** The folder that counts now. */
export function bundleFolder() {
  return join(dist, readFileSync(current, "utf8"));
}

export function isStale() {
  const built = statSync(current, { throwIfNoEntry: false });
  if (built === undefined || !existsSync(join(bundleFolder(), "cli.mjs"))) return true;
  return built.mtimeMs < Math.max(...["cli", "compiler-core", "agent"].map(newest));
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

/** A whole folder first, then its name, each by rename: whoever starts meanwhile finds the one bundle or the other. */
export async function bundle() {
  const begun = new Date();
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
  const hash = createHash("sha256");
  for (const { path, contents } of outputFiles) hash.update(basename(path)).update("\0").update(contents);
  const name = `bundle-${hash.digest("hex").slice(0, 16)}`;
  const part = join(dist, `.${process.pid}`);
  mkdirSync(part, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(join(part, basename(path)), contents);
  rename(part, join(dist, name));
  writeFileSync(`${part}-current`, name);
  // What was changed while this was built is not in it.
  utimesSync(`${part}-current`, begun, begun);
  renameSync(`${part}-current`, current);
  clean(name);
}

/** The same bundle may be there already. */
function rename(part, folder) {
  try {
    renameSync(part, folder);
  } catch (error) {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    rmSync(part, { recursive: true });
  }
}

/** Says in the folder that this process runs from it, until it ends. */
export function use(folder) {
  const mark = join(folder, `used-by-${process.pid}`);
  try {
    writeFileSync(mark, "");
  } catch {
    return; // A checkout that can't be written: nobody cleans it either.
  }
  process.once("exit", () => rmSync(mark, { force: true }));
}

/** Removes what no process runs from and what nobody can just be starting from. */
function clean(name) {
  for (const entry of readdirSync(dist)) {
    const path = join(dist, entry);
    const facts = statSync(path, { throwIfNoEntry: false });
    // Gone: another one cleans as well.
    if (entry === name || entry === "current" || facts === undefined || Date.now() - facts.mtimeMs < recent) continue;
    const users = facts.isDirectory() ? readdirSync(path).filter((file) => file.startsWith("used-by-")) : [];
    if (!users.some((file) => isRunning(Number(file.slice("used-by-".length)))))
      rmSync(path, { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // Another user's.
  }
}
