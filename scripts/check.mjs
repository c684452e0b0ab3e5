// Types of every project, generated files, lint and format.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generated } from "./generate.mjs";
import { root } from "./setup.mjs";

let failed = false;
const run = (name, args) => {
  const { status } = spawnSync(join(root, "node_modules/.bin", name), args, { cwd: root, stdio: "inherit" });
  if (status !== 0) failed = true;
};
for (const [file, text] of generated()) {
  if (readFileSync(join(root, file), "utf8") === text) continue;
  console.error(`${file} is not current: run \`npm run gen\``);
  failed = true;
}
for (const project of [
  "compiler-core/tsconfig.json",
  "compiler-core/runtime/tsconfig.json",
  "agent/tsconfig.json",
  "tsconfig.json",
  "tsconfig.test.json",
])
  run("tsc", ["-p", project]);
run("biome", ["check", "."]);
process.exit(failed ? 1 : 0);
