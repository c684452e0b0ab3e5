// What the tests use beside npm: a browser, a C++ compiler, OpenBLAS, Python with NumPy. Installed where this process may
// (root, or sudo without a question), named with their command where it may not.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, SetupFailure, succeeds } from "./setup.mjs";

const numpyVersion = "2.4.6";
export const privatePython = join(root, ".cache/python/bin/python3");

export function chromiumPath() {
  const candidates = [
    process.env.DATAWRIGHT_CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

const hasNumpy = (python) => succeeds(python, ["-c", "import numpy; assert int(numpy.__version__.split('.')[0]) >= 2"]);

/** A Python with NumPy 2, if there is one. */
export function pythonPath() {
  return [process.env.DATAWRIGHT_PYTHON, "python3", privatePython].find(
    (python) => python !== undefined && hasNumpy(python),
  );
}

function linksOpenBlas() {
  return succeeds("sh", ["-c", "echo 'int main() { return 0; }' | g++ -x c++ - -lopenblas -o /dev/null"]);
}

export function installSystemPackages() {
  const missing = [];
  if (chromiumPath() === undefined) missing.push("chromium");
  if (!succeeds("g++", ["--version"])) missing.push("g++");
  if (missing.includes("g++") || !linksOpenBlas()) missing.push("libopenblas-dev");
  if (!succeeds("python3", ["--version"])) missing.push("python3", "python3-venv");
  if (missing.length > 0) apt(missing);
  if (pythonPath() === undefined) installNumpy();
}

function apt(packages) {
  const command = `apt-get install -y ${packages.join(" ")}`;
  const isRoot = process.getuid?.() === 0;
  const prefix = isRoot ? [] : ["sudo", "-n"];
  if (!succeeds("apt-get", ["--version"]) || (!isRoot && !succeeds("sudo", ["-n", "true"])))
    throw new SetupFailure(`The tests need ${packages.join(", ")}. Install them: sudo ${command}`);
  console.log(`Installing ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const go = (args) => {
    const [program, ...rest] = [...prefix, "apt-get", ...args];
    return spawnSync(program, rest, { stdio: ["ignore", "ignore", "inherit"], env });
  };
  go(["update", "-qq"]);
  if (go(["install", "-y", "-qq", "--no-install-recommends", ...packages]).status !== 0)
    throw new SetupFailure(`These packages could not be installed: ${packages.join(", ")}. Try: sudo ${command}`);
}

/** A Python of the project's own, with pip. Whether this machine's could make it. */
export function makePrivatePython() {
  mkdirSync(join(root, ".cache"), { recursive: true });
  return succeeds("python3", ["-m", "venv", join(root, ".cache/python")]);
}

function installNumpy() {
  console.log(`Installing NumPy ${numpyVersion} for the tests`);
  if (!makePrivatePython()) {
    apt(["python3-venv"]);
    if (!makePrivatePython()) throw new SetupFailure("python3 -m venv could not make a Python for the tests.");
  }
  // An older Python gets the newest NumPy 2 that still supports it.
  const pip = (what) => succeeds(privatePython, ["-m", "pip", "install", "--quiet", what]);
  if (!pip(`numpy==${numpyVersion}`) && !pip("numpy>=2"))
    throw new SetupFailure(
      "NumPy 2 could not be installed for Python. Install it, and name that Python in DATAWRIGHT_PYTHON.",
    );
}
