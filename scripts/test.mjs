// `npm test`: sets up, then everything: generated files, types, lint, unit and conformance tests, the agent, the command
// line, journeys in a browser. Closes with one line of counts; skipped tests must be the ones that are listed, with reasons.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildStudio } from "./build.mjs";
import { installDependencies, requireNode, root, setUp } from "./setup.mjs";
import { chromiumPath, installSystemPackages, pythonPath } from "./system-packages.mjs";

requireNode();
const results = join(root, "test-results");

/** name → did it go well; a step that did not is counted as one failure. */
const failedSteps = [];
function step(name, program, args, env = {}) {
  const begin = Date.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  console.log(`── ${name}: ${status === 0 ? "done" : "failed"} in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  if (status !== 0) failedSteps.push(name);
}

const bin = (name) => join(root, "node_modules/.bin", name);

await setUp(
  async () => {
    await installDependencies();
    installSystemPackages();
    await buildStudio();
  },
  () => console.log("0 passed, 1 failed, 0 skipped"),
);
rmSync(results, { recursive: true, force: true });
const env = { DATAWRIGHT_PYTHON: pythonPath() ?? "python3", DATAWRIGHT_CHROMIUM: chromiumPath() ?? "" };
step("types and lint", process.execPath, [join(root, "scripts/check.mjs")]);
step(
  "unit, conformance, agent, command line",
  bin("vitest"),
  ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${join(results, "vitest.json")}`],
  env,
);
step("journeys in the browser", bin("playwright"), ["test"], env);

const count = { passed: 0, failed: 0, skipped: 0 };
const skippedNames = [];
const vitest = read("vitest.json");
for (const file of vitest?.testResults ?? []) {
  for (const test of file.assertionResults) {
    if (test.status === "passed") count.passed++;
    else if (test.status === "failed") count.failed++;
    else skippedNames.push(test.fullName);
  }
  if (file.status === "failed" && file.assertionResults.length === 0) count.failed++;
}
const visit = (suite) => {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status === "expected") count.passed++;
      else if (test.status === "skipped") skippedNames.push(spec.title);
      else count.failed++;
    }
  }
  for (const inner of suite.suites ?? []) visit(inner);
};
for (const suite of read("playwright.json")?.suites ?? []) visit(suite);
count.skipped = skippedNames.length;

const expected = JSON.parse(readFileSync(join(root, "scripts/expected-skips.json"), "utf8"));
for (const name of skippedNames) {
  if (expected.some((skip) => name.includes(skip.test))) continue;
  console.error(`Skipped and not listed in scripts/expected-skips.json: ${name}`);
  count.failed++;
}
for (const name of failedSteps) console.error(`Failed: ${name}`);
if (failedSteps.length > 0 && count.failed === 0) count.failed = failedSteps.length;
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0);

function read(name) {
  const path = join(results, name);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8"));
  failedSteps.push(`${name} was not written`);
  return undefined;
}
